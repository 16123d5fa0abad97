"""Pairs of worlds that differ by one lever and share their luck."""

from functools import cache
from typing import Any

import numpy as np

from sim.model.one_run import Run, run
from tests.small import small_world

SEEDS = (1, 2, 3, 4)
YEARS = 6


@cache
def _run(overrides: tuple[tuple[str, Any], ...], seed: int, years: int) -> Run:
    return run(small_world(dict(overrides)), seed=seed, years=years)


def runs(overrides: dict[str, Any], years: int = YEARS) -> list[Run]:
    """Runs of the small world with these values, one a seed."""
    return [_run(tuple(sorted(overrides.items())), seed, years) for seed in SEEDS]


def mean(overrides: dict[str, Any], outcome: str, years: int = YEARS) -> float:
    """An end outcome, averaged over seeds."""
    found = np.array([one.outcomes[outcome] for one in runs(overrides, years)])
    return float(found[~np.isnan(found)].mean())


def total(overrides: dict[str, Any], series: str, years: int = YEARS) -> float:
    """A flow, all services together, summed over the run and the seeds."""
    return float(
        sum(one.monthly.query("service == 'all'")[series].sum() for one in runs(overrides, years))
    )


def happened(overrides: dict[str, Any], kind: str, years: int = YEARS) -> int:
    """How often something stands in the decision log, over the seeds."""
    return int(sum((one.events["kind"] == kind).sum() for one in runs(overrides, years)))
