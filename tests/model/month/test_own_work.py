"""Work that no council lets: customers, grants, mixed votes, commissioning, what is set aside."""

import math
from typing import Any

import numpy as np
import pytest

import sim
from sim.model.month.distress import fail, lay_off_unlet
from sim.model.month.own_work import renew_own_work
from sim.model.rules.own_work import (
    customer_loss,
    customer_return,
    grant_rate,
    other_members_agree,
    sale_is_carried,
)
from sim.model.state.codes import Account, Payer
from sim.model.state.own_work import accounts_of
from sim.model.state.state import State
from sim.registry.world import World
from tests.cases.no_lot import NO_LOT_FOR_3BM
from tests.small import NO_MARKET, opened, pass_month, played

SANDWELL = ("E08000027", "E08000028", "E08000030")
SIPS = "Sandwell Inspired Partnership Services"
CIRCLE = "Circle Crew for Change"
LAMBETH = "Young Lambeth Co-operative"


def near_home(name: str, keep: tuple[str, ...], **overrides: Any) -> World:
    paths = {key.replace("__", "."): value for key, value in overrides.items()}
    return sim.load(name, {"place.keep": keep, **paths})


def with_mutual(world: World, **changes: Any) -> World:
    """The world with its first named mutual changed."""
    first, *others = (mutual.model_dump() for mutual in world.mutuals)
    return sim.load(
        "england",
        {"place.keep": world.place.keep, "mutuals": [{**first, **changes}, *others]},
    )


def sandwell(**overrides: Any) -> World:
    return near_home("sandwell", SANDWELL, **overrides)


def durham(**overrides: Any) -> World:
    return near_home("durham", ("E06000047", "E06000005"), **overrides)


def lambeth(**overrides: Any) -> World:
    keep = ("E09000022", "E09000028", "E09000032")
    return near_home("lambeth", keep, **overrides)


# Customers


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
    assert told[-1].value == work.accounts.size - work.count(Account.GONE)
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
    assert -state.ledger.outside["customers and funders"] >= fees
    council_lots = state.lots.is_open & (state.lots.council == here)
    council_lots &= state.lots.payer == Payer.COUNCIL
    costs = np.where(state.is_external(), state.lots.value / 12, state.lots.cost)
    assert paid <= 1.2 * costs[council_lots].sum()
    for _ in range(72):
        pass_month(state)
    assert state.lots.letting[work.lot] == 0
    assert state.lots.next_holder[work.lot] == -1


# Grants


def test_a_grant_is_won_at_a_rate_that_follows_the_record() -> None:
    assert grant_rate(1.0, 0.6, 0.6) == 1.0
    assert grant_rate(2.0, 0.3, 0.6) == 1.0


def test_the_first_grant_pays_and_none_follows_without_the_switch() -> None:
    world = durham(mechanisms__grants=False, mechanisms__distress=False)
    state = opened(world)
    paid = []
    for _ in range(40):
        pass_month(state)
        (work,) = state.grant_work
        paid.append(state.lots.unit_price[work.lot] > 0)
    assert paid == [True] * 36 + [False] * 4


def test_the_next_grant_comes_in_time_as_often_as_the_rate_says() -> None:
    """Search begins a year before the end at rate 1: in time with chance 1 - 1/e."""
    state = opened(durham())
    (work,) = state.grant_work
    in_time, tries = 0, 400
    for seed in range(tries):
        state.seed = seed
        work.until, work.next_from = 36, -9999
        for month in range(24, 36):
            state.month = month
            renew_own_work(state)
        in_time += work.next_from == 36
    expected = 1 - math.exp(-1)
    assert in_time / tries == pytest.approx(
        expected, abs=4 * math.sqrt(expected * (1 - expected) / tries)
    )


def test_when_a_body_without_a_council_fails_its_work_ends_and_jobs_are_lost() -> None:
    state = played(durham(), months=2)
    row = state.providers.names.index(CIRCLE)
    (work,) = state.grant_work
    people = int((state.posts.is_filled & (state.posts.lot == work.lot)).sum())
    state.flows.jobs_lost = 0
    fail(state, row, "a test")
    lay_off_unlet(state)
    assert not state.lots.is_open[work.lot]
    assert not (state.posts.is_on & (state.posts.lot == work.lot)).any()
    assert state.flows.jobs_lost == people
    assert state.lots.payer[work.lot] == Payer.FUNDER
    pass_month(state)
    assert state.lots.unit_price[work.lot] == 0


# Votes


def test_a_sale_needs_its_majority_of_all_votes() -> None:
    assert not sale_is_carried((1.0, 0.1, 0.0), (0.2, 0.8, 0.0), 0.5)
    assert sale_is_carried((1.0, 0.5, 0.0), (0.2, 0.8, 0.0), 0.5)
    assert not sale_is_carried((0.0, 1.0, 0.0), (0.25, 0.75, 0.0), 0.75)
    assert other_members_agree(2.0, False, 2.0) == pytest.approx(1 / (1 + math.exp(2)))
    assert other_members_agree(2.0, True, 2.0) == 0.5


@pytest.mark.parametrize(("on", "carried"), [(True, False), (False, True)])
def test_schools_that_are_members_stop_a_sale_that_staff_want(on: bool, carried: bool) -> None:
    from sim.model.month.looks import Deal
    from sim.model.month.takeovers import agreed

    settings = {"mechanisms__other_members": on, "takeovers__vote_offer": 20.0}
    state = opened(sandwell(**settings))
    row = state.providers.names.index(SIPS)
    buyer = state.providers.names.index("Private Group K")
    deal = Deal(buyer, row, ask=1e6, limit=5e8, earnings=1e6)
    assert agreed(state, deal, 4e8) is carried


def test_staff_without_votes_are_no_members_and_have_no_voice() -> None:
    state = played(sandwell(), months=3)
    row = state.providers.names.index(SIPS)
    mine = (state.lots.holder == row)[state.posts.lot]
    assert state.providers.voice[row] == 0
    assert not state.posts.is_member[mine].any()


# Commissioning


def test_passing_on_moves_price_and_cost_and_keeps_the_sum() -> None:
    from sim.model.month.commissioning import pass_on

    state = played(lambeth(), months=7)
    n, row = state.providers.n, state.providers.names.index(LAMBETH)
    price, direct, overhead = np.zeros(n), np.zeros(n), np.zeros(n)
    price[row], direct[row], overhead[row] = 100.0, 80.0, 10.0
    gained, borne = pass_on(state, price, direct, overhead)
    chosen = state.funded[row]
    assert gained.sum() == pytest.approx(0)
    assert borne.sum() == pytest.approx(0)
    assert gained[row] == pytest.approx(-85)
    assert borne[row] == pytest.approx(-0.85 * 90)
    assert gained[chosen] == pytest.approx(np.full(len(chosen), 85 / len(chosen)))


def test_commissioning_can_be_switched_off() -> None:
    state = played(lambeth(mechanisms__commissioning=False), months=9)
    assert state.funded == {}
    assert "commissions" not in {entry.kind for entry in state.log.entries}


def test_bodies_near_home_and_with_the_best_record_are_commissioned() -> None:
    state = played(lambeth(), months=7)
    row = state.providers.names.index(LAMBETH)
    chosen = state.funded[row]
    home = state.providers.home[chosen] == state.providers.home[row]
    assert (np.diff(home.astype(int)) <= 0).all()
    record = state.providers.track[chosen][home][:, 0]
    assert (np.diff(record) <= 1e-9).all()


# What is set aside, and what is said


@pytest.mark.parametrize("seed", range(1, 7))
def test_what_is_set_aside_waits_in_house_until_its_mutual_begins(seed: int) -> None:
    busy = lambeth(market__testing_rate=2.0, spin_outs__rate=5.0)
    state = opened(busy, seed)
    waits = np.flatnonzero(state.lots.promised_to >= 0)
    for _ in range(6):
        pass_month(state)
        assert (state.lots.holder[waits] < state.n_council_teams).all()
    pass_month(state)
    row = state.providers.names.index(LAMBETH)
    assert (state.lots.holder[waits] == row).all()


def test_staff_may_veto_a_plan_and_then_their_work_stays_with_the_council() -> None:
    keep = ("E09000013", "E09000020", "E09000033")
    vetoed = 0
    for seed in range(1, 9):
        base = near_home("tri_borough", keep)
        own_terms = with_mutual(base, matches_terms=False)
        assert "Epic" in opened(base, seed).providers.names
        state = opened(own_terms, seed)
        if "Epic" in state.providers.names:
            continue
        vetoed += 1
        (lost,) = [e for e in state.log.entries if e.kind == "vote_lost" and e.month == 0]
        assert lost.because.startswith("Epic: ")
        assert not (state.lots.promised_to == 0).any()
    assert 0 < vetoed < 8


def test_a_mutual_without_a_free_lot_is_said_not_to_be_founded() -> None:
    state = opened(sim.load("england", NO_LOT_FOR_3BM))
    assert "3BM" not in state.providers.names
    (said,) = [entry for entry in state.log.entries if entry.kind == "not_founded"]
    assert "3BM" in said.because


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_a_council_is_known_to_buy_in_is_bought_in(share: float) -> None:
    market = {"council": "E09000022", "service": "homes", "bought_in": share}
    world = sim.load("tiny", {"markets": [market], "spin_outs.opening_mutuals": 0})
    state = opened(world)
    here = state.lots.is_open & (state.lots.service == 3)
    here &= state.lots.council == state.councils.codes.index("E09000022")
    posts = state.lots.required[here]
    outside = posts[state.is_external()[here]].sum() / posts.sum()
    assert outside == pytest.approx(share, abs=0.5 * posts.max() / posts.sum() + 1e-9)


def test_a_programme_without_money_refuses_and_says_so() -> None:
    world = sim.load("tiny", {"policy.support_budget": 50000, "spin_outs.rate": 3.0})
    state = played(world, months=18)
    refused = [entry for entry in state.log.entries if entry.kind == "grant_refused"]
    assert refused
    assert -state.ledger.outside["support programme"] == pytest.approx(40000)


def test_people_who_share_posts_thin_the_voice() -> None:
    state = opened(near_home("tri_borough", ("E09000020", "E09000013", "E09000033")))
    row = state.providers.names.index("Epic")
    mine = state.posts.is_filled & (state.lots.holder == row)[state.posts.lot]
    alone: list[float] = []
    shared: list[float] = []
    for found, per_post in ((alone, 1.0), (shared, 20.0)):
        state = opened(near_home("tri_borough", ("E09000020", "E09000013", "E09000033")))
        state.providers.people_per_post[row] = per_post
        pass_month(state)
        found.append(state.posts.commitment[mine].mean())
    assert alone[0] > shared[0]


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"customer_votes": 0.9, "council_votes": 0.2}, "customer_votes"),
        ({"customers": 10, "customer_members": 20, "associates": 0}, "customer_members"),
        ({"customers": 0, "customer_members": 0, "associates": 0}, "customers_value"),
        ({"founded_month": 3}, "founded_month"),
        ({"service": "homes"}, "service"),
        ({"elsewhere": ("E09000022",)}, "elsewhere_value"),
        ({"elsewhere": ("nowhere",), "elsewhere_value": 1.0}, "elsewhere"),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_place(
    changes: dict[str, Any], address: str
) -> None:
    with pytest.raises(sim.ScenarioError) as told:
        with_mutual(sandwell(), **changes)
    assert f"mutuals[1].{address}" in str(told.value)
