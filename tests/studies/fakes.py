"""A world with two levers and runs made of arithmetic: studies apart from the model."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from sim.registry.fields import Section, fact, number, switch
from sim.registry.provenance import TracedSection
from sim.registry.reading.scenario import override_layer, vary_world

GOLDEN = 0.618033988749895
"""Its multiples, less whole numbers, spread evenly: luck enough for a fake."""

CATALOGUE = [
    SimpleNamespace(name="stay", kind="end"),
    SimpleNamespace(name="rise.homes", kind="end"),
    SimpleNamespace(name="grow", kind="end"),
    SimpleNamespace(name="tenders", kind="flow"),
    SimpleNamespace(name="hhi", kind="stock"),
]

EXPERIMENT = """
[study]
name = "trial"
title = "A trial"
scenario = "england"
years = 2
replications = 4
runs_per_part = 3

[[arms]]
name = "base"
title = "As it is"

[[arms]]
name = "long"
title = "Long terms"
set = { "market.months" = 120 }

[[settings]]
name = "base"
title = "As in the scenario"

[[settings]]
name = "high"
title = "Much of it"
set = { "market.level" = 0.4 }
replications = 2
arms = ["base"]

[quick]
replications = 2

[[hypotheses]]
id = "H1"
statement = "Long terms help"
outcome = "stay"
comparison = "long minus base"
arms = ["long", "base"]
direction = "at least"
threshold = 0.05
smallest_effect = 0.02
"""

ENOUGH = EXPERIMENT.replace("replications = 4", "replications = 12").replace("stay", "grow")
"""The same with runs, and luck in what they do, enough for a verdict."""

CLAIM = """
[claim]
id = "H1"
who = "A speaker"
when = "2013"
said = "Long terms help."
why = "Five points are worth having."
given = "Nothing."
leaves_out = "Much."
thin = "All."
would_decide = "A count."
"""
"""Who is made to say it, for a study that tests a claim."""


class Market(Section):
    """Two levers and two ways to go wrong."""

    months: int = number(36, (24, 120), "months", "Term.", within=(6, 240))
    level: float = number(0.25, (0.1, 0.4), "share", "Level.", within=(0, 1))
    kills: bool = switch(False, "The process dies.")
    fails: int = number(0, (0, 1), "seed", "The seed that fails.")


class FakeWorld(TracedSection):
    """A whole world, such as it is."""

    name: str = fact("fake", "Its name.")
    title: str = fact("A fake world", "Its title.")
    market: Market = Market()


def load(scenario: str, values: Mapping[str, Any], set_by: str) -> FakeWorld:
    return vary_world(FakeWorld(), override_layer(values, set_by), ())


def one_run(world: FakeWorld, seed: int, years: int, detail: str) -> Any:
    if world.market.fails == seed:
        message = "the ledger does not balance"
        raise RuntimeError(message)
    if world.market.kills:
        os.kill(os.getpid(), signal.SIGKILL)
    luck = seed * GOLDEN % 1
    months = range(12 * years + 1)
    monthly = pd.DataFrame(
        [
            {"month": month, "service": service, "tenders": 1.0, "hhi": luck + month}
            for month in months
            for service in ("all", "homes")
        ]
    )
    organisations = pd.DataFrame(
        {
            "organisation": ["mutual:1", "group:1"],
            "kind": ["mutual", "group"],
            "left_month": [float("nan"), 3.0],
            "ending": ["", "taken_over"],
            "cohort": [True, False],
        }
    )
    events = pd.DataFrame(
        {"month": [3], "kind": ["takeover"], "organisation": ["mutual:1"], "because": ["cheap"]}
    )
    holders = pd.DataFrame({"month": [0], "council": ["E1"], "service": ["homes"], "share": [1.0]})
    stay = luck + world.market.months / 1200
    grow = luck + world.market.months / 1200 * (0.95 + luck / 10)
    outcomes = pd.Series({"stay": stay, "rise.homes": float("nan"), "grow": grow})
    return SimpleNamespace(
        monthly=monthly,
        organisations=organisations,
        events=events,
        holders=holders,
        outcomes=outcomes,
        manifest={"seed": seed},
    )


def write_experiment(folder: Path, text: str = EXPERIMENT) -> Path:
    path = folder / "trial.toml"
    path.write_text(text)
    return path


def slow_run(world: FakeWorld, seed: int, years: int, detail: str) -> Any:
    time.sleep(0.03)
    return one_run(world, seed, years, detail)


GATE = "A_TEST_OPENS"
"""Names the file that a test puts down when the runs below may go on."""


def held_run(world: FakeWorld, seed: int, years: int, detail: str) -> Any:
    """A run of which the first few go by and the others wait for a sign, two minutes at most."""
    until = time.monotonic() + 120
    while seed > 12 and not Path(os.environ[GATE]).exists() and time.monotonic() < until:
        time.sleep(0.02)
    return one_run(world, seed, years, detail)
