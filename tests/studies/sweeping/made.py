"""Sweeps of a world made of arithmetic, whose effects are known."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from sim.studies.planning import Parts
from sim.studies.sweeping.make import sweep
from sim.studies.sweeping.swept import Sweep
from tests.studies import fakes

MONTHS, LEVEL = "market.months", "market.level"
CATALOGUE = [
    *fakes.CATALOGUE,
    SimpleNamespace(name="both", kind="end"),
    SimpleNamespace(name="mean_hhi", kind="end"),
    SimpleNamespace(name="rare", kind="end"),
]
MADE: list[tuple[Any, int]] = []
"""World and seed of each run made in this process."""


def one_run(world: fakes.FakeWorld, seed: int, years: int, detail: str) -> Any:
    """Outcomes by rule.

    stay: luck and a tenth of a year's share a month; both: ten times the level, more with months.
    rare: known for short terms alone.
    """
    MADE.append((world, seed))
    run = fakes.one_run(world, seed, years, detail)
    market, luck = world.market, run.outcomes["stay"] - world.market.months / 1200
    run.outcomes = pd.Series(
        {
            "stay": run.outcomes["stay"],
            "both": luck + 10 * market.level + market.months * market.level,
            "mean_hhi": luck,
            "rare": luck if market.months < 100 else float("nan"),
            "rise.homes": float("nan"),
        }
    )
    return run


PARTS = Parts(one_run=one_run, load=fakes.load, catalogue=CATALOGUE)


def made(values: Any, **says: Any) -> Sweep:
    """A sweep of the fake world in this process."""
    MADE.clear()
    given: dict[str, Any] = {"seeds": 4, "outcomes": ["stay", "both"], "workers": 1, "years": 1}
    return sweep("england", values, **({"parts": PARTS} | given | says))
