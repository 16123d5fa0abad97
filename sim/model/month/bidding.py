"""Phase 4: providers choose what to bid for and at what price, all on last month's world."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.chance import Purpose, joined, normal
from sim.model.month.eligibility import can_bid
from sim.model.month.growth import growing_costs
from sim.model.month.notices import Notices
from sim.model.rules.bidding import (
    best_markup,
    bids_a_year,
    chosen_bids,
    logit_scale,
    smoothed,
    win_chance,
)
from sim.model.rules.pricing import (
    asked_price,
    foothold_and_least_markup,
    markup_for_jobs,
    worth_in_jobs,
)
from sim.model.state.codes import Kind
from sim.model.state.estimates import (
    aims_at,
    direct_cost_per_post,
    is_federated,
    is_small_or_spun_out,
    lives_by_giving,
    marginal_overhead,
    offers,
    quality_to_councils,
)
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR

LEAST_RIVALS = 0.1
"""Rivals a bidder always reckons with, so that a monopoly is never certain; *assumed*."""


@dataclass(slots=True)
class Bids:
    """The bids of a month, sorted by tender, then by the bidder's identity. B bids."""

    tender: Ints  # (B,)
    provider: Ints  # (B,)
    is_holder: Bools  # (B,)
    cost: Floats  # (B,) GBP a year, as estimated
    price: Floats  # (B,) GBP a year
    ceiling: Floats  # (B,) GBP a year
    quality: Floats  # (B,) expected quality score, advantages included
    worth: Floats  # (B,) GBP expected
    chance: Floats  # (B,) of winning, as expected
    years: Floats  # (B,)

    def only(self, rows: Bools) -> "Bids":
        """The bids where `rows` is true."""
        return Bids(*(getattr(self, name)[rows] for name in self.__slots__))

    @property
    def n(self) -> int:
        """Number of bids."""
        return len(self.tender)

    @classmethod
    def none(cls) -> "Bids":
        """No bids."""
        rows, flags, gbp = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=bool), np.zeros(0)
        return cls(rows, rows, flags, gbp, gbp, gbp, gbp, gbp, gbp, gbp)


def tender_ceilings(state: State, notices: Notices) -> Floats:
    """Most each council pays, GBP a year. Shape (T,): one number a tender."""
    lots = notices.lots
    return notices.total(state.ceilings()[lots] * notices.posts)


def value_bids(state: State, notices: Notices, eligible: Bools, ceiling: Floats) -> Bids:
    """Cost, price and worth of every possible bid, sorted by tender and the bidder's identity."""
    world, providers, lots = state.world, state.providers, state.lots
    tender, provider = (rows.astype(np.int32) for rows in np.nonzero(eligible))
    order = np.lexsort((providers.identity[provider], tender))
    tender, provider = tender[order], provider[order]
    years = notices.term[tender] / MONTHS_PER_YEAR
    is_holder = notices.holder[tender] == provider
    cost = _estimated_cost(state, notices, tender, provider, years)
    lead = notices.lead
    council, service = lots.council[lead][tender], lots.service[lead][tender].astype(np.int32)
    scoring, advantage = world.scoring, world.mechanisms.incumbency
    local = scoring.local_knowledge * (providers.home[provider] == council) * advantage
    held = scoring.incumbency * is_holder * advantage
    record = quality_to_councils(state, service, providers.track[provider, service])
    quality = record + local + held
    weights, region = state.councils, state.councils.region[council]
    rivals = np.maximum(state.market.bidders[service, region] - 1, LEAST_RIVALS)
    holder_bids = (notices.holder[tender] >= 0) & ~is_holder
    rival_quality = state.market.quality[service] + holder_bids * scoring.incumbency * advantage / (
        1 + rivals
    )
    gap = weights.quality_weight[council] * (rival_quality - quality) + weights.social_weight[
        council
    ] * (state.market.social_value[service] - providers.social_value[provider])
    top = ceiling[tender]
    rival_price = state.market.price_over_ceiling[service] * top
    scale = logit_scale(weights.quality_weight[council], scoring.noise)
    foothold, low = _foothold(state, provider, top)
    best = best_markup(
        cost, top, rival_price, rivals, gap, (weights.price_weight[council], scale), low,
        world.bidding.markup_most, world.bidding.markup_steps, foothold,
    )  # fmt: skip
    price = _asked_price(state, (provider, service, is_holder), cost, top, best, low)
    lowest = np.minimum(price, rival_price)
    own = weights.price_weight[council] * lowest / price
    rival = weights.price_weight[council] * lowest / rival_price + gap
    chance = win_chance(own, rival, rivals, scale)
    worth = (price - cost + foothold) * chance * years
    return Bids(tender, provider, is_holder, cost, price, top, quality, worth, chance, years)


def _estimated_cost(
    state: State, notices: Notices, tender: Ints, provider: Ints, years: Floats
) -> Floats:
    """Yearly cost of each contract to each bidder as it estimates it, marginal overhead included.

    GBP. Shape (B,): one number a possible bid.
    """
    world = state.world
    n_lots = np.bincount(notices.tender, minlength=notices.n)
    first = np.cumsum(n_lots) - n_lots
    # One row for each (bid, lot of its tender): nearly always one lot.
    counts = n_lots[tender]
    bid = np.repeat(np.arange(len(tender)), counts)
    within = np.arange(len(bid)) - np.repeat(np.cumsum(counts) - counts, counts)
    entry = first[tender][bid] + within
    unit = direct_cost_per_post(
        state, notices.lots[entry], provider[bid], offers(state), years[bid]
    )
    direct = sums(bid, unit * notices.posts[entry], len(tender))
    cost = direct * (1 + marginal_overhead(state, direct, provider))
    cost += growing_costs(state, notices, tender, provider, direct)
    if not world.mechanisms.cost_error:
        return cost
    is_holder = notices.holder[tender] == provider
    spread = np.where(is_holder, world.bidding.own_cost_error, world.bidding.cost_error)
    luck = normal(
        state.seed,
        Purpose.COST_ERROR,
        0,
        joined(notices.identity[tender], state.providers.identity[provider]),
    )
    estimated: Floats = cost * np.exp(spread * luck)
    return estimated


def _foothold(state: State, provider: Ints, ceiling: Floats) -> tuple[Floats, Floats]:
    """Worth of a foothold (GBP a year) and the least markup of each bid."""
    world, providers = state.world, state.providers
    buys_share = (providers.kind == Kind.GROUP) & world.mechanisms.foothold
    return foothold_and_least_markup(
        ceiling,
        providers.markup_floor[provider],
        providers.foothold_loss[provider],
        providers.yearly_turnover[provider],
        buys_share[provider],
        world.bidding.foothold,
        world.bidding.foothold_budget,
    )


def _asked_price(  # noqa: PLR0913 (columns of one row a bid)
    state: State,
    bid: tuple[Ints, Ints, Bools],
    cost: Floats,
    ceiling: Floats,
    best: Floats,
    low: Floats,
) -> Floats:
    """Price of each bid by the markup of the world's rule, GBP a year."""
    provider, service, is_holder = bid
    world, providers = state.world, state.providers
    asked = providers.markup[provider, service]
    if not world.mechanisms.best_markups:
        asked = providers.markup_floor[provider]
    elif world.bidding.markup_rule == "best_response":
        asked = smoothed(asked, best, world.bidding.markup_smoothing)
    asked = np.where(aims_at(state, "jobs")[provider], markup_for_jobs(low), asked)
    keeps_own = is_holder & is_small_or_spun_out(state)[provider]
    return asked_price(cost, ceiling, asked, low, keeps_own, world.bidding.holder_stretch)


def decide_bids(state: State, notices: Notices) -> Bids:
    """All bids of the month: holders for their own lots, and each bid team's worthiest new ones."""
    world, providers = state.world, state.providers
    _refill_bid_teams(state)
    if not notices.n:
        _fade_foothold_losses(state)
        return Bids.none()
    ceiling = tender_ceilings(state, notices)
    eligible = can_bid(state, notices, ceiling)
    if world.mechanisms.bid_teams:
        tired = np.flatnonzero(providers.allowance < 1)
        eligible[:, tired] &= notices.holder[:, None] == tired[None, :]
    bids = value_bids(state, notices, eligible, ceiling)
    bids = bids.only(bids.price <= bids.ceiling)
    fit = np.exp(
        world.bidding.fit_spread
        * normal(
            state.seed,
            Purpose.FIT,
            0,
            joined(notices.identity[bids.tender], providers.identity[bids.provider]),
        )
    )
    cost = world.bidding.bid_cost * world.mechanisms.bid_costs
    in_jobs = worth_in_jobs(bids.cost, bids.chance, bids.years)
    gain = np.where(aims_at(state, "jobs")[bids.provider], in_jobs, bids.worth)
    worth = np.where(bids.is_holder, -np.inf, (gain - cost) * fit)
    allowance = providers.allowance if world.mechanisms.bid_teams else np.full(providers.n, np.inf)
    made = bids.is_holder | chosen_bids(bids.provider, worth, allowance)
    bids = bids.only(made)
    _after_bidding(state, notices, bids, cost)
    return bids


def _refill_bid_teams(state: State) -> None:
    """Each month a bid team can write a twelfth of its yearly bids more.

    Unused ones lapse after a year or so.
    """
    world, providers = state.world, state.providers
    base = providers.bids_a_year
    fresh = (providers.kind == Kind.SMALL) & ~providers.is_spun_out & (providers.founded >= 0)
    fresh &= state.month - providers.founded < 2 * MONTHS_PER_YEAR
    base = np.where(fresh, world.entry.bids_a_year, base)
    a_year = bids_a_year(
        base,
        providers.yearly_turnover,
        world.bidding.group_turnover_per_bid,
        providers.kind == Kind.GROUP,
    )
    most = np.maximum(a_year, 1.0)
    providers.allowance[:] = np.minimum(providers.allowance + a_year / MONTHS_PER_YEAR, most)
    if world.policy.federation:
        _share_bid_teams(state)


def _share_bid_teams(state: State) -> None:
    """In a federation, any member may use the fullest bid team of its region."""
    providers, councils = state.providers, state.councils
    member = np.flatnonzero(is_federated(state) > 0)
    region = councils.region[providers.home[member]]
    fullest = np.zeros(len(councils.regions))
    np.maximum.at(fullest, region, providers.allowance[member])
    providers.allowance[member] = fullest[region]


def _fade_foothold_losses(state: State) -> None:
    """What was risked to buy share is forgotten over a year."""
    state.providers.foothold_loss *= 1 - 1 / MONTHS_PER_YEAR


def _after_bidding(state: State, notices: Notices, bids: Bids, cost: float) -> None:
    """Pay for bids, use up the bid team, remember what was risked to buy share."""
    world, providers = state.world, state.providers
    new = bids.provider[~bids.is_holder]
    providers.allowance -= np.bincount(new, minlength=providers.n)
    np.maximum(providers.allowance, 0.0, out=providers.allowance)
    mentored = providers.mentored_until[bids.provider] > state.month
    paid = cost * (1 - world.policy.mentor_relief * mentored)
    state.payments.pay(("provider", bids.provider), "advisers", paid, "bids")
    given = paid * lives_by_giving(state, state.lots_held())[bids.provider]
    state.payments.pay(
        "customers and funders", ("provider", bids.provider), given, "gifts for bids"
    )
    providers.bid_costs[:] = sums(bids.provider, paid - given, providers.n)
    _fade_foothold_losses(state)
    risked = (
        np.maximum(bids.cost - bids.price, 0.0)
        * bids.chance
        * (providers.kind[bids.provider] == Kind.GROUP)
    )
    providers.foothold_loss += sums(bids.provider, risked, providers.n)
    service = state.lots.service[notices.lead][bids.tender]
    state.flows.count("below_cost_bids", service[bids.price < bids.cost])
