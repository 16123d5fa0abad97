"""Two commands on one folder: the second says so and stops, and the first never notices."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.trial import experiment_of, finish, gate_of, start
from tests.studies.same import contents


@contextmanager
def at_work(file: Path, out: Path) -> Iterator["subprocess.Popen[str]"]:
    """A command that has stored some runs and makes no more until the block has ended."""
    with start(file, out, run="held_run") as first:
        deadline = time.monotonic() + 100
        while not list(out.glob("runs/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            yield first
        finally:
            gate_of(out).touch()
            told, errors = first.communicate(timeout=120)
    assert (first.returncode, told.strip()) == (0, "62"), errors


@pytest.mark.slow
def test_the_second_command_says_so_and_stops(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30)
    out = tmp_path / "out"
    with at_work(file, out), start(file, out) as second:
        _, errors = second.communicate(timeout=100)
        assert second.returncode == 3
        assert "Another command is at work in" in errors
        assert "Traceback" not in errors
    finish(file, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.slow
def test_a_fresh_start_does_not_wipe_what_another_command_is_making(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30)
    out = tmp_path / "out"
    with at_work(file, out), pytest.raises(Exception, match="Another command is at work"):
        finish(file, out, fresh=True)


@pytest.mark.slow
def test_a_second_command_with_another_experiment_writes_nothing(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30)
    (tmp_path / "edited").mkdir()
    edited = experiment_of(tmp_path / "edited", replications=31)
    out = tmp_path / "out"
    with at_work(file, out):
        before = {path.name: path.read_bytes() for path in out.glob("*.json")}
        with pytest.raises(Exception, match="Another command is at work"):
            finish(edited, out)
        assert before == {path.name: path.read_bytes() for path in out.glob("*.json")}
    assert "manifest.json" in before
