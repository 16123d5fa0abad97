"""What holds whenever bodies are bought, merge or wind up."""

import numpy as np
import pytest

from sim.model.state.codes import Ending, Kind
from sim.model.state.estimates import direct_cost_per_post, offers, overhead_of
from sim.model.state.log import LoggedEvent
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.books import Entry
from tests.happening import must_happen
from tests.moments import DISTRESS, OWNERS, SETTINGS, WORLDS, pairs, phases_of
from tests.small import small_world


@WORLDS
@pytest.mark.parametrize("phase", [DISTRESS, OWNERS])
def test_who_takes_in_a_body_has_all_that_it_had(world: str, phase: str) -> None:
    for state, before, books, _ in phases_of(world, phase):
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
    world: str,
) -> None:
    deals = 0
    for state, before, books, told in phases_of(world, OWNERS):
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
    must_happen(deals or world != "bought")


def check_forms(state: State, before: State, event: LoggedEvent, price: Entry) -> None:
    """A group buys, or a large locked body; what is locked goes to the locked, or in distress."""
    then, target, buyer = before.providers, event.organisation, event.other
    large = then.yearly_turnover[buyer] > state.world.takeovers.nonprofit_turnover
    assert then.kind[buyer] == Kind.GROUP or (then.is_locked[buyer] and large)
    distressed = then.stage[target] >= 3
    assert not then.is_locked[target] or then.is_locked[buyer] or distressed
    assert price.payee == ("members" if then.members_vote[target] else "owners")
    ending = Ending.MERGED_NONPROFIT if then.is_locked[buyer] else Ending.TAKEN_OVER
    now = state.providers
    if then.ending[target] == Ending.STILL_INDEPENDENT:  # the first ending is the one that counts
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
    world: str,
) -> None:
    met = 0
    size = small_world(SETTINGS[world]).staff.insecurity
    for state, before, books, told in phases_of(world, OWNERS):
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
    must_happen(met or world != "bought")


@WORLDS
def test_a_body_without_work_ends_by_who_won_it_and_winds_up_in_time(
    world: str,
) -> None:
    wound_up, closed = small_world(SETTINGS[world]).entry.idle_months, 0
    causes = {
        Kind.IN_HOUSE: Ending.LOST_TO_COUNCIL, Kind.GROUP: Ending.LOST_TO_GROUP,
        Kind.SMALL: Ending.LOST_TO_NONPROFIT, Kind.MUTUAL: Ending.LOST_TO_NONPROFIT,
    }  # fmt: skip
    for state, before, books, told in phases_of(world, OWNERS):
        now, then = state.providers, before.providers
        held = np.bincount(state.lots.holder[state.lots.is_open], minlength=now.n) > 0
        works = held | ((now.customers > 0) & now.is_active)
        works |= (now.giving > 0) & now.is_active & ~held  # gifts keep a charity alive
        independent = (now.kind == Kind.SMALL) | (now.kind == Kind.MUTUAL)
        lost = now.is_active & independent & now.has_traded & ~works
        assert (now.ending[lost] != Ending.STILL_INDEPENDENT).all()
        assert now.has_traded[held].all()
        first = held[: then.n] & ~then.has_traded
        assert (now.entered[: then.n][first] == state.month).all()
        for row in np.flatnonzero(lost[: then.n] & (then.ending == 0)):
            taker = now.lost_to[row]
            cause = Ending.WOUND_UP if taker == NOBODY else causes[Kind(int(now.kind[taker]))]
            nobody = now.last_loss[row] or taker == NOBODY
            assert now.ending[row] == (now.last_loss[row] or cause)
            assert now.ended_by[row] == (NOBODY if nobody else taker)
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
    must_happen(closed)


def test_partners_pay_for_each_step_and_own_what_passes_half() -> None:
    rises = passed = 0
    for state, before, books, told in phases_of("bought", OWNERS):
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
    must_happen(rises > passed > 0)


def worth_to(state: State, target: int, buyer: int) -> tuple[float, float]:
    """What a body's owners ask, and the most a buyer pays, GBP, by the handbook."""
    lots, providers, rules = state.lots, state.providers, state.world.takeovers
    held = np.flatnonzero(lots.is_open & (lots.holder == target))
    years = np.maximum(lots.end[held] - state.month, 1) / 12
    who = np.full(len(held), buyer)
    direct = direct_cost_per_post(state, held, who, offers(state), years) * lots.required[held]
    size = providers.direct[buyer].sum() + direct
    overhead = overhead_of(state, size, who) * (1 + state.world.costs.overhead_elasticity)
    value = lots.unit_price[held] * lots.required[held]
    gained = float((value - direct * (1 + overhead)).sum())
    assets = float(providers.cash[target] - providers.debt[target])
    earned = max(float(providers.earnings[target].sum()), 0.0)
    worth = rules.contract_worth * float((value * years).sum())
    ask = max(rules.multiple * earned, assets, worth, 0.0)
    limit = rules.buyer_multiple * max(gained, 0.0) * (1 - rules.control_risk)
    return ask, limit + min(assets, 0.0)


@WORLDS
def test_what_is_asked_and_what_a_buyer_can_pay(world: str) -> None:
    looked = 0
    for state, before, _, told in phases_of(world, OWNERS):
        tried = [event for event in told if event.kind.startswith("takeover")]
        for event in tried:
            ask, limit = worth_to(before, event.organisation, event.other)
            assert event.numbers["ask"] == pytest.approx(ask)
            assert event.numbers["limit"] == pytest.approx(limit)
            looked += 1
        counts = {
            "takeovers_done": "takeover", "takeovers_voted_down": "takeover_voted_down",
            "takeovers_blocked_by_form": "takeover_blocked_by_form",
            "takeovers_blocked_by_control": "takeover_blocked_by_control",
        }  # fmt: skip
        for count, kind in counts.items():
            happened = sum(event.kind == kind for event in told)
            assert state.flows.counts.get(count, np.zeros(1)).sum() == happened
            of_mutuals = sum(
                event.kind == kind and before.providers.is_spun_out[event.organisation]
                for event in told
            )
            assert state.flows.counts.get(f"{count}_mutual", np.zeros(1)).sum() == of_mutuals
        assert state.flows.counts.get("takeovers_possible", np.zeros(1)).sum() == len(tried)
        looks = state.providers.looks[: before.providers.n] - before.providers.looks
        every = state.flows.counts.get("takeover_looks", np.zeros(1)).sum()
        late = sum(before.providers.ending[event.organisation] > 0 for event in tried)
        assert late <= every - looks.sum(), "who is no longer independent is looked at uncounted"
        assert every >= len(tried)
    must_happen(looked)
