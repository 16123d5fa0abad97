"""Two commands on one folder: the second says so and stops, and the first never notices."""

import time
from pathlib import Path

import pytest

from tests.faults.trial import experiment_of, finish, start
from tests.studies.same import contents


@pytest.mark.slow
def test_the_second_command_says_so_and_stops(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30)
    out = tmp_path / "out"
    first = start(file, out)
    deadline = time.monotonic() + 60
    while not list(out.glob("runs/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    second = start(file, out)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 3
    assert "Another command is at work in" in errors
    assert "Traceback" not in errors
    told, errors = first.communicate(timeout=120)
    assert (first.returncode, told.strip()) == (0, "62"), errors
    finish(file, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.slow
def test_a_fresh_start_does_not_wipe_what_another_command_is_making(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=30)
    out = tmp_path / "out"
    first = start(file, out)
    deadline = time.monotonic() + 60
    while not list(out.glob("runs/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(Exception, match="Another command is at work"):
        finish(file, out, fresh=True)
    told, errors = first.communicate(timeout=120)
    assert (first.returncode, told.strip()) == (0, "62"), errors
