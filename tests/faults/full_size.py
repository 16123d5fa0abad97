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
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, slots=True)
class Asked:
    """How large a study, and how often it is killed."""

    runs: int = 2000
    scenario: str = "tiny"
    years: int = 15
    runs_per_part: int = 50
    kills: int = 20
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the study that was killed, held against the one left alone."""

    killed: int
    runs: int
    lost: int
    twice: int
    same_bytes: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost, twice or otherwise."""
        return self.same_bytes and not self.lost and not self.twice

    def told(self) -> str:
        """In words."""
        alike = "the same bytes" if self.same_bytes else "other bytes"
        return f"{self.lost} lost, {self.twice} twice, {alike}"


def tried(asked: Asked) -> Found:
    """Make the study twice, once left alone and once killed again and again, and compare."""
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
        sys.stderr.write(f"left alone: {alone:.0f} s\n")

        began = time.monotonic()
        killed = _kill_again_and_again(file, folder / "killed", asked, alone)
        _start(file, folder / "killed", asked.workers).wait()
        sys.stderr.write(f"killed {killed} times: {time.monotonic() - began:.0f} s\n")

        runs = read_table(folder / "killed", "runs")
        twice = int(runs.duplicated(["run_id", "setting", "arm", "replication"]).sum())
        same = contents(folder / "whole") == contents(folder / "killed")
        return Found(killed, len(runs), 2 * (asked.runs // 2) - len(runs), twice, same)


def main() -> int:
    """Try it at the size asked for and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, unless_said in asdict(Asked()).items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(unless_said), default=unless_said)
    found = tried(Asked(**vars(parser.parse_args())))
    sys.stdout.write(f"{found.runs} runs, {found.told()}\n")
    return 0 if found.is_whole else 1


def _kill_again_and_again(file: Path, out: Path, asked: Asked, alone: float) -> int:
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


if __name__ == "__main__":
    sys.exit(main())
