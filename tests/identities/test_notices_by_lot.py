"""What comes to market, what is extended, how posts follow budgets and who enters, lot by lot."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.arrays import Floats
from sim.chance import Purpose, uniform
from sim.model.month.bidding import decide_bids
from sim.model.month.entry import ENGLAND_CHILDREN, MOST_A_MONTH, entry_chances
from sim.model.month.notices import Notices, decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.state.codes import Kind, Payer, Route
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.registry.sections.services import SERVICES
from tests.books import Books, booked
from tests.happening import must_happen
from tests.moments import kept
from tests.small import opened, small_world

MONTHS = 50
ALONE: dict[str, Any] = {"market.contract_months": 24, "spin_outs.rate": 0.2}
TOGETHER: dict[str, Any] = {
    "market.contract_months": 24, "market.term_jitter_months": 3, "policy.bundles": 0.7,
    "policy.bundle_scope": "council", "policy.reserved": 0.7, "policy.last_resort": False,
    "finance.credit_weeks": 1, "spin_outs.rate": 0.3, "policy.support_budget": 150_000.0,
}  # fmt: skip
REGION = {**TOGETHER, "policy.bundle_scope": "region"}
SERVICE = {**TOGETHER, "policy.bundle_scope": "service"}
WORLDS = pytest.mark.parametrize(
    "overrides", [ALONE, TOGETHER, REGION, SERVICE], ids=["alone", "council", "region", "service"]
)
TWO = pytest.mark.parametrize("overrides", [ALONE, TOGETHER], ids=["alone", "together"])


def notices_of(overrides: dict[str, Any]) -> Iterator[tuple[State, State, Notices]]:
    """Before and after each month's notices, with the notices."""
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name != "contracts are let":
                phase(state)
                continue
            before, notices = kept(state), decide_notices(state)
            yield before, state, notices
            notices = propose_spin_outs(state, notices)
            settle_tenders(state, notices, decide_bids(state, notices))
        close_month(state)


def chance_in_a_month(rate: Floats) -> Floats:
    found: Floats = -np.expm1(-rate / 12)
    return found


@WORLDS
def test_contracts_are_extended_or_let_in_time_and_own_work_is_tested_by_chance(
    overrides: dict[str, Any],
) -> None:
    extended_ever = 0
    for before, after, notices in notices_of(overrides):
        lots, now, market, month = before.lots, after.lots, after.world.market, after.month
        free = lots.next_holder == NOBODY
        outside = lots.is_open & (lots.holder >= after.councils.n) & (lots.payer == Payer.COUNCIL)
        due = outside & free & (lots.end <= month + market.notice_months)
        content = 1 / (
            1 + np.exp(-market.extend_steepness * (lots.quality - market.extend_quality))
        )
        every = np.arange(lots.n)
        luck = uniform(after.seed, Purpose.EXTENSION, 0, before.identity(every, lots.letting))
        longer = due & (lots.extension > 0) & (luck < content)
        extended_ever += int(longer.sum())
        assert (now.end == lots.end + longer * lots.extension).all()
        assert (now.extension == np.where(longer, 0, lots.extension)).all()
        assert (now.route[longer] == Route.EXTENDED).all()
        surge = market.testing_surge if month < market.surge_months else 1.0
        rate = market.testing_rate * after.services.testing[lots.service] * surge
        luck = uniform(after.seed, Purpose.MARKET_TESTING, month, lots.identity)
        own = lots.is_open & (lots.holder < after.councils.n) & free
        tested = own & (lots.promised_to == NOBODY) & (luck < chance_in_a_month(rate))
        awaited = lots.is_awaited & free & (now.end <= month)
        relet = free & (lots.relet_by >= month)
        must = (due & ~longer) | tested | awaited | relet
        let = np.zeros(lots.n, dtype=bool)
        let[notices.lots] = True
        assert let[must].all()
        assert len(np.unique(notices.lots)) == len(notices.lots)
        joined_in = let & ~must
        assert (outside & free)[joined_in].all()
        if not after.world.policy.bundles:
            assert not joined_in.any()
    must_happen(extended_ever)


@WORLDS
def test_bundles_hold_what_ends_soon_near_by(overrides: dict[str, Any]) -> None:
    bundles = 0
    for before, after, notices in notices_of(overrides):
        lots, policy, reach = after.lots, after.world.policy, after.councils.reach
        for tender in range(notices.n):
            lead, *others = notices.lots[notices.tender == tender]
            assert lead == notices.lead[tender]
            for other in others:
                bundles += 1
                assert lots.end[other] <= after.month + policy.bundle_window_months
                council, service = lots.council[lead], lots.service[lead]
                if policy.bundle_scope == "region":
                    assert reach[council, lots.council[other]]
                else:
                    assert lots.council[other] == council
                assert policy.bundle_scope == "council" or lots.service[other] == service
            if not others or lots.route[lead] == Route.EXTENDED:
                continue
            near = lots.end <= after.month + policy.bundle_window_months
            near &= before.is_external() & (before.lots.next_holder == NOBODY)
            near &= lots.council == lots.council[lead]
            near &= lots.service == lots.service[lead]
            assert np.isin(np.flatnonzero(near), notices.lots).all()
    must_happen(bool(bundles) == bool(small_world(overrides).policy.bundles))


@WORLDS
def test_terms_holders_and_posts_of_a_tender(overrides: dict[str, Any]) -> None:
    reserved_ever = 0
    for before, after, notices in notices_of(overrides):
        lots, market, policy = after.lots, after.world.market, after.world.policy
        reserved = notices.route == Route.RESERVED
        reserved_ever += int(reserved.sum())
        jitter, most = market.term_jitter_months, policy.reserved_most_months
        least = market.contract_months - jitter
        assert (notices.term >= np.where(reserved, min(most, least), least)).all()
        assert (notices.term <= np.where(reserved, most, market.contract_months + jitter)).all()
        lead = notices.lead
        holder = lots.holder[lead]
        outside = lots.is_open[lead] & (holder >= after.councils.n)
        assert (notices.holder == np.where(outside, holder, NOBODY)).all()
        mutual = outside & (after.providers.kind[holder] == Kind.MUTUAL)
        last = (lots.reserved_by[lead] == holder) & (
            lots.reserved_end[lead] + policy.reserved_pause_months > after.month
        )
        luck = uniform(after.seed, Purpose.RESERVED, 0, notices.identity)
        assert (reserved == (mutual & ~last & (luck < policy.reserved))).all()
        budget, demand = after.path(after.month)
        path = np.minimum(budget, demand)
        path = np.where(after.services.grows_by_lots, np.minimum(path, 1.0), path)
        path = np.where(lots.budget_fall > 0, 1.0, path[lots.service])
        rows = notices.lots
        whole = lots.budget_fall[rows] == 0
        need = lots.opening_posts[rows] * np.where(lots.is_awaited[rows], 1.0, path[rows])
        posts = np.clip(np.rint(need), 1, lots.n_posts[rows])
        assert (notices.posts[whole] == posts[whole]).all()
        assert (before.lots.required == lots.required).all()
    must_happen(bool(reserved_ever) == bool(small_world(overrides).policy.reserved))


@TWO
def test_posts_follow_budgets_each_april_and_vacant_ones_go_first(
    overrides: dict[str, Any],
) -> None:
    state, lost_ever = opened(small_world(overrides)), 0
    for month in range(MONTHS):
        for name, phase in PHASES:
            before, jobs = kept(state), state.flows.jobs_lost
            phase(state)
            if name != "budgets and need":
                continue
            lots, old = state.lots, before.lots
            now, then = (np.minimum(*state.path(at)) for at in (month, max(month - 1, 0)))
            grows = state.services.grows_by_lots
            step = np.where(grows, np.minimum(now, 1), now) / np.where(
                grows, np.minimum(then, 1), then
            )
            step = step[lots.service]
            cut = state.services.cut_passed_on[lots.service]
            outside = state.is_external() & (step < 1)
            step = np.where(outside, 1 - cut * (1 - step), step)
            april = month % 12 == 0 and month > 0
            usual = lots.is_open & (lots.budget_fall == 0) & (lots.payer == Payer.COUNCIL)
            need = old.need * (step if april else 1.0)
            np.testing.assert_allclose(lots.need[usual], need[usual])
            posts = np.clip(np.rint(lots.need), 1, lots.n_posts) if april else old.required
            assert (lots.required[usual] == posts[usual]).all()
            people = np.add.reduceat(before.posts.is_filled.astype(int), lots.first_post)
            left = np.add.reduceat(state.posts.is_filled.astype(int), lots.first_post)
            assert (left == np.where(lots.is_open, np.minimum(people, lots.required), 0)).all()
            check_redundancies(before, state, state.flows.jobs_lost - jobs)
            lost_ever += state.flows.jobs_lost - jobs
        close_month(state)
    must_happen(lost_ever)


def check_redundancies(before: State, after: State, laid_off: int) -> None:
    """Who loses a post is redundant and paid for it, but for those a council redeploys."""
    posts, lots, staff = before.posts, after.lots, after.world.staff
    lost = np.flatnonzero(posts.is_filled & ~after.posts.is_filled)
    lot = posts.lot[lost]
    luck = uniform(after.seed, Purpose.REDEPLOYMENT, after.month, posts.person[lost])
    redeployed = (lots.holder[lot] < after.councils.n) & (luck < staff.redeployed_share)
    assert laid_off == (~redeployed).sum()
    wage = after.services.council_reward[lots.service[lot]] * posts.reward[lost]
    paid = np.bincount(lot, weights=wage * staff.redundancy_pay * ~redeployed, minlength=lots.n)
    np.testing.assert_allclose(after.flows.redundancy, paid)


@TWO
def test_entrants_come_by_margin_and_ease_each_with_its_capital(overrides: dict[str, Any]) -> None:
    state, entered = (
        opened(small_world({**overrides, "entry.rate": 40.0, "entry.margin_from": 0.01})),
        0,
    )
    for _ in range(MONTHS):
        for name, phase in PHASES:
            books, n = booked(state), state.providers.n
            phase(state)
            if name == "ownership changes":
                check_margins(state)
                check_chances(state)
                new = state.providers.n - n
                entered += new
                check_entrants(state, n, books)
        close_month(state)
    must_happen(entered)


def check_margins(state: State) -> None:
    """A service's margin is that of its holders, by what they hold there."""
    lots, providers = state.lots, state.providers
    turnover, earned = providers.turnover.sum(axis=1), providers.earnings.sum(axis=1)
    for service in np.unique(lots.service):
        here = state.is_external() & (lots.service == service)
        if here.any():
            margin = [
                earned[row] / turnover[row] if turnover[row] > 0 else 0.0
                for row in lots.holder[here]
            ]
            mean = np.average(margin, weights=lots.value[here])
            assert state.market.margin[service] == pytest.approx(mean)


def check_chances(state: State) -> None:
    """As many a year as the rule says for England, by children, spread over the year's queue."""
    entry, councils = state.world.entry, state.councils
    chance = entry_chances(state)
    over = np.maximum(state.market.margin / entry.margin_from - 1, 0.0)
    for region in range(len(councils.regions)):
        part = councils.children[councils.region == region].sum() / ENGLAND_CHILDREN
        a_month = entry.rate * state.services.ease * over * part / 12
        here = np.bincount(state.lots.service[state.lots.is_open], minlength=len(over)) > 0
        np.testing.assert_allclose(chance[region], -np.expm1(-a_month * here / MOST_A_MONTH))


def check_entrants(state: State, first: int, books: Books) -> None:
    """A new firm works in one service, has its capital, and owes and holds nothing."""
    providers = state.providers
    paid = books.net("entrants' capital")
    for row in range(first, providers.n):
        (service,) = np.flatnonzero(providers.works_in[row])
        posts = state.services.lot_posts[service]
        assert providers.cash[row] == pytest.approx(state.services.capital[service] * posts)
        assert paid[row] == providers.cash[row]
        assert providers.founded[row] == state.month
        assert providers.kind[row] == Kind.SMALL
        assert not (state.lots.holder == row).any()
        for name in (
            "debt", "stake", "stage", "uplifts", "idle", "foothold_loss", "overhead_cut",
            "outside_from", "outside_to", "customers", "customer_fee", "loyalty", "passes_on",
            "ending", "lettings", "looks", "taken_on", "cost_now", "bid_costs", "voice",
            "overhead_base", "turnover_start", "members_share", "council_votes", "passes_on_to",
        ):  # fmt: skip
            assert getattr(providers, name)[row] == 0, name
        assert bool(providers.giving[row]) <= bool(providers.is_charity[row])
        volunteers = getattr(state.world.services, SERVICES[int(service)]).charity_volunteers
        assert providers.saving[row] == volunteers * providers.is_charity[row]
        for name in ("turnover", "direct", "earnings"):
            assert (getattr(providers, name)[row] == 0).all(), name
        for name in ("owner", "partner", "lost_to", "ended_by", "kept_second"):
            assert getattr(providers, name)[row] == NOBODY, name
