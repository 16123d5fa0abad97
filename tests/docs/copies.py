"""A copy of the project, in which a guide is followed to the letter."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.places import ROOT

COPIED = ("sim", "scenarios", "experiments", "docs", "tests")
ALONE = (
    *("pyproject.toml", "README.md", "Makefile", "CHANGELOG.md", "CITATION.cff", "LICENSE"),
    "CONTRIBUTING.md",
    "results/README.md",
)


def copied_to(folder: Path) -> Path:
    """Copy all that the checks of a change look at."""
    for name in COPIED:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for name in ALONE:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def in_copy(copy: Path, *words: str) -> str:
    """What a command of Python says there; it must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
