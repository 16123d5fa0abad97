"""kill -9, of the command and of its workers, at moments that are random and always the same."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim.studies.store import parts as store
from sim.studies.store.book import read_ledger
from sim.studies.store.files import DAMAGED
from sim.studies.store.result import read_table
from tests.faults.trial import experiment_of, finish, moment, start
from tests.studies.same import contents

psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")

KILLS = 20
RUNS = 62
STEPS = 300
"""A whole study of this size takes a few hundred steps that touch its folder."""

AT_A_STEP = """
import os, signal
steps = 0
def watch(event, given):
    global steps
    if event in ("open", "os.rename", "os.remove", "os.mkdir") and {out!r} in str(given[0]):
        steps += 1
        if steps == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
"""


def check_nothing_lost_nothing_twice(file: Path, out: Path, whole: Path) -> None:
    runs = finish(file, out).runs
    assert len(runs) == RUNS
    assert not runs.duplicated(["run_id", "setting", "arm", "replication"]).any()
    finish(file, whole)
    assert contents(out) == contents(whole)
    rows = read_ledger(out / "ledger.sqlite")
    assert [row["state"] for row in rows] == ["done"] * RUNS
    assert not list(out.rglob("*.tmp"))
    # What the tests themselves take from a noted part has its rest set aside.
    assert {path.name for path in out.iterdir()} - {DAMAGED} == {
        path.name for path in whole.iterdir()
    }


@pytest.mark.slow
def test_the_command_is_killed_at_twenty_steps_of_its_writing(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30, runs_per_part=4)
    out = tmp_path / "out"
    killed = 0
    for number in range(KILLS):
        step = 1 + int(moment("a step of writing", number) ** 2 * STEPS)
        before = AT_A_STEP.format(out=str(out), number=step)
        work = start(file, out, run="one_run", workers=1, before=before)
        _, errors = work.communicate(timeout=600)
        assert work.returncode in (0, -signal.SIGKILL), errors
        killed += work.returncode != 0
        if work.returncode == 0:
            finish(file, out, fresh=True, workers=1)
            for path in store.part_files(out, "runs")[::2]:
                path.unlink()
    assert killed >= KILLS / 2
    check_nothing_lost_nothing_twice(file, out, tmp_path / "whole")


@pytest.mark.slow
def test_the_command_and_its_workers_are_killed_at_twenty_moments(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30, runs_per_part=4)
    out = tmp_path / "out"
    for number in range(KILLS):
        work = start(file, out)
        before = len(store.part_files(out, "runs"))
        deadline = time.monotonic() + 20
        # Every second kill waits until this command has stored something.
        while number % 2 and time.monotonic() < deadline and work.poll() is None:
            if len(store.part_files(out, "runs")) > before:
                break
            time.sleep(0.01)
        time.sleep(moment("a moment of work", number) * (0.1 if number % 2 else 3))
        if work.poll() is None:
            os.killpg(work.pid, signal.SIGKILL)
        _, errors = work.communicate(timeout=600)
        assert work.returncode in (0, -signal.SIGKILL), errors
        if work.returncode == 0:  # On a quick machine it is done: there must be more to do.
            for path in store.part_files(out, "runs")[::2]:
                path.unlink()
    check_nothing_lost_nothing_twice(file, out, tmp_path / "whole")


@pytest.mark.slow
def test_a_worker_is_killed_at_twenty_moments_of_one_study(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30, runs_per_part=4)
    out = tmp_path / "out"
    killed = 0
    for number in range(KILLS * 5):
        if killed >= KILLS:
            break
        work = start(file, out, run="slow_run")
        while work.poll() is None and killed < KILLS:
            time.sleep(0.3 * moment("a worker's moment", number * 1000 + killed))
            workers = [
                child
                for child in psutil.Process(work.pid).children()
                if any("popen_loky" in word for word in _words_of(child))
            ]
            if workers and store.part_files(out, "runs"):
                workers[int(moment("which worker", killed) * len(workers))].kill()
                killed += 1
        _, errors = work.communicate(timeout=600)
        assert work.returncode == 0, errors
        if killed < KILLS:
            for path in store.part_files(out, "runs")[::2]:
                path.unlink()
    assert killed == KILLS
    check_nothing_lost_nothing_twice(file, out, tmp_path / "whole")


def _words_of(process: Any) -> list[str]:
    """The command line of a process; none if it is gone."""
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


AT_A_RUN = """
import os, signal
from sim.studies.runs import progress
class Counting(progress.Lines):
    def advance(self, *, failed):
        super().advance(failed=failed)
        if self.pace.made == 23:
            os.kill(os.getpid(), signal.SIGTERM)
progress.Lines = Counting
"""


@pytest.mark.slow
def test_a_polite_end_keeps_every_finished_run_and_says_how_to_go_on(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30, runs_per_part=40)
    out = tmp_path / "out"
    work = start(file, out, before=AT_A_RUN)
    _, errors = work.communicate(timeout=600)
    assert work.returncode == 130, errors
    assert "give the same command again to go on from there" in errors
    assert "Traceback" not in errors, errors
    kept = read_table(out, "runs")
    assert f"{len(kept)} of 62 runs are safe" in errors
    assert 22 <= len(kept) < 40
    finish(file, out)
    finish(file, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")
