"""Nothing is lost when something goes wrong: what is stored stays, and the study goes on."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.runs.runner import Interrupted
from sim.studies.store import parts as store
from sim.studies.store.book import read_ledger
from sim.studies.study import Parts, load_study
from tests.studies import fakes
from tests.studies.made import RUNS, make, never, stored_bytes
from tests.studies.same import contents


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


def test_an_interrupted_study_goes_on_where_it_stopped(file: Path, tmp_path: Path) -> None:
    calls = 0

    def impatient(*given: Any, **says: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 8:
            raise KeyboardInterrupt
        return fakes.one_run(*given, **says)

    with pytest.raises(Interrupted, match="7 of 10 runs are safe"):
        make(file, tmp_path / "out", parts=Parts(impatient, fakes.load, fakes.CATALOGUE))
    assert len(load_study(tmp_path / "out").runs) == 7
    assert not (tmp_path / "out/verdict.json").exists()

    make(file, tmp_path / "out")
    make(file, tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_study_may_be_made_a_few_runs_at_a_time(file: Path, tmp_path: Path) -> None:
    safe = []
    for _ in range(2):
        with pytest.raises(StoppedEarlyError, match="give the same command again"):
            make(file, tmp_path / "out", runs_at_most=4)
        safe.append(len(load_study(tmp_path / "out").runs))
    make(file, tmp_path / "out", runs_at_most=4)
    make(file, tmp_path / "whole", runs_at_most=RUNS)
    assert safe == [4, 8]
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_few_runs_at_a_time_are_counted_over_all_looks(tmp_path: Path) -> None:
    stopping = "[stopping]\nlook_every = 2\ncap = 6\ninterval_at_most = 1e-9\n"
    file = fakes.write_experiment(tmp_path, fakes.EXPERIMENT + stopping)
    whole = make(file, tmp_path / "whole")
    with pytest.raises(StoppedEarlyError):
        make(file, tmp_path / "out", runs_at_most=len(whole.runs) - 1)
    assert len(load_study(tmp_path / "out").runs) == len(whole.runs) - 1
    make(file, tmp_path / "out", runs_at_most=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_failed_run_is_a_row_and_loses_no_other(file: Path, tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace('"market.months" = 120', '"market.fails" = 2')
    done = make(fakes.write_experiment(tmp_path, text), tmp_path / "out")
    assert len(done.runs) == RUNS - 1
    failed = [
        row for row in read_ledger(tmp_path / "out/ledger.sqlite") if row["state"] == "failed"
    ]
    assert [(row["arm"], row["seed"], row["attempts"]) for row in failed] == [("long", 2, 2)]
    assert "the ledger does not balance" in failed[0]["error"]
    assert done.manifest["runs_failed"] == 1
    assert done.verdicts[0]["runs"] == 3


def test_when_every_run_fails_it_says_where_the_errors_are(file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoppedEarlyError, match=r"Every run failed.*ledger.sqlite"):
        make(file, tmp_path / "out", parts=Parts(never, fakes.load, fakes.CATALOGUE))


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_run_that_kills_its_process_loses_no_other(tmp_path: Path) -> None:
    deadly = 'set = { "market.kills" = true }\nreplications = 1'
    text = fakes.EXPERIMENT.replace('set = { "market.months" = 120 }', deadly)
    file = fakes.write_experiment(tmp_path, text)
    done = make(file, tmp_path / "out", workers=2)
    assert set(done.runs["arm"]) == {"base"}
    assert len(done.runs) == 6
    rows = read_ledger(tmp_path / "out/ledger.sqlite")
    assert {row["arm"] for row in rows if row["state"] == "failed"} == {"long"}
    assert all("died" in row["error"] for row in rows if row["state"] == "failed")


def test_a_damaged_part_is_set_aside_and_made_again(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    whole = stored_bytes(tmp_path / "out")
    victim = store.part_files(tmp_path / "out", "series")[1]
    victim.write_bytes(victim.read_bytes()[:100])
    make(file, tmp_path / "out")
    assert stored_bytes(tmp_path / "out") == whole
    assert (tmp_path / "out/damaged/runs" / victim.name).exists()


def test_a_damaged_ledger_costs_no_run(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    (tmp_path / "out/ledger.sqlite").write_bytes(b"not a ledger at all" * 100)
    make(file, tmp_path / "out", parts=Parts(never, fakes.load, fakes.CATALOGUE))
    assert {row["state"] for row in read_ledger(tmp_path / "out/ledger.sqlite")} == {"done"}


def test_more_replications_keep_what_is_there(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    before = stored_bytes(tmp_path / "out")
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 6")
    done = make(fakes.write_experiment(tmp_path, text), tmp_path / "out")
    assert len(done.runs) == 14
    assert before.items() <= stored_bytes(tmp_path / "out").items()


def test_runs_of_another_version_are_set_aside(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    text = fakes.EXPERIMENT.replace("= 120", "= 96").replace("= 0.4", "= 0.5")
    done = make(fakes.write_experiment(tmp_path, text), tmp_path / "out")
    assert len(done.runs) == RUNS
    assert done.verdicts[0]["estimate"] == pytest.approx(60 / 1200)
    assert (tmp_path / "out/superseded/runs").exists()


def test_no_room_is_told_and_leaves_nothing_half_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0

    def full(*_: Any, **__: Any) -> None:
        nonlocal written
        written += 1
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(StoppedEarlyError, match="No space left on device.*make room"):
        make(file, tmp_path / "out")
    assert written
    assert not list((tmp_path / "out").rglob("*.tmp"))
    monkeypatch.undo()
    assert len(make(file, tmp_path / "out").runs) == RUNS


def test_loose_drafts_are_swept_away(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    draft = tmp_path / "out/series/.part-00000000000a.parquet.1.tmp"
    orphan = tmp_path / "out/series/part-000000000000.parquet"
    draft.write_bytes(b"half")
    shutil.copy(store.part_files(tmp_path / "out", "series")[0], orphan)
    make(file, tmp_path / "out")
    assert not draft.exists()
    assert not orphan.exists()


def test_a_folder_that_cannot_be_made_is_told(file: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(MutualsError, match="Could not write"):
        make(file, tmp_path / "out")
