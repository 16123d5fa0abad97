"""Phase 9: money moves between named accounts. At year end surplus is kept, shared or paid out."""

import numpy as np

from sim.arrays import Floats, sums
from sim.chance import Purpose, joined, uniform
from sim.model.month.commissioning import pass_on
from sim.model.month.own_work import pay_for_own_work
from sim.model.opening.mutuals import SUB_ACCOUNTS
from sim.model.rules.costs import overhead_base_after
from sim.model.rules.finance import (
    group_year_end,
    member_year_end,
    outside_share,
    spent_on_front_line,
)
from sim.model.state.codes import Kind
from sim.model.state.estimates import aims_at, overhead_of, span_cost
from sim.model.state.money import Purse
from sim.model.state.state import N_SERVICES, State
from sim.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR


def settle_accounts(state: State) -> None:
    """Pay and be paid for a month."""
    lots, providers, flows, payments = state.lots, state.providers, state.flows, state.payments
    n, holder = providers.n, lots.holder

    def by_provider(amounts: Floats) -> Floats:
        total: Floats = sums(holder, amounts, n)
        return total

    non_pay, hiring, direct_by_lot = _direct_costs(state)
    direct = by_provider(direct_by_lot)
    overhead = _overhead(state, direct)
    share = np.divide(overhead, direct, out=np.zeros(n), where=direct > 0)
    lots.cost[:] = direct_by_lot * (1 + share[holder])

    pays: Purse = ("provider", np.arange(n))
    payments.pay(pays, "staff", by_provider(flows.pay), "pay")
    payments.pay(pays, "agencies", by_provider(flows.agency), "agency")
    payments.pay(pays, "suppliers", by_provider(non_pay), "non-pay")
    payments.pay(pays, "advisers", by_provider(hiring), "hiring")
    payments.pay(pays, "suppliers", overhead, "overhead")
    redundancy, interest = _redundancy(state), _interest(state)
    price = _prices(state, direct + overhead + by_provider(redundancy))
    outside = _outside_income(state, by_provider(lots.value / MONTHS_PER_YEAR))
    own = pay_for_own_work(state)
    passed_price, passed_cost = pass_on(state, by_provider(price), direct, overhead)
    direct = direct + passed_cost
    income = by_provider(price) + outside + passed_price
    income = income + by_provider(own) if state.has_own_work else income
    costs = direct + overhead + by_provider(redundancy) + providers.bid_costs
    slot = state.month % MONTHS_PER_YEAR
    providers.turnover[:, slot] = income
    providers.direct[:, slot] = direct
    providers.earnings[:, slot] = income - costs
    providers.cost_now[:] = costs + interest
    providers.bid_costs[:] = 0.0
    _council_side(state, price)
    if state.month % MONTHS_PER_YEAR == MONTHS_PER_YEAR - 1:
        _serve_with_the_rest(state)
        if state.world.mechanisms.payout:
            _year_end(state)


def _direct_costs(state: State) -> tuple[Floats, Floats, Floats]:
    """What each lot costs this month, productivity counted: non-pay, hiring, and all direct cost.

    GBP. Shape (L,) each.
    """
    lots, services, flows = state.lots, state.services, state.flows
    non_pay = services.non_pay[lots.service] * lots.required * lots.is_open / MONTHS_PER_YEAR
    hiring = flows.hires * services.hiring[lots.service]
    direct = flows.pay + flows.agency + non_pay + hiring
    saved = direct * state.providers.saving[lots.holder]
    return non_pay - saved, hiring, direct - saved


def _overhead(state: State, direct: Floats) -> Floats:
    """Overhead of every provider this month, GBP: built for its work, slow to fall after a loss.

    Shape (P,): one number a provider.
    """
    providers, world = state.providers, state.world
    yearly = direct * MONTHS_PER_YEAR
    lag = world.costs.overhead_lag if world.mechanisms.overhead_cliff else 1.0
    providers.overhead_base[:] = overhead_base_after(providers.overhead_base, yearly, lag)
    base = np.where(providers.kind == Kind.IN_HOUSE, yearly, providers.overhead_base)
    everyone = np.arange(providers.n)
    overhead: Floats = base * overhead_of(state, base, everyone) / MONTHS_PER_YEAR
    overhead = overhead + direct * span_cost(state)
    return overhead * providers.is_active


def _redundancy(state: State) -> Floats:
    """Pay redundancy; returns what providers bear, by lot. GBP."""
    lots, flows, payments = state.lots, state.flows, state.payments
    if state.world.staff.council_pays_redundancy:
        payments.pay(("council", lots.council), "staff", flows.redundancy, "redundancy")
        return np.zeros(lots.n)
    payments.pay(("provider", lots.holder), "staff", flows.redundancy, "redundancy")
    return flows.redundancy


def _interest(state: State) -> Floats:
    """Interest on debt and overdrafts this month, GBP. Shape (P,): one number a provider."""
    providers = state.providers
    owed = providers.debt + np.maximum(-providers.cash, 0.0) * (providers.kind != Kind.IN_HOUSE)
    interest: Floats = owed * state.world.finance.interest / MONTHS_PER_YEAR * providers.is_active
    state.payments.pay(("provider", np.arange(providers.n)), "lenders", interest, "interest")
    return interest


def _prices(state: State, team_cost: Floats) -> Floats:
    """Councils pay the price of each contract, and their own teams' cost.

    Returns the price by lot, GBP this month.
    """
    lots, providers = state.lots, state.providers
    price = np.where(state.is_external(), lots.value, 0.0) / MONTHS_PER_YEAR
    state.payments.pay(
        ("council", lots.council), ("provider", lots.holder), price, "contract prices"
    )
    teams = np.flatnonzero(providers.kind == Kind.IN_HOUSE)
    state.payments.pay(
        ("council", providers.home[teams]), ("provider", teams), team_cost[teams], "council teams"
    )
    return price


def _outside_income(state: State, monthly_turnover: Floats) -> Floats:
    """Income from outside council contracts less the cost of earning it, and customers' fees.

    GBP this month. Shape (P,): one number a provider.
    """
    providers, rules = state.providers, state.world.spin_outs
    age = state.month - providers.founded
    share = outside_share(providers.outside_from, providers.outside_to, age, rules.growth_months)
    income = np.where(
        providers.is_active,
        share / (1 - np.minimum(share, MOST_OUTSIDE_SHARE)) * monthly_turnover,
        0.0,
    )
    fees = _customer_fees(state)
    everyone = np.arange(providers.n)
    state.payments.pay(
        "customers and funders", ("provider", everyone), income + fees, "outside income"
    )
    state.payments.pay(
        ("provider", everyone),
        "suppliers",
        (income + fees) * (1 - rules.outside_margin),
        "cost of outside income",
    )
    kept: Floats = (income + fees) * rules.outside_margin
    return kept


MOST_OUTSIDE_SHARE = 0.9
"""Largest part of turnover that can come from outside a mutual's contracts."""


def _customer_fees(state: State) -> Floats:
    """Yearly fees of customers who are members, a twelfth a month.

    Each April some do not renew and some join. GBP this month. Shape (P,): one number a provider.
    """
    providers = state.providers
    have = np.flatnonzero((providers.customer_fee > 0) & providers.is_active)
    if state.month % MONTHS_PER_YEAR == 0 and state.month > 0 and state.world.mechanisms.customers:
        for row in have:
            _renew_customers(state, int(row))
    fees: Floats = (
        providers.customers * providers.customer_fee / MONTHS_PER_YEAR * providers.is_active
    )
    return fees if state.world.mechanisms.customers else np.zeros(providers.n)


def _renew_customers(state: State, row: int) -> None:
    """Each customer renews with its loyalty.

    Lost ones are won back, the faster the better the body's record.
    """
    providers = state.providers
    place = np.arange(2 * SUB_ACCOUNTS)
    luck = uniform(
        state.seed, Purpose.CUSTOMER, state.month, joined(providers.identity[row : row + 1], place)
    )
    here = place < providers.customers[row]
    record = (
        providers.track[row][providers.works_in[row]].mean()
        if providers.works_in[row].any()
        else 0.0
    )
    loyalty = providers.loyalty[row]
    joins = (1 - loyalty) * record / max(state.world.quality.start, np.finfo(float).tiny)
    stays = (here & (luck < loyalty)).sum()
    comes = (~here & (place < SUB_ACCOUNTS + providers.customers[row]) & (luck < joins)).sum()
    providers.customers[row] = min(int(stays + comes), 2 * SUB_ACCOUNTS)


def _council_side(state: State, price: Floats) -> None:
    """Councils also pay to manage contracts, and the central charge that spin-outs left behind."""
    councils, lots, costs = state.councils, state.lots, state.world.costs
    managed = sums(lots.council, price, councils.n) * costs.client_side
    everyone = np.arange(councils.n)
    state.payments.pay(("council", everyone), "suppliers", managed, "client side")
    over = state.stranded.until == state.month
    np.subtract.at(councils.stranded, state.stranded.council[over], state.stranded.monthly[over])
    state.payments.pay(
        ("council", everyone), "suppliers", np.maximum(councils.stranded, 0.0), "stranded cost"
    )


def _serve_with_the_rest(state: State) -> None:
    """Mutuals that aim at service spend the year's surplus on the front line, as a cost of it.

    It serves until the next year end: a share of turnover by which their lots get more than cost.
    """
    providers, world = state.providers, state.world
    providers.front_line[:] = 0.0
    serves = aims_at(state, "service") & providers.is_active & (providers.stage == 0)
    if not serves.any():
        return
    surplus, turnover = providers.yearly_earnings, providers.yearly_turnover
    yearly_cost = providers.cost_now * MONTHS_PER_YEAR
    floor = yearly_cost * world.kinds.mutual.reserve_weeks / WEEKS_PER_YEAR
    kept = providers.markup_floor * (turnover - surplus)
    spent = spent_on_front_line(providers.cash, surplus, kept, floor) * serves
    state.payments.pay(("provider", np.arange(providers.n)), "suppliers", spent, "front line")
    providers.earnings[:, state.month % MONTHS_PER_YEAR] -= spent
    np.divide(spent, turnover, out=providers.front_line, where=turnover > 0)


def _year_end(state: State) -> None:
    """Share out the year's surplus by legal form; groups first pay debt down, then their owners."""
    providers, finance = state.providers, state.world.finance
    everyone = np.arange(providers.n)
    weekly_cost = providers.cost_now * MONTHS_PER_YEAR / WEEKS_PER_YEAR
    is_group = (providers.kind == Kind.GROUP) & providers.is_active
    repaid, dividend = group_year_end(
        providers.cash, providers.debt, providers.yearly_earnings,
        weekly_cost * finance.payout_weeks, finance.group_debt,
    )  # fmt: skip
    repaid, dividend = repaid * is_group, dividend * is_group
    state.payments.pay(("provider", everyone), "lenders", repaid, "debt repaid")
    providers.debt -= repaid
    state.payments.pay(("provider", everyone), "owners", dividend, "dividends")
    others = (
        ~is_group & (providers.kind != Kind.IN_HOUSE) & providers.is_active & (providers.stage == 0)
    )
    paid = member_year_end(
        providers.cash,
        providers.yearly_earnings,
        providers.kept_share,
        weekly_cost * finance.surplus_floor_weeks,
    )
    paid = paid * others
    to_members = paid * (providers.members_share > 0)
    state.payments.pay(("provider", everyone), "members", to_members, "shared with members")
    state.payments.pay(("provider", everyone), "owners", paid - to_members, "dividends")


def service_margins(state: State) -> Floats:
    """Realised 12-month margin of all outside holders, weighted by what they hold in each service.

    Share of turnover. Shape (S,): one number a service.
    """
    lots, providers = state.lots, state.providers
    external = state.is_external()
    turnover = providers.yearly_turnover
    margin = np.divide(
        providers.yearly_earnings, turnover, out=np.zeros(providers.n), where=turnover > 0
    )
    value = lots.value[external]
    service = lots.service[external]
    total = sums(service, value * margin[lots.holder[external]], N_SERVICES)
    held = sums(service, value, N_SERVICES)
    mean: Floats = np.divide(total, held, out=np.zeros(N_SERVICES), where=held > 0)
    return mean
