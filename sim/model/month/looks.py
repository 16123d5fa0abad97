"""Buyers look: who looks, at whom, and what a target is worth to them."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints, sums
from sim.chance import Purpose, joined, one_uniform, uniform
from sim.model.month.closed import closed_to
from sim.model.rules.takeover import (
    asking_price,
    buyers_limit,
)
from sim.model.state.codes import Ending, Kind
from sim.model.state.estimates import direct_cost_per_post, marginal_overhead, offers
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Deal:
    """One buyer's best look this month."""

    buyer: int
    target: int
    ask: float  # GBP
    limit: float  # GBP
    earnings: float  # GBP a year at the buyer's costs

    @property
    def gain(self) -> float:
        """What the buyer gains at the asking price, GBP."""
        return self.limit - self.ask


def lookers(state: State) -> Ints:
    """Private groups and large non-profits whose turn it is to look this month."""
    world, providers = state.world, state.providers
    is_group = providers.kind == Kind.GROUP
    large = providers.is_locked & (providers.yearly_turnover > world.takeovers.nonprofit_turnover)
    buys = (
        providers.is_active
        & (providers.stage == 0)
        & (is_group | (large & (providers.kind != Kind.IN_HOUSE)))
    )
    draw = uniform(state.seed, Purpose.LOOK, state.month, providers.identity)
    rows: Ints = np.flatnonzero(buys & (draw < world.takeovers.looks_a_year / MONTHS_PER_YEAR))
    return rows


def targets(state: State, buyer: int) -> Ints:
    """A few independents, drawn by chance from those old enough.

    In part of the looks they are drawn from mutuals alone. A group looks anywhere at anyone
    who works in no service closed to groups; a large non-profit at charities and mutuals near home.
    """
    world, providers = state.world, state.providers
    held = state.lots_held() > 0
    open_to = (
        providers.is_active
        & held
        & (providers.kind != Kind.IN_HOUSE)
        & (providers.kind != Kind.GROUP)
    )
    open_to &= state.month - providers.founded >= world.takeovers.least_age_months
    works_too = (providers.works_in & providers.works_in[buyer]).any(axis=1)
    open_to &= works_too & ~providers.is_forming & ~closed_to(state, buyer)
    if providers.kind[buyer] != Kind.GROUP:
        near = state.councils.reach[providers.home[buyer]]
        open_to &= (providers.home >= 0) & near[np.maximum(providers.home, 0)]
        open_to &= providers.is_locked | providers.is_spun_out
    open_to[buyer] = False
    identity = int(providers.identity[buyer])
    if (
        one_uniform(state.seed, Purpose.CANDIDATE, state.month, identity)
        < world.takeovers.mutual_share
    ):
        open_to &= providers.is_spun_out
    rows = np.flatnonzero(open_to)
    luck = uniform(
        state.seed, Purpose.CANDIDATE, state.month, joined(providers.identity[rows], identity)
    )
    chosen: Ints = rows[np.argsort(luck, kind="stable")[: world.takeovers.candidates]]
    return chosen


def best_look(state: State, buyer: int) -> Deal | None:
    """The target that gains this buyer most, if there is any to look at."""
    rows = targets(state, buyer)
    if not len(rows):
        return None
    ask, limit, earnings = value_targets(state, buyer, rows)
    best = int(np.argmax(limit - ask))
    # A takeover ends independence once: looks at whoever has lost it already lead to none.
    is_independent = state.providers.ending[rows[best]] == Ending.STILL_INDEPENDENT
    state.providers.looks[rows[best]] += is_independent
    services = np.argmax(state.providers.works_in[rows], axis=1)
    state.flows.count("takeover_looks", services[best : best + 1])
    return Deal(buyer, int(rows[best]), float(ask[best]), float(limit[best]), float(earnings[best]))


def value_targets(state: State, buyer: int, rows: Ints) -> tuple[Floats, Floats, Floats]:
    """Asking price, the buyer's limit and yearly earnings at the buyer's costs, GBP.

    Shape of `rows`, each of the three: one number a target.
    """
    lots, providers, rules = state.lots, state.providers, state.world.takeovers
    place = np.full(providers.n, -1)
    place[rows] = np.arange(len(rows))
    held = np.flatnonzero(lots.is_open & (place[lots.holder] >= 0))
    of = place[lots.holder[held]]
    years = np.maximum(lots.end[held] - state.month, 1) / MONTHS_PER_YEAR
    buyers = np.full(len(held), buyer)
    direct = direct_cost_per_post(state, held, buyers, offers(state), years)
    direct = direct * lots.required[held]
    cost = direct * (1 + marginal_overhead(state, direct, buyers))
    value = lots.value[held]
    earnings = sums(of, value - cost, len(rows))
    remaining = sums(of, value * years, len(rows))
    ask = asking_price(
        providers.yearly_earnings[rows], providers.cash[rows] - providers.debt[rows], remaining,
        rules.multiple, rules.contract_worth,
    )  # fmt: skip
    limit = buyers_limit(earnings, rules.buyer_multiple, rules.control_risk)
    return ask, limit + np.minimum(providers.cash[rows] - providers.debt[rows], 0.0), earnings
