"""Clocks that are set back, machines that sleep: neither changes a result or spoils a forecast."""

import math
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.studies.runs.pace import Pace
from sim.studies.runs.progress import Lines
from tests.faults.trial import experiment_of, finish, start
from tests.studies.same import contents


class FakeClock:
    """Says what time it is told it is."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time, in seconds."""
        return self.now


def paced(clock: FakeClock, gaps: list[float]) -> Pace:
    pace = Pace(clock)
    pace.begin()
    for gap in gaps:
        clock.now += gap
        pace.count()
    return pace


def test_a_night_asleep_does_not_slow_the_pace() -> None:
    awake = paced(FakeClock(), [2.0] * 10)
    slept = paced(FakeClock(), [2.0] * 5 + [8 * 3600.0] + [2.0] * 4)
    assert awake.per_minute == pytest.approx(30)
    assert slept.per_minute == pytest.approx(30)
    assert slept.seconds_for(60) == pytest.approx(120)


def test_slow_runs_are_no_sleep() -> None:
    assert paced(FakeClock(), [90.0, 100.0, 110.0]).seconds_for(1) == pytest.approx(105)


def test_a_clock_that_runs_backwards_counts_for_nothing() -> None:
    assert paced(FakeClock(), [2.0, -500.0, 2.0, 2.0]).seconds == pytest.approx(4)


@pytest.mark.parametrize("gaps", [[], [8.0]])
def test_before_the_second_run_nothing_is_forecast(gaps: list[float]) -> None:
    pace = paced(FakeClock(), gaps)
    assert math.isnan(pace.seconds_for(10))
    assert pace.told(10) == ""


@pytest.mark.parametrize("workers", [1, 2, 4, 8])
@pytest.mark.parametrize("start", [0.5, 8.0, 40.0])
def test_after_ten_runs_the_time_left_is_known_to_a_factor_of_two(
    workers: int, start: float
) -> None:
    """However long processes took to start; runs come as many at a time as there are workers."""
    run = 0.5
    ends = [start + run * (1 + nth // workers) + 0.001 * (nth % workers) for nth in range(10)]
    pace = paced(FakeClock(), np.diff([0.0, *ends]).tolist())
    truth = 1000 * run / workers
    assert truth / 2 < pace.seconds_for(1000) < 2 * truth


def test_a_piped_command_says_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = FakeClock()
    lines = Lines(clock)
    lines.start(2, 12)
    for number in range(10):
        clock.now += 4
        lines.advance(failed=number == 3)
    lines.tell("1 supported on 12 runs")
    assert capsys.readouterr().err.splitlines() == [
        "12 runs, 2 of them stored already",
        "6 of 12 runs, 1 failed, 15 a minute, 24 s left",
        "10 of 12 runs, 1 failed, 15 a minute, 8 s left",
        "12 of 12 runs, 1 failed, 15 a minute, 0 s left",
        "so far: 1 supported on 12 runs",
    ]


JUMPY = """
import time
real, calls = time.time, 0
def jumpy():
    global calls
    calls += 1
    return real() + (-1) ** calls * calls * 86_400
time.time = jumpy
"""


@pytest.mark.slow
def test_a_clock_that_jumps_by_days_changes_no_byte(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=4, runs_per_part=3)
    work = start(file, tmp_path / "out", run="one_run", before=JUMPY)
    told, errors = work.communicate(timeout=120)
    assert (work.returncode, told.strip()) == (0, "10"), errors
    finish(file, tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")
def test_a_laptop_that_sleeps_in_mid_study_goes_on_when_it_wakes(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=20)
    work = start(file, tmp_path / "out")
    for _ in range(2):
        time.sleep(1.2)
        os.killpg(work.pid, signal.SIGSTOP)
        time.sleep(1.0)
        os.killpg(work.pid, signal.SIGCONT)
    told, errors = work.communicate(timeout=120)
    assert (work.returncode, told.strip()) == (0, "42"), errors
    finish(file, tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
