"""What holds whenever bodies are bought, merge, fail or wind up."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Ending, Kind
from sim.model.state.log import LoggedEvent
from sim.model.state.providers import Providers
from sim.model.state.state import State
from sim.model.state.tables import NEVER, NOBODY, Lots, Posts
from tests.books import Books, Entry, booked
from tests.small import opened, small_world

MONTHS = 60
BOUGHT: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0,
    "finance.credit_weeks": 2, "takeovers.stake_creep": 0.3, "spin_outs.rate": 0.2,
    "forms.mix_shares": 0.2, "forms.mix_shares_partner": 0.8, "forms.mix_guarantee": 0.0,
    "forms.mix_cic": 0.0, "forms.mix_society": 0.0,
}  # fmt: skip
FAILING: dict[str, Any] = {
    "market.contract_months": 24, "finance.credit_weeks": 1, "entry.idle_months": 6,
    "mechanisms.debt": False, "finance.handback_loss": 0.0,
}  # fmt: skip
UNLET: dict[str, Any] = {**FAILING, "policy.last_resort": False, "finance.relet_months": 1}
WORLDS = pytest.mark.parametrize(
    "overrides", [BOUGHT, FAILING, UNLET], ids=["bought", "failing", "unlet"]
)
HARD_TIMES = range(14, 24)
DISTRESS, OWNERS = "distress", "ownership changes"


class Before:
    """The tables as they were before a phase."""

    def __init__(self, state: State) -> None:
        self.lots: Lots = deepcopy(state.lots)
        self.posts: Posts = deepcopy(state.posts)
        self.providers: Providers = deepcopy(state.providers)
        self.logged = len(state.log.entries)


def phases_of(
    overrides: dict[str, Any], wanted: str, seed: int = 1
) -> Iterator[tuple[State, Before, Books, list[LoggedEvent]]]:
    """The state right after each such phase, with what was before, was paid and was told."""
    state = opened(small_world(overrides), seed)
    for month in range(MONTHS):
        for name, phase in PHASES:
            if name == DISTRESS and overrides is not BOUGHT and month in HARD_TIMES:
                overdraw(state)
            if name != wanted:
                phase(state)
                continue
            before, books = Before(state), booked(state)
            phase(state)
            yield state, before, books, state.log.entries[before.logged :]
        close_month(state)


def overdraw(state: State) -> None:
    """Outside bodies are overdrawn by parts of their credit, each row by another, some beyond it."""
    providers = state.providers
    rows = np.flatnonzero(providers.is_active & (providers.kind != Kind.IN_HOUSE))
    yearly = np.maximum(providers.yearly_direct, providers.cost_now * 12)[rows]
    line = np.maximum(yearly, 1.0) * state.world.finance.credit_weeks / 52
    to = -line * (rows % 8) / 7.5 * (1.0 + (rows % 16 == 7))
    lost = np.maximum(providers.cash[rows] - to, 0.0)
    state.payments.pay(("provider", rows), "owners", lost, "hard times")


def pairs(books: Books) -> list[tuple[int, int]]:
    """Who was taken in by whom, in order."""
    return [(int(one.payer[1][0]), int(one.payee[1][0])) for one in books.of("taken in")]


@WORLDS
@pytest.mark.parametrize("phase", [DISTRESS, OWNERS])
def test_who_takes_in_a_body_has_all_that_it_had(overrides: dict[str, Any], phase: str) -> None:
    for state, before, books, _ in phases_of(overrides, phase):
        lots, now, then = state.lots, state.providers, before.providers
        base = then.overhead_base.copy()
        for target, buyer in pairs(books):
            base[buyer] += base[target]
            assert now.overhead_base[buyer] == pytest.approx(base[buyer])
            assert now.owner[target] == buyer
            assert not now.is_active[target]
            assert not (lots.holder == target).any()
            assert not (lots.next_holder == target).any()
            assert now.cash[target] == pytest.approx(0.0, abs=0.01)
            assert (now.works_in[buyer] >= then.works_in[target]).all()
        final = dict(pairs(books))
        for target in final:
            held = before.lots.holder == target
            owner = final[target]
            owner = final.get(owner, owner)
            moved = lots.holder[held]
            assert ((moved == owner) | (lots.letting[held] > before.lots.letting[held])).all()
        n = then.n
        for name in ("turnover", "direct", "earnings"):
            of_before, of_now = getattr(then, name), getattr(now, name)
            assert float(of_now[:n].sum()) == pytest.approx(
                float(of_before.sum()), rel=1e-9, abs=0.01
            )
            others = np.setdiff1d(np.arange(n), np.array(pairs(books), dtype=np.int64).ravel())
            np.testing.assert_array_equal(of_now[others], of_before[others])


@WORLDS
def test_a_deal_is_done_at_a_price_both_can_bear_and_only_where_the_forms_allow(
    overrides: dict[str, Any],
) -> None:
    deals = 0
    for state, before, books, told in phases_of(overrides, OWNERS):
        rules, then = state.world.takeovers, before.providers
        bought = [event for event in told if event.kind == "takeover"]
        prices, loans = list(books.of("takeover price")), list(books.of("lent for a takeover"))
        assert len(bought) == len(prices) == len(loans)
        for event, price, loan in zip(bought, prices, loans, strict=True):
            deals += 1
            paid, numbers = float(price.amounts[0]), event.numbers
            ask, limit = numbers["ask"], numbers["limit"]
            assert 0 <= ask <= paid <= limit
            assert paid == pytest.approx(ask + rules.gain_shared * (limit - ask))
            cash = max(float(then.cash[event.other]), 0.0)
            assert loan.amounts[0] == pytest.approx(max(paid - cash, 0.0), abs=0.01)
            check_forms(state, before, event, price)
        tried = [event for event in told if event.kind.startswith("takeover")]
        done = [event.organisation for event in bought] + [event.other for event in bought]
        assert len(set(done)) == len(done)
        for event in tried:
            assert then.kind[event.organisation] not in (Kind.GROUP, Kind.IN_HOUSE)
            age = state.month - then.founded[event.organisation]
            assert age >= rules.least_age_months
            assert (then.works_in[event.organisation] & then.works_in[event.other]).any()
            assert then.stage[event.other] == 0
    assert deals or overrides is not BOUGHT


def check_forms(state: State, before: Before, event: LoggedEvent, price: Entry) -> None:
    """A group buys, or a large locked body; what is locked goes to the locked, or in distress."""
    then, target, buyer = before.providers, event.organisation, event.other
    large = then.yearly_turnover[buyer] > state.world.takeovers.nonprofit_turnover
    assert then.kind[buyer] == Kind.GROUP or (then.is_locked[buyer] and large)
    distressed = then.stage[target] >= 3
    assert not then.is_locked[target] or then.is_locked[buyer] or distressed
    assert price.payee == ("members" if then.members_vote[target] else "owners")
    ending = Ending.MERGED_NONPROFIT if then.is_locked[buyer] else Ending.TAKEN_OVER
    now = state.providers
    assert now.ending[target] == ending
    assert now.ended[target] == state.month
    assert now.ended_by[target] == buyer
    held = np.flatnonzero(before.lots.is_open & (before.lots.holder == target))
    soonest = np.minimum(before.lots.end[held], state.month + state.world.market.notice_months)
    ended = (state.lots.next_holder[held] == NOBODY) & (state.lots.extension[held] == 0)
    kept = state.lots.end[held] == before.lots.end[held]
    assert (kept | ended & (state.lots.end[held] == soonest)).all()


@WORLDS
def test_offers_unsettle_the_staff_they_are_made_for_and_nobody_else(
    overrides: dict[str, Any],
) -> None:
    met = 0
    size = small_world(overrides).staff.insecurity
    for state, before, books, told in phases_of(overrides, OWNERS):
        offered = [event.organisation for event in told if event.kind.startswith("takeover")]
        moved = [target for target, _ in pairs(books)]
        holder = before.lots.holder[state.posts.lot]
        before_offers = before.posts.commitment
        times = np.array([offered.count(row) for row in range(state.providers.n)])[holder]
        expected = before_offers.copy()
        for nth in range(int(times.max(initial=0))):
            expected = np.where(times > nth, np.maximum(expected - size, 0.0), expected)
        stayed = state.posts.is_filled & ~np.isin(holder, moved)
        np.testing.assert_allclose(state.posts.commitment[stayed], expected[stayed])
        met += int((times > 0)[stayed].sum())
    assert met or overrides is not BOUGHT


@WORLDS
def test_bodies_climb_the_ladder_with_their_overdraft_and_fail_beyond_their_credit(
    overrides: dict[str, Any],
) -> None:
    failures = 0
    weeks = small_world(overrides).finance.credit_weeks
    for state, before, books, told in phases_of(overrides, DISTRESS):
        then, now = before.providers, state.providers
        outside = then.is_active & (then.kind != Kind.IN_HOUSE) & ~then.is_forming
        cash = then.cash + books.net("lent")
        yearly = np.maximum(np.maximum(then.direct.sum(axis=1), then.cost_now * 12), 1.0)
        broke = outside & (-cash > yearly * weeks / 52)
        merged = np.zeros(then.n, dtype=bool)
        merged[[target for target, _ in pairs(books)]] = True
        failed = then.is_active & ~now.is_active & ~merged
        assert (failed == (broke & ~merged)).all()
        failures += int(failed.sum())
        assert (now.stage[outside & (cash >= 0)] == 0).all()
        short = outside & (cash < 0)
        assert ((now.stage > 0) == short).all()
        assert (now.stage[short] <= then.stage[short] + 1).all()
        cut = state.world.finance.overhead_cut
        assert (now.overhead_cut == np.where(now.stage >= 2, cut, 0.0)).all()
        told_of = {event.organisation for event in told if event.kind == "insolvent"}
        assert told_of == set(np.flatnonzero(failed).tolist())
        np.testing.assert_allclose(
            books.net("written off"), np.where(failed, -cash, 0.0), atol=0.01
        )
        mutual = failed & (then.kind != Kind.GROUP)
        fresh = mutual & (then.ending == Ending.STILL_INDEPENDENT)
        assert (now.ending[fresh] == Ending.INSOLVENT).all()
        assert (now.ended[fresh] == state.month).all()
    assert failures or overrides is BOUGHT


@WORLDS
def test_what_goes_back_goes_to_the_council_that_let_it(overrides: dict[str, Any]) -> None:
    returned = handed = 0
    for state, before, books, told in phases_of(overrides, DISTRESS):
        lots, old, world = state.lots, before.lots, state.world
        back = np.flatnonzero(lots.letting > old.letting)
        returned += len(back)
        assert (lots.letting[back] == old.letting[back] + 1).all()
        assert (lots.holder[back] == lots.council[back]).all()
        assert (lots.unit_price[back] == 0).all()
        assert (lots.end[back] == NEVER).all()
        assert (lots.harmonise[back] == state.month + world.staff.harmonise_months).all()
        assert not np.isin(lots.next_holder[back], old.holder[back]).any()
        cost = np.zeros(state.councils.n)
        if world.policy.last_resort:
            np.add.at(cost, lots.council[back], old.value[back] * world.finance.step_in_cost)
            assert (lots.relet_by[back] == old.relet_by[back]).all()
        else:
            assert (lots.relet_by[back] == state.month + world.finance.relet_months).all()
        np.testing.assert_allclose(books.net("step-in", book="council"), -cost, atol=0.01)
        # Who fails in the same month gives back the rest too.
        given = [event for event in told if event.kind == "handback"]
        given = [event for event in given if state.providers.is_active[event.organisation]]
        for event in given:
            handed += 1
            mine = back[old.holder[back] == event.organisation]
            dear = 1 + world.finance.handback_loss
            assert (old.cost[mine] > old.value[mine] / 12 * dear).all()
            assert (lots.is_open & (lots.holder == event.organisation)).any()
            assert event.numbers["lots"] == len(mine)
            assert state.providers.stage[event.organisation] >= 5
        gone = before.providers.is_active & ~state.providers.is_active
        owners = state.providers.owner
        left = back[gone[old.holder[back]] & (owners[old.holder[back]] == NOBODY)]
        assert not gone[lots.holder[lots.is_open]].any()
        assert len(left) + sum(event.numbers["lots"] for event in given) == len(back)
    assert (returned and handed) or overrides is BOUGHT


@WORLDS
def test_a_price_is_raised_in_distress_by_its_step_and_never_past_the_ceiling(
    overrides: dict[str, Any],
) -> None:
    raised = 0
    for state, before, _, told in phases_of(overrides, DISTRESS):
        lots, old, finance = state.lots, before.lots, state.world.finance
        asked = {event.organisation: event for event in told if event.kind == "uplift"}
        times = state.providers.uplifts - before.providers.uplifts
        assert set(np.flatnonzero(times).tolist()) == set(asked)
        assert (state.providers.uplifts <= finance.uplift_times).all()
        agreed = [row for row, event in asked.items() if event.numbers["agreed"]]
        in_ask = np.isin(old.holder, agreed) & old.is_open
        top = np.minimum(old.unit_price * (1 + finance.uplift), state.ceilings())
        back = lots.letting > old.letting
        expected = np.where(in_ask, np.maximum(old.unit_price, top), old.unit_price)
        np.testing.assert_allclose(lots.unit_price[~back], expected[~back])
        raised += int((lots.unit_price > old.unit_price).sum())
        assert all(state.providers.stage[row] == 3 for row in asked)
    assert raised or overrides is BOUGHT


@WORLDS
def test_a_body_without_work_ends_by_who_won_it_and_winds_up_in_time(
    overrides: dict[str, Any],
) -> None:
    wound_up, closed = small_world(overrides).entry.idle_months, 0
    causes = {
        Kind.IN_HOUSE: Ending.LOST_TO_COUNCIL, Kind.GROUP: Ending.LOST_TO_GROUP,
        Kind.SMALL: Ending.LOST_TO_NONPROFIT, Kind.MUTUAL: Ending.LOST_TO_NONPROFIT,
    }  # fmt: skip
    for state, before, books, told in phases_of(overrides, OWNERS):
        now, then = state.providers, before.providers
        held = np.bincount(state.lots.holder[state.lots.is_open], minlength=now.n) > 0
        works = held | ((now.customers > 0) & now.is_active)
        independent = (now.kind == Kind.SMALL) | (now.kind == Kind.MUTUAL)
        lost = now.is_active & independent & now.has_traded & ~works
        assert (now.ending[lost] != Ending.STILL_INDEPENDENT).all()
        assert now.has_traded[held].all()
        first = held[: then.n] & ~then.has_traded
        assert (now.entered[: then.n][first] == state.month).all()
        for row in np.flatnonzero(lost[: then.n] & (then.ending == 0)):
            taker = now.lost_to[row]
            cause = Ending.WOUND_UP if taker == NOBODY else causes[Kind(int(now.kind[taker]))]
            assert now.ending[row] == cause
            assert now.ended_by[row] == taker
        idle = then.is_active & ~works[: then.n] & independent[: then.n]
        waits = np.isin(np.arange(then.n), state.lots.next_holder)
        merged = np.isin(np.arange(then.n), [target for target, _ in pairs(books)])
        over = idle & ~waits & ~merged & (then.idle + 1 >= wound_up)
        gone = then.is_active & ~now.is_active[: then.n] & ~merged
        assert (gone == over).all()
        closed += int(gone.sum())
        assert (
            now.idle[: then.n][idle & ~gone & ~merged] == then.idle[idle & ~gone & ~merged] + 1
        ).all()
        assert (now.idle[works] == 0).all()
        cash = books.net("wound up")[: then.n]
        np.testing.assert_allclose(cash[gone], -then.cash[gone], atol=0.01)
        ends = [event.organisation for event in told if event.kind == "wound_up"]
        assert sorted(ends) == np.flatnonzero(gone).tolist()
    assert closed


def test_partners_pay_for_each_step_and_own_what_passes_half() -> None:
    rises = passed = 0
    for state, before, books, told in phases_of(BOUGHT, OWNERS):
        rules, then, now = state.world.takeovers, before.providers, state.providers
        rose = np.flatnonzero(now.stake[: then.n] != then.stake)
        told_of = [event for event in told if event.kind == "stake"]
        assert sorted(event.organisation for event in told_of) == rose.tolist()
        for event, price in zip(told_of, books.of("stake bought"), strict=True):
            row = event.organisation
            step = now.stake[row] - then.stake[row]
            assert step == pytest.approx(rules.stake_step)
            assert then.partner[row] == event.other == price.rows()[0]
            worth = rules.multiple * max(float(then.yearly_earnings[row]), 0.0)
            assert price.amounts[0] == pytest.approx(step * worth, rel=1e-9, abs=0.01)
            rises += 1
            assert (now.owner[row] == event.other) == (now.stake[row] > 0.5)
            if now.stake[row] > 0.5:
                assert now.ending[row] == Ending.STAKE_PAST_HALF
                passed += 1
    assert rises > passed > 0
