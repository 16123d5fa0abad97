"""Opening money: what a lot costs in full, a year of accounts, reserves and debt."""

import numpy as np

from sim.arrays import Floats, Ints, sums
from sim.model.state.codes import Kind
from sim.model.state.estimates import direct_cost_per_post, offers, overhead_of, span_cost
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR


def full_cost_per_post(state: State, rows: Ints) -> Floats:
    """Yearly cost of a required post to each lot's holder, full overhead included, GBP.

    Shape of `rows`: one number a lot.
    """
    lots, holder = state.lots, state.lots.holder[rows]
    years = np.full(len(rows), state.world.market.contract_months / MONTHS_PER_YEAR)
    direct = direct_cost_per_post(state, rows, holder, offers(state), years)
    size = sums(holder, direct * lots.required[rows], state.providers.n)
    share = overhead_of(state, size[holder], holder) + span_cost(state)[holder]
    cost: Floats = direct * (1 + share)
    return cost


def open_finances(state: State) -> None:
    """Give every provider its opening cash, debt and a year of expected accounts behind it."""
    rows = np.arange(state.providers.n)
    fill_rings(state, rows)
    outside = state.providers.kind != Kind.IN_HOUSE
    endow(state, rows[outside])
    _opening_debt(state)
    _opening_costs(state)


def _opening_costs(state: State) -> None:
    """Set last month's cost of every lot to what its holder would expect. GBP."""
    lots = state.lots
    held = np.flatnonzero(lots.is_open)
    cost = full_cost_per_post(state, held) * lots.required[held]
    lots.cost[held] = cost / MONTHS_PER_YEAR


def fill_rings(state: State, rows: Ints) -> None:
    """Set the last year's accounts of these providers to what they would expect of a year."""
    lots, providers = state.lots, state.providers
    held = np.flatnonzero(lots.is_open)
    holder = lots.holder[held]
    years = np.ones(len(held))
    unit = direct_cost_per_post(state, held, holder, offers(state), years)
    direct = sums(holder, unit * lots.required[held], providers.n)
    turnover = sums(holder, lots.value[held], providers.n)
    overhead = direct * (overhead_of(state, direct, np.arange(providers.n)) + span_cost(state))
    turnover = np.where(providers.kind == Kind.IN_HOUSE, direct + overhead, turnover)
    months = MONTHS_PER_YEAR
    providers.direct[rows] = direct[rows, None] / months
    providers.turnover[rows] = turnover[rows, None] / months
    providers.earnings[rows] = (turnover - direct - overhead)[rows, None] / months
    providers.overhead_base[rows] = direct[rows]
    providers.turnover_start[rows] = turnover[rows]


def endow(state: State, rows: Ints) -> None:
    """Pay in the reserves these providers start with, so many weeks of their yearly cost."""
    kinds, providers = state.world.kinds, state.providers
    weeks = np.array(
        [k.reserve_weeks for k in (kinds.in_house, kinds.mutual, kinds.small, kinds.group)]
    )
    kind = np.where(providers.is_spun_out[rows], Kind.MUTUAL, providers.kind[rows])
    cash = providers.yearly_direct[rows] * weeks[kind] / WEEKS_PER_YEAR
    state.payments.pay("opening balances", ("provider", rows), cash, "opening reserves")


def _opening_debt(state: State) -> None:
    """Private groups open with debt in proportion to their own modelled earnings.

    Owners had the money long ago.
    """
    world, providers = state.world, state.providers
    if world.mechanisms.debt:
        owes = (providers.kind == Kind.GROUP) * np.maximum(providers.yearly_earnings, 0.0)
        providers.debt[:] = owes * world.finance.group_debt
