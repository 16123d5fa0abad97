"""Pairs of worlds that differ by one lever and share their luck."""

from typing import Any

import numpy as np

from sim.model.one_result import Run
from tests.cases.case import run_of
from tests.small import SCENARIO

SEEDS = (1, 2, 3, 4)
YEARS = 6


def runs(overrides: dict[str, Any], years: int = YEARS) -> list[Run]:
    """Runs of the small world with these values, one a seed."""
    return [run_of(SCENARIO, overrides, seed, years) for seed in SEEDS]


def mean(overrides: dict[str, Any], outcome: str, years: int = YEARS) -> float:
    """An end outcome, averaged over seeds."""
    found = np.array([one.outcomes[outcome] for one in runs(overrides, years)])
    return float(found[~np.isnan(found)].mean())


def total(overrides: dict[str, Any], series: str, years: int = YEARS) -> float:
    """A flow, all services together, summed over the run and the seeds."""
    return float(
        sum(one.monthly.query("service == 'all'")[series].sum() for one in runs(overrides, years))
    )
