"""The runner: same bytes for any number of workers, nothing lost when something goes wrong."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ExperimentError, MutualsError, StoppedEarlyError
from sim.studies.runs import runner
from sim.studies.runs.runner import Interrupted
from sim.studies.single import write_run
from sim.studies.store import parts as store
from sim.studies.store.book import read_ledger
from sim.studies.store.ledger import Ledger
from sim.studies.store.result import read_table
from sim.studies.store.tables import KINDS
from sim.studies.study import Parts, Study, load_study, study
from tests.studies import fakes
from tests.studies.same import contents

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
RUNS = 10


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


def make(file: Path, out: Path, **says: Any) -> Study:
    settings: dict[str, Any] = {"workers": 1, "parts": PARTS} | says
    return study(file, out, **settings)


def stored_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for kind in KINDS
        for path in store.part_files(folder, kind)
    }


def test_a_study_makes_every_run_and_judges(file: Path, tmp_path: Path) -> None:
    done = make(file, tmp_path / "out")
    assert len(done.runs) == RUNS
    assert [(one["id"], one["setting"], one["verdict"]) for one in done.verdicts] == [
        ("H1", "base", "supported")
    ]
    assert done.verdicts[0]["estimate"] == pytest.approx(84 / 1200)
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
    done = make(file, tmp_path / "out", parts=Parts(_never, fakes.load, fakes.CATALOGUE))
    assert stored_bytes(tmp_path / "out") == before
    assert len(done.manifest["sessions"]) == 1


def _never(*_: Any, **__: Any) -> Any:
    message = "nothing was to be run"
    raise AssertionError(message)


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
        make(file, tmp_path / "out", parts=Parts(_never, fakes.load, fakes.CATALOGUE))


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
    make(file, tmp_path / "out", parts=Parts(_never, fakes.load, fakes.CATALOGUE))
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
    with pytest.raises(MutualsError, match="ask for 1 or more"):
        make(file, tmp_path / "out", workers=0)


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


SCRIPT = """
from pathlib import Path
from sim.studies.single import write_run
from sim.studies.study import Parts, study
from tests.studies import fakes
from tests.studies.same import contents
parts = Parts(fakes.{run}, fakes.load, fakes.CATALOGUE)
done = study(Path(r"{file}"), r"{out}", workers=2, parts=parts)
print(len(done.runs), len(done.verdicts))
"""


@pytest.mark.long
def test_it_leaves_joblib_alone(file: Path, tmp_path: Path) -> None:
    text = SCRIPT.format(run="one_run", file=file, out=tmp_path / "out")
    after = (
        "from joblib import Parallel, delayed\nprint(sum(Parallel(2)(map(delayed(abs), (1, 2)))))"
    )
    assert _python("-c", text + after) == "10 1\n3"


@pytest.mark.long
def test_it_works_from_a_script_without_a_guard(file: Path, tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT.format(run="one_run", file=file, out=tmp_path / "out"))
    assert _python(str(script)) == "10 1"


@pytest.mark.long
def test_it_works_from_the_command_line_of_python(file: Path, tmp_path: Path) -> None:
    text = SCRIPT.format(run="one_run", file=file, out=tmp_path / "out")
    assert _python("-c", text) == "10 1"


def _python(*words: str) -> str:
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(here)},
    )
    return done.stdout.strip()


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_study_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 60")
    file = fakes.write_experiment(tmp_path, text)
    out = tmp_path / "out"
    script = SCRIPT.format(run="slow_run", file=file, out=out)
    here = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", script]
    work = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(here)}, start_new_session=True
    )
    deadline = time.monotonic() + 60
    # The ledger notes a part just after it stands: with the second, the first is noted.
    while len(store.part_files(out, "runs")) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(work.pid, signal.SIGKILL)
    work.wait()
    stored = len(read_table(out, "runs"))
    assert 0 < stored < 122

    make(file, out)
    make(file, tmp_path / "whole")
    assert stored_bytes(out) == stored_bytes(tmp_path / "whole")


def test_loose_drafts_are_swept_away(file: Path, tmp_path: Path) -> None:
    make(file, tmp_path / "out")
    draft = tmp_path / "out/series/.part-00000000000a.parquet.1.tmp"
    orphan = tmp_path / "out/series/part-000000000000.parquet"
    draft.write_bytes(b"half")
    shutil.copy(store.part_files(tmp_path / "out", "series")[0], orphan)
    make(file, tmp_path / "out")
    assert not draft.exists()
    assert not orphan.exists()


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


LIMITED = """
import resource, sys
from sim.errors import StoppedEarlyError
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    exec(open(sys.argv[1]).read())
except StoppedEarlyError as error:
    sys.exit(str(error))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file size")
def test_a_disk_that_fills_up_stops_the_study_and_room_lets_it_go_on(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 400")
    file = fakes.write_experiment(
        tmp_path, text.replace("runs_per_part = 3", "runs_per_part = 100")
    )
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT.format(run="one_run", file=file, out=tmp_path / "out"))
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(here)},
    )
    assert done.returncode == 1
    assert "make room and give the same command again" in done.stderr
    make(file, tmp_path / "out")
    make(file, tmp_path / "whole")
    assert stored_bytes(tmp_path / "out") == stored_bytes(tmp_path / "whole")


def test_a_folder_that_cannot_be_made_is_told(file: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(MutualsError, match="Could not write"):
        make(file, tmp_path / "out")
