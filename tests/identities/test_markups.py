"""What markup is asked: the best found by trying many, or a step up or down by trial and error."""

from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats
from sim.model.month.bidding import Bids, decide_bids
from sim.model.month.notices import Notices, decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.happening import must_happen
from tests.identities.test_bids_by_pair import tenders
from tests.moments import kept
from tests.small import opened, small_world

TRIED = np.linspace(0.0, 1.0, 2001)
NEAR = 0.004
"""How far a markup on the model's coarser ladder may be from the best of many."""


def best_of_many(state: State, notices: Notices, bids: Bids, nth: int) -> tuple[float, float]:
    """The markup that is worth most to a bidder, by trying many, and the least it asks."""
    world, providers, market = state.world, state.providers, state.market
    tender, row = bids.tender[nth], bids.provider[nth]
    lead = notices.lead[tender]
    council, service = state.lots.council[lead], state.lots.service[lead]
    councils, scoring = state.councils, world.scoring
    rivals = max(market.bidders[service, councils.region[council]] - 1, 0.1)
    held = notices.holder[tender] != NOBODY and not bids.is_holder[nth]
    theirs = market.quality[service] + held * scoring.incumbency / (1 + rivals)
    gap = councils.quality_weight[council] * (theirs - bids.quality[nth])
    social = market.social_value[service] - providers.social_value[row]
    gap += councils.social_weight[council] * social
    top, cost = bids.ceiling[nth], bids.cost[nth]
    usual = market.price_over_ceiling[service] * top
    rules, turnover = world.bidding, providers.turnover[row].sum()
    buys = providers.kind[row] == Kind.GROUP
    buys &= providers.foothold_loss[row] < rules.foothold_budget * turnover
    low = -rules.foothold if buys else providers.markup_floor[row]
    markups = low + (rules.markup_most - low) * TRIED
    price = np.minimum(cost * (1 + markups), top)
    lowest = np.minimum(price, usual)
    lead_of_rivals = councils.price_weight[council] * (lowest / usual - lowest / price) + gap
    blur = councils.quality_weight[council] * scoring.noise * np.sqrt(6) / np.pi
    chance = 1 / (1 + rivals * np.exp(np.clip(lead_of_rivals / blur, -500, 500)))
    worth = (price - cost + buys * rules.foothold * top) * chance
    return float(min(markups[int(np.argmax(worth))], top / cost - 1)), float(low)


def test_a_markup_moves_part_of_the_way_to_what_is_worth_most() -> None:
    met = 0
    for state, notices, ceiling, bids in tenders({"market.contract_months": 24}):
        service = state.lots.service[notices.lead][bids.tender]
        last = state.providers.markup[bids.provider, service]
        share = state.world.bidding.markup_smoothing
        for nth in np.flatnonzero(bids.price < 0.999 * ceiling[bids.tender])[:40]:
            best, least = best_of_many(state, notices, bids, int(nth))
            known = max(last[nth] + share * (best - last[nth]), least)
            assert bids.price[nth] / bids.cost[nth] - 1 == pytest.approx(known, abs=NEAR)
            met += 1
    must_happen(met > 100)


def steps_of(overrides: dict[str, Any]) -> int:
    """Play under the rival rule; each month's markups are those before, a step up or down."""
    state, moved = opened(small_world(overrides)), 0
    for _ in range(24):
        for name, phase in PHASES:
            if name != "contracts are let":
                phase(state)
                continue
            notices = propose_spin_outs(state, decide_notices(state))
            bids, before = decide_bids(state, notices), kept(state)
            settle_tenders(state, notices, bids)
            moved += check_steps(before, state, notices, bids)
        close_month(state)
    return moved


def check_steps(before: State, after: State, notices: Notices, bids: Bids) -> int:
    """A win is a step up, a loss a step down, within the bounds; what is asked is the markup."""
    rules, providers = after.world.bidding, after.providers
    service = after.lots.service[notices.lead][bids.tender]
    steps: Floats = np.zeros_like(before.providers.markup)
    for nth in range(bids.n):
        lead = notices.lead[bids.tender[nth]]
        won = after.lots.next_holder[lead] == bids.provider[nth]
        steps[bids.provider[nth], service[nth]] += 1 if won else -1
    floor = providers.markup_floor[:, None]
    known = np.clip(before.providers.markup + rules.markup_step * steps, floor, rules.markup_most)
    if notices.n:
        np.testing.assert_allclose(providers.markup, known)
    asked = before.providers.markup[bids.provider, service]
    at_least = np.maximum(asked, providers.markup_floor[bids.provider])
    below = bids.price < 0.999 * bids.ceiling
    found = bids.price / bids.cost - 1
    np.testing.assert_allclose(found[below], at_least[below])
    return int((steps != 0).sum())


def test_under_the_rival_rule_markups_step_by_wins_and_losses() -> None:
    must_happen(
        steps_of({
            "bidding.markup_rule": "step", "mechanisms.foothold": False,
            "mechanisms.insourcing": False, "market.contract_months": 24,
        }) > 20
    )  # fmt: skip
