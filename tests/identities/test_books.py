"""Every pound that moves is booked, and cash, debt and accounts follow from the books alone."""

from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats, Ints, sums
from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR
from tests.books import Books, booked, play_month
from tests.happening import must_happen
from tests.small import opened, pass_month, small_world

MONTHS, UNLUCKY = 40, 14
LOSS = 3e5
"""GBP beyond what a body has."""
BUSY: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0, "finance.credit_weeks": 2,
    "finance.group_debt": 0.5, "takeovers.stake_creep": 0.3, "spin_outs.rate": 0.2,
    "forms.mix_shares": 0.2, "forms.mix_shares_partner": 0.8, "forms.mix_guarantee": 0.0,
    "forms.mix_cic": 0.0, "forms.mix_society": 0.0, "spin_outs.productivity": 0.05,
}  # fmt: skip
OWN_COST = {**BUSY, "staff.council_pays_redundancy": True, "policy.last_resort": False}
WORLDS = pytest.mark.parametrize("overrides", [BUSY, OWN_COST], ids=["busy", "own cost"])
PENNY = 0.01
WORK = (
    "contract prices", "council teams", "customers' fees and grants", "outside income",
    "cost of outside income", "passed on to small providers", "pay", "agency", "non-pay",
    "hiring", "overhead", "redundancy", "bids", "gifts for bids",
)  # fmt: skip
"""What a body earns and spends by its work; the rest is between it and lenders and owners."""
INCOME = WORK[:5]
BORROWED = ("lent", "lent for a takeover")


def the_same(found: Floats, known: Floats) -> None:
    """To the penny, entry by entry."""
    np.testing.assert_allclose(found, known, rtol=1e-9, atol=PENNY)


def lose_cash(state: State, rows: Ints) -> None:
    """These bodies lose more than they have, so that they must borrow."""
    rows = rows[state.providers.is_active[rows]]
    lost = np.maximum(state.providers.cash[rows], 0.0) + LOSS
    state.payments.pay(("provider", rows), "owners", lost, "bad luck")


def replayed_debt(before: Floats, books: Books) -> Floats:
    """Debt at the month's end by what was borrowed, repaid, taken over and written off."""
    n = books.providers.n
    debt = np.append(before, np.zeros(n - len(before)))
    for entry in books.entries:
        if entry.purpose in (*BORROWED, "debt repaid"):
            debt += entry.gained(n)
        if entry.purpose == "taken in":
            assert not isinstance(entry.payer, str)
            assert not isinstance(entry.payee, str)
            np.add.at(debt, entry.payee[1], debt[entry.payer[1]])
            debt[entry.payer[1]] = 0.0
        if entry.purpose in ("written off", "wound up"):
            debt[entry.rows()] = 0.0
    return debt


@WORLDS
def test_debt_at_the_end_is_debt_before_and_what_was_borrowed_less_what_was_paid(
    overrides: dict[str, Any],
) -> None:
    state = opened(small_world(overrides))
    met = set()
    for month in range(MONTHS):
        if month == UNLUCKY:
            lose_cash(state, np.flatnonzero(state.providers.kind == Kind.GROUP))
        books, before = booked(state), state.providers.debt.copy()
        pass_month(state)
        the_same(state.providers.debt, replayed_debt(before, books))
        met |= {entry.purpose for entry in books.entries if np.abs(entry.amounts).sum() > PENNY}
    must_happen({*BORROWED, "debt repaid", "taken in", "wound up"} <= met)


@WORLDS
def test_cash_changes_by_payments_alone(overrides: dict[str, Any]) -> None:
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        books = booked(state)
        before, of_councils = state.providers.cash.copy(), state.councils.cash.copy()
        pass_month(state)
        purposes = {entry.purpose for entry in books.entries}
        before = np.append(before, np.zeros(state.providers.n - len(before)))
        the_same(state.providers.cash, before + books.net(*purposes))
        the_same(state.councils.cash, of_councils + books.net(*purposes, book="council"))


@WORLDS
def test_a_months_surplus_is_what_came_in_less_what_went_out_for_work(
    overrides: dict[str, Any],
) -> None:
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        books = booked(state)

        def check(state: State, books: Books = books) -> None:
            slot, providers = state.month % MONTHS_PER_YEAR, state.providers
            own = providers.kind == Kind.IN_HOUSE  # paid what it costs, it has no books of its own
            the_same(providers.earnings[~own, slot], books.net(*WORK)[~own])
            whole = ~own & (books.net("passed on to small providers") == 0)
            the_same(providers.turnover[whole, slot], books.net(*INCOME)[whole])
            direct = -books.net("pay", "agency", "non-pay", "hiring")
            the_same(providers.direct[whole, slot], direct[whole])
            spent = books.net(*WORK, "interest") - books.net(*INCOME)
            the_same(providers.cost_now[whole], -spent[whole])
            the_same(providers.cash[own], np.zeros(own.sum()))
            by_lot = sums(state.lots.holder, state.lots.cost, providers.n)
            works = direct > 0  # overhead that outlives the last lot is nobody's
            the_same(by_lot[works], (direct - books.net("overhead"))[works])

        play_month(state, "accounts", check)


def what_each_item_should_be(state: State) -> dict[str, Floats]:
    """Who pays how much this month for its lots, worked out lot by lot from what is in them. (P,)."""
    lots, posts, services = state.lots, state.posts, state.services
    finance, staff, costs = state.world.finance, state.world.staff, state.world.costs
    names = ("pay", "agency", "non-pay", "hiring", "contract prices", "client side")
    found = {name: np.zeros(state.providers.n) for name in names}
    found["client side"] = np.zeros(state.councils.n)
    assert finance.interest > 0
    for row in range(lots.n):
        holder, service = lots.holder[row], lots.service[row]
        mine = slice(lots.first_post[row], lots.first_post[row] + lots.n_posts[row])
        wage = services.council_reward[service] / 12
        inside = posts.is_filled[mine]
        vacant = max(lots.required[row] - inside.sum(), 0) * lots.is_open[row]
        pay = posts.reward[mine][inside].sum() * wage
        agency = vacant * staff.agency_cover * staff.agency_premium * wage
        hiring = state.flows.hires[row] * staff.hiring_cost * services.pay[service]
        non_pay = services.non_pay[service] * lots.required[row] * lots.is_open[row] / 12
        non_pay -= state.providers.saving[holder] * (pay + agency + non_pay + hiring)
        for name, amount in zip(names, (pay, agency, non_pay, hiring), strict=False):
            found[name][holder] += amount
        if lots.is_open[row] and holder >= state.councils.n:
            price = lots.unit_price[row] * lots.required[row] / 12
            found["contract prices"][holder] -= price
            found["client side"][lots.council[row]] += price * costs.client_side
    return found


@WORLDS
def test_each_item_is_what_its_lots_cost(overrides: dict[str, Any]) -> None:
    state = opened(small_world(overrides))
    for _ in range(MONTHS // 2):
        books = booked(state)

        def check(state: State, books: Books = books) -> None:
            for purpose, known in what_each_item_should_be(state).items():
                book = "council" if purpose == "client side" else "provider"
                the_same(-books.net(purpose, book=book), known)

        play_month(state, "accounts", check)


@WORLDS
def test_lenders_get_their_rate_on_debt_and_on_what_is_overdrawn_once_costs_are_paid(
    overrides: dict[str, Any],
) -> None:
    state = opened(small_world(overrides))
    overdrawn = 0
    for _ in range(MONTHS):
        books, cash = booked(state), state.providers.cash.copy()

        def check(state: State, books: Books = books, cash: Floats = cash) -> None:
            nonlocal overdrawn
            n, rate = state.providers.n, state.world.finance.interest
            cash = np.append(cash, np.zeros(n - len(cash)))
            before = books.entries[: [entry.purpose for entry in books.entries].index("interest")]
            cash = cash + sum(entry.gained(n) for entry in before)
            outside = state.providers.kind != Kind.IN_HOUSE
            overdrawn += int((outside & (cash < -PENNY)).sum())
            owed = state.providers.debt - books.net("debt repaid") + outside * np.maximum(-cash, 0)
            the_same(-books.net("interest"), owed * rate / 12 * state.providers.is_active)

        play_month(state, "accounts", check)
    must_happen(overdrawn)


def test_groups_alone_borrow_what_they_lack_up_to_their_limit() -> None:
    state, borrowed, refused = opened(small_world(BUSY)), 0.0, 0.0
    for month in range(MONTHS // 2):
        for name, phase in PHASES:
            if name == "distress" and month >= UNLUCKY:
                lose_cash(state, np.flatnonzero(state.providers.kind != Kind.IN_HOUSE))
            providers, books = state.providers, booked(state)
            cash, owed = providers.cash.copy(), providers.debt.copy()
            may = providers.is_active & (providers.kind == Kind.GROUP)
            earned = np.maximum(providers.earnings.sum(axis=1), 0.0)
            phase(state)
            if name == "distress":
                room = np.maximum(state.world.finance.group_debt_limit * earned - owed, 0.0)
                short = np.maximum(-cash, 0.0)
                the_same(books.net("lent"), np.minimum(short, room) * may)
                borrowed += float(books.net("lent").sum())
                refused += float(short[~may].sum())
        close_month(state)
    must_happen(borrowed and refused)
