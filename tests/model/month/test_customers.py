"""Customers and members: how many come and go, what they pay, and that no council lets their work."""

import math
from typing import Any

import numpy as np
import pytest

import sim
from sim.model.month.own_work import renew_own_work
from sim.model.rules.own_work import (
    customer_loss,
    customer_return,
)
from sim.model.state.codes import Account, Payer
from sim.model.state.own_work import accounts_of
from sim.model.state.state import State
from sim.registry.world import World
from tests.model.cases import (
    sandwell,
    with_mutual,
)
from tests.small import NO_MARKET, opened, pass_month, played


def test_members_leave_by_their_loyalty_and_mere_buyers_more_often() -> None:
    chance = customer_loss(0.95, np.array([True, False]), 0.08, 0.6, 0.6)
    assert chance == pytest.approx([0.05, 0.13])
    worse = customer_loss(0.95, np.array([True, False]), 0.08, 0.3, 0.6)
    assert worse == pytest.approx([0.10, 0.26])
    assert customer_loss(0.0, np.array([True]), 0.08, 0.1, 0.6)[0] == 1.0
    assert customer_return(0.95, 0.08, 0.6, 0.6) == pytest.approx(0.13)


def many_customers(members: int, buyers: int, **overrides: Any) -> tuple[State, Any]:
    world = with_mutual(
        sandwell(), customers=members + buyers, customer_members=members, associates=0
    )
    state = opened(sim.load("england", {**as_overrides(world), **overrides}))
    state.month = 12
    (work,) = state.customer_work
    return state, work


def as_overrides(world: World) -> dict[str, Any]:
    return {
        "place.keep": world.place.keep,
        "mutuals": [mutual.model_dump() for mutual in world.mutuals],
    }


def test_as_many_customers_leave_as_the_rule_says() -> None:
    """4,000 customers at the usual record: shares within four standard errors of the chances."""
    state, work = many_customers(2000, 2000, **{"own_work.joining": 0.0})
    renew_own_work(state)
    for kind, first, loss in (
        (Account.MEMBER, Account.MEMBER, 0.05),
        (Account.BUYER, Account.BUYER, 0.13),
    ):
        stayed = float(np.mean(work.accounts[work.first == first] == kind))
        assert stayed == pytest.approx(1 - loss, abs=4 * math.sqrt(loss * (1 - loss) / 2000))
    renew = work.accounts.copy()
    state.month = 24
    renew_own_work(state)
    back = float(np.mean(work.accounts[renew == Account.GONE] == Account.BUYER))
    assert back == pytest.approx(
        0.13, abs=4 * math.sqrt(0.13 * 0.87 / (renew == Account.GONE).sum())
    )


def test_posts_and_price_follow_the_customers_that_are_left() -> None:
    state, work = many_customers(100, 0, **{"own_work.joining": 0.0})
    unit, opening = state.lots.unit_price[work.lot], state.lots.opening_posts[work.lot]
    renew_own_work(state)
    assert work.share_kept < 1
    assert state.lots.required[work.lot] == round(opening * work.share_kept)
    assert state.lots.unit_price[work.lot] == unit
    on = state.posts.is_on & (state.posts.lot == work.lot)
    assert on.sum() == state.lots.required[work.lot]


def test_buyers_become_members_and_customers_from_elsewhere_never_do() -> None:
    state = opened(sandwell())
    (work,) = state.customer_work
    state.month = 12
    renew_own_work(state)
    joined = (work.first == Account.BUYER) & (work.accounts == Account.MEMBER)
    assert joined.any()
    assert set(work.accounts[work.first == Account.ASSOCIATE]) <= {Account.ASSOCIATE, Account.GONE}


def test_without_the_switch_nobody_counts_as_a_member_and_more_leave() -> None:
    kept = []
    for on in (True, False):
        state, work = many_customers(4000, 0, **{"mechanisms.customer_membership": on})
        renew_own_work(state)
        kept.append(work.share_kept)
    assert kept[0] > kept[1]
    assert kept[1] == pytest.approx(0.87, abs=0.025)


def test_without_customers_mechanism_they_neither_come_nor_go() -> None:
    state = played(sandwell(mechanisms__customers=False), months=25)
    (work,) = state.customer_work
    assert (work.accounts == work.first).all()
    assert [e for e in state.log.entries if e.kind == "customers"] == []


def test_every_april_is_told_with_its_because() -> None:
    state = played(sandwell(), months=25)
    told = [entry for entry in state.log.entries if entry.kind == "customers"]
    assert [entry.month for entry in told] == [12, 24]
    (work,) = state.customer_work
    assert told[-1].numbers["customers"] == work.accounts.size - work.count(Account.GONE)
    assert "did not renew" in told[-1].because


def test_accounts_stand_in_order() -> None:
    assert accounts_of(1, 3, 2).tolist() == [
        Account.MEMBER,
        Account.BUYER,
        Account.BUYER,
        Account.ASSOCIATE,
        Account.ASSOCIATE,
    ]


def test_customers_work_never_comes_to_market_and_council_pays_only_for_its_own() -> None:
    state = opened(sandwell(**{k.replace(".", "__"): v for k, v in NO_MARKET.items()}))
    (work,) = state.customer_work
    before = state.councils.cash.copy()
    pass_month(state)
    here = int(state.lots.council[work.lot])
    paid = before[here] - state.councils.cash[here]
    fees = state.lots.value[work.lot] / 12
    assert -state.payments.outside["customers and funders"] >= fees
    council_lots = state.lots.is_open & (state.lots.council == here)
    council_lots &= state.lots.payer == Payer.COUNCIL
    costs = np.where(state.is_external(), state.lots.value / 12, state.lots.cost)
    assert paid <= 1.2 * costs[council_lots].sum()
    for _ in range(72):
        pass_month(state)
    assert state.lots.letting[work.lot] == 0
    assert state.lots.next_holder[work.lot] == -1
