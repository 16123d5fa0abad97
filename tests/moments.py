"""Months in which bodies are bought, fail and wind up, kept phase by phase for tests to look at."""

from collections.abc import Iterator
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind
from sim.model.state.log import LoggedEvent
from sim.model.state.state import State
from tests.books import Books, booked
from tests.small import opened, small_world

MONTHS = 72
BOUGHT: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0,
    "finance.credit_weeks": 2, "takeovers.stake_creep": 0.3, "spin_outs.rate": 0.2,
    "forms.mix_shares": 0.2, "forms.mix_shares_partner": 0.8, "forms.mix_guarantee": 0.0,
    "forms.mix_cic": 0.0, "forms.mix_society": 0.0,
}  # fmt: skip
FAILING: dict[str, Any] = {
    "market.contract_months": 24, "finance.credit_weeks": 1, "entry.idle_months": 3,
    "mechanisms.debt": False, "mechanisms.giving": False, "mechanisms.local_bodies": False,
    "mechanisms.wish_to_grow": False, "mechanisms.interest": False, "entry.rate": 30.0,
    "kinds.small.bids_a_year": 2.0, "finance.handback_loss": 0.0, "spin_outs.most_lots": 3,
    "spin_outs.opening_mutuals": 150,
}  # fmt: skip
UNLET: dict[str, Any] = {
    **FAILING,
    "finance.credit_weeks": 2,
    "policy.last_resort": False,
    "finance.relet_months": 1,
}
SETTINGS = {"bought": BOUGHT, "failing": FAILING, "unlet": UNLET}
WORLDS = pytest.mark.parametrize("world", SETTINGS)
HARD_TIMES = range(4, 34)
KEPT = ("lots", "posts", "providers", "flows")
DISTRESS, OWNERS = "distress", "ownership changes"


@dataclass(frozen=True)
class Moment:
    """A phase of a month: the tables before and after, what was paid and what was told."""

    state: State
    before: State
    books: Books
    told: list[LoggedEvent]


def kept(state: State) -> State:
    """The state with tables of its own, which later months leave as they are."""
    own = {name: deepcopy(getattr(state, name)) for name in KEPT}
    return replace(state, **own)


@cache
def _played(name: str) -> dict[str, list[Moment]]:
    state = opened(small_world(SETTINGS[name]))
    found: dict[str, list[Moment]] = {DISTRESS: [], OWNERS: []}
    for month in range(MONTHS):
        for phase_name, phase in PHASES:
            if phase_name == DISTRESS and name != "bought" and month in HARD_TIMES:
                overdraw(state)
            if phase_name not in found:
                phase(state)
                continue
            before, books, logged = kept(state), booked(state), len(state.log.entries)
            phase(state)
            told = state.log.entries[logged:]
            after, closed = kept(state), copy(books)
            closed.providers = after.providers
            found[phase_name].append(Moment(after, before, closed, told))
        close_month(state)
    return found


def phases_of(name: str, wanted: str) -> Iterator[tuple[State, State, Books, list[LoggedEvent]]]:
    """The state right after each such phase, with what was before, was paid and was told."""
    for moment in _played(name)[wanted]:
        yield moment.state, moment.before, moment.books, moment.told


def overdraw(state: State) -> None:
    """Outside bodies are overdrawn by parts of their credit, each row by another, some beyond it."""
    providers = state.providers
    rows = np.flatnonzero(providers.is_active & (providers.kind != Kind.IN_HOUSE))
    yearly = np.maximum(providers.yearly_direct, providers.cost_now * 12)[rows]
    line = np.maximum(yearly, 1.0) * state.world.finance.credit_weeks / 52
    to = -line * (rows % 8) / 7.5 * (1.0 + (rows % 16 == 7))
    lost = np.maximum(providers.cash[rows] - to, 0.0)
    state.payments.pay(("provider", rows), "owners", lost, "hard times")


def pairs(books: Books) -> list[tuple[int, int]]:
    """Who was taken in by whom, in order."""
    return [(int(one.payer[1][0]), int(one.payee[1][0])) for one in books.of("taken in")]
