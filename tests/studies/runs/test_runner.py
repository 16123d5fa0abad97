"""The runner: every run is made once, the same bytes for any number of workers."""

import json
from pathlib import Path

import pytest

from sim.errors import ExperimentError, MutualsError, StoppedEarlyError
from sim.studies.runs import runner
from sim.studies.single import write_run
from sim.studies.store.book import read_ledger
from sim.studies.store.ledger import Ledger
from sim.studies.study import Parts, load_study
from tests.studies import fakes
from tests.studies.made import RUNS, make, never, stored_bytes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


def test_a_study_makes_every_run_and_judges(tmp_path: Path) -> None:
    done = make(fakes.write_experiment(tmp_path, fakes.ENOUGH), tmp_path / "out")
    assert len(done.runs) == 26
    assert [(one["id"], one["setting"], one["verdict"]) for one in done.verdicts] == [
        ("H1", "base", "supported")
    ]
    assert done.verdicts[0]["estimate"] == pytest.approx(84 / 1200, abs=0.001)
    assert done.manifest["state"] == "complete"
    assert json.loads((tmp_path / "out/verdict.json").read_text()) == done.verdicts


def test_the_same_replication_has_the_same_seed_everywhere(file: Path, tmp_path: Path) -> None:
    runs = make(file, tmp_path / "out").runs
    assert (runs["seed"] == runs["replication"]).all()
    assert runs.groupby("replication")["seed"].nunique().max() == 1
    assert runs["run_id"].is_unique


def test_workers_change_no_byte(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "one")
    make(file, tmp_path / "two", workers=2)
    assert stored_bytes(tmp_path / "one") == stored_bytes(tmp_path / "two")


def test_what_is_stored_reads_back(file: Path, tmp_path: Path) -> None:
    done = make(file, tmp_path / "out")
    again = load_study(tmp_path / "out")
    assert again.runs.equals(done.runs)
    assert again.verdicts == done.verdicts
    series = again.table("series")
    assert sorted(series["month"].unique()) == [0, 12, 24]
    assert series.loc[series["month"] == 24, "tenders"].eq(12).all()
    assert series.loc[series["month"] == 0, "tenders"].isna().all()
    assert str(series["hhi"].dtype) == "float32"
    assert set(again.table("organisations")["kind"]) == {"mutual"}
    holders = again.table("holders")
    assert set(zip(holders["setting"], holders["arm"], strict=True)) == {
        ("base", "base"),
        ("base", "long"),
    }


def test_a_finished_study_makes_no_run_again(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    before = stored_bytes(tmp_path / "out")
    done = make(file, tmp_path / "out", parts=Parts(never, fakes.load, fakes.CATALOGUE))
    assert stored_bytes(tmp_path / "out") == before
    assert len(done.manifest["sessions"]) == 1


def test_changing_a_claim_after_the_runs_shows(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    text = fakes.EXPERIMENT.replace("threshold = 0.05", "threshold = 0.01")
    done = make(fakes.write_experiment(tmp_path, text), tmp_path / "out")
    assert len(done.manifest["hypotheses_written"]) == 2


def test_fresh_forgets_results_but_not_other_files(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    (tmp_path / "out/notes.txt").write_text("mine")
    done = make(file, tmp_path / "out", fresh=True)
    assert len(done.runs) == RUNS
    assert (tmp_path / "out/notes.txt").read_text() == "mine"


def test_quick_runs_the_same_arms_elsewhere_and_is_marked(file: Path, tmp_path: Path) -> None:
    done = make(file, tmp_path / "out", quick=True)
    assert len(done.runs) == 4
    assert done.manifest["quick"] is True
    assert done.manifest["scenario"] == "tiny"
    with pytest.raises(MutualsError, match="quick trial of trial"):
        make(file, tmp_path / "out")


def test_a_second_command_on_the_same_folder_stops(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    with (
        Ledger.open(tmp_path / "out/ledger.sqlite"),
        pytest.raises(StoppedEarlyError, match="Another command is at work"),
    ):
        make(file, tmp_path / "out")


def test_a_bad_experiment_writes_nothing(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("market.months", "market.monhts")
    with pytest.raises(ExperimentError, match=r"did you mean months"):
        make(fakes.write_experiment(tmp_path, text), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_workers_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(MutualsError, match="workers is a whole number, 1 or more"):
        make(file, tmp_path / "out", workers=0)


def test_workers_are_all_processors_unless_said() -> None:
    assert runner.check_workers(None) == runner.available_workers() >= 1


def test_a_run_is_stored_like_a_study_of_one_run(tmp_path: Path) -> None:
    world = fakes.load("tiny", {"market.months": 60}, "command line")
    write_run(fakes.one_run(world, 7, 2, "full"), tmp_path / "run", world, 7, 2)
    again = load_study(tmp_path / "run")
    assert again.manifest["kind"] == "run"
    assert again.manifest["set_by"] == {"market.months": "command line"}
    assert again.runs["seed"].tolist() == [7]
    assert again.table("series")["month"].nunique() == 25
    assert set(again.table("organisations")["kind"]) == {"mutual", "group"}
    assert [row["state"] for row in read_ledger(tmp_path / "run/ledger.sqlite")] == ["done"]

    write_run(fakes.one_run(world, 8, 2, "full"), tmp_path / "run", world, 8, 2, overwrite=True)
    assert load_study(tmp_path / "run").runs["seed"].tolist() == [8]


def test_a_run_does_not_replace_a_study(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    world = fakes.load("tiny", {}, "command line")
    with pytest.raises(MutualsError, match="holds a study"):
        write_run(fakes.one_run(world, 7, 2, "full"), tmp_path / "out", world, 7, 2)
