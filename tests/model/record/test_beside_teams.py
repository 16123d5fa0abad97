"""What mutuals are set beside council teams for: quality, work left over, what named ones save."""

import numpy as np
import pytest

import sim
from sim.model.record.beside_teams import quality_and_work, saved_by_named
from sim.model.record.series import Ratio
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from tests.small import played, small_world

A_MUTUAL = {"staff.time_freed": 0.0}


@pytest.fixture(scope="module")
def state() -> State:
    return played(small_world(A_MUTUAL), months=3)


def lots_of_mutuals(state: State) -> np.ndarray:
    lots = state.lots
    return np.flatnonzero((state.providers.kind[lots.holder] == Kind.MUTUAL) & lots.is_open)


def test_quality_is_set_beside_teams_of_the_same_service(state: State) -> None:
    """Teams at 0.5 in every service, every mutual's lot at 0.62: 0.12 more."""
    lots, mine = state.lots, lots_of_mutuals(state)
    assert len(mine)
    lots.quality[mine] = 0.62
    teams = Ratio(np.full(N_SERVICES, 50.0), np.full(N_SERVICES, 100.0))
    people = lots.required.astype(np.float64)  # every post is filled
    found = quality_and_work(state, people, teams)
    gain, left = found["quality_gain_mutual"], found["work_left_over_mutual"]
    there = gain.under > 0
    assert gain.under.sum() == lots.required[mine].sum()
    assert gain.over[there] / gain.under[there] == pytest.approx(0.12)
    assert left.over.sum() == 0
    half = quality_and_work(state, people / 2, teams)["work_left_over_mutual"]
    cover = (state.services.agency_cover * np.ones(lots.n))[mine]
    expected = (0.5 * (1 - cover) * lots.required[mine]).sum()
    assert half.over.sum() == pytest.approx(expected, rel=0.05)  # posts needed are whole


def test_where_no_team_is_left_nothing_is_compared(state: State) -> None:
    nobody = Ratio(np.zeros(N_SERVICES), np.zeros(N_SERVICES))
    people = state.lots.required.astype(np.float64)
    assert quality_and_work(state, people, nobody)["quality_gain_mutual"].under.sum() == 0


def test_what_named_mutuals_save_is_a_teams_usual_cost_less_the_price(state: State) -> None:
    """Named ones are paid nine tenths of what a team would cost: they save a tenth of it."""
    lots, providers = state.lots, state.providers
    is_named = providers.is_named & (providers.kind == Kind.MUTUAL)
    mine = np.flatnonzero(is_named[lots.holder] & state.is_public())
    assert len(mine)
    usual = state.services.in_house_cost[lots.service] * lots.required
    lots.set_price(mine, 0.9 * state.services.in_house_cost[lots.service[mine]])
    assert saved_by_named(state).sum() == pytest.approx(0.1 * usual[mine].sum() / 12)


def test_four_years_of_the_replica_are_the_sum_of_its_months() -> None:
    run = sim.run("tri_borough", seed=1, years=5)
    months = run.monthly.query("service == 'school_support' and 0 < month <= 48")
    assert len(months) == 48
    assert run.outcomes["saving_named_4y.school_support"] == pytest.approx(
        months["saving_named"].sum()
    )
    assert np.isnan(sim.run(small_world(), seed=1, years=3).outcomes["saving_named_4y.youth"])
