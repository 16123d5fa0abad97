"""Whether another commit plays the same runs: `python -m tests.baseline.same [COMMIT]`.

Plays `tiny` and `england` with three seeds there and here, with this Python and this machine, and
compares every column of every table of a run byte for byte. COMMIT is by default the one before.
Ends with 1 if anything differs.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tests.places import ROOT

WORLDS = ("tiny", "england")
SEEDS = (1, 2, 3)
TABLES = ("monthly", "organisations", "events", "holders")
RENAMED: dict[tuple[str, str], str] = {}
"""Columns that have another name here: table and name there, name here."""
PLAY = """
import sys, sim
out, world, seed = sys.argv[1:]
run = sim.run(sim.load(world), seed=int(seed))
for name in {tables!r}:
    table = getattr(run, name).drop(columns="date", errors="ignore")
    table.to_pickle(f"{{out}}/{{name}}.pkl")
run.outcomes.sort_index().to_frame("value").reset_index().to_pickle(f"{{out}}/outcomes.pkl")
"""


def played(tree: Path, world: str, seed: int) -> dict[str, pd.DataFrame]:
    """The tables of one run as the code in a folder plays it."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            [sys.executable, "-P", "-c", PLAY.format(tables=TABLES), out, world, str(seed)],
            cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, check=True,
        )  # fmt: skip
        return {path.stem: pd.read_pickle(path) for path in sorted(Path(out).glob("*.pkl"))}


def differing(there: dict[str, pd.DataFrame], here: dict[str, pd.DataFrame]) -> list[str]:
    """Names of the columns that differ, of those that are on one side alone included."""
    found = []
    for table, old in there.items():
        names = {name: RENAMED.get((table, name), name) for name in old.columns}
        lost = set(names.values()) ^ set(here[table].columns)
        found += [f"{table}.{name}" for name in sorted(lost)]
        found += [
            f"{table}.{name}"
            for name, new in names.items()
            if new not in lost and not _are_same(old[name], here[table][new])
        ]
    return found


def _are_same(old: pd.Series, new: pd.Series) -> bool:
    if old.dtype != new.dtype or len(old) != len(new):
        return False
    if not isinstance(old.dtype, np.dtype) or old.dtype == object:  # texts
        return old.equals(new)
    return old.to_numpy().tobytes() == new.to_numpy().tobytes()


def main() -> None:
    """Compare, and say what differs."""
    commit = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "there"
        subprocess.run(
            ["git", "worktree", "add", "-q", "--detach", there, commit], cwd=ROOT, check=True
        )
        try:
            for world in WORLDS:
                for seed in SEEDS:
                    old, new = played(there, world, seed), played(ROOT, world, seed)
                    found = differing(old, new)
                    cells = sum(table.size for table in new.values())
                    sys.stdout.write(f"{world} {seed}: {cells} cells, {found or 'the same'}\n")
                    worst = max(worst, len(found))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", there], cwd=ROOT, check=True)
    sys.exit(bool(worst))


if __name__ == "__main__":
    main()
