"""Phase 5: all tenders of the month are settled at once.

Scores, mobilisation, insourcing, awards.
"""

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.chance import Purpose, gumbel, joined, uniform
from sim.model.month.bidding import Bids
from sim.model.month.eligibility import cash_to_pledge
from sim.model.month.notices import Notices
from sim.model.month.settling_log import Insourcing, count_tenders, log_bids, log_tender
from sim.model.rules.bidding import stepped_markup
from sim.model.rules.councils import (
    award_score,
    best_of_each,
    insourcing_chance,
    logistic,
    price_score,
    scaled_chance,
    too_much_surety,
    too_much_work,
)
from sim.model.state.codes import Route
from sim.model.state.estimates import quality_to_councils
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NEVER

REFERENCE_LEVEL = 0.25
"""Insourcing level at which each service has its own listed chance."""
QUARTER_KEEPS = 2 / 3
"""Part of the posts won lately that still counts against mobilisation a month later: about a
quarter's memory."""


def settle_tenders(state: State, notices: Notices, bids: Bids) -> None:
    """Score the bids, let councils choose or take back, and write the awards."""
    state.providers.taken_on *= QUARTER_KEEPS
    if not notices.n:
        return
    scores = score_bids(state, notices, bids)
    winner = choose_winners(state, notices, bids, scores)
    insourcing = decide_insourcing(state, notices, bids, winner)
    count_tenders(state, notices, bids, winner, insourcing.back)
    log_bids(state, notices, bids, scores, winner, insourcing)
    _award(state, notices, bids, winner, insourcing.back)
    if (winner < 0).any():
        _nobody_bid(state, notices, winner < 0)
    _remember(state, notices, bids, winner)


def score_bids(state: State, notices: Notices, bids: Bids) -> Floats:
    """Score of every bid by its council's weights. Shape (B,): one number a bid."""
    councils, providers, world = state.councils, state.providers, state.world
    council = state.lots.council[notices.lead][bids.tender]
    lowest = np.full(notices.n, np.inf)
    np.minimum.at(lowest, bids.tender, bids.price)
    seen = bids.quality
    if world.scoring.quality_seen == "with_error":
        who = joined(notices.identity[bids.tender], providers.identity[bids.provider])
        seen = seen + world.scoring.noise * gumbel(state.seed, Purpose.SEEN_QUALITY, 0, who)
    return award_score(
        price_score(bids.price, lowest[bids.tender]),
        seen,
        providers.social_value[bids.provider],
        councils.price_weight[council],
        councils.quality_weight[council],
        councils.social_weight[council],
    )


def choose_winners(state: State, notices: Notices, bids: Bids, scores: Floats) -> Ints:
    """Winning bid of each tender, -1 where there is none. Shape (T,): one row of bids a tender.

    The best score wins, unless its bidder is refused: then the runner-up is looked at.
    """
    winner = np.full(notices.n, -1, dtype=np.int32)
    refused = np.zeros(bids.n, dtype=bool)
    new_posts = np.where(bids.is_holder, 0.0, notices.total(notices.posts)[bids.tender])
    capacity = mobilisation_capacity(state)
    while True:
        best = best_of_each(bids.tender, scores, refused)
        winner[:] = -1
        winner[bids.tender[best]] = best
        if not state.world.mechanisms.mobilisation:
            break
        over = _cannot_mobilise(state, bids, best, new_posts, capacity)
        if not over.any():
            break
        refused[best[over]] = True
    won = winner[winner >= 0]
    state.providers.taken_on += sums(bids.provider[won], new_posts[won], state.providers.n)
    return winner


def mobilisation_capacity(state: State) -> Floats:
    """Posts each provider can take on in a quarter. Shape (P,): one number a provider."""
    bidding, lots = state.world.bidding, state.lots
    held = sums(lots.holder, lots.required * lots.is_open, state.providers.n)
    capacity: Floats = np.maximum(bidding.mobilisation * held, bidding.mobilisation_least)
    return capacity


def _cannot_mobilise(
    state: State, bids: Bids, best: Ints, new_posts: Floats, capacity: Floats
) -> Bools:
    """Winning bids to be refused now, for posts or surety. Shape of `best`: one answer a bid."""
    over = too_much_work(
        bids.provider[best],
        bids.price[best],
        new_posts[best],
        state.providers.taken_on,
        capacity,
    )
    return over | _cannot_pledge(state, bids, best, new_posts)


def _cannot_pledge(state: State, bids: Bids, best: Ints, new_posts: Floats) -> Bools:
    """Winning bids to be refused for want of surety. Shape of `best`: one answer a bid."""
    share = state.world.bidding.surety
    if share <= 0:
        return np.zeros(len(best), dtype=bool)
    asked = np.where(new_posts[best] > 0, share * bids.price[best], 0.0)
    free = cash_to_pledge(state) - share * state.contracts_a_year()
    return too_much_surety(bids.provider[best], bids.price[best], asked, free)


def decide_insourcing(state: State, notices: Notices, bids: Bids, winner: Ints) -> Insourcing:
    """Which contracts councils take back after seeing the bids, with what they weighed."""
    world, lots = state.world, state.lots
    decides = (notices.holder >= 0) & (winner >= 0) & ~state.providers.is_forming[notices.holder]
    if not world.mechanisms.insourcing or not bids.n:
        none = np.zeros(notices.n)
        return Insourcing(none > 0, none, none, none, none)
    lead = notices.lead
    council, service = lots.council[lead], lots.service[lead].astype(np.int32)
    in_house = notices.total(
        state.services.in_house_cost[lots.service[notices.lots]] * notices.posts
    )
    price = np.where(winner >= 0, bids.price[winner], in_house)
    ceiling = np.where(winner >= 0, bids.ceiling[winner], 1.0)
    over = (price - in_house) / ceiling
    quality = quality_to_councils(state, service, lots.quality[lead])
    taste = state.councils.taste_in_house[council, service]
    market = world.market
    base = state.insource_base[service]
    chance = insourcing_chance(
        base, over, quality, taste, market.insource_price, market.insource_quality
    )
    if state.weighed is not None:
        pressure = market.insource_price * over - market.insource_quality * quality + taste
        state.weighed.add(service=service[decides], pressure=pressure[decides])
    chance = scaled_chance(chance, market.insourcing_level, REFERENCE_LEVEL)
    draw = uniform(state.seed, Purpose.INSOURCING, 0, notices.identity)
    return Insourcing(decides & (draw < chance), chance, over, quality, taste)


def mean_insourcing(base: float, pressure: Floats) -> float:
    """Mean chance of insourcing at a base (log-odds), given what the councils weigh.

    The base is solved with it.
    """
    return float(logistic(base + pressure).mean())


def _award(state: State, notices: Notices, bids: Bids, winner: Ints, taken_back: Bools) -> None:
    """Write who takes over which lot, when, at what price and for how long."""
    lots, market = state.lots, state.world.market
    rows, tender = notices.lots, notices.tender
    awarded = (winner >= 0)[tender]
    if not awarded.any():
        return
    rows, tender = rows[awarded], tender[awarded]
    posts = notices.posts[awarded]
    top = state.ceilings()[rows]
    price_share = (bids.price[winner] / bids.ceiling[winner])[tender]
    back = taken_back[tender]
    lots.next_holder[rows] = np.where(back, lots.council[rows], bids.provider[winner][tender])
    lots.next_unit_price[rows] = np.where(back, 0.0, top * price_share)
    # The incumbent holds over until the contract's end or the notice has passed, whichever is
    # later.
    lead_end = np.where(notices.holder >= 0, lots.end[notices.lead], NEVER)[tender]
    lots.next_month[rows] = np.maximum(lead_end, state.month + market.notice_months)
    lots.next_term[rows] = notices.term[tender]
    route = np.where(
        back,
        Route.TAKEN_BACK,
        np.where(notices.route[tender] == Route.OPENING, Route.OPEN, notices.route[tender]),
    )
    lots.next_route[rows] = route
    lots.no_bids[rows] = 0
    lots.is_awaited[rows] &= ~back
    lots.required[rows] = np.where(lots.is_open[rows], lots.required[rows], posts)


def _nobody_bid(state: State, notices: Notices, without: Bools) -> None:
    """Where nobody bid (or could mobilise) raise the ceiling and extend the holder.

    After some tries the council takes the lot in-house.
    """
    lots, market = state.lots, state.world.market
    rows = notices.lots[without[notices.tender]]
    lots.no_bids[rows] += 1
    # A failed provider's lot stays on offer until its staff are laid off.
    give_up = (lots.no_bids[rows] > market.no_bid_tries) & (lots.relet_by[rows] < state.month)
    again, back = rows[~give_up], rows[give_up]
    lots.ceiling_factor[again] *= 1 + market.no_bid_raise
    external = lots.holder[again] >= state.n_council_teams
    later = again[external | lots.is_awaited[again]]
    lots.end[later] = np.maximum(lots.end[later], state.month) + market.no_bid_extension_months
    lead = notices.lead[without]
    lost = np.isin(lead, back) & (lots.holder[lead] >= state.n_council_teams)
    state.flows.count("contracts_ended", lots.service[lead[lost]])
    lots.next_holder[back] = lots.council[back]
    lots.next_unit_price[back] = 0.0
    lots.next_month[back] = state.month + market.notice_months
    lots.next_route[back] = Route.TAKEN_BACK
    lots.ceiling_factor[back] = 1.0
    lots.no_bids[back] = 0
    state.flows.count("no_bids", lots.service[notices.lead[without]])
    if state.log.wants("no_bid"):
        for tender in np.flatnonzero(without):
            log_tender(
                state,
                notices,
                int(tender),
                "no_bid",
                int(notices.holder[tender]),
                "nobody could bid within the ceiling",
            )


def _remember(state: State, notices: Notices, bids: Bids, winner: Ints) -> None:
    """Bidders learn how many bid, at what prices, and providers move their markups."""
    world, market, lots = state.world, state.market, state.lots
    service = lots.service[notices.lead].astype(np.int64)
    region = state.councils.region[lots.council[notices.lead]]
    number = np.bincount(bids.tender, minlength=notices.n).astype(np.float64)
    step = 1 - 0.5 ** (1 / world.bidding.belief_half_life)
    cell = service * market.bidders.shape[1] + region
    shape = market.bidders.shape
    seen = np.bincount(cell, minlength=market.bidders.size).reshape(shape)
    total = sums(cell, number, market.bidders.size).reshape(shape)
    mean = np.divide(total, seen, out=market.bidders.copy(), where=seen > 0)
    market.bidders += (1 - (1 - step) ** seen) * (mean - market.bidders)
    ratio = bids.price / bids.ceiling
    of_bid = service[bids.tender]
    seen_bids = np.bincount(of_bid, minlength=N_SERVICES)
    total_ratio = sums(of_bid, ratio, N_SERVICES)
    mean_ratio = np.divide(
        total_ratio, seen_bids, out=market.price_over_ceiling.copy(), where=seen_bids > 0
    )
    weight = 1 - (1 - step) ** np.bincount(service, minlength=N_SERVICES)
    market.price_over_ceiling += weight * (mean_ratio - market.price_over_ceiling)
    _move_markups(state, bids, of_bid, winner)


def _move_markups(state: State, bids: Bids, service: Ints, winner: Ints) -> None:
    """A provider's usual markup becomes what it just asked; under the rival rule it steps."""
    world, providers = state.world, state.providers
    cell = bids.provider.astype(np.int64) * N_SERVICES + service
    size = providers.n * N_SERVICES
    number = np.bincount(cell, minlength=size).reshape(-1, N_SERVICES)
    if world.bidding.markup_rule == "step":
        won = np.bincount(cell[winner[winner >= 0]], minlength=size).reshape(-1, N_SERVICES)
        floor = providers.markup_floor[:, None]
        providers.markup[:] = stepped_markup(
            providers.markup,
            won,
            number - won,
            world.bidding.markup_step,
            floor,
            world.bidding.markup_most,
        )
        return
    asked = sums(cell, bids.price / bids.cost - 1, size).reshape(-1, N_SERVICES)
    providers.markup[:] = np.divide(asked, number, out=providers.markup.copy(), where=number > 0)
