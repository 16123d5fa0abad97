"""Councils whose budget falls stop a service: how often, what becomes of it, and who is told."""

from typing import Any

import numpy as np
import pytest

from sim.model.month.stopping import decide_stops, stop_services
from sim.model.state.codes import Ending, Kind
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.books import booked
from tests.happening import must_happen
from tests.small import each_month, for_services, opened, small_world

ALWAYS: dict[str, Any] = {
    "mutuals": (), **for_services(stopping=20.0, budget_growth=-0.08, demand_growth=0.0),
    "market.contract_months": 24, "mechanisms.extensions": False,
}  # fmt: skip
NEVER_CUT: dict[str, Any] = {**ALWAYS, **for_services(budget_growth=0.0)}


def played(overrides: dict[str, Any], months: int = 60) -> State:
    state = opened(small_world(overrides))
    for _ in each_month(state, months):
        pass
    return state


def stopped(state: State) -> int:
    return sum(entry.kind == "stopped" for entry in state.log.entries)


def test_nothing_is_stopped_while_budgets_do_not_fall_or_where_the_switch_is_off() -> None:
    must_happen(stopped(played(ALWAYS)))
    assert stopped(played(NEVER_CUT)) == 0
    assert stopped(played({**ALWAYS, "mechanisms.stopping": False})) == 0


def test_a_larger_rate_stops_more() -> None:
    rates = [0.0, 0.5, 20.0]
    found = [stopped(played({**ALWAYS, **for_services(stopping=rate)})) for rate in rates]
    assert found[0] == 0 < found[1] < found[2]


def test_the_chance_is_the_rate_times_the_fall_since_the_contract_began() -> None:
    state = opened(small_world({**ALWAYS, **for_services(stopping=1.0)}))
    for _ in each_month(state, 30):
        pass
    for entry in state.log.entries:
        if entry.kind != "stopped":
            continue
        began = max(entry.numbers["until"] - 24, 0)
        years = entry.month // 12 - began // 12
        assert entry.numbers["fall"] == pytest.approx(1 - 0.92**years)
        assert entry.numbers["chance"] == pytest.approx(entry.numbers["fall"])
    must_happen(stopped(state))


def test_what_is_stopped_runs_to_its_end_and_then_nobody_has_it_or_works_in_it() -> None:
    state = opened(small_world(ALWAYS))
    ended = 0
    for _ in range(40):
        _before_transfers(state)
        lots, books = state.lots, booked(state)
        ends = lots.stops & lots.is_open & (lots.end <= state.month)
        assert not (lots.stops & lots.is_open & (lots.next_holder != NOBODY)).any()
        people = np.add.reduceat(state.posts.is_filled.astype(int), lots.first_post)
        lost, jobs = int(people[ends].sum()), state.flows.jobs_lost
        others = people[~ends].copy()
        stop_services(state)
        after = np.add.reduceat(state.posts.is_filled.astype(int), lots.first_post)
        assert not after[ends].any()
        assert (after[~ends] == others).all()
        assert state.flows.jobs_lost - jobs == lost  # no council team holds what a contract ends
        assert not lots.is_open[ends].any()
        assert not lots.value[ends].any()
        assert not books.entries
        ended += int(ends.sum())
        _from_transfers(state)
    must_happen(ended)


def test_who_has_lost_all_to_a_stop_ends_so_and_the_council_is_no_other_body() -> None:
    state = played(ALWAYS, months=72)
    providers = state.providers
    rows = np.flatnonzero(providers.ending[: providers.n] == Ending.STOPPED)
    must_happen(len(rows))
    assert (providers.kind[rows] != Kind.IN_HOUSE).all()
    assert (providers.ended_by[rows] == NOBODY).all()
    told = {entry.organisation for entry in state.log.entries if entry.kind == "stopped"}
    assert set(rows.tolist()) <= told | set(providers.owner[list(told)].tolist())


def test_a_lot_that_comes_back_before_its_end_is_let_or_kept_like_any_other() -> None:
    from sim.model.month.distress import return_to_council

    state = opened(small_world(ALWAYS))
    due = np.flatnonzero(state.is_external())[:3]
    state.month, state.lots.start[due] = 30, 0
    assert len(decide_stops(state, due)) == 0
    return_to_council(state, due)
    assert not state.lots.stops[due].any()
    assert (state.lots.holder[due] == state.lots.council[due]).all()


def _before_transfers(state: State) -> None:
    from sim.model.month.phases import PHASES

    for name, phase in PHASES:
        if name == "services stop":
            return
        phase(state)


def _from_transfers(state: State) -> None:
    from sim.model.month.phases import PHASES, close_month

    names = [name for name, _ in PHASES]
    for _, phase in PHASES[names.index("services stop") + 1 :]:
        phase(state)
    close_month(state)
