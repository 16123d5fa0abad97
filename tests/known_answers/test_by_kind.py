"""Figures by kind of employer add up to those of all, and those of mutuals can be had by hand."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.one_result import Run
from sim.model.record.by_kind import N_KINDS, by_kind, lot_people, spending
from sim.model.record.ends import origins_and_growth, totals_over_totals
from sim.model.state.codes import Kind, Route
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NEVER
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR
from tests.small import Small, played

YEARS = 6


@pytest.fixture(scope="module")
def run(request: pytest.FixtureRequest) -> Run:
    """Six years of the small world under deep cuts, with nobody of last resort."""
    small: Small = request.getfixturevalue("small")
    harsh = {
        "services.youth.budget_growth": -0.2,
        "services.school_support.budget_growth": -0.2,
        "policy.last_resort": False,
        "finance.credit_weeks": 1.0,
        "finance.relet_months": 1,
    }
    return sim.run(small(harsh), seed=3, years=YEARS)


@pytest.fixture(scope="module")
def state(request: pytest.FixtureRequest) -> State:
    """The small world after a year and a month."""
    small: Small = request.getfixturevalue("small")
    return played(small(), months=13)


def test_people_and_redundancies_by_kind_add_up_to_all(run: Run) -> None:
    months = run.monthly[run.monthly["month"] > 0]
    redundant = sum(months[f"redundancies_{kind}"] for kind in KINDS)
    assert redundant.sum() > 0
    assert np.array_equal(redundant + months["laid_off_unlet"], months["jobs_lost"])
    people = sum(months[f"people_{kind}"] for kind in KINDS)
    before = months.groupby("service")["posts_filled"].shift()
    assert (people[1:] > 0).any()
    assert ((people - before).abs() <= 0.2 * before)[before.notna()].all()


def test_what_the_public_pays_by_kind_is_what_it_pays_in_all(state: State) -> None:
    paid = spending(state)
    found = by_kind(state, lot_people(state)).ratios
    for name in ("front_line_share", "unit_cost"):
        parts = [found[f"{name}_{kind}"] for kind in KINDS]
        spent = parts[0].under if name == "front_line_share" else parts[0].over
        for part in parts[1:]:
            spent = spent + (part.under if name == "front_line_share" else part.over)
        assert spent.sum() == pytest.approx(paid.spend.sum())
    external = state.is_external()
    managed = state.lots.value[external].sum() * (1 + state.world.costs.client_side)
    assert paid.spend[external].sum() == pytest.approx(managed)


def test_mutuals_are_set_beside_council_teams_of_their_own_service(state: State) -> None:
    lots, paid = state.lots, spending(state)
    kind = state.providers.kind[lots.holder]
    found = by_kind(state, lot_people(state)).ratios
    beyond = cost = 0.0
    for code in range(N_SERVICES):
        team = (kind == Kind.IN_HOUSE) & (lots.service == code) & lots.is_open
        mine = (kind == Kind.MUTUAL) & (lots.service == code) & lots.is_open
        share = paid.front_line[team].sum() / paid.spend[team].sum()
        beyond += paid.front_line[mine].sum() - share * paid.spend[mine].sum()
        cost += paid.spend[team].sum() / lots.required[team].sum() * lots.required[mine].sum()
    assert found["front_line_gain_mutual"].over.sum() == pytest.approx(beyond)
    assert found["unit_cost_mutual_to_in_house"].under.sum() == pytest.approx(cost)
    bands = [
        found[f"front_line_gain_mutual_{band}"] for band in ("under_2m", "2m_to_5m", "over_5m")
    ]
    assert sum(band.over.sum() for band in bands) == pytest.approx(beyond)


def test_council_teams_are_local_and_their_jobs_too(state: State) -> None:
    lots = state.lots
    staff = lot_people(state)
    people = staff.people
    local = by_kind(state, staff).ratios["local_jobs_share"]
    team = (state.providers.kind[lots.holder] == Kind.IN_HOUSE) & lots.is_open
    assert local.under.sum() == pytest.approx(people[lots.is_open].sum())
    assert people[team].sum() < local.over.sum() < local.under.sum()


def test_totals_by_kind_have_a_place_for_every_kind_and_service(state: State) -> None:
    totals = by_kind(state, lot_people(state)).totals
    assert len([name for name in totals if name.startswith("people_")]) == N_KINDS
    assert all(values.shape == (N_SERVICES,) for values in totals.values())


def test_only_those_whose_employer_failed_or_gave_up_are_laid_off(run: Run) -> None:
    every = run.monthly[(run.monthly["service"] == "all") & (run.monthly["month"] > 0)]
    returned, laid_off = every["staff_of_failed"].sum(), every["laid_off_of_failed"].sum()
    assert 0 < laid_off <= returned
    assert (every["laid_off_of_failed"] <= every["laid_off_unlet"]).all()
    assert (every["staff_returned"] <= every["staff_of_failed"]).all()
    share = run.outcomes["laid_off_after_failure_share"]
    assert share == pytest.approx(laid_off / returned)


def test_with_a_provider_of_last_resort_nobody_is_laid_off_at_a_failure() -> None:
    fails = {"month": 6, "kind": "fail", "organisation": "Epic"}
    kept = sim.run(sim.load("tiny", {"events": (fails,)}), seed=3, years=1)
    assert kept.monthly["staff_returned"].sum() > 0
    assert kept.outcomes["laid_off_after_failure_share"] == 0
    assert kept.outcomes["step_in_cost_per_person"] > 0


def test_rates_are_redundancies_over_years_of_work(run: Run) -> None:
    youth = run.monthly[(run.monthly["service"] == "youth") & (run.monthly["month"] > 0)]
    years = youth["people_in_house"].sum() / MONTHS_PER_YEAR
    rate = run.outcomes["redundancy_rate_in_house.youth"]
    assert rate == pytest.approx(youth["redundancies_in_house"].sum() / years)
    assert rate > 0


def test_mutuals_at_council_rates_is_the_sum_over_services(run: Run) -> None:
    months = run.monthly[run.monthly["month"] > 0]
    expected = sum(
        months.loc[months["service"] == name, "people_mutual"].mean()
        * run.outcomes[f"redundancy_rate_in_house.{name}"]
        / MONTHS_PER_YEAR
        for name in SERVICES
    )
    assert run.outcomes["redundancies_mutual_as_council"] == pytest.approx(expected)


def test_votes_and_challenges_are_shares_of_what_was_tried() -> None:
    monthly = pd.DataFrame(0.0, index=range(12), columns=list(WANTED))
    monthly["month"] = [0, 1] * 6
    monthly["service"] = [name for name in (*SERVICES, "all") for _ in range(2)]
    last = monthly.index[-1]
    monthly.loc[last, ["spin_out_votes", "spin_out_votes_won"]] = [8.0, 6.0]
    monthly.loc[last, ["shortlists", "challenges"]] = [4.0, 1.0]
    found = totals_over_totals(monthly)
    assert found["votes_won_share"] == 0.75
    assert found["challenged_share"] == 0.25
    assert np.isnan(found["laid_off_after_failure_share"])


WANTED = (
    *("spin_out_votes", "spin_out_votes_won", "shortlists", "challenges", "staff_returned"),
    *("staff_of_failed", "laid_off_of_failed", "step_in_cost", "company_failures", "companies"),
    *(f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS),
)


def test_growth_counts_work_elsewhere_within_ten_years_of_those_that_lasted() -> None:
    mutuals = pd.DataFrame(
        {
            "cohort": [True, True, True, True, False],
            "origin": ["top", "top", "staff", "top", "staff"],
            "founded_month": [0.0, 0.0, 0.0, 0.0, 0.0],
            "abroad_month": [60.0, 130.0, 12.0, np.nan, 1.0],
            "ending": ["", "taken_over", "insolvent", "", ""],
            "last_month": [180.0, 150.0, 24.0, 180.0, 180.0],
        }
    )
    found = origins_and_growth(mutuals)
    assert found["top_started_share"] == 0.75
    assert found["ever_abroad_share"] == 0.5, "the second went abroad too late to count"
    assert found["grew_abroad_share"] == pytest.approx(1 / 3), "the third did not last"


def test_a_body_is_abroad_from_the_first_contract_it_wins_away_from_home(small: Small) -> None:
    late = played(small(), months=60)
    providers, lots = late.providers, late.lots
    went = providers.abroad_from != NEVER
    assert went.any()
    assert (providers.home[went] >= 0).all()
    holder = lots.holder[lots.is_open]
    away = (providers.home[holder] >= 0) & (providers.home[holder] != lots.council[lots.is_open])
    won = (lots.route[lots.is_open] == Route.OPEN) & ~np.isin(holder, providers.owner)
    assert (away & won).any()
    assert went[holder[away & won]].all()
