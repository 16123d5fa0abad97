"""Failures, kept contracts, margins of placements and surpluses, counted here by hand."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.month.distress import fail
from sim.model.month.endings import close
from sim.model.month.phases import PHASES, close_month
from sim.model.one_result import Run
from sim.model.record.bodies import bodies
from sim.model.record.ends import totals_over_totals
from sim.model.record.series import Ratio, Total
from sim.model.state.codes import Ending, Kind, Route
from sim.model.state.state import State
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from tests.small import opened, played, small_world

YEARS = 8
DEAR = {
    "market.no_bid_tries": 1,
    "market.no_bid_raise": 0.0,
    "bidding.holder_stretch": 0.0,
    "costs.overhead": 0.25,
}
"""Work costs nearly as much as councils would pay at most, so that some tenders draw no bid."""


@pytest.fixture(scope="module")
def run() -> Run:
    return sim.run(small_world({"finance.credit_weeks": 0.5}), seed=2, years=YEARS)


def counted(state: State, name: str) -> float:
    """How many were counted this month, all services together."""
    return float(np.sum(state.flows.counts.get(name, 0.0)))


def existing(state: State) -> int:
    """Companies, as the recorder counts them."""
    companies = bodies(state)["companies"]
    assert isinstance(companies, Total)
    return int(companies.values.sum())


def test_whoever_fails_is_counted_whether_or_not_it_holds_a_contract() -> None:
    state = opened(small_world())
    providers = state.providers
    outside = (providers.kind != Kind.IN_HOUSE) & providers.is_active & ~providers.is_forming
    outside &= (state.lots_held() > 0) | (providers.giving == 0)  # no cost, nothing to fail on
    assert existing(state) == outside.sum()
    group = int(np.flatnonzero(outside & (providers.kind == Kind.GROUP))[0])
    small, owing, solvent = np.flatnonzero(outside & (providers.kind == Kind.SMALL))[:3].tolist()
    state.lots.is_open[state.lots.holder == small] = False  # a shell
    providers.ending[small] = Ending.LOST_TO_COUNCIL
    for row in (group, small):
        fail(state, row, "a test")
    assert counted(state, "insolvencies") == counted(state, "company_failures") == 2
    providers.cash[[owing, solvent]] = (-1.0, 1.0)
    for row in (owing, solvent):
        close(state, row)
    assert counted(state, "insolvencies") == 2
    assert counted(state, "company_failures") == 3, "who owes more than it has has failed"
    assert existing(state) == outside.sum() - 4


def test_the_rate_is_failures_over_the_years_that_companies_existed() -> None:
    names = {"company_failures", "companies", "spin_out_votes", "spin_out_votes_won"}
    names |= {"shortlists", "challenges", "staff_of_failed", "laid_off_of_failed"}
    names |= {"staff_returned", "step_in_cost"}
    names |= {f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS}
    monthly = pd.DataFrame(0.0, index=range(15), columns=sorted(names))
    monthly["month"] = [0, 1, 2] * 5
    monthly["service"] = np.repeat([*SERVICES[:4], "all"], 3)
    every = monthly["service"] == "all"
    monthly.loc[every, "companies"] = [500.0, 100.0, 20.0]
    monthly.loc[every, "company_failures"] = [9.0, 0.0, 1.0]
    assert totals_over_totals(monthly)["company_failure_rate"] == pytest.approx(12 * 1 / 120)


def test_failures_of_a_run_are_those_of_its_log(run: Run) -> None:
    every = run.monthly[(run.monthly["service"] == "all") & (run.monthly["month"] > 0)]
    failed = (run.events["kind"] == "insolvent").sum()
    owing = ((run.events["kind"] == "wound_up") & (run.events["cash"] < 0)).sum()
    assert failed > 0
    assert every["company_failures"].sum() == failed + owing
    years = every["companies"].sum() / 12
    assert run.outcomes["company_failure_rate"] == pytest.approx((failed + owing) / years)
    ended = run.organisations[run.organisations["kind_at_start"].isin(("mutual", "small"))]
    assert (ended["ending"] == "insolvent").sum() <= failed


def test_contracts_that_end_are_let_anew_or_taken_back() -> None:
    state = opened(small_world(DEAR), years=YEARS)
    ended = taken = given_up = 0.0
    for _ in range(YEARS * 12):
        for name, phase in PHASES:
            holder = state.lots.holder.copy()
            logged = len(state.log.entries)
            phase(state)
            if name != "contracts are let":
                continue
            lines = state.log.entries[logged:]
            back = sum(line.kind == "insourced" for line in lines)
            lots = np.array([line.lot for line in lines if line.kind == "no_bid"], dtype=int)
            left = (state.lots.next_route[lots] == Route.TAKEN_BACK) & (
                holder[lots] >= state.n_council_teams
            )
            stops = sum(line.kind == "stopped" for line in lines)
            expected = counted(state, "relets") + back + left.sum() + stops
            assert counted(state, "contracts_ended") == expected
            ended, taken, given_up = ended + expected, taken + back, given_up + left.sum()
        close_month(state)
    assert 0 < taken < ended
    assert given_up > 0


def test_what_is_taken_back_is_not_kept_in_one_count_and_absent_from_the_other(run: Run) -> None:
    every = run.monthly[(run.monthly["service"] == "all") & (run.monthly["month"] > 0)]
    kept, relets, ended = (
        every[name].sum() for name in ("incumbents_kept", "relets", "contracts_ended")
    )
    assert kept < relets < ended
    assert run.outcomes["mean_incumbents_kept_share"] == pytest.approx(kept / relets)
    assert run.outcomes["mean_kept_of_ended_share"] == pytest.approx(kept / ended)


def test_margins_of_placements_are_those_of_homes_and_fostering_alone(run: Run) -> None:
    table = run.monthly[run.monthly["month"] == YEARS * 12].set_index("service")
    for kind in ("small", "group"):
        plain, placed = table[f"margin_{kind}"], table[f"margin_{kind}_placements"]
        held = table[f"share_{kind}"]
        for service in ("homes", "fostering"):
            assert placed[service] == pytest.approx(plain[service], nan_ok=True)
        assert np.isnan(placed["youth"])
        assert held["homes"] > 0
        both = sorted(plain[["homes", "fostering"]].dropna())
        assert both[0] <= placed["all"] <= both[-1]


def test_mutuals_in_surplus_are_those_of_a_year_that_earn() -> None:
    state = played(small_world(), months=30)
    providers = state.providers
    mine = providers.is_spun_out & providers.is_active & (providers.ending == 0)
    mine &= ~providers.is_forming & (state.month - providers.founded >= 12)
    assert mine.sum() > 1
    providers.earnings[mine] = -1.0
    providers.earnings[np.flatnonzero(mine)[0]] = 1.0
    found = bodies(state)["mutuals_in_surplus_share"]
    assert isinstance(found, Ratio)
    assert found.over.sum() == 1
    assert found.under.sum() == mine.sum()
