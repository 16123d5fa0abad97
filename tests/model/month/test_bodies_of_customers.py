"""Bodies that belong to their customers: who votes, who pays, and what becomes of them."""

from typing import Any

import numpy as np
import pytest

from sim.model.state.codes import Account, Ending, Payer
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.happening import must_happen
from tests.small import each_month, for_services, opened, small_world

THEIRS: dict[str, Any] = {
    "mutuals": (), **for_services(customers_share=1.0), "spin_outs.rate": 0.5,
}  # fmt: skip
PAID: dict[str, Any] = {**THEIRS, "own_work.customers_pay": 0.9}
LEAVING: dict[str, Any] = {**PAID, "own_work.customer_loyalty": 0.2, "quality.start": 0.9}


def played(overrides: dict[str, Any], months: int) -> State:
    state = opened(small_world(overrides))
    for _ in each_month(state, months):
        pass
    return state


def test_staff_have_no_votes_no_voice_and_are_not_asked() -> None:
    state = played(THEIRS, 24)
    providers = state.providers
    rows = np.flatnonzero(providers.is_spun_out[: providers.n])
    must_happen(len(rows))
    assert (providers.staff_votes[rows] == 0).all()
    assert (providers.voice[rows] == 0).all()
    assert (providers.council_votes[rows] == state.world.own_work.council_votes).all()
    assert not state.posts.is_member.any()
    assert not any(entry.kind == "vote_lost" for entry in state.log.entries)


def test_customers_pay_what_the_council_would_have_paid_for_their_part_of_the_lots() -> None:
    state = opened(small_world(PAID))
    rules, lots = state.world.own_work, state.lots
    must_happen(len(state.customer_work))
    for work in state.customer_work:
        value = float(lots.value[work.lot])
        assert lots.payer[work.lot] == Payer.CUSTOMERS
        assert value == pytest.approx(lots.unit_price[work.lot] * work.posts)
        assert len(work.accounts) == max(1, round(value / rules.customer_value))
        assert work.count(Account.MEMBER) == round(len(work.accounts) * rules.customer_members)
        assert work.posts == lots.required[work.lot]


def test_the_part_that_customers_pay_is_the_share_asked_on_average() -> None:
    paid = began = 0
    for seed in range(1, 13):
        state = opened(small_world({**THEIRS, "own_work.customers_pay": 0.5}), seed)
        theirs = state.providers.customers_pay[state.lots.holder] > 0
        began += int((theirs & state.lots.is_open).sum())
        paid += len(state.customer_work)
    assert began > 40
    assert paid / began == pytest.approx(0.5, abs=0.1)


def test_a_body_whose_customers_have_left_ends_so_and_nobody_has_won_its_work() -> None:
    state = opened(small_world(LEAVING))
    left = 0
    for _ in range(60):
        before = [(work, state.lots.is_open[work.lot]) for work in state.customer_work]
        april = state.month % 12 == 0 and state.month > 0
        next(iter(each_month(state, 1)), None)
        for work, was_open in before:
            few = work.share_kept < state.world.own_work.least_customers
            if was_open and few and april:
                assert not state.lots.is_open[work.lot]
                assert state.lots.required[work.lot] == 0
                left += 1
    must_happen(left)
    providers = state.providers
    ended = np.flatnonzero(providers.ending[: providers.n] == Ending.CUSTOMERS_LEFT)
    must_happen(len(ended))
    assert (providers.ended_by[ended] == NOBODY).all()
    assert not np.isin(state.lots.holder[state.lots.is_open], ended).any()


def test_loyal_customers_stay_and_without_the_mechanism_nobody_goes() -> None:
    for overrides in (
        {**PAID, "own_work.customer_loyalty": 1.0, "own_work.loyalty_gap": 0.0},
        {**LEAVING, "mechanisms.customers": False},
    ):
        state = played(overrides, 36)
        assert all(work.share_kept == 1 for work in state.customer_work)
        assert not (state.providers.ending == Ending.CUSTOMERS_LEFT).any()


def test_nobody_bids_for_what_customers_pay() -> None:
    state = opened(small_world(PAID))
    own: set[int] = set()
    for _ in range(48):
        own = {work.lot for work in state.customer_work if state.lots.is_open[work.lot]}
        told = len(state.log.entries)
        next(iter(each_month(state, 1)), None)
        fresh = state.log.entries[told:]
        assert not own & {entry.lot for entry in fresh if entry.kind in ("award", "insourced")}
    must_happen(own)
