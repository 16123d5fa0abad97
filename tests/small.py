"""The small world of these tests, and ways to play it month by month."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import sim
from sim.model.month.phases import PHASES, close_month
from sim.model.opening.opening import opening_state
from sim.model.state.state import State
from sim.registry.sections.mechanisms import Mechanisms
from sim.registry.sections.services import SERVICES
from sim.registry.world import World

Overrides = Mapping[str, Any]
Small = Callable[..., World]

SCENARIO = "tiny"
"""The shipped world of eight councils: every test of the model plays it unless it says
otherwise."""

ALL_OFF: dict[str, Any] = {
    **{f"mechanisms.{name}": False for name in Mechanisms.model_fields},
    "scoring.quality_seen": "exactly",
}
"""Every mechanism switched off, and no error in the quality that councils see."""
NO_MARKET: dict[str, Any] = {
    "mechanisms.market_testing": False,
    "mechanisms.spin_outs": False,
    "mechanisms.takeovers": False,
    "mechanisms.partner_creep": False,
    "mechanisms.entry": False,
    "mechanisms.distress": False,
    "mechanisms.insourcing": False,
    "policy.synchronous_lettings": True,
    "market.contract_months": 180,
}
"""Nothing changes hands: contracts are long, and nobody fails, buys, enters or spins out."""


def small_world(overrides: Overrides | None = None) -> World:
    """The small world with some values set anew."""
    return _loaded(tuple(sorted((overrides or {}).items())))


@cache
def _loaded(overrides: tuple[tuple[str, Any], ...]) -> World:
    return sim.load(SCENARIO, dict(overrides), set_by="test")


def for_services(**values: Any) -> dict[str, Any]:
    """Overrides that set the same assumptions in all five services."""
    return {f"services.{s}.{name}": value for s in SERVICES for name, value in values.items()}


def opened(world: World, seed: int = 1, years: int | None = None) -> State:
    """The world at month 0."""
    return opening_state(world, seed, years=years)


def pass_month(state: State) -> None:
    """One month, every phase in order."""
    for _name, phase in PHASES:
        phase(state)
    close_month(state)


def each_month(state: State, months: int) -> Iterator[State]:
    """The state after each of so many months."""
    for _ in range(months):
        pass_month(state)
        yield state


def played(world: World, seed: int = 1, months: int = 12, years: int | None = None) -> State:
    """The state after so many months."""
    state = opened(world, seed, years)
    for _ in range(months):
        pass_month(state)
    return state
