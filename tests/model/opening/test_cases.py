"""Every case is a world that runs, and what is known of it holds at the start."""

import numpy as np
import pytest

import sim
from sim.model.state.codes import Account, Payer, Route
from sim.model.state.state import State
from tests.small import opened, played

CASES = (
    "sandwell",
    "tri_borough",
    "staffordshire",
    "lambeth",
    "durham",
    "college_consortium",
    "support_programme",
    "health_mutual",
    "many_inspectors",
    "childrens_homes",
)
YEAR = 12


def row_of(state: State, name: str) -> int:
    return state.providers.names.index(name)


def lots_of(state: State, name: str, payer: int = Payer.COUNCIL) -> np.ndarray:
    lots = state.lots
    mine = lots.is_open & (lots.holder == row_of(state, name)) & (lots.payer == payer)
    return np.flatnonzero(mine)


def value_of(state: State, name: str, payer: int = Payer.COUNCIL) -> float:
    return float(state.lots.value[lots_of(state, name, payer)].sum())


def people_of(state: State, name: str) -> float:
    row = row_of(state, name)
    filled = state.posts.is_filled & (state.lots.holder == row)[state.posts.lot]
    return float(filled.sum() * state.providers.people_per_post[row])


def council(state: State, code: str) -> int:
    return state.councils.codes.index(code)


@pytest.mark.parametrize("name", CASES)
def test_a_case_runs_as_its_own_world_for_a_year(name: str) -> None:
    run = sim.run(name, seed=1, years=1)
    assert run.monthly["month"].max() == YEAR
    every = run.monthly[run.monthly["service"] == "all"]
    assert (every["posts_filled"] > 0).all()
    traded = set(run.organisations.loc[run.organisations["has_traded"], "name"])
    world = sim.load(name)
    assert {m.name for m in world.mutuals if name != "support_programme"} <= traded


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sandwell_opens_with_its_staff_members_and_money(seed: int) -> None:
    state, name = opened(sim.load("sandwell"), seed), "Sandwell Inspired Partnership Services"
    row = row_of(state, name)
    assert people_of(state, name) == pytest.approx(400)
    assert value_of(state, name) == pytest.approx(2.0e6)
    (work,) = [own for own in state.customer_work if state.lots.holder[own.lot] == row]
    assert (work.count(Account.MEMBER), work.count(Account.BUYER)) == (70, 50)
    at_home = value_of(state, name, Payer.CUSTOMERS) * 120 / (120 + work.count(Account.ASSOCIATE))
    assert at_home == pytest.approx(9.0e6)
    assert state.providers.staff_votes[row] == pytest.approx(0)
    assert state.providers.council_votes[row] == pytest.approx(0.2)
    assert state.providers.founded[row] == -3
    assert state.providers.is_locked[row]
    here = council(state, "E08000028")
    rest = state.lots.is_open & (state.lots.council == here) & (state.lots.service == 1)
    assert set(state.lots.holder[rest]) == {row}
    posts = state.lots.required[rest].sum()
    assert 0.4 <= posts / 400 <= 0.6  # many of the 400 work part time, or the money would not do


def test_epic_opens_with_all_of_its_boroughs_youth_work_on_council_terms() -> None:
    state = opened(sim.load("tri_borough"))
    epic = row_of(state, "Epic")
    assert people_of(state, "Epic") == pytest.approx(150)
    assert state.providers.offer[epic] == 1.0
    where = {state.councils.codes[c] for c in state.lots.council[lots_of(state, "Epic")]}
    assert where == {"E09000020", "E09000033", "E09000013"}
    home = (state.lots.council == council(state, "E09000020")) & (state.lots.service == 0)
    assert set(state.lots.holder[home & state.lots.is_open]) == {epic}
    assert state.lots.value[home].sum() == pytest.approx(4.2e6)
    assert (state.lots.route[lots_of(state, "Epic")] == Route.SHORTLIST).all()


def test_3bm_has_a_partner_and_its_neighbour_buys_youth_work_from_charities() -> None:
    state = opened(sim.load("tri_borough"))
    assert state.providers.stake[row_of(state, "3BM")] > 0
    assert len(lots_of(state, "3BM")) == 3
    here = (state.lots.council == council(state, "E09000013")) & (state.lots.service == 0)
    drawn = here & ~np.isin(state.lots.holder, row_of(state, "Epic"))
    outside = state.lots.holder[drawn] >= state.n_council_teams
    assert outside.all()
    assert state.lots.required[drawn].sum() > 0


def test_evolve_is_small_and_its_pilot_leads_into_a_longer_term() -> None:
    state = opened(sim.load("staffordshire"))
    (lot,) = lots_of(state, "Evolve YP")
    assert state.lots.required[lot] == 15
    assert people_of(state, "Evolve YP") == pytest.approx(15)
    assert state.lots.start[lot] == -41
    assert state.lots.end[lot] - 7 == pytest.approx(48, abs=1)
    assert not state.providers.can_sell_shares[row_of(state, "Evolve YP")]


def test_lambeths_budget_is_commissioned_from_autumn_and_falls_by_a_tenth_a_year() -> None:
    world, name = sim.load("lambeth"), "Young Lambeth Co-operative"
    state = opened(world)
    assert name not in state.providers.names
    state = played(world, months=7)
    assert state.providers.founded[row_of(state, name)] == 6
    assert value_of(state, name) == pytest.approx(3.7e6)
    chosen = state.funded[row_of(state, name)]
    assert 0 < len(chosen) <= 8
    told = [entry for entry in state.log.entries if entry.kind == "commissions"]
    assert told[0].numbers["passed_on"] == pytest.approx(0.85 * 3.7e6)
    later = played(world, months=13)
    assert value_of(later, name) == pytest.approx(0.9 * 3.7e6, rel=0.015)  # whole posts


def test_the_society_on_one_estate_has_a_grant_and_no_contract() -> None:
    state, name = opened(sim.load("durham")), "Circle Crew for Change"
    assert len(lots_of(state, name)) == 0
    assert value_of(state, name, Payer.FUNDER) == pytest.approx(60000)
    assert state.contract_value()[lots_of(state, name, Payer.FUNDER)].sum() == 0
    assert 60000 * 3 < 250000


def test_the_colleges_body_has_members_and_no_council_pays_it() -> None:
    state, name = opened(sim.load("college_consortium")), "Colleges' awarding body"
    (work,) = state.customer_work
    assert work.count(Account.MEMBER) == work.accounts.size == 28
    assert len(lots_of(state, name)) == 0
    assert state.providers.staff_votes[row_of(state, name)] == 0
    assert not state.is_external()[work.lot]


def test_the_support_programme_counts_a_third_of_its_money_and_the_pathfinders_mentors() -> None:
    policy = sim.load("support_programme").policy
    assert policy.support_budget == pytest.approx(10e6 / 3, rel=1e-6)
    assert policy.mentors == round(20 / 3) + 4  # children's pathfinders of 2010
    state = played(sim.load("support_programme"), months=13)
    mentored = state.providers.is_active & (state.providers.mentored_until > state.month)
    assert 0 < mentored.sum() <= policy.mentors
    assert -state.payments.outside.get("support programme", 0.0) <= policy.support_budget


def test_when_the_health_mutual_goes_bust_its_staff_stay_in_work() -> None:
    state = played(sim.load("health_mutual"), months=24)
    row = row_of(state, "Health mutual")
    (lot,) = lots_of(state, "Health mutual")
    assert people_of(state, "Health mutual") > 70
    before = np.flatnonzero(state.posts.is_filled & (state.posts.lot == lot))
    from sim.model.month.distress import face_distress, lay_off_unlet

    face_distress(state)
    lay_off_unlet(state)
    assert not state.providers.is_active[row]
    assert state.lots.holder[lot] == state.lots.council[lot]
    assert state.posts.is_filled[before].all()
    assert state.flows.counts["step_in_cost"].sum() > 0


def test_inspection_begins_with_hundreds_of_small_firms_and_no_group() -> None:
    state = opened(sim.load("many_inspectors"))
    assert set(state.lots.service) == {1}
    holders = np.unique(state.lots.holder)
    assert len(holders) > 200
    assert set(state.providers.kind[holders]) == {2}


def test_homes_begin_with_hundreds_of_small_owners_and_hardly_any_group() -> None:
    state = opened(sim.load("childrens_homes"))
    lots = state.lots
    assert set(lots.service) == {3}
    held = np.bincount(state.providers.kind[lots.holder[lots.is_open]], minlength=4)
    share = held / held.sum()
    assert share[2] == pytest.approx(0.7, abs=0.02)
    assert share[3] == pytest.approx(0.05, abs=0.02)
    assert len(np.unique(lots.holder[state.is_external()])) > 300
