"""Known answers at the edges of rules: the last month, the first step, nobody where somebody might be."""

from typing import Any

import numpy as np
import pytest

from sim.model.month.bidding import decide_bids
from sim.model.month.distress import MERGE, face_distress
from sim.model.month.notices import decide_notices
from sim.model.month.phases import change_owners
from sim.model.month.stakes import creep_stakes
from sim.model.rules.finance import credit_line
from sim.model.state.codes import Ending, Kind, Route
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.books import booked
from tests.happening import must_happen
from tests.small import each_month, opened, small_world

QUIET: dict[str, Any] = {
    "mechanisms.takeovers": False, "mechanisms.partner_creep": False, "mechanisms.entry": False,
}  # fmt: skip


def neighbours(state: State) -> tuple[int, int]:
    """Two small bodies of one council, each with work."""
    providers, held = state.providers, state.lots_held()
    small = np.flatnonzero((providers.kind == Kind.SMALL) & (held > 0))
    home = np.bincount(providers.home[small]).argmax()
    one, other = small[providers.home[small] == home][:2].tolist()
    return one, other


def test_a_body_in_distress_merges_with_one_outside_that_shares_a_service() -> None:
    state = opened(small_world({"mutuals": (), "spin_outs.opening_mutuals": 0}))
    providers, finance = state.providers, state.world.finance
    row, partner = neighbours(state)
    providers.is_locked[:] = providers.kind == Kind.IN_HOUSE
    providers.is_locked[partner] = True
    providers.works_in[partner] = providers.works_in[row]
    providers.works_in[partner, (int(np.argmax(providers.works_in[row])) + 1) % 5] = True
    providers.cash[partner] = 1e9
    yearly = np.maximum(providers.yearly_direct, providers.cost_now * 12)[row : row + 1]
    line = float(credit_line(yearly, finance.credit_weeks, 52)[0])
    providers.cash[row] = -0.6 * line
    providers.stage[row] = MERGE - 1
    face_distress(state)
    assert providers.ending[row] == Ending.MERGED_NONPROFIT
    assert providers.ended_by[row] == partner


def test_a_stake_rises_by_a_step_for_a_partner_and_for_nobody_else() -> None:
    state = opened(small_world({"takeovers.stake_creep": 12.0}))
    providers, step = state.providers, state.world.takeovers.stake_step
    ours, theirs = np.flatnonzero(providers.is_spun_out[: providers.n])[:2].tolist()
    providers.stake[[ours, theirs]] = 0.1
    providers.partner[ours] = NOBODY
    providers.partner[theirs] = np.flatnonzero(providers.kind == Kind.GROUP)[0]
    creep_stakes(state)
    assert providers.stake[ours] == 0.1
    assert providers.stake[theirs] == pytest.approx(0.1 + step)


@pytest.mark.parametrize(("month", "has_grown"), [(10, False), (11, True), (12, False)])
def test_firms_grow_into_groups_in_march(month: int, *, has_grown: bool) -> None:
    state = opened(small_world({**QUIET, "mutuals": ()}))
    providers = state.providers
    firms = (providers.kind == Kind.SMALL) & ~providers.is_charity & ~providers.is_spun_out
    row = int(np.flatnonzero(firms & (state.lots_held() > 0))[0])
    providers.turnover[row] = 1e9
    state.month = month
    change_owners(state)
    assert (providers.kind[row] == Kind.GROUP) == has_grown


@pytest.mark.parametrize(("months_left", "relief"), [(1, 0.3), (0, 0.0)])
def test_a_mentor_helps_until_the_last_month_and_not_in_it(months_left: int, relief: float) -> None:
    state = opened(small_world({"policy.mentor_relief": 0.3, "mechanisms.giving": False}))
    for _ in range(60):
        next(iter(each_month(state, 1)), None)
        state.providers.mentored_until[:] = state.month + months_left
        notices = decide_notices(state)
        books = booked(state)
        bids = decide_bids(state, notices)
        if len(bids.provider):
            break
    must_happen(len(bids.provider))
    paid = sum(float(entry.amounts.sum()) for entry in books.of("bids"))
    full = state.world.bidding.bid_cost * len(bids.provider)
    assert paid == pytest.approx(full * (1 - relief))


def test_a_lot_that_nobody_wanted_begins_anew_in_house() -> None:
    nobody = {f"kinds.{kind}.bids_a_year": 0.0 for kind in ("mutual", "small", "group")}
    state = opened(small_world({
        **nobody, "bidding.group_turnover_per_bid": 1e12, "bidding.entrant_equity_limit": 0.0,
        "market.testing_rate": 5.0, "market.no_bid_tries": 1, "entry.bids_a_year": 0.0,
    }))  # fmt: skip
    given_up = 0
    for _ in each_month(state, 36):
        lots = state.lots
        back = (lots.next_route == Route.TAKEN_BACK) & (lots.next_month > state.month)
        back &= lots.next_holder == lots.council
        told = {
            e.lot for e in state.log.entries if e.kind == "no_bid" and e.month == state.month - 1
        }
        fresh = np.array(sorted(told & set(np.flatnonzero(back).tolist())), dtype=int)
        assert not lots.no_bids[fresh].any()
        given_up += len(fresh)
    must_happen(given_up)


def test_a_home_that_opens_is_nobody_s_loss() -> None:
    still = {"mechanisms.market_testing": False, "mechanisms.spin_outs": False, "mutuals": ()}
    state = opened(small_world(still), years=8)
    before = int(state.lots.is_open.sum())
    for _ in each_month(state, 60):
        pass
    must_happen(state.lots.is_open.sum() > before)
    teams = state.providers.kind == Kind.IN_HOUSE
    assert not state.providers.is_partial[teams].any()
    assert (state.providers.lost_to[teams] == NOBODY).all()
