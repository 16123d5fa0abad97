"""What is paid beside the month's work: at year end, from outside, for what spin-outs left."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats
from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind, Payer
from sim.model.state.estimates import direct_cost_per_post, offers
from sim.model.state.state import State
from sim.registry.sections.kinds import KINDS
from tests.books import Books, booked
from tests.happening import must_happen
from tests.small import opened, small_world

MONTHS = 60
PAID: dict[str, Any] = {
    "market.contract_months": 24, "finance.group_debt": 0.5, "spin_outs.rate": 0.4,
    "finance.payout_weeks": 2, "finance.surplus_floor_weeks": 2, "costs.stranded_months": 24,
}  # fmt: skip
SOLD: dict[str, Any] = {**PAID, "takeovers.looks_a_year": 4.0, "kinds.small.reserve_weeks": 2.0}
WORLDS = pytest.mark.parametrize("overrides", [PAID, SOLD], ids=["paid", "sold"])
AT_YEAR_END = ("debt repaid", "dividends", "shared with members")


def accounts_of(overrides: dict[str, Any]) -> Iterator[tuple[State, Books, Floats]]:
    """The state right after each month's accounts, with the books and the debt before them."""
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            books, debt = booked(state), state.providers.debt.copy()
            phase(state)
            if name == "accounts":
                yield state, books, debt
        close_month(state)


@WORLDS
def test_surplus_is_shared_by_form_once_a_year_and_never_below_what_is_kept(
    overrides: dict[str, Any],
) -> None:
    paid_ever = dict.fromkeys(AT_YEAR_END, 0.0)
    for state, books, owed in accounts_of(overrides):
        found = {name: -books.net(name) for name in AT_YEAR_END}
        if state.month % 12 != 11:
            assert not any(amounts.any() for amounts in found.values())
            continue
        providers, finance = state.providers, state.world.finance
        cash = providers.cash + sum(found.values())
        earned, week = providers.earnings.sum(axis=1), providers.cost_now * 12 / 52
        group = (providers.kind == Kind.GROUP) & providers.is_active
        spare = np.maximum(cash - finance.payout_weeks * week, 0.0) * group
        beyond = np.maximum(owed - finance.group_debt * np.maximum(earned, 0.0), 0.0)
        repaid = np.minimum(spare, beyond)
        np.testing.assert_allclose(found["debt repaid"], repaid, atol=0.01)
        np.testing.assert_allclose(providers.debt, owed - repaid, atol=0.01)
        other = providers.is_active & (providers.kind != Kind.IN_HOUSE) & ~group
        other &= providers.stage == 0
        above = np.maximum(cash - finance.surplus_floor_weeks * week, 0.0)
        shared = np.minimum(np.maximum(earned, 0.0) * (1 - providers.kept_share), above) * other
        to_members = shared * (providers.members_share > 0)
        np.testing.assert_allclose(found["shared with members"], to_members, atol=0.01)
        dividends = spare - repaid + shared - to_members
        np.testing.assert_allclose(found["dividends"], dividends, atol=0.01)
        for name, amounts in found.items():
            paid_ever[name] += float(amounts.sum())
    must_happen(min(paid_ever.values()) > 0)


@WORLDS
def test_income_from_outside_grows_with_age_and_costs_what_it_costs(
    overrides: dict[str, Any],
) -> None:
    earned = 0.0
    for state, books, _ in accounts_of(overrides):
        providers, rules, lots = state.providers, state.world.spin_outs, state.lots
        age = np.clip((state.month - providers.founded) / rules.growth_months, 0, 1)
        share = providers.outside_from + (providers.outside_to - providers.outside_from) * age
        value = lots.unit_price * lots.required / 12
        turnover = np.bincount(lots.holder, weights=value, minlength=providers.n)
        income = share / (1 - share) * turnover * providers.is_active
        income += providers.customers * providers.customer_fee / 12 * providers.is_active
        found, cost = books.net("outside income"), -books.net("cost of outside income")
        np.testing.assert_allclose(found, income, atol=0.01)
        np.testing.assert_allclose(cost, income * (1 - rules.outside_margin), atol=0.01)
        earned += float(found.sum())
        mutual = providers.is_spun_out & (providers.outside_to > 0)
        assert (providers.outside_from <= providers.outside_to)[mutual].all()
    must_happen(earned)


@WORLDS
def test_councils_bear_what_spin_outs_left_until_they_have_shed_it(
    overrides: dict[str, Any],
) -> None:
    borne = shed = 0.0
    for state, books, _ in accounts_of(overrides):
        left, councils = state.stranded, state.councils
        still = left.until > state.month
        monthly = np.bincount(
            left.council[still], weights=left.monthly[still], minlength=councils.n
        )
        found = -books.net("stranded cost", book="council")
        np.testing.assert_allclose(found, monthly, atol=0.01)
        borne, shed = borne + float(found.sum()), shed + float((~still).sum())
    must_happen(borne and shed)


@WORLDS
def test_overhead_follows_size_distress_and_mentors(overrides: dict[str, Any]) -> None:
    state, fell = opened(small_world(overrides)), 0
    for _ in range(MONTHS):
        for name, phase in PHASES:
            books, base = booked(state), state.providers.overhead_base.copy()
            phase(state)
            if name != "accounts":
                continue
            providers, costs, policy = state.providers, state.world.costs, state.world.policy
            direct = -books.net("pay", "agency", "non-pay", "hiring") * 12
            slow = direct + (base - direct) * (1 - 1 / costs.overhead_lag)
            fell += int((slow > direct * 1.01).sum())
            known = np.where(direct >= base, direct, slow)
            np.testing.assert_allclose(providers.overhead_base, known)
            size = np.maximum(known + providers.giving, 1.0) / costs.overhead_size
            share = costs.overhead * size**costs.overhead_elasticity
            share = np.minimum(share, max(costs.overhead_most, costs.overhead))
            share *= 1 - providers.overhead_cut
            mentored = providers.mentored_until > state.month
            share *= 1 - mentored * policy.mentor_relief / 10
            own = providers.kind == Kind.IN_HOUSE
            paid = np.where(own, direct * costs.recharge, known * share) / 12 * providers.is_active
            rules, held = state.world.bidding, state.lots_held()
            beyond = np.maximum(held - rules.span, 0) / np.maximum(held, 1) * rules.span_cost
            is_small = (providers.kind == Kind.SMALL) & ~providers.is_spun_out
            paid += direct / 12 * beyond * is_small
            np.testing.assert_allclose(-books.net("overhead"), paid, atol=0.01)
        close_month(state)
    must_happen(fell)


def expected_cost(state: State, lot: int, provider: int, years: float) -> float:
    """Yearly direct cost of a post, as the handbook has it, GBP."""
    staff, service = state.world.staff, state.lots.service[lot]
    columns, offer = state.services, float(state.providers.offer[provider])
    wage = columns.council_reward[service]
    leaving = columns.leaving[service] * offer**-staff.pull
    fill = state.fill_base[service] * offer**staff.fill_elasticity
    monthly = -np.expm1(-leaving / 12)
    vacancy = monthly / (monthly + fill)
    still = -np.expm1(-leaving * years) / (leaving * years)
    people = state.posts.is_filled & (state.posts.lot == lot)
    today = state.posts.reward[people].mean() if people.any() else 1.0
    reward = still * today + (1 - still) * offer
    pay = (1 - vacancy) * reward + vacancy * staff.agency_cover * staff.agency_premium
    hiring = (1 - vacancy) * leaving * staff.hiring_cost * columns.pay[service]
    cost = pay * wage + hiring + columns.non_pay[service]
    return float(cost * (1 - state.providers.saving[provider]))


def test_a_bidder_reckons_with_the_staff_who_come_and_those_it_will_hire() -> None:
    state = opened(small_world({"spin_outs.productivity": 0.05}))
    for month in range(14):
        for _, phase in PHASES:
            phase(state)
        close_month(state)
        if month not in (0, 13):
            continue
        lots = np.flatnonzero(state.lots.is_open & (state.lots.payer == Payer.COUNCIL))
        for kind in range(len(KINDS)):
            rows = np.flatnonzero((state.providers.kind == kind) & state.providers.is_active)[:2]
            for row in rows:
                who, years = np.full(len(lots), row), np.full(len(lots), 4.0)
                found = direct_cost_per_post(state, lots, who, offers(state), years)
                known = [expected_cost(state, int(lot), int(row), 4.0) for lot in lots]
                np.testing.assert_allclose(found, known)
