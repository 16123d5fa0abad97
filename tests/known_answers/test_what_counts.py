"""What counts as a contract kept, a challenge, time at risk, public spending and a new supplier."""

from collections import Counter, defaultdict

import numpy as np
import pytest

import sim
from sim.model.month.budgets import step_budgets
from sim.model.month.distress import return_to_council
from sim.model.opening.mutuals import begin_spin_out
from sim.model.record.by_kind import by_kind, lot_people, spending
from sim.model.rules.councils import too_much_work
from sim.model.state.codes import Kind, Payer
from sim.model.state.tables import NEVER, NOBODY
from sim.registry.sections.events import Event
from sim.registry.sections.services import SERVICES
from tests.small import Small, each_month, opened, played

CROWDED = {"entry.rate": 5.0, "entry.margin_from": 0.01}
"""So many enter that some wait long for their first contract."""


def test_a_firm_is_observed_from_its_first_contract(small: Small) -> None:
    state = opened(small(CROWDED), years=6)
    first: dict[int, int] = {}
    for _ in each_month(state, 72):
        for row in np.unique(state.lots.holder[state.lots.is_open]):
            first.setdefault(int(row), state.month - 1)
    late = [row for row in first if state.providers.founded[row] >= 0]
    assert any(state.providers.founded[row] < first[row] for row in late)
    assert all(state.providers.entered[row] == first[row] for row in late)


def test_without_a_shortlist_nobody_challenges_one(small: Small) -> None:
    world = small({"policy.shortlist_of_one": False, "spin_outs.rate": 3.0})
    run = sim.run(world, seed=1, years=5)
    whole = run.monthly[run.monthly["service"] == "all"]
    assert whole["spin_outs"].sum() > 0
    assert whole["challenges"].sum() == 0
    told = run.events.loc[run.events["kind"] == "spin_out", "because"]
    assert not told.str.contains("challenged").any()


def test_one_contract_too_many_costs_a_bidder_no_other() -> None:
    of = np.array([0, 0, 0, 1, 1, 2])
    price = np.array([9.0, 8.0, 7.0, 9.0, 8.0, 9.0])
    posts = np.array([5.0, 8.0, 8.0, 4.0, 4.0, 3.0])
    beyond = too_much_work(of, price, posts, np.zeros(3), np.array([10.0, 3.0, 3.0]))
    assert beyond.tolist() == [False, True, False, True, False, False]
    assert not too_much_work(of, price, posts, np.zeros(3), np.full(3, 30.0)).any()


def test_proposals_of_one_council_and_service_are_all_different(small: Small) -> None:
    state = opened(small({"spin_outs.rate": 5.0, "spin_outs.most_lots": 1}))
    opening = Counter(one.rpartition(":")[0] for one in state.providers.labels)
    for _ in each_month(state, 24):
        pass
    made, numbers = state.proposals, defaultdict(list)
    for council, service, nth in zip(made.council, made.service, made.number, strict=True):
        numbers[f"mutual:{state.councils.codes[council]}:{SERVICES[service]}"].append(nth)
    assert any(opening[one] for one in numbers), "some follow mutuals of the start"
    assert any(len(found) > 2 for found in numbers.values())
    for one, found in numbers.items():
        assert found == list(range(opening[one], opening[one] + len(found)))


def test_staff_of_a_lot_that_spins_out_keep_their_terms(small: Small) -> None:
    state = opened(small())
    mutual = int(np.flatnonzero(state.providers.kind == Kind.MUTUAL)[0])
    own = state.lots.is_open & (state.lots.holder < state.n_council_teams)
    lot = np.flatnonzero(own & (state.lots.council == state.providers.home[mutual]))[:1]
    state.lots.harmonise[lot], state.lots.ceiling_factor[lot] = 6, 1.2
    begin_spin_out(state, mutual, lot, 48)
    assert state.lots.harmonise[lot] == NEVER
    assert state.lots.ceiling_factor[lot] == 1.0


def test_work_elsewhere_at_the_start_is_work_elsewhere(small: Small) -> None:
    state = opened(small())
    lots, providers = state.lots, state.providers
    mutual = providers.kind[lots.holder] == Kind.MUTUAL
    away = lots.is_open & mutual & (providers.home[lots.holder] != lots.council)
    rows = np.unique(lots.holder[away])
    assert len(rows)
    assert (providers.abroad_from[rows] == providers.founded[rows]).all()


def test_a_shock_in_the_first_month_is_only_the_shock(small: Small) -> None:
    half = Event(kind="budget_shock", month=0, service="youth", size=-0.5)
    state = opened(small().model_copy(update={"events": (half,)}))
    youth = state.lots.is_open & (state.lots.service == 0) & ~state.is_external()
    youth &= (state.lots.payer == Payer.COUNCIL) & (state.lots.promised_to == NOBODY)
    before = state.lots.need[youth].copy()
    step_budgets(state)
    assert state.lots.need[youth] == pytest.approx(before / 2)


def test_work_that_customers_pay_for_is_no_public_spending() -> None:
    state = played(sim.load("sandwell"), months=3)
    own = state.is_own_work()
    assert own.any()
    paid = spending(state)
    assert (paid.spend[own] == 0).all()
    assert (paid.front_line[own] == 0).all()
    by = by_kind(state, lot_people(state)).ratios["unit_cost_mutual"]
    mine = (state.providers.kind[state.lots.holder] == Kind.MUTUAL) & state.lots.is_open
    public = mine & (state.lots.payer == Payer.COUNCIL)
    assert by.under.sum() == state.lots.required[public].sum()
    assert by.over.sum() == pytest.approx(paid.spend[public].sum())


def test_what_a_failed_body_hands_back_goes_back_in_the_nulls_too(small: Small) -> None:
    state = opened(small())
    rows = np.flatnonzero(state.is_external())[:2]
    return_to_council(state, rows)
    noted = state.awards
    assert (noted.month[-2:] == 0).all()
    assert noted.lot[-2:].tolist() == rows.tolist()
    assert not noted.is_external[-2:].any()
    assert (noted.newcomer[-2:] == NOBODY).all()
