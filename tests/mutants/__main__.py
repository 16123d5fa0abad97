"""Whether the tests notice a broken model: `python -m tests.mutants [--number 60] [--seed 1]`.

Breaks one place of the model at a time, in a copy, and asks first whether any of a few short runs
comes out otherwise, then which tests fail: those that hold the model to something known (answers,
identities, properties, directions), and, only if none of these does, those that hold it to its own
numbers of before. Ends with 1 if fewer are caught than `CAUGHT` says.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.mutants.make import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "month", "state")
PRINCIPLES = (
    "sim/model/rules", "tests/known_answers", "tests/identities", "tests/properties",
    "tests/direction", "tests/cases", "tests/model", "tests/randomness",
)  # fmt: skip
"""Tests that know what must be so; of the rules, their examples."""
NUMBERS = ("tests/baseline", "tests/smoke", "tests/mesa")
"""Tests that know what came out before."""
PROBE = """
import hashlib, sim
found = hashlib.sha256()
for world in ("tiny", "sandwell", "college_consortium", "staffordshire"):
    run = sim.run(sim.load(world), seed=1, years=7)
    for table in (run.monthly, run.organisations, run.events, run.holders, run.outcomes):
        found.update(table.to_csv().encode())
print(found.hexdigest())
"""
CAUGHT = 0.95
SECONDS = 900
"""A run or a test that takes longer than this has been broken."""
WHY = Path(__file__).parent / "survivors.toml"
"""Why a mutant that no test catches is let live."""


class Trial:
    """A copy of the project in which one module at a time is broken."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        tracked = subprocess.run(
            ["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "x"], cwd=copy, check=True, input=tracked.stdout)
        self.healthy = self._played()

    def fate(self, mutant: Mutant) -> str:
        """What became of it: "the same", who caught it, or "survived"."""
        path = self.copy / mutant.module
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutant.source, encoding="utf-8")
        try:
            if self._played() == self.healthy:
                return "the same"
            for place, said in ((PRINCIPLES, "principle"), (NUMBERS, "numbers")):
                if failed := self._failing(place):
                    return f"{said}: {failed}"
            return "survived"
        finally:
            path.write_text(whole, encoding="utf-8")

    def _child(self, *words: str) -> "subprocess.CompletedProcess[str] | None":
        environment = {**os.environ, "PYTHONPATH": str(self.copy), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-P", *words]
        try:
            return subprocess.run(command, cwd=self.copy, env=environment, capture_output=True,
                                  text=True, timeout=SECONDS, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            return None

    def _played(self) -> str:
        done = self._child("-c", PROBE)
        return done.stdout if done is not None and done.returncode == 0 else "broken"

    def _failing(self, places: tuple[str, ...]) -> str:
        """The first test that fails, if one does."""
        done = self._child("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header",
                           "--tb=no", "-m", "not slow and not long", *places)  # fmt: skip
        if done is None:
            return "a test did not end"
        failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return failed[0] if failed else "" if done.returncode == 0 else f"exit {done.returncode}"


def drawn(seed: int) -> Iterator[Mutant]:
    """All mutants, in an order that the seed decides."""
    places = [place for room in ROOMS for place in sorted((ROOT / "sim/model" / room).glob("*.py"))]
    found = [mutant for place in places for mutant in mutants_of(place, ROOT)]
    yield from sorted(found, key=lambda one: hashlib.sha256(f"{seed} {one.name}".encode()).digest())


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Break, try and tell."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--number", type=int, default=60, help="how many that change a run")
    asked.add_argument("--seed", type=int, default=1, help="which ones")
    given = asked.parse_args()
    why = tomllib.loads(WHY.read_text(encoding="utf-8"))
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        for mutant in drawn(given.seed):
            if sum(count.values()) - count["the same"] >= given.number:
                break
            fate = trial.fate(mutant)
            count[fate.partition(":")[0]] += 1
            because = f" ({why[mutant.name]})" if mutant.name in why else ""
            say(f"{mutant.name}\n    {fate}{because}")
    tried = sum(count.values()) - count["the same"]
    caught = count["principle"] + count["numbers"]
    say(
        f"{tried} mutants change a run: {count['principle']} caught by what must be so, "
        f"{count['numbers']} by numbers of before alone, {count['survived']} survived; "
        f"{count['the same']} more change no run."
    )
    sys.exit(caught < CAUGHT * tried)


if __name__ == "__main__":
    main()
