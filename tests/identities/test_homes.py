"""New homes are called for where a council's need has passed the homes it has."""

import numpy as np
import pytest

from sim.model.month.phases import PHASES, close_month
from sim.model.state.state import State
from tests.happening import must_happen
from tests.moments import kept
from tests.small import opened, small_world


def check_calls(before: State, after: State) -> int:
    """At most one home a council and service, once half of the next would be needed."""
    lots, now, called = before.lots, after.lots, 0
    budget, demand = after.path(after.month)
    for service in np.flatnonzero(after.services.grows_by_lots):
        for council in range(after.councils.n):
            mine = (lots.service == service) & (lots.council == council)
            first = mine & (lots.number < after.councils.opening_lots[council, service])
            need = lots.opening_posts[first].sum() * min(budget[service], demand[service])
            here = lots.opening_posts[mine & (lots.is_open | lots.is_awaited)].sum()
            dormant = np.flatnonzero(mine & ~lots.is_open & ~lots.is_awaited)
            new = np.flatnonzero(mine & now.is_awaited & ~lots.is_awaited)
            due = len(dormant) and need - here >= lots.opening_posts[dormant[0]] / 2
            assert new.tolist() == (dormant[:1].tolist() if due else [])
            assert now.need[new] == pytest.approx(lots.opening_posts[new])
            assert (now.required[new] == np.maximum(np.rint(lots.opening_posts[new]), 1)).all()
            called += len(new)
    return called


def test_homes_are_called_for_one_at_a_time_each_april() -> None:
    growing = {"services.homes.demand_growth": 0.08, "services.homes.budget_growth": 0.08}
    state, called = opened(small_world(growing), years=15), 0
    for month in range(100):
        for name, phase in PHASES:
            before = kept(state) if name == "budgets and need" else state
            phase(state)
            if before is state:
                continue
            if month % 12 == 0 and month > 0:
                called += check_calls(before, state)
            else:
                assert (state.lots.is_awaited == before.lots.is_awaited).all()
        close_month(state)
    must_happen(called)
