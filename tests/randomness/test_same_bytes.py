"""Same world, same seed: same bytes, in any process; another seed: another history."""

import hashlib
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from tests.places import ROOT
from tests.randomness.histories import (
    differences,
    events_told,
    lots_told,
    posts_told,
    providers_told,
)
from tests.small import SCENARIO, Small, opened, played

YEARS = 5


def fingerprint(run: sim.Run) -> str:
    """One hash of everything a run gives, but for the time it took."""
    kept = hashlib.sha256()
    for table in (run.monthly, run.organisations, run.events, run.holders):
        for name in table.columns:
            column = table[name].to_numpy()
            kept.update(
                column.tobytes()
                if column.dtype.kind in "fi"
                else pickle.dumps([str(x) for x in column])
            )
    kept.update(run.outcomes.to_numpy().tobytes())
    return kept.hexdigest()


def test_the_same_seed_gives_the_same_bytes(small: Small) -> None:
    first = fingerprint(sim.run(small(), seed=1, years=YEARS))
    assert fingerprint(sim.run(small(), seed=1, years=YEARS)) == first
    assert fingerprint(sim.run(small(), seed=2, years=YEARS)) != first


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_in_a_process_that_hashes_otherwise(
    small: Small,
) -> None:
    program = (
        "import sim\n"
        "from tests.randomness.test_same_bytes import fingerprint\n"
        f"world = sim.load({SCENARIO!r})\n"
        f"print(fingerprint(sim.run(world, seed=1, years={YEARS})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "12345"},
    )
    assert done.stdout.strip() == fingerprint(sim.run(small(), seed=1, years=YEARS))


def test_a_longer_run_begins_like_a_shorter_one(small: Small) -> None:
    # The horizon sizes the blocks of posts, so that posts are compared by identity where both
    # worlds have them.
    short, long = (played(small(), months=48, years=years) for years in (4, 15))
    told = {name: column for name, column in lots_told(long).items() if name != "n_posts"}
    here = np.isin(told["identity"], short.lots.identity)
    assert (
        differences(
            {n: c for n, c in lots_told(short).items() if n in told},
            {n: c[here] for n, c in told.items()},
        )
        == []
    )
    assert events_told(short) == events_told(long)


def test_the_order_of_councils_and_so_of_lots_posts_and_providers_changes_nothing(
    small: Small, tmp_path: Path
) -> None:
    # Chance and events are the same exactly; sums of floats run in another order, so these
    # agree to rounding.
    shuffled = small({"place.table": _shuffled_table(tmp_path)})
    for seed in (1, 2):
        one, two = opened(small(), seed), opened(shuffled, seed)
        assert one.councils.codes != two.councils.codes
        assert sorted(one.councils.codes) == sorted(two.councils.codes)
        one, two = (played(world, seed, months=84) for world in (small(), shuffled))
        assert events_told(one) == events_told(two)
        for told in (lots_told, posts_told, providers_told):
            assert differences(told(one), told(two), tolerance=1e-9) == []


def _shuffled_table(folder: Path) -> str:
    source = ROOT / "scenarios" / "data" / "england_councils.csv"
    heading, *rows = source.read_text(encoding="utf-8").splitlines()
    rows.sort(key=lambda row: hashlib.sha256(row.encode()).hexdigest())
    path = folder / "shuffled.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return str(path)
