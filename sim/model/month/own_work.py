"""Work that no council lets: customers renew each April, funders grant, and posts follow."""

import numpy as np

from sim.arrays import Floats
from sim.chance import Purpose, joined, one_uniform, uniform
from sim.model.month.budgets import set_required
from sim.model.rules.own_work import customer_loss, customer_return, grant_rate
from sim.model.state.codes import Account, Ending
from sim.model.state.own_work import CustomerWork, GrantWork
from sim.model.state.state import SCHOOL_SUPPORT, State
from sim.model.state.tables import NEVER
from sim.units import MONTHS_PER_YEAR, chance_within_a_month

LEAVES, RETURNS, JOINS = range(3)
"""Which decision of a customer is drawn."""


def renew_own_work(state: State) -> None:
    """Each April customers renew, join, leave or come back; funders grant in any month."""
    for customers in state.customer_work:
        _keep_going(state, customers.lot)
        april = state.month % MONTHS_PER_YEAR == 0 and state.month > 0
        if april and state.lots.is_open[customers.lot] and state.world.mechanisms.customers:
            _renew_customers(state, customers)
    for grants in state.grant_work:
        _keep_going(state, grants.lot)
        if state.lots.is_open[grants.lot]:
            _seek_grant(state, grants)


def _keep_going(state: State, lot: int) -> None:
    """Work of one's own has no end that draws near: it is always a year away."""
    state.lots.end[lot] = state.month + MONTHS_PER_YEAR


def _record(state: State, lot: int) -> float:
    """What customers and funders see: the quality of the work itself."""
    return float(state.lots.quality[lot])


def _renew_customers(state: State, work: CustomerWork) -> None:
    """One April: every customer by its own luck; posts and price follow how many are left."""
    world, lots = state.world, state.lots
    rules, record, usual = world.own_work, _record(state, work.lot), world.quality.start
    before = work.accounts.copy()
    is_member = (before == Account.MEMBER) & world.mechanisms.customer_membership
    loss = customer_loss(work.loyalty, is_member, rules.loyalty_gap, record, usual)
    back = customer_return(work.loyalty, rules.loyalty_gap, record, usual)
    leaves = (before != Account.GONE) & (_luck(state, work, LEAVES) < loss)
    returns = (before == Account.GONE) & (_luck(state, work, RETURNS) < back)
    joins = (before == Account.BUYER) & ~leaves & (_luck(state, work, JOINS) < rules.joining)
    work.accounts[leaves] = Account.GONE
    work.accounts[returns] = np.where(
        work.first[returns] == Account.ASSOCIATE, Account.ASSOCIATE, Account.BUYER
    )
    work.accounts[joins & world.mechanisms.customer_membership] = Account.MEMBER
    left = work.share_kept * _schools_staying(state, work.lot)
    lots.need[work.lot] = work.posts * left
    set_required(state, np.array([work.lot]), lots.need)
    here = work.accounts.size - work.count(Account.GONE)
    state.log.add(
        state.month, "customers", int(lots.holder[work.lot]), council=int(lots.council[work.lot]),
        service=int(lots.service[work.lot]), lot=work.lot,
        customers=here, members=work.count(Account.MEMBER), not_renewed=int(leaves.sum()),
        because=f"at a record of {record:.2f}, {leaves.sum()} did not renew, "
        f"{returns.sum()} came back and {joins.sum()} became members",
    )  # fmt: skip
    if left < rules.least_customers:
        _give_up(state, work)


def _schools_staying(state: State, lot: int) -> float:
    """Of the schools that were there when work for customers began, those that still buy here."""
    lots = state.lots
    if lots.service[lot] != SCHOOL_SUPPORT:
        return 1.0
    began = state.schools_staying(max(int(lots.start[lot]), 0))
    return float(state.schools_staying(state.month)) / float(began)


def _give_up(state: State, work: CustomerWork) -> None:
    """A body that few customers are left to ends its work for them; who did it loses the job."""
    lots, row = state.lots, int(state.lots.holder[work.lot])
    state.providers.last_loss[row] = Ending.CUSTOMERS_LEFT
    lots.relet_by[work.lot] = state.month


def _luck(state: State, work: CustomerWork, which: int) -> Floats:
    """One draw for each customer. Shape (A,)."""
    lot = state.lots.identity[work.lot : work.lot + 1]
    who = joined(lot, which, np.arange(work.accounts.size))
    return uniform(state.seed, Purpose.RENEWAL, state.month, who)


def _seek_grant(state: State, work: GrantWork) -> None:
    """Begin a grant already won, end one that is over, and look for the next in good time."""
    lots, world = state.lots, state.world
    if work.next_from != NEVER and state.month >= work.next_from:
        work.until = state.month + work.months
        work.next_from = NEVER
    is_running = state.month < work.until
    lots.set_price(work.lot, work.unit_price if is_running else 0.0)
    looks = state.month >= work.until - world.own_work.grant_search_months
    if not looks or work.next_from != NEVER or not world.mechanisms.grants:
        return
    rate = grant_rate(world.own_work.grant_rate, _record(state, work.lot), world.quality.start)
    identity = int(lots.identity[work.lot])
    luck = one_uniform(state.seed, Purpose.GRANT, state.month, identity)
    if luck < chance_within_a_month(rate):
        work.next_from = max(work.until, state.month + 1)
        state.log.add(
            state.month, "grant_won", int(lots.holder[work.lot]),
            council=int(lots.council[work.lot]), service=int(lots.service[work.lot]), lot=work.lot,
            price=float(work.unit_price * lots.required[work.lot]),
            from_month=work.next_from, months=work.months,
            because="a funder thought well of its work",
        )  # fmt: skip


def pay_for_own_work(state: State) -> Floats:
    """Customers and funders pay for a month.

    Returns what is paid, GBP. Shape (L,): one number a lot.
    """
    lots = state.lots
    if not state.has_own_work:
        return np.zeros(lots.n)
    paid: Floats = np.where(state.is_own_work(), lots.value, 0.0) / MONTHS_PER_YEAR
    state.payments.pay(
        "customers and funders", ("provider", lots.holder), paid, "customers' fees and grants"
    )
    return paid
