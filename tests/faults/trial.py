"""A study in a process of its own, to be killed, stopped, starved and started again."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sim.studies.study import Parts, study
from tests.places import ROOT
from tests.studies import fakes

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)

BODY = """
import sys
from pathlib import Path
{before}
from sim.errors import MutualsError
from sim.studies.runs.progress import Lines
from sim.studies.study import Parts, study
from tests.studies import fakes
parts = Parts(fakes.{run}, fakes.load, fakes.CATALOGUE)
try:
    done = study(Path({file!r}), {out!r}, workers={workers}, parts=parts, progress=Lines())
except MutualsError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
except KeyboardInterrupt as error:
    print(error, file=sys.stderr)
    sys.exit(130)
print(len(done.runs))
"""


def start(
    file: Path, out: Path, *, run: str = "slow_run", workers: int = 2, before: str = ""
) -> "subprocess.Popen[str]":
    """Start a study of fake runs, at the head of a process group of its own.

    run: of `fakes`; those of a "held_run" wait for the file `gate_of(out)`.
    """
    script = BODY.format(before=before, run=run, file=str(file), out=str(out), workers=workers)
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT), fakes.GATE: str(gate_of(out))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def gate_of(out: Path) -> Path:
    """The sign that lets held runs go on, beside their folder."""
    return out.with_name(f"{out.name}.gate")


def experiment_of(folder: Path, replications: int, runs_per_part: int = 10) -> Path:
    """The fake experiment with more runs: two arms of so many, and two more runs at a setting."""
    text = fakes.EXPERIMENT.replace("replications = 4", f"replications = {replications}")
    return fakes.write_experiment(
        folder, text.replace("runs_per_part = 3", f"runs_per_part = {runs_per_part}")
    )


def finish(file: Path, out: Path, **says: Any) -> Any:
    """Make what is missing, here and now."""
    settings: dict[str, Any] = {"workers": 1, "parts": PARTS} | says
    return study(file, out, **settings)


def moment(purpose: str, number: int) -> float:
    """A number in [0, 1) that looks random and is the same every time."""
    digest = hashlib.sha256(f"{purpose} {number}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
