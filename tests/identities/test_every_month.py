"""What holds in every month of every world: money, staff, contracts, posts, shares add up."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import sim
from sim.model.month.phases import PHASES, close_month
from sim.model.record.recorder import Recorder
from sim.model.state.codes import Kind, Payer
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.registry.sections.kinds import KINDS
from tests.places import ROOT
from tests.small import SCENARIO, Small, opened

SHIPPED = sorted((ROOT / "scenarios").glob("*.toml"))
ROUNDING = 1e-9
WORK = "staff work, leave and are hired"
MAY_LOSE_STAFF = (
    "budgets and need",
    "customers renew and funders grant",
    "services stop",
    "contracts and staff move",
    "redundancy of unlet staff",
)
"""Phases, besides work itself, in which people may lose their posts."""
LIVELY = {"market.contract_months": 24, "takeovers.looks_a_year": 4.0}
HARSH = {
    **LIVELY,
    "policy.last_resort": False,
    "finance.credit_weeks": 1,
    "policy.bundles": 0.5,
    "policy.bundle_scope": "region",
    "policy.reserved": 0.5,
    "bidding.surety": 0.05,
    "staff.rival_pay": True,
}
NO_MUTUALS = {"spin_outs.opening_mutuals": 0, "mechanisms.spin_outs": False}


def check_money(state: State) -> None:
    """Money moves and never appears, and no account is lost in nothing."""
    assert abs(state.payments.imbalance()) <= ROUNDING * state.payments.turnover()
    for column in (state.providers.cash, state.providers.debt, state.councils.cash):
        assert np.isfinite(column).all()
    assert (state.providers.debt >= -ROUNDING).all()
    gone = ~state.providers.is_active
    assert np.abs(state.providers.cash[gone]).max(initial=0.0) < 0.01


def check_contracts(state: State) -> None:
    """Every open lot has one holder that exists, every outside contract a price and an end."""
    lots, providers = state.lots, state.providers
    held = lots.is_open
    assert ((lots.holder >= 0) & (lots.holder < providers.n)).all()
    assert providers.is_active[lots.holder[held]].all()
    in_house = held & (providers.kind[lots.holder] == Kind.IN_HOUSE)
    assert (lots.holder[in_house] == lots.council[in_house]).all()
    external = state.is_external()
    own_work = held & (lots.payer != Payer.COUNCIL)
    assert not (own_work & in_house).any()
    assert (external == (held & ~in_house & ~own_work)).all()
    assert (lots.unit_price[external] > 0).all()
    assert (lots.unit_price[in_house] == 0).all()
    assert (lots.end[external & (lots.next_holder == NOBODY)] >= state.month).all()
    awarded = lots.next_holder != NOBODY
    assert (lots.next_month[awarded] >= state.month).all()
    assert lots.holder.shape == lots.identity.shape == np.unique(lots.identity).shape


def check_posts(state: State) -> None:
    """As many posts are on as are needed; only those are held; only mutuals have members."""
    lots, posts, providers = state.lots, state.posts, state.providers
    on = np.add.reduceat(posts.is_on.astype(np.int64), lots.first_post)
    assert (on[lots.is_open] == lots.required[lots.is_open]).all()
    assert (on[~lots.is_open] == 0).all()
    assert not (posts.is_filled & ~posts.is_on).any()
    people = posts.person[posts.is_filled]
    assert len(np.unique(people)) == len(people)
    member = posts.is_filled & posts.is_member
    assert (providers.kind[lots.holder[posts.lot[member]]] == Kind.MUTUAL).all()
    for column in (posts.commitment, lots.quality):
        assert ((column >= 0) & (column <= 1)).all()
    assert (posts.reward > 0).all()
    assert (posts.log_reward == np.log(posts.reward)).all()


def check_shares(recorder: Recorder) -> None:
    """Shares by kind sum to 1 in every service, and every share lies between 0 and 1."""
    row = {name: recorder.latest(name) for name in recorder.months[-1]}
    total = sum(row[f"share_{kind}"] for kind in KINDS)
    there = row["posts_required"] > 0
    assert np.allclose(np.asarray(total)[there], 1.0, atol=ROUNDING)
    both = row["external_share"] + row["share_in_house"]
    assert np.allclose(both[there], 1.0, atol=ROUNDING, equal_nan=True)
    for name, column in row.items():
        if name.endswith("_share") or name.startswith(("share_", "top")):
            assert np.nanmin(column, initial=0.0) >= -ROUNDING, name
            assert np.nanmax(column, initial=0.0) <= 1 + ROUNDING, name


def play_and_check_staff(state: State) -> None:
    """One month, in which staff in less staff out is the change, phase by phase and lot by lot."""
    for name, phase in PHASES:
        before, jobs_lost = _people(state), state.flows.jobs_lost
        redeployed_from = state.lots.holder < state.n_council_teams
        phase(state)
        # Who is taken back in this phase may be redeployed by the council at once.
        redeployed_from |= state.lots.holder < state.n_council_teams
        lost = before - _people(state)
        flows = state.flows
        if name == WORK:
            assert (lost == flows.leavers - flows.hires).all()
        elif name in MAY_LOSE_STAFF:
            assert (lost >= 0).all()
            laid_off = flows.jobs_lost - jobs_lost
            assert lost[~redeployed_from].sum() <= laid_off <= lost.sum(), name
        else:
            assert not lost.any(), name
    assert flows.staff_moved >= 0
    close_month(state)


def _people(state: State) -> NDArray[np.int64]:
    filled = state.posts.is_filled.astype(np.int64)
    return np.asarray(np.add.reduceat(filled, state.lots.first_post))


def check_all(state: State, months: int) -> None:
    """Play so many months, checking all of the above in each."""
    recorder = Recorder(state)
    checks: tuple[Callable[[State], None], ...] = (check_money, check_contracts, check_posts)
    for _ in range(months):
        play_and_check_staff(state)
        recorder.record(state)
        for check in checks:
            check(state)
        check_shares(recorder)


@pytest.mark.parametrize(
    ("overrides", "seed"), [({}, 1), ({}, 2), (LIVELY, 3), (HARSH, 4), (NO_MUTUALS, 5)]
)
def test_everything_adds_up_every_month(
    small: Small, overrides: dict[str, object], seed: int
) -> None:
    check_all(opened(small(overrides), seed), months=84)


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_everything_adds_up_every_month_in_every_shipped_world_made_small(path: Path) -> None:
    few = {"place.keep": sim.load(SCENARIO).place.keep}
    check_all(opened(sim.load(path, few), seed=1, years=15), months=60)


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "keep"),
    [
        ("sandwell", ("E08000025", "E08000027", "E08000028", "E08000030", "E08000031")),
        ("durham", ("E06000047", "E06000005", "E08000037")),
        ("staffordshire", ("E10000028", "E06000021", "E08000030")),
    ],
)
def test_everything_adds_up_where_a_case_is_at_home(name: str, keep: tuple[str, ...]) -> None:
    lively = {"place.keep": keep, "finance.credit_weeks": 1, "own_work.grant_rate": 0.3}
    for seed in (1, 2):
        check_all(opened(sim.load(name, lively), seed), months=60)


@pytest.mark.long
def test_everything_adds_up_every_month_in_england() -> None:
    check_all(opened(sim.load("england"), seed=2, years=15), months=36)
