"""The levers of a study without a claim: what each does, in the order of the file."""

from pathlib import Path

import pytest

from sim.studies.study import Parts, Study, study
from sim.studies.sweeping.of_levers import lever_effects
from tests.studies import fakes

PARTS = Parts(fakes.one_run, fakes.load, fakes.CATALOGUE)
LEVERS = """
[study]
name = "levers"
title = "Levers alone"
scenario = "england"
years = 1
replications = 12
[levers]
"market.months" = [36, 60, 120]
"market.level" = [0.3, 0.2]
[outcomes]
of_interest = ["grow"]
"""


def make(tmp_path: Path, text: str) -> Study:
    return study(fakes.write_experiment(tmp_path, text), tmp_path / "out", workers=1, parts=PARTS)


def test_each_lever_is_told_against_its_first_value(tmp_path: Path) -> None:
    done = make(tmp_path, LEVERS)
    found = lever_effects(done.folder, done.manifest, done.runs, ["grow"])
    alone = found[found["measure"] == "difference"]
    assert alone[["parameter", "level", "against"]].to_numpy().tolist() == [
        ["market.months", 60, 36], ["market.months", 120, 36], ["market.level", 0.2, 0.3],
    ]  # fmt: skip
    assert alone["estimate"].tolist() == pytest.approx([24 / 1200, 84 / 1200, 0], abs=0.001)
    assert alone["low"].tolist()[:2] > [0.019, 0.06]
    assert alone["note"].tolist()[2] == "the same at every seed"
    assert len(found) == 5


def test_a_study_without_levers_has_no_effects_of_them(tmp_path: Path) -> None:
    done = make(tmp_path, fakes.ENOUGH)
    assert lever_effects(done.folder, done.manifest, done.runs, ["grow"]).empty


def test_points_of_a_design_are_compared_within_a_point(tmp_path: Path) -> None:
    design = (
        '\n[uncertainties]\n"market.fails" = [500, 900]\n[design]\npoints = 6\nreplications = 2\n'
    )
    text = LEVERS.replace('"market.level" = [0.3, 0.2]\n', "") + design
    done = make(tmp_path, text)
    found = lever_effects(done.folder, done.manifest, done.runs, ["grow"])
    alone = found[found["measure"] == "difference"]
    assert alone["estimate"].tolist() == pytest.approx([24 / 1200, 84 / 1200], abs=0.001)
    assert alone["seeds"].tolist() == [12, 12]
