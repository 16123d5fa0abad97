"""Whether the tests notice a broken model: `python -m tests.mutants [--number 60] [--seed 1]`.

Breaks one place of the model at a time, in a copy of the last commit, and asks first whether any
of a few short runs comes out otherwise, then which of the fast tests fail: those that hold the
model to something known (answers, identities, properties, directions), and, only if none of these
does, those that hold it to its own numbers of before. Tests marked long are not asked. Ends with 1
if fewer are caught than `CAUGHT` says, or if fewer than half are caught by what is known.
"""

import argparse
import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.happening import BROKEN
from tests.mutants.figures import Fates, sentence, write_page
from tests.mutants.make import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "month", "state")
PRINCIPLES = (
    "sim/model/rules", "tests/identities", "tests/known_answers", "tests/properties",
    "tests/model", "tests/randomness", "tests/direction", "tests/cases",
)  # fmt: skip
"""Tests that know what must be so; of the rules, their examples. Quick ones come first."""
NUMBERS = ("tests/baseline", "tests/smoke", "tests/mesa")
"""Tests that know what came out before."""
ASKED = (("principle", PRINCIPLES), ("numbers", NUMBERS))
FAST = "not slow and not long"
NOTHING = "nothing broken"
CAUGHT, BY_PRINCIPLE = 0.95, 0.5
SECONDS = 900
"""A run or a test that takes longer than this has been broken."""
WHY = Path(__file__).parent / "survivors.toml"
"""Why a mutant that no test catches is let live."""


class Trial:
    """A copy of the last commit in which one module at a time is broken."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        subprocess.run(["tar", "x"], cwd=copy, check=True, input=_git("archive", "HEAD"))
        places = [place for room in ROOMS for place in (copy / "sim/model" / room).glob("*.py")]
        self.mutants = [mutant for place in sorted(places) for mutant in mutants_of(place, copy)]
        for place in places:  # as mutants are written, so that only what is broken differs
            place.write_text(ast.unparse(ast.parse(place.read_text(encoding="utf-8"))), "utf-8")
        self.healthy = ""
        self.healthy = self._played()

    def check(self) -> None:
        """With nothing broken, runs and tests must pass."""
        failed = self.healthy == "broken" or self._failing((*PRINCIPLES, *NUMBERS))
        if failed:
            sys.exit(f"With nothing broken, tests or runs fail already: {failed}")

    def drawn(self, seed: int) -> Iterator[Mutant]:
        """All mutants, in an order that the seed decides."""
        yield from sorted(self.mutants, key=lambda one: _digest(f"{seed} {one.name}"))

    def fate(self, mutant: Mutant) -> tuple[str, str]:
        """What became of it, and by which test: "the same", who caught it, or "survived".

        A mutant that stops a run is "stopped": any test that plays one notices.
        """
        path = self.copy / mutant.module
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutant.source, encoding="utf-8")
        try:
            played = self._played()
            if played == self.healthy:
                return "the same", ""
            for said, places in ASKED:
                if failed := self._failing(places):
                    return ("stopped" if played == "broken" else said), failed
            return "survived", ""
        finally:
            path.write_text(whole, encoding="utf-8")

    def _child(self, *words: str) -> "subprocess.CompletedProcess[str] | None":
        aside = {"PYTHONPATH": str(self.copy), "PYTHONDONTWRITEBYTECODE": "1", BROKEN: "1"}
        command = [sys.executable, "-P", *words]
        try:
            return subprocess.run(command, cwd=self.copy, env={**os.environ, **aside}, capture_output=True,
                                  text=True, timeout=SECONDS, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            return None

    def _played(self) -> str:
        done = self._child("-m", "tests.mutants.probe", *self.healthy.split())
        return done.stdout if done is not None and done.returncode == 0 else "broken"

    def _failing(self, places: tuple[str, ...]) -> str:
        """The first test that fails, if one does."""
        done = self._child("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header",
                           "--tb=no", "-m", FAST, *places)  # fmt: skip
        if done is None:
            return "a test did not end"
        failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return failed[0] if failed else "" if done.returncode == 0 else f"exit {done.returncode}"


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tried(trial: Trial, given: argparse.Namespace) -> Fates:
    """Break so many; what is known of a mutant from the file of an earlier sitting is kept."""
    why = tomllib.loads(WHY.read_text(encoding="utf-8"))
    known: Fates = {}
    if given.keep is not None and given.keep.exists():
        known = json.loads(given.keep.read_text(encoding="utf-8"))
    commit = _git("rev-parse", "HEAD").decode().strip()
    if known.get(NOTHING, ("", ""))[1] != commit:
        trial.check()
        known[NOTHING] = ("the same", commit)
    again = set(given.again or ())
    fates: Fates = {}
    for mutant in trial.drawn(given.seed):
        if sum(fate != "the same" for fate, _ in fates.values()) >= given.number:
            break
        if given.only not in mutant.name:
            continue
        fate, test = known.get(mutant.name, ("", ""))
        if not fate or fate in again:
            fate, test = trial.fate(mutant)
            because = f" ({why[mutant.name]})" if mutant.name in why else ""
            say(f"{mutant.module}:{mutant.line}: {mutant.name}\n    {fate}{because} {test}")
        fates[mutant.name] = known[mutant.name] = (fate, test)
        if given.keep is not None:
            given.keep.write_text(json.dumps(known, indent=1), encoding="utf-8")
    return fates


def main() -> None:
    """Break, try and tell."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--number", type=int, default=60, help="how many that change a run")
    asked.add_argument("--seed", type=int, default=1, help="which ones")
    asked.add_argument("--only", default="", metavar="TEXT", help="those with this in their name")
    asked.add_argument("--keep", type=Path, metavar="FILE", help="go on from what FILE holds")
    asked.add_argument("--again", nargs="+", metavar="FATE", help="but try these of it again")
    asked.add_argument("--write-docs", action="store_true", help="put the figures in docs/")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fates = tried(Trial(Path(folder)), given)
    say(sentence(fates))
    if given.write_docs:
        write_page(fates, f"--number {given.number} --seed {given.seed}")
    count = Counter(fate for fate, _ in fates.values() if fate != "the same")
    enough = count["survived"] <= (1 - CAUGHT) * count.total()
    known = count["principle"] >= BY_PRINCIPLE * count.total()
    sys.exit(not (enough and known))


if __name__ == "__main__":
    main()
