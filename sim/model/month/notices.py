"""Phase 2: councils decide what comes to market this month.

Contracts near their end, in-house lots, bundles.
"""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Codes, Floats, Identities, Ints, sums, within
from sim.chance import Purpose, joined, uniform
from sim.model.month.budgets import lot_paths
from sim.model.month.stopping import decide_stops
from sim.model.rules.councils import extension_chance, testing_rate
from sim.model.state.codes import Kind, Payer, Route
from sim.model.state.estimates import quality_to_councils
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.units import chance_within_a_month


@dataclass(slots=True)
class Notices:
    """The tenders of a month. T tenders; K lots in them, sorted by tender."""

    lots: Ints  # (K,) lot rows
    tender: Ints  # (K,) tender each lot belongs to
    lead: Ints  # (T,) first lot of each tender
    route: Codes  # (T,)
    term: Ints  # (T,) months
    # (T,) present outside holder, or NOBODY (a council team, or a lot that is not open yet)
    holder: Ints
    identity: Identities  # (T,) (lead lot, n-th letting)
    posts: Floats  # (K,) posts that a new contract would need

    @property
    def n(self) -> int:
        """Number of tenders."""
        return len(self.lead)

    def total(self, by_lot: Floats) -> Floats:
        """Sum of a figure of the lots, shape (K,), by tender: shape (T,)."""
        total: Floats = sums(self.tender, by_lot, self.n)
        return total


def notices_for(state: State, groups: list[Ints], holders: list[int] | None = None) -> Notices:
    """Make tenders of groups of lots.

    holders: who counts as holder of each, where it is not the lots' own.
    """
    lots = state.lots
    lead = np.array([group[0] for group in groups], dtype=np.int32)
    rows = np.concatenate(groups).astype(np.int32) if groups else np.zeros(0, dtype=np.int32)
    tender = np.repeat(np.arange(len(groups)), [len(group) for group in groups]).astype(np.int32)
    holder = lots.holder[lead]
    holder = np.where(
        (holder < state.n_council_teams) | ~lots.is_open[lead], NOBODY, holder
    ).astype(np.int32)
    if holders is not None:
        holder = np.array(holders, dtype=np.int32)
    identity = joined(lots.identity[lead], lots.letting[lead] + lots.no_bids[lead] * NO_BID_STRIDE)
    return Notices(
        lots=rows,
        tender=tender,
        lead=lead,
        route=np.full(len(groups), Route.OPEN, dtype=np.int8),
        term=terms(state, identity),
        holder=holder,
        identity=identity,
        posts=wanted_posts(state, rows),
    )


def wanted_posts(state: State, rows: Ints) -> Floats:
    """Posts that a new contract of these lots would need; need is restored to the council's path.

    Shape of `rows`: one number a lot.
    """
    lots = state.lots
    path = lot_paths(state, state.month, rows)
    opening = lots.opening_posts[rows]
    need = np.where(lots.is_awaited[rows], opening, opening * path)
    posts: Floats = within(np.rint(need), 1, lots.n_posts[rows])
    return posts


NO_BID_STRIDE = 1000
"""Keeps the luck of a repeated tender apart from that of later lettings."""


def terms(state: State, identity: Identities) -> Ints:
    """Length of each new contract in months: the usual one, jittered where the world says so."""
    market = state.world.market
    draw = uniform(state.seed, Purpose.TERM, 0, identity)
    jitter = np.rint((2 * draw - 1) * market.term_jitter_months)
    months: Ints = np.maximum(market.contract_months + jitter, 1).astype(np.int32)
    return months


def decide_notices(state: State) -> Notices:
    """Extend whom the council is content with; the rest, and what it tests, goes to market."""
    ending = extend_or_let(state)
    tested = market_test(state)
    lots = state.lots
    awaited = np.flatnonzero(
        lots.is_awaited & (lots.next_holder == NOBODY) & (lots.end <= state.month)
    )
    relet = np.flatnonzero(
        (lots.relet_by >= state.month)
        & (lots.next_holder == NOBODY)
        & (lots.payer == Payer.COUNCIL)
    )
    taken = np.zeros(lots.n, dtype=bool)
    groups: list[Ints] = []
    for row in ending[np.argsort(lots.identity[ending], kind="stable")]:
        if not taken[row]:
            group = _bundle(state, int(row), taken)
            taken[group] = True
            groups.append(group)
    others = np.unique(np.concatenate((tested, awaited, relet)))
    groups.extend(np.array([row], dtype=np.int32) for row in others if not taken[row])
    notices = notices_for(state, groups)
    _reserve(state, notices)
    return notices


def extend_or_let(state: State) -> Ints:
    """Rows of contracts that must be let now.

    They end after the notice, are not extended, and their work does not stop.
    """
    world, lots = state.world, state.lots
    due = np.flatnonzero(
        state.is_external()
        & (lots.next_holder == NOBODY)
        & ~lots.stops
        & (lots.end - world.market.notice_months <= state.month)
    )
    if not (world.mechanisms.extensions and len(due)):
        return decide_stops(state, due)
    quality = quality_to_councils(state, lots.service[due], lots.quality[due])
    chance = extension_chance(quality, world.market.extend_quality, world.market.extend_steepness)
    draw = uniform(state.seed, Purpose.EXTENSION, 0, state.identity(due, lots.letting[due]))
    extends = (lots.extension[due] > 0) & (draw < chance)
    extended = due[extends]
    lots.end[extended] += lots.extension[extended]
    lots.extension[extended] = 0
    lots.route[extended] = Route.EXTENDED
    state.flows.count("extensions", lots.service[extended])
    if state.log.wants("extension"):
        content = "the council is content with its quality"
        unseen = "the council sees no body's quality and extends about as usual"
        because = unseen if world.scoring.quality_seen == "not_at_all" else content
        for row, known in zip(extended, quality[extends].tolist(), strict=True):
            state.log.add(
                state.month, "extension", int(lots.holder[row]), council=int(lots.council[row]),
                service=int(lots.service[row]), lot=int(row),
                quality=known, until=int(lots.end[row]), because=because,
            )  # fmt: skip
    return decide_stops(state, due[~extends])


def market_test(state: State) -> Ints:
    """Rows of in-house lots that councils put to market this month."""
    world, lots = state.world, state.lots
    if not world.mechanisms.market_testing:
        return np.zeros(0, dtype=np.int32)
    surge = world.market.testing_surge if state.month < world.market.surge_months else 1.0
    rate = testing_rate(world.market.testing_rate, state.services.testing, surge)[lots.service]
    own = lots.is_open & (lots.holder < state.n_council_teams) & (lots.next_holder == NOBODY)
    own &= lots.promised_to == NOBODY
    draw = uniform(state.seed, Purpose.MARKET_TESTING, state.month, lots.identity)
    tested: Ints = np.flatnonzero(own & (draw < chance_within_a_month(rate)))
    return tested


def _bundle(state: State, row: int, taken: Bools) -> Ints:
    """The lot alone, or with the council's other lots (or its region's) that end soon."""
    policy, lots = state.world.policy, state.lots
    alone = np.array([row], dtype=np.int32)
    if policy.bundles <= 0:
        return alone
    draw = uniform(state.seed, Purpose.BUNDLE, 0, state.identity(alone, lots.letting[alone]))
    if draw[0] >= policy.bundles:
        return alone
    near = state.is_external() & (lots.next_holder == NOBODY) & ~taken & ~lots.stops
    near &= lots.end <= state.month + policy.bundle_window_months
    if policy.bundle_scope == "region":
        near &= state.councils.reach[lots.council[row]][lots.council]
    if policy.bundle_scope != "region":
        near &= lots.council == lots.council[row]
    if policy.bundle_scope != "council":
        near &= lots.service == lots.service[row]
    near[row] = False
    bundle: Ints = np.concatenate((alone, np.flatnonzero(near))).astype(np.int32)
    return bundle


def _reserve(state: State, notices: Notices) -> None:
    """Reserve some lettings of lots that mutuals hold, for a short term.

    The same body does not have a lot so twice running.
    """
    policy, lots, providers = state.world.policy, state.lots, state.providers
    if policy.reserved <= 0 or not notices.n:
        return
    held_by_mutual = (notices.holder >= 0) & (providers.kind[notices.holder] == Kind.MUTUAL)
    draw = uniform(state.seed, Purpose.RESERVED, 0, notices.identity)
    lead = notices.lead
    rested = (lots.reserved_by[lead] != notices.holder) | (
        lots.reserved_end[lead] + policy.reserved_pause_months <= state.month
    )
    reserved = held_by_mutual & rested & (draw < policy.reserved)
    notices.route[reserved] = Route.RESERVED
    notices.term[reserved] = np.minimum(notices.term[reserved], policy.reserved_most_months)
