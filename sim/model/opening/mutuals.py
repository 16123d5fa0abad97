"""The mutuals of April 2013, and what follows when a body has spun out, then or later."""

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.chance import Purpose, joined, one_uniform, uniform
from sim.model.opening.founding import found_spin_out
from sim.model.opening.money import full_cost_per_post
from sim.model.opening.plans import planned_spin_out
from sim.model.state.codes import Kind, Origin, Payer, Route
from sim.model.state.own_work import CustomerWork, accounts_of
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NEVER, NOBODY
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR


def open_mutuals(state: State) -> None:
    """Found the mutuals that trade in April 2013 besides those the scenario names."""
    world = state.world
    for council, service, founded in _cells_with_mutuals(state):
        plan = planned_spin_out(state, council, service, 0, founded)
        lots = lots_to_spin_out(
            state, council, service, world.spin_outs.most_lots, world.spin_outs.most_value
        )
        begin_spin_out(state, found_spin_out(state, plan), lots, 0)


def _cells_with_mutuals(state: State) -> list[tuple[int, int, int]]:
    """Council, service and founding month of the unnamed mutuals.

    Likelier where the council's taste is strong.
    """
    world, councils = state.world, state.councils
    wanted = round(world.spin_outs.opening_mutuals * min(1.0, councils.n / ENGLAND_COUNCILS))
    weight = councils.taste_mutual[:, None] * state.services.opening_mutuals[None, :]
    cells = joined(councils.identity[:, None], np.arange(N_SERVICES)[None, :])
    draw = uniform(state.seed, Purpose.OPENING_MUTUAL, 0, cells)
    has_lots = lots_by_cell(state, free_to_spin_out(state, world.spin_outs.most_value)) > 0
    taken = {
        (councils.codes.index(m.council), SERVICES.index(m.service))
        for m in world.mutuals
        if m.council in councils.codes
    }
    for cell in taken:
        has_lots[cell] = False
    # The largest of u^(1/w) is a draw without replacement in proportion to w (Efraimidis and
    # Spirakis 2006).
    key = np.full(weight.shape, -np.inf)
    luck = np.log(np.maximum(draw, np.finfo(float).tiny))
    np.divide(luck, weight, out=key, where=has_lots & (weight > 0))
    order = np.argsort(-key, axis=None, kind="stable")[:wanted]
    age = uniform(state.seed, Purpose.OPENING_MUTUAL, 1, cells)
    return [
        (int(i // N_SERVICES), int(i % N_SERVICES), -int(age.flat[i] * OLDEST_MUTUAL))
        for i in order
        if np.isfinite(key.flat[i])
    ]


ENGLAND_COUNCILS = 151
"""Councils among which `spin_outs.opening_mutuals` are counted; a smaller world has its part of
them."""
OLDEST_MUTUAL = 36
"""Months before April 2013 in which the first of today's mutuals was founded (E52)."""


def in_house_value(state: State) -> Floats:
    """What each lot costs the council in-house, GBP a year. (L,)."""
    lots = state.lots
    value: Floats = state.services.in_house_cost[lots.service] * lots.required
    return value


def free_to_spin_out(state: State, most_value: float) -> Bools:
    """In-house lots that nothing else is about to happen to, none too large to spin out. (L,).

    most_value: what one costs the council in-house at most, GBP a year.
    """
    lots = state.lots
    free: Bools = (
        lots.is_open
        & (lots.holder < state.n_council_teams)
        & (lots.next_holder == NOBODY)
        & (lots.promised_to == NOBODY)
        & (in_house_value(state) <= most_value)
    )
    return free


def lots_by_cell(state: State, chosen: Bools) -> Ints:
    """How many of these lots each council has in each service. (C, S)."""
    lots = state.lots
    cell = lots.council[chosen] * N_SERVICES + lots.service[chosen]
    counted: Ints = np.bincount(cell, minlength=state.councils.n * N_SERVICES)
    return counted.reshape(state.councils.n, N_SERVICES)


def lots_to_spin_out(
    state: State, council: int, service: int, most: int, most_value: float = np.inf
) -> Ints:
    """In-house lots of a council and service that nothing else is about to happen to.

    At most so many, and together no dearer in-house than most_value, GBP a year.
    """
    lots = state.lots
    free = free_to_spin_out(state, most_value)
    rows = np.flatnonzero(free & (lots.council == council) & (lots.service == service))[:most]
    fits = np.cumsum(in_house_value(state)[rows]) <= most_value
    found: Ints = rows[fits].astype(np.int32)
    return found


def begin_spin_out(
    state: State, row: int, lots: Ints, contract_months: int, value: Floats | None = None
) -> None:
    """Hand the lots and their staff to a spun-out body on its first contract.

    It starts at its first price, or at what each lot is known to be paid: GBP a year, 0 if unknown.
    """
    world, table, providers = state.world, state.lots, state.providers
    usual = round(world.market.contract_months * world.market.first_contract_factor)
    table.holder[lots] = row
    table.start[lots] = providers.founded[row]
    end = providers.founded[row] + (contract_months or usual)
    table.end[lots] = max(int(end), state.month + world.market.notice_months + 1)
    table.extension[lots] = world.market.extension_months
    table.letting[lots] += 1
    table.route[lots] = Route.SHORTLIST
    price = full_cost_per_post(state, lots) * world.spin_outs.first_price
    price = np.minimum(price, state.ceilings()[lots])
    if value is not None:
        price = np.where(value > 0, value / table.required[lots], price)
    table.set_price(lots, price)
    table.promised_to[lots] = NOBODY
    table.harmonise[lots] = NEVER
    table.ceiling_factor[lots] = 1.0
    table.no_bids[lots] = 0
    if (table.council[lots] != providers.home[row]).any():
        providers.abroad_from[row] = providers.founded[row]
    start_trading(state, row, lots)


def start_trading(state: State, row: int, lots: Ints) -> None:
    """What follows when a spun-out body has its first contract.

    Members, customers, cost left behind.
    """
    world, table, providers = state.world, state.lots, state.providers
    providers.is_forming[row] = False
    providers.works_in[row, table.service[lots]] = True
    turnover = float(table.value[lots].sum())
    providers.turnover_start[row] = turnover
    share = providers.customer_fee[row]
    if share > 0:
        providers.customers[row] = SUB_ACCOUNTS
        providers.customer_fee[row] = (
            turnover * share / (1 - min(share, MOST_CUSTOMER_SHARE)) / SUB_ACCOUNTS
        )
    begin_with(state, row, turnover + float(providers.customer_fee[row]) * SUB_ACCOUNTS)
    if world.mechanisms.stranded_cost:
        home = lots[table.council[lots] == table.council[lots[0]]]
        cost = state.services.in_house_direct[table.service[home]] * table.required[home]
        left = cost.sum() * world.costs.recharge * world.costs.stranded_share / MONTHS_PER_YEAR
        until = int(providers.founded[row]) + world.costs.stranded_months
        council = int(table.council[lots[0]])
        if until > state.month:
            service = int(table.service[home[0]])
            state.stranded.add(council=council, service=service, monthly=left, until=until)
            state.councils.stranded[council] += left
    join_as_members(state, row, lots)
    if providers.customers_pay[row] > 0:
        customers_take_on(state, row, lots)


def customers_take_on(state: State, row: int, lots: Ints) -> None:
    """Customers pay for part of the lots with which their body begins, at the same price.

    How many is rounded by the body's own luck; the council keeps the contract for the others.
    """
    table, providers, rules = state.lots, state.providers, state.world.own_work
    luck = one_uniform(state.seed, Purpose.OWN_PAYERS, 0, int(providers.identity[row]))
    paid = lots[len(lots) - int(len(lots) * providers.customers_pay[row] + luck) :]
    for lot in paid.tolist():
        value = float(table.value[lot])
        number = max(1, round(value / rules.customer_value))
        accounts = accounts_of(round(number * rules.customer_members), number, 0)
        loyalty, posts = float(providers.loyalty[row]), float(table.required[lot])
        state.customer_work.append(CustomerWork(lot, accounts, accounts.copy(), loyalty, posts))
        table.payer[lot] = Payer.CUSTOMERS
        table.extension[lot] = 0
        table.end[lot] = state.month + MONTHS_PER_YEAR
        state.log.add(
            state.month, "own_work", row, council=int(table.council[lot]),
            service=int(table.service[lot]), lot=lot, price=value, posts=posts, customers=number,
            because="its customers pay for it from now on, and no council lets it",
        )  # fmt: skip
    if len(paid) == len(lots):
        providers.bids_a_year[row] = 0.0  # it lives by its customers alone


def begin_with(state: State, row: int, value: float) -> None:
    """Add to what a mutual is known to have been paid when it was founded. GBP a year."""
    state.providers.value_at_founding[row] += value


SUB_ACCOUNTS = 100
"""Sub-accounts among which a mutual's customers are counted; each is one per cent of those at
the start."""
MOST_CUSTOMER_SHARE = 0.95
"""Largest part of turnover that customers may bring beside a council contract."""


def join_as_members(state: State, row: int, lots: Ints) -> None:
    """Staff become members; where they began it themselves, they are keener from the start."""
    posts, providers = state.posts, state.providers
    mine = np.isin(posts.lot, lots)
    posts.is_member[mine] = (providers.kind[row] == Kind.MUTUAL) & (providers.staff_votes[row] > 0)
    if providers.origin[row] == Origin.STAFF and providers.voice[row] > 0:
        gain = state.world.staff.staff_started_gain
        posts.commitment[mine] = np.clip(posts.commitment[mine] + gain, 0.0, 1.0)
