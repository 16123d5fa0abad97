"""What a study without a claim shows: outcomes by arm, known answers, and why a number is missing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.studies.judging.by_arm import by_arm, shown_by_arm
from sim.studies.question.sections import Design
from sim.studies.study import Parts, Study, study
from tests.draws import normal
from tests.studies import fakes

NO_CLAIM = fakes.ENOUGH[: fakes.ENOUGH.index("[[hypotheses]]")]
PARTS = Parts(fakes.one_run, fakes.load, fakes.CATALOGUE)


def table(**arms: list[float]) -> pd.DataFrame:
    """Runs of arms at the base point, seed by seed."""
    rows = [
        {"setting": "base", "arm": arm, "replication": place, "x": value}
        for arm, values in arms.items()
        for place, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


def make(tmp_path: Path, text: str) -> Study:
    return study(fakes.write_experiment(tmp_path, text), tmp_path / "out", workers=1, parts=PARTS)


def test_the_difference_is_from_the_first_arm_seed_by_seed() -> None:
    luck = normal(0, 5, 20, 1)
    runs = table(a=list(luck), b=list(luck + 0.5 + normal(0, 0.01, 20, 2)))
    found = by_arm(runs.sample(frac=1, random_state=1), ["a", "b"], ["x"]).set_index("arm")
    assert np.isnan(found.loc["a", "difference"])
    assert found.loc["b", "difference"] == pytest.approx(0.5, abs=0.01)
    assert found.loc["b", "difference_high"] - found.loc["b", "difference_low"] < 0.02
    assert found.loc["b", "high"] - found.loc["b", "low"] > 3
    assert found["n"].tolist() == [20, 20]


def test_arms_that_do_not_differ_are_told_as_such() -> None:
    luck = list(normal(0, 5, 20, 1))
    found = by_arm(table(a=luck, b=luck), ["a", "b"], ["x"]).set_index("arm")
    assert found.loc["b", "note"] == "no difference from a in any run"
    assert np.isnan(found.loc["b", "difference_low"])


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([1.0], "one run: no interval"),
        ([1.0, 1.0, 1.0], "the same in every run"),
        ([1.0, 2.0, 3.0], "few runs speak for all"),
        ([np.nan, np.nan], "no run has a value"),
    ],
)
def test_a_missing_interval_says_why(values: list[float], note: str) -> None:
    assert by_arm(table(a=values), ["a"], ["x"])["note"].tolist() == [note]


def test_points_stand_where_runs_do_and_have_a_spread() -> None:
    points = np.linspace(0, 1, 41)
    runs = pd.concat(
        table(a=[value - 0.1, value + 0.1], b=[value, value + 1.0]).assign(setting=f"p{place}")
        for place, value in enumerate(points)
    )
    drawn = by_arm(runs, ["a", "b"], ["x"], Design(points=41, replications=2)).set_index("arm")
    assert drawn["setting"].unique().tolist() == ["space"]
    assert drawn.loc["a", ["mean", "n"]].tolist() == pytest.approx([0.5, 41])
    assert drawn.loc["a", ["spread_low", "spread_high"]].tolist() == pytest.approx([0.025, 0.975])
    assert drawn.loc["b", "difference"] == pytest.approx(0.5)
    listed = by_arm(runs, ["a", "b"], ["x"], Design(kind="csv", file="points.csv"))
    assert listed["low"].isna().all()
    assert (listed["note"] == "points no plain sample: no interval").all()


def test_a_study_without_a_claim_shows_what_is_of_interest(tmp_path: Path) -> None:
    text = NO_CLAIM + '\n[outcomes]\nof_interest = ["grow"]\n'
    done = make(tmp_path, text)
    found = shown_by_arm(done.manifest, done.runs)
    assert done.verdicts == []
    assert found["outcome"].unique().tolist() == ["grow"]
    base = found[found["setting"] == "base"].set_index("arm")
    assert base.loc["long", "difference"] == pytest.approx(84 / 1200, abs=0.001)
    assert base.loc["long", "difference_low"] > 0.06


def test_a_study_with_claims_alone_lets_its_verdicts_speak(tmp_path: Path) -> None:
    done = make(tmp_path, fakes.ENOUGH)
    assert shown_by_arm(done.manifest, done.runs).empty
