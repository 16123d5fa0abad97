"""A study of full size, killed again and again, against the same study left alone.

    python -m tests.faults.full_size --runs 2000 --scenario tiny
    python -m tests.faults.full_size --runs 200 --scenario england --runs-per-part 10

Every other kill is of the command with all its workers, the others of one worker while the command
goes on. Ends with 1 if a byte differs, a run is lost, or one is there twice.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from sim.studies.store.result import read_table
from tests.faults.trial import moment
from tests.places import ROOT
from tests.studies.same import contents

EXPERIMENT = """
[study]
name = "full_size"
title = "A study of full size"
scenario = "{scenario}"
years = {years}
replications = {each}
runs_per_part = {part}

[[arms]]
name = "base"
title = "As it is"

[[arms]]
name = "long"
title = "Long contracts"
set = {{ "market.contract_months" = 60 }}
"""


def main() -> int:
    """Make the study twice and compare."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "full_size.toml"
        file.write_text(
            EXPERIMENT.format(
                scenario=asked.scenario,
                years=asked.years,
                each=asked.runs // 2,
                part=asked.runs_per_part,
            )
        )
        began = time.monotonic()
        _start(file, folder / "whole", asked.workers).wait()
        alone = time.monotonic() - began
        print(f"left alone: {alone:.0f} s", flush=True)  # noqa: T201

        began = time.monotonic()
        killed = _kill_again_and_again(file, folder / "killed", asked, alone)
        _start(file, folder / "killed", asked.workers).wait()
        print(f"killed {killed} times: {time.monotonic() - began:.0f} s")  # noqa: T201

        runs = read_table(folder / "killed", "runs")
        twice = int(runs.duplicated(["run_id", "setting", "arm", "replication"]).sum())
        same = contents(folder / "whole") == contents(folder / "killed")
        lost = 2 * (asked.runs // 2) - len(runs)
        print(f"{len(runs)} runs, {lost} lost, {twice} twice, same bytes: {same}")  # noqa: T201
    return 0 if same and not lost and not twice else 1


def _kill_again_and_again(file: Path, out: Path, asked: argparse.Namespace, alone: float) -> int:
    """Kill at moments spread over the time the whole study takes; returns how often it was done."""
    killed = 0
    work = _start(file, out, asked.workers)
    while killed < asked.kills:
        wait = 2 * moment("full size", killed) * alone / asked.kills
        time.sleep(wait)
        if work.poll() is not None:
            return killed
        workers = _workers_of(work.pid)
        if killed % 2 and workers:
            workers[0].kill()
        else:
            os.killpg(work.pid, signal.SIGKILL)
            work.wait()
            work = _start(file, out, asked.workers)
        killed += 1
    work.wait()
    return killed


def _start(file: Path, out: Path, workers: int) -> "subprocess.Popen[bytes]":
    words = ["-m", "sim.cli", "study", str(file), "--out", str(out), "--workers", str(workers)]
    return subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _workers_of(pid: int) -> list[psutil.Process]:
    children = psutil.Process(pid).children()
    return [child for child in children if "popen_loky" in " ".join(child.cmdline())]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--scenario", default="tiny")
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--runs-per-part", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
