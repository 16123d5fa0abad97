"""A forecast makes a few runs, keeps them, and says what the rest will take and tell."""

from pathlib import Path
from typing import Any

import pytest

from sim.studies.study import Parts, forecast, load_study, study
from tests.studies import fakes
from tests.studies.judging.test_looks import PARTS as LUCKY
from tests.studies.judging.test_looks import TEXT as STOPPING
from tests.studies.judging.test_space import TEXT as SPACE

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def test_it_makes_a_pilot_and_no_more(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 40")
    file = fakes.write_experiment(tmp_path, text)
    told = forecast(file, tmp_path / "out", workers=1, parts=PARTS)
    assert told.runs == 82
    assert told.runs_stored == told.pilot_runs == 8
    assert len(load_study(tmp_path / "out").runs) == 8
    assert told.minutes > 0
    assert told.megabytes > 0
    (expected,) = told.expected
    assert (expected.id, expected.runs) == ("H1", 40)

    done = study(file, tmp_path / "out", workers=1, parts=PARTS)
    assert len(done.runs) == 82
    assert done.manifest["sessions"][0]["runs_made"] == 74


def test_the_width_it_expects_is_about_the_width_there_comes_to_be(tmp_path: Path) -> None:
    text = STOPPING.replace("[stopping]\nlook_every = 8\ncap = 48\n", "").replace("= 8\n", "= 40\n")
    file = fakes.write_experiment(tmp_path, text)
    told = {one.id: one for one in forecast(file, tmp_path / "out", 1, parts=LUCKY).expected}
    verdict: Any
    for verdict in study(file, tmp_path / "out", workers=1, parts=LUCKY).verdicts:
        width = verdict["high"] - verdict["low"]
        expected = told[verdict["id"]]
        assert expected.width == pytest.approx(width, rel=0.6)
        assert width < expected.width_if_unlucky
        assert expected.width / 2 < expected.detectable < expected.width


def test_it_leaves_stored_runs_where_they_are(tmp_path: Path) -> None:
    file = fakes.write_experiment(tmp_path)
    study(file, tmp_path / "out", workers=1, parts=PARTS)
    told = forecast(file, tmp_path / "out", workers=1, parts=PARTS)
    assert told.runs_stored == told.runs == 10
    assert told.minutes == 0
    assert not (tmp_path / "out/superseded").exists()


def test_with_a_stopping_rule_it_tells_the_least_and_the_most(tmp_path: Path) -> None:
    told = forecast(fakes.write_experiment(tmp_path, STOPPING), tmp_path / "out", 1, parts=LUCKY)
    assert (told.runs, told.most_runs) == (32, 192)
    assert told.most_minutes > told.minutes
    assert {one.runs for one in told.expected} == {48}


def test_over_a_space_it_tells_how_well_a_share_will_be_known(tmp_path: Path) -> None:
    told = forecast(fakes.write_experiment(tmp_path, SPACE), tmp_path / "out", 1, parts=PARTS)
    space = next(one for one in told.expected if one.setting == "space")
    assert space.runs == 100
    assert 0.1 < space.width < space.width_if_unlucky < 0.25
