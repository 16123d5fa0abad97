"""What holds of every month's tenders: who may bid, who wins, at what price, from when."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.arrays import Bools, Floats, Ints
from sim.model.month.bidding import Bids, decide_bids
from sim.model.month.notices import Notices, decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.state.codes import Kind, Route
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.books import booked
from tests.happening import must_happen
from tests.small import opened, small_world

MONTHS = 60
LET = "contracts are let"
NO_LIMITS: dict[str, Any] = {
    "mechanisms.mobilisation": False, "scoring.quality_seen": "exactly",
    "market.contract_months": 24, "policy.social_value_for_mutuals": 0.1,
}  # fmt: skip
"""Nobody is refused for want of hands, and councils see the quality that there is."""
BUNDLED: dict[str, Any] = {
    **NO_LIMITS, "policy.bundles": 1.0, "policy.bundle_scope": "region", "policy.reserved": 0.5,
    "policy.shortlist_of_one": False, "spin_outs.rate": 0.2, "market.insourcing_level": 0.4,
}  # fmt: skip
WORLDS = pytest.mark.parametrize("overrides", [NO_LIMITS, BUNDLED], ids=["alone", "bundled"])


class Before(NamedTuple):
    """What settling starts from."""

    end: Ints
    is_open: Bools
    no_bids: Ints
    factor: Floats
    bidders: Floats
    ratio: Floats
    allowance: Floats
    taken_on: Floats
    markup: Floats


class Letting(NamedTuple):
    """A month's tenders, with what was before and what is after."""

    state: State
    notices: Notices
    bids: Bids
    ceilings: Floats
    before: Before


def lettings(overrides: dict[str, Any], months: int = MONTHS) -> list[int]:
    """Play months and check each letting; returns how many tenders there were by route."""
    state = opened(small_world(overrides))
    met = np.zeros(len(Route) + 1, dtype=int)
    for _ in range(months):
        for name, phase in PHASES:
            if name == LET:
                letting = let(state)
                for check in (
                    check_bidders, check_prices, check_winners, check_awards, check_without_a_bid,
                    check_beliefs, check_bid_teams,
                ):  # fmt: skip
                    check(letting)
                met += np.bincount(letting.notices.route, minlength=len(met))
            else:
                phase(state)
        close_month(state)
    return met.tolist()


def let(state: State) -> Letting:
    """One month's tenders, step by step."""
    books = booked(state)
    notices = propose_spin_outs(state, decide_notices(state))
    bids = decide_bids(state, notices)
    paid = books.net("bids")
    lots, market, providers = state.lots, state.market, state.providers
    before = Before(
        lots.end.copy(), lots.is_open.copy(), lots.no_bids.copy(), lots.ceiling_factor.copy(),
        market.bidders.copy(), market.price_over_ceiling.copy(), providers.allowance.copy(),
        providers.taken_on.copy(), providers.markup.copy(),
    )  # fmt: skip
    rules = state.world.bidding
    cost = rules.bid_cost * (
        1 - state.world.policy.mentor_relief * (providers.mentored_until > state.month)
    )
    made = np.bincount(bids.provider, minlength=providers.n)
    np.testing.assert_allclose(-paid, made * cost)
    held = np.bincount(lots.holder[lots.is_open], minlength=providers.n) > 0
    gifts = -paid * (providers.giving > 0) * ~held
    np.testing.assert_allclose(books.net("gifts for bids"), gifts)
    np.testing.assert_allclose(providers.bid_costs, -paid - gifts)
    ceilings = state.ceilings()
    settle_tenders(state, notices, bids)
    return Letting(state, notices, bids, ceilings, before)


def check_bidders(letting: Letting) -> None:
    """Whoever bids trades and works there; reserved contracts are for mutuals."""
    state, notices, bids = letting.state, letting.notices, letting.bids
    providers, lots = state.providers, state.lots
    service = lots.service[notices.lead][bids.tender]
    council = lots.council[notices.lead][bids.tender]
    racing = providers.is_forming[bids.provider]
    holds = notices.holder[bids.tender] == bids.provider
    assert (bids.is_holder == holds).all()
    assert providers.is_active[bids.provider].all()
    assert (providers.kind[bids.provider] != Kind.IN_HOUSE).all()
    assert (holds | ~racing).all()
    works = providers.works_in[bids.provider, service]
    assert (works | holds).all()
    group = providers.kind[bids.provider] == Kind.GROUP
    near = state.councils.reach[council, providers.home[bids.provider]]
    assert (group | near | holds).all()
    reserved = notices.route[bids.tender] == Route.RESERVED
    assert (providers.kind[bids.provider[reserved]] == Kind.MUTUAL).all()
    held = notices.holder[notices.route == Route.RESERVED]
    assert (providers.kind[held] == Kind.MUTUAL).all()
    pairs = bids.tender.astype(np.int64) * providers.n + bids.provider
    assert len(np.unique(pairs)) == len(pairs)


def check_prices(letting: Letting) -> None:
    """No bid is above what the council pays at most, which adds up over a bundle's lots."""
    notices, bids = letting.notices, letting.bids
    top = np.zeros(notices.n)
    np.add.at(top, notices.tender, letting.ceilings[notices.lots] * notices.posts)
    np.testing.assert_allclose(bids.ceiling, top[bids.tender])
    assert (bids.price <= bids.ceiling).all()
    assert ((bids.chance > 0) & (bids.chance <= 1)).all()
    np.testing.assert_allclose(bids.years, notices.term[bids.tender] / 12)


def check_winners(letting: Letting) -> None:
    """Every tender with a bid is decided, and not for a bid that is dearer and no better."""
    lots, notices, bids = letting.state.lots, letting.notices, letting.bids
    number = np.bincount(bids.tender, minlength=notices.n)
    after = lots.next_holder[notices.lead]
    own = lots.council[notices.lead]
    for tender in np.flatnonzero(number > 0):
        who = bids.provider[bids.tender == tender]
        back = after[tender] == own[tender]
        assert back or after[tender] in who
        if not back:
            won = (bids.tender == tender) & (bids.provider == after[tender])
            assert not beaten(letting, won, (bids.tender == tender) & ~won).any()
    together = lots.next_holder[notices.lots]
    back = together == lots.council[notices.lots]
    assert (back | (together == after[notices.tender]))[(number > 0)[notices.tender]].all()


def beaten(letting: Letting, won: Bools, others: Bools) -> Bools:
    """Which of the other bids are as good as the winner in everything and better in something."""
    bids = letting.bids
    social = letting.state.providers.social_value[bids.provider]
    as_good = (bids.price[others] <= bids.price[won]) & (bids.quality[others] >= bids.quality[won])
    as_good &= social[others] >= social[won]
    better = (bids.price[others] < bids.price[won]) | (bids.quality[others] > bids.quality[won])
    found: Bools = as_good & better
    return found


def check_awards(letting: Letting) -> None:
    """The lots of a tender cost together what was bid, and begin when notice and contract end."""
    state, notices, bids, before = letting.state, letting.notices, letting.bids, letting.before
    lots, notice = state.lots, state.world.market.notice_months
    number = np.bincount(bids.tender, minlength=notices.n)
    for tender in np.flatnonzero(number > 0):
        rows = notices.lots[notices.tender == tender]
        posts = notices.posts[notices.tender == tender]
        winner = lots.next_holder[rows[0]]
        back = winner == lots.council[rows[0]]
        price = float((lots.next_unit_price[rows] * posts).sum())
        mine = (bids.tender == tender) & (bids.provider == winner)
        assert price == pytest.approx(0.0 if back else float(bids.price[mine].sum()))
        from_outside = notices.holder[tender] != NOBODY
        end = before.end[notices.lead[tender]] if from_outside else 0
        assert (lots.next_month[rows] == max(end, state.month + notice)).all()
        assert (lots.next_term[rows] == notices.term[tender]).all()
        assert (lots.no_bids[rows] == 0).all()
        racing = notices.route[tender] == Route.OPENING
        route = Route.OPEN if racing else notices.route[tender]
        assert (lots.next_route[rows] == (Route.TAKEN_BACK if back else route)).all()
        dormant = rows[~before.is_open[rows]]
        assert (lots.required[dormant] == posts[~before.is_open[rows]]).all()


def check_without_a_bid(letting: Letting) -> None:
    """Where nobody bids the ceiling rises and the holder stays on, or the council takes it in."""
    state, notices, before = letting.state, letting.notices, letting.before
    lots, market = state.lots, state.world.market
    number = np.bincount(letting.bids.tender, minlength=notices.n)
    rows = notices.lots[(number == 0)[notices.tender]]
    tries = before.no_bids[rows] + 1
    back = (tries > market.no_bid_tries) & (lots.relet_by[rows] < state.month)
    given_up, again = rows[back], rows[~back]
    assert (lots.next_holder[given_up] == lots.council[given_up]).all()
    assert (lots.next_month[given_up] == state.month + market.notice_months).all()
    assert (lots.next_holder[again] == NOBODY).all()
    assert (lots.no_bids[again] == tries[~back]).all()
    raised = before.factor[again] * (1 + market.no_bid_raise)
    np.testing.assert_allclose(lots.ceiling_factor[again], raised)
    outside = again[(lots.holder[again] >= state.councils.n) | lots.is_awaited[again]]
    longer = np.maximum(before.end[outside], state.month) + market.no_bid_extension_months
    assert (lots.end[outside] == longer).all()


def check_beliefs(letting: Letting) -> None:
    """What bidders expect moves half way to what they see in a half-life, and never past it."""
    state, notices, bids, before = letting.state, letting.notices, letting.bids, letting.before
    lots, market = state.lots, state.market
    keeps = 0.5 ** (1 / state.world.bidding.belief_half_life)
    service = lots.service[notices.lead]
    region = state.councils.region[lots.council[notices.lead]]
    number = np.bincount(bids.tender, minlength=notices.n)
    bidders, ratio = before.bidders.copy(), before.ratio.copy()
    for s in np.unique(service):
        for r in np.unique(region):
            seen = number[(service == s) & (region == r)]
            if len(seen):
                kept = keeps ** len(seen)
                bidders[s, r] = kept * bidders[s, r] + (1 - kept) * seen.mean()
        asked = (bids.price / bids.ceiling)[service[bids.tender] == s]
        if len(asked):
            kept = keeps ** (service == s).sum()
            ratio[s] = kept * ratio[s] + (1 - kept) * asked.mean()
    np.testing.assert_allclose(market.bidders, bidders)
    np.testing.assert_allclose(market.price_over_ceiling, ratio)
    for p, s in set(zip(bids.provider, service[bids.tender], strict=True)):
        mine = (bids.provider == p) & (service[bids.tender] == s)
        asked = (bids.price / bids.cost)[mine].mean() - 1
        assert state.providers.markup[p, s] == pytest.approx(asked)


def check_bid_teams(letting: Letting) -> None:
    """A team never writes more than it can; who takes on posts is tired for about a quarter."""
    state, notices, bids, before = letting.state, letting.notices, letting.bids, letting.before
    providers, lots = state.providers, state.lots
    assert (before.allowance >= 0).all()
    won = before.taken_on * (2 / 3)
    if notices.n and not state.world.mechanisms.mobilisation:
        number = np.bincount(bids.tender, minlength=notices.n)
        for tender in np.flatnonzero(number > 0):
            winner = lots.next_holder[notices.lead[tender]]
            if winner >= state.councils.n and winner != notices.holder[tender]:
                won[winner] += notices.posts[notices.tender == tender].sum()
    grown = providers.taken_on - won
    # What a council takes back after all was won first, and counts too.
    assert (grown > -1e-6).all()


@WORLDS
def test_every_letting_is_in_order(overrides: dict[str, Any]) -> None:
    met = lettings(overrides)
    must_happen(met[Route.OPEN])
    must_happen(bool(met[Route.RESERVED]) == bool(overrides.get("policy.reserved")))
