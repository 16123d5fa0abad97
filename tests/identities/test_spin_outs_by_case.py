"""Every spin-out: proposed by chance, voted on, on its first contract or in a race, and helped."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.chance import Purpose, joined, uniform
from sim.model.month.bidding import decide_bids
from sim.model.month.notices import Notices, decide_notices
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import settle_tenders
from sim.model.month.spin_outs import propose_spin_outs
from sim.model.opening.money import full_cost_per_post
from sim.model.opening.plans import planned_spin_out
from sim.model.state.codes import Route
from sim.model.state.log import LoggedEvent
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NEVER, NOBODY
from sim.registry.sections.services import SERVICES
from tests.books import Books, booked
from tests.happening import must_happen
from tests.moments import kept
from tests.small import opened, small_world

MONTHS = 48
MANY: dict[str, Any] = {
    "mutuals": (), "spin_outs.rate": 1.5, "spin_outs.later_rate": 0.5, "policy.support_budget": 90_000.0,
    "policy.support_until_month": 24, "policy.prior_consultation": 0.3,
    "policy.challenge_cost": 5_000.0, "mechanisms.local_bodies": False,
}  # fmt: skip
OPEN = {
    **MANY,
    "policy.shortlist_of_one": False,
    "mechanisms.incumbency": False,
    "mechanisms.interest": False, "mechanisms.local_bodies": True, "kinds.mutual.markup_floor": 0.08,
}  # fmt: skip
WORLDS = pytest.mark.parametrize("overrides", [MANY, OPEN], ids=["shortlists", "races"])
Case = tuple[State, State, Notices, Notices, list[LoggedEvent], Books]


def months_of(overrides: dict[str, Any]) -> Iterator[Case]:
    """Before and after the proposals of each month, the tenders, what was told and paid."""
    state = opened(small_world(overrides))
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name != "contracts are let":
                phase(state)
                continue
            first = decide_notices(state)
            before, books, logged = kept(state), booked(state), len(state.log.entries)
            notices = propose_spin_outs(state, first)
            yield before, state, first, notices, state.log.entries[logged:], books
            settle_tenders(state, notices, decide_bids(state, notices))
        close_month(state)


@WORLDS
def test_proposals_come_by_the_councils_taste_and_luck(overrides: dict[str, Any]) -> None:
    proposed = known = 0
    for before, after, _, _, told, _ in months_of(overrides):
        lots, world, councils = before.lots, after.world, after.councils
        early = after.month < world.spin_outs.push_months
        rate = world.spin_outs.rate if early else world.spin_outs.later_rate
        cell = joined(councils.identity[:, None], np.arange(N_SERVICES)[None, :])
        luck = uniform(after.seed, Purpose.SPIN_OUT, after.month, cell)
        factor = np.array([getattr(world.services, name).spin_out_factor for name in SERVICES])
        yearly = rate * np.outer(councils.taste_mutual, factor)
        drawn = luck < -np.expm1(-yearly / 12)
        own = lots.is_open & (lots.holder < councils.n) & (lots.next_holder == NOBODY)
        own &= lots.promised_to == NOBODY
        dear = after.services.in_house_cost[lots.service] * lots.required
        small = own & (dear <= world.spin_outs.most_value)
        has = np.zeros_like(drawn)
        has[lots.council[small], lots.service[small]] = True
        made = after.proposals
        asked = [
            planned_spin_out(after, int(council), int(service), int(nth), after.month)
            for council, service, nth in zip(
                made.council[known:], made.service[known:], made.number[known:], strict=True
            )
        ]
        known = len(made.council)
        assert {(plan.council, plan.service) for plan in asked} == set(
            zip(*(axis.tolist() for axis in np.nonzero(drawn & has)), strict=True)
        )
        votes = after.flows.counts.get("spin_out_votes", np.zeros(1)).sum()
        customers = sum(plan.is_customers for plan in asked)
        assert votes == len(asked) - customers
        lost = [event for event in told if event.kind == "vote_lost"]
        won = after.flows.counts.get("spin_out_votes_won", np.zeros(1)).sum()
        assert votes == won + len(lost)
        begun = [event for event in told if event.kind == "spin_out"]
        assert len(begun) <= won + customers
        assert after.flows.counts.get("spin_outs", np.zeros(1)).sum() == len(begun)
        assert all(event.numbers["log_odds"] <= 0 for event in lost)
        for event in begun:
            assert drawn[event.council, event.service]
            assert own[event.lot]
            assert (
                lots.council[event.lot] == event.council == after.providers.home[event.organisation]
            )
        proposed += len(begun)
    must_happen(proposed)


@WORLDS
def test_a_first_contract_or_a_race(overrides: dict[str, Any]) -> None:
    direct = raced = 0
    for before, after, first, notices, told, _ in months_of(overrides):
        lots, old, world, providers = after.lots, before.lots, after.world, after.providers
        begun = [event for event in told if event.kind == "spin_out"]
        races = range(first.n, notices.n)
        racing = {int(notices.holder[tender]) for tender in races}
        assert racing == {e.organisation for e in begun if providers.is_forming[e.organisation]}
        for tender in races:
            rows = notices.lots[notices.tender == tender]
            assert (notices.route[tender], len(rows) > 0) == (Route.OPEN, True)
            assert (lots.holder[rows] == old.holder[rows]).all()
            assert (notices.posts[notices.tender == tender] > 0).all()
            raced += 1
        assert len(np.unique(notices.lots)) == len(notices.lots)
        assert (notices.lots[: len(first.lots)] == first.lots).all()
        for event in begun:
            row = event.organisation
            if row in racing:
                assert not (lots.holder == row).any()
                continue
            direct += 1
            mine = np.flatnonzero(lots.holder == row)
            assert len(mine) == event.numbers["lots"] <= world.spin_outs.most_lots
            assert old.required[mine].sum() == event.numbers["posts"]
            assert not np.isin(mine, first.lots).any()
            assert (lots.route[mine] == Route.SHORTLIST).all()
            assert (lots.letting[mine] == old.letting[mine] + 1).all()
            assert (lots.start[mine] == after.month).all()
            term = round(world.market.contract_months * world.market.first_contract_factor)
            assert (lots.end[mine] == after.month + term).all()
            assert (lots.extension[mine] == world.market.extension_months).all()
            price = full_cost_per_post(after, mine) * world.spin_outs.first_price
            np.testing.assert_allclose(
                lots.unit_price[mine], np.minimum(price, after.ceilings()[mine])
            )
            assert (lots.harmonise[mine] == NEVER).all()
            assert providers.founded[row] == after.month
        others = ~np.isin(lots.holder, [event.organisation for event in begun])
        for name in ("holder", "unit_price", "end", "letting"):
            assert (getattr(lots, name) == getattr(old, name))[others].all()
    must_happen(raced)
    must_happen(bool(direct) == bool(small_world(overrides).policy.shortlist_of_one))


@WORLDS
def test_the_programme_helps_in_its_time_and_within_its_money(overrides: dict[str, Any]) -> None:
    paid, refused = 0.0, 0
    for _, after, _, _, told, books in months_of(overrides):
        policy = after.world.policy
        begun = [event.organisation for event in told if event.kind == "spin_out"]
        turned_away = [event for event in told if event.kind == "grant_refused"]
        grants = books.net("grants")
        helped = np.flatnonzero(grants)
        assert (grants[helped] == policy.support_grant).all()
        in_time = after.month < policy.support_until_month
        assert len(helped) + len(turned_away) == len(begun) * in_time
        assert set(helped.tolist()) <= set(begun)
        for event in turned_away:
            refused += 1
            assert event.numbers["spent"] == pytest.approx(paid + grants.sum())
            assert event.numbers["spent"] + policy.support_grant > policy.support_budget
        paid += float(grants.sum())
        assert paid <= policy.support_budget
        for row in begun:
            months = after.month + policy.mentor_months if in_time else NEVER
            assert after.providers.mentored_until[row] == months
    must_happen(paid)
    must_happen(refused)


@WORLDS
def test_who_lost_its_race_never_trades(overrides: dict[str, Any]) -> None:
    given_up = 0
    for before, after, _, _, told, books in months_of(overrides):
        then, now = before.providers, after.providers
        wins = np.isin(np.arange(then.n), before.lots.next_holder)
        lost = then.is_forming & then.is_active & ~wins
        assert not now.is_active[: then.n][lost].any()
        assert (now.is_forming[: then.n] == (then.is_forming & ~lost)).all()
        ended = [event.organisation for event in told if event.kind == "wound_up"]
        assert ended == np.flatnonzero(lost).tolist()
        assert (now.is_active[: then.n] == then.is_active)[~lost].all()
        np.testing.assert_allclose(books.net("wound up")[: then.n], -then.cash * lost)
        given_up += int(lost.sum())
    must_happen(bool(given_up) == (overrides is OPEN))
