"""Who may bid, at what price and with what hope, worked out again pair by pair."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats, Ints
from sim.chance import Purpose, joined, normal
from sim.model.month.bidding import Bids, decide_bids, tender_ceilings, value_bids
from sim.model.month.eligibility import can_bid
from sim.model.month.notices import Notices, decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.state.codes import Kind, Route
from sim.model.state.estimates import direct_cost_per_post, offers, overhead_of
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.registry.sections.services import SERVICES
from tests.happening import must_happen
from tests.small import opened, small_world

MONTHS = 30
ASKED: dict[str, Any] = {
    "market.contract_months": 24, "bidding.surety": 0.1, "bidding.standing": 1.0,
    "policy.federation": True, "policy.reserved": 0.5, "spin_outs.rate": 0.2,
    "policy.shortlist_of_one": False, "spin_outs.productivity": 0.05,
    "policy.bundles": 0.5, "policy.bundle_scope": "region",
}  # fmt: skip
USUAL: dict[str, Any] = {"market.contract_months": 24, "takeovers.looks_a_year": 4.0}
WORLDS = pytest.mark.parametrize("overrides", [USUAL, ASKED], ids=["usual", "asked"])


def tenders(overrides: dict[str, Any]) -> Iterator[tuple[State, Notices, Floats, Bids]]:
    """Each month's tenders before anybody has bid, with every bid that could be made."""
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name != "contracts are let":
                phase(state)
                continue
            notices = propose_spin_outs(state, decide_notices(state))
            ceiling = tender_ceilings(state, notices)
            if notices.n:
                yield (
                    state,
                    notices,
                    ceiling,
                    value_bids(state, notices, can_bid(state, notices, ceiling), ceiling),
                )
            settle_tenders(state, notices, decide_bids(state, notices))
        close_month(state)


def federated(state: State) -> Floats:
    """1 for a mutual with another one in its region, else 0. (P,)."""
    providers = state.providers
    found = np.zeros(providers.n)
    for row in range(providers.n):
        mutual = providers.is_active & (providers.kind == Kind.MUTUAL) & (providers.home != NOBODY)
        if mutual[row]:
            region = state.councils.region[providers.home]
            found[row] = (mutual & (region == region[row])).sum() > 1
    return found


def draws_groups(state: State, lots: Ints, service: int, ceiling: float) -> bool:
    """Whether a tender of these lots is large enough for groups, and open to them."""
    closed = not state.world.policy.groups_in_social_work
    if closed and (state.lots.service[lots] == SERVICES.index("social_work")).any():
        return False
    terms = getattr(state.world.services, SERVICES[service])
    return bool(ceiling >= terms.group_least_value)


def seeks(state: State, row: int, *, at_home: bool) -> bool:
    """Whether a body looks for work beyond what it has."""
    providers, lots = state.providers, state.lots
    works = bool((lots.is_open & (lots.holder == row)).any() or (lots.next_holder == row).any())
    if not works and providers.giving[row] > 0 and not at_home:
        return False
    return bool(providers.wishes_to_grow[row]) or not works


def growing(state: State, row: int, direct: float, capital: float, *, own: bool) -> float:
    """What one contract more costs a small body: managers beyond the span, its owner's return."""
    providers, rules = state.providers, state.world.bidding
    if providers.kind[row] != Kind.SMALL or providers.is_spun_out[row]:
        return 0.0
    others = (state.lots.is_open & (state.lots.holder == row)).sum() - own
    managers = rules.span_cost * direct if others >= rules.span else 0.0
    return managers + (0.0 if own else rules.capital_return * capital)


def contracts(state: State) -> Floats:
    """Yearly value of the contracts with councils that each body holds. (P,)."""
    value = state.lots.value * state.lots.is_open * (state.lots.payer == 0)
    return np.array([value[state.lots.holder == one].sum() for one in range(state.providers.n)])


def trusted(state: State, row: int, ceiling: float, value: float) -> bool:
    """Whether what a body does, or has, vouches for so much of a contract."""
    providers, world = state.providers, state.world
    backing = np.maximum(contracts(state), providers.turnover.sum(axis=1)) + providers.giving
    if world.policy.federation and federated(state)[row]:
        region = state.councils.region[providers.home]
        backing[row] = backing[(federated(state) > 0) & (region == region[row])].sum()
    young = state.month - providers.founded[row] < 24
    fresh = providers.kind[row] == Kind.SMALL and not providers.is_spun_out[row] and young
    by_capital = fresh and ceiling <= world.bidding.entrant_equity_limit
    return bool(by_capital or backing[row] >= world.bidding.standing * value)


def may_bid(state: State, notices: Notices, tender: int, row: int, ceiling: float) -> bool:
    """Whether one body may bid for one tender, by the rules in the handbook."""
    providers, lots, world = state.providers, state.lots, state.world
    lead, holds = notices.lead[tender], notices.holder[tender] == row
    council, service = lots.council[lead], lots.service[lead]
    mine = notices.lots[notices.tender == tender]
    trades = providers.is_active[row] and providers.kind[row] != Kind.IN_HOUSE
    if holds and (providers.is_forming[row] or (len(mine) == 1 and trades)):
        return True
    there = providers.works_in[row] | providers.interested[row]
    if not trades or providers.is_forming[row] or not there[service]:
        return False
    group, home = providers.kind[row] == Kind.GROUP, providers.home[row]
    drawn = not group or draws_groups(state, mine, service, ceiling)
    if not drawn or not (holds or seeks(state, row, at_home=home == council)):
        return False
    if not group and not (home >= 0 and state.councils.reach[council, home]):
        return False
    value = ceiling - (lots.value[mine][lots.holder[mine] == row].sum() if holds else 0.0)
    value = max(value, 0.0)
    if not trusted(state, row, ceiling, value):
        return False
    share, finance, held = world.bidding.surety, world.finance, contracts(state)[row]
    room = finance.group_debt_limit * max(providers.earnings[row].sum(), 0) - providers.debt[row]
    cash = providers.cash[row] + group * max(room, 0.0)
    if share > 0 and cash - share * held < share * value:
        return False
    if notices.route[tender] == Route.RESERVED and providers.kind[row] != Kind.MUTUAL:
        return False
    reserve = world.kinds.mutual.abroad_reserve_weeks / 52 * providers.direct[row].sum()
    good = providers.track[row, service] > state.market.quality[service]
    dares = providers.cash[row] >= reserve and good
    return bool(home == council or not providers.is_cautious[row] or dares)


@WORLDS
def test_who_may_bid(overrides: dict[str, Any]) -> None:
    yes = no = 0
    for state, notices, ceiling, _ in tenders(overrides):
        found = can_bid(state, notices, ceiling)
        for tender in range(notices.n):
            for row in np.flatnonzero(state.providers.is_active):
                known = may_bid(state, notices, tender, int(row), float(ceiling[tender]))
                assert found[tender, row] == known, (tender, row)
                yes, no = yes + known, no + (not known)
    must_happen(min(yes, no) > 50)


@WORLDS
def test_what_a_contract_would_cost_a_bidder(overrides: dict[str, Any]) -> None:
    for state, notices, _, bids in tenders(overrides):
        world, providers, lots = state.world, state.providers, state.lots
        offer, rules = offers(state), state.world.bidding
        for nth in range(bids.n):
            mine = notices.tender == bids.tender[nth]
            rows, posts = notices.lots[mine], notices.posts[mine]
            row, n = int(bids.provider[nth]), int(mine.sum())
            who, years = np.full(n, row), np.full(n, bids.years[nth])
            direct = float(direct_cost_per_post(state, rows, who, offer, years) @ posts)
            size = np.array([providers.direct[row].sum() + direct])
            slope = 1 + world.costs.overhead_elasticity * size[0] / (
                size[0] + providers.giving[row]
            )
            overhead = float(overhead_of(state, size, np.array([row]))[0]) * slope
            luck = normal(
                state.seed, Purpose.COST_ERROR, 0,
                joined(notices.identity[bids.tender[nth] : bids.tender[nth] + 1],
                       providers.identity[row : row + 1]),
            )  # fmt: skip
            spread = rules.own_cost_error if bids.is_holder[nth] else rules.cost_error
            capital = float(state.services.capital[lots.service[rows]] @ posts)
            more = growing(state, row, direct, capital, own=bool(bids.is_holder[nth]))
            known = (direct * (1 + overhead) + more) * float(np.exp(spread * luck[0]))
            assert bids.cost[nth] == pytest.approx(known)
        assert (lots.is_open[notices.lots] | lots.is_awaited[notices.lots]).all()


@WORLDS
def test_what_a_bidder_hopes_for(overrides: dict[str, Any]) -> None:
    for state, notices, ceiling, bids in tenders(overrides):
        world, providers, market = state.world, state.providers, state.market
        lead = notices.lead[bids.tender]
        council, service = state.lots.council[lead], state.lots.service[lead]
        region, scoring = state.councils.region[council], world.scoring
        price_weight = state.councils.price_weight[council]
        quality_weight = state.councils.quality_weight[council]
        social_weight = state.councils.social_weight[council]
        home, holds = providers.home[bids.provider] == council, bids.is_holder
        quality = providers.track[bids.provider, service]
        quality = quality + scoring.local_knowledge * home + scoring.incumbency * holds
        np.testing.assert_allclose(bids.quality, quality)
        rivals = np.maximum(market.bidders[service, region] - 1, 0.1)
        held = (notices.holder[bids.tender] != NOBODY) & ~holds
        theirs = market.quality[service] + held * scoring.incumbency / (1 + rivals)
        top = ceiling[bids.tender]
        usual = market.price_over_ceiling[service] * top
        lowest = np.minimum(bids.price, usual)
        lead_of_rivals = (
            price_weight * (lowest / usual - lowest / bids.price)
            + quality_weight * (theirs - quality)
            + social_weight * (market.social_value[service] - providers.social_value[bids.provider])
        )
        blur = quality_weight * scoring.noise * np.sqrt(6) / np.pi
        chance = 1 / (1 + rivals * np.exp(np.clip(lead_of_rivals / blur, -500, 500)))
        np.testing.assert_allclose(bids.chance, chance)
        buys = providers.kind[bids.provider] == Kind.GROUP
        risked, year = providers.foothold_loss, providers.turnover.sum(axis=1)
        rules = world.bidding
        buys &= (risked < rules.foothold_budget * year)[bids.provider]
        foothold = buys * rules.foothold * top
        worth = (bids.price - bids.cost + foothold) * chance * bids.years
        np.testing.assert_allclose(bids.worth, worth, atol=1e-6)
        least = np.where(buys, -rules.foothold, providers.markup_floor[bids.provider])
        within = bids.price <= top * (1 + 1e-12)
        own = holds & ((providers.kind == Kind.SMALL) | providers.is_spun_out)[bids.provider]
        assert (bids.price >= bids.cost * (1 + least) - 0.01)[within & ~own].all()
        most = top * (1 + rules.holder_stretch) + 0.01
        assert (bids.cost * (1 + least) <= most)[within & own].all()
