"""What the model gets wrong, each in the fewest lines that show it."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.model.month.distress import fail
from sim.model.month.phases import PHASES, close_month
from tests.direction.paired import total
from tests.randomness.histories import events_told
from tests.randomness.test_same_bytes import _shuffled_table
from tests.small import Small, opened, pass_month, played

QUIET = {
    "mechanisms.entry": False,
    "mechanisms.spin_outs": False,
    "mechanisms.takeovers": False,
    "mechanisms.budgets": False,
}


def test_without_a_provider_of_last_resort_staff_of_a_failed_provider_lose_their_jobs(
    small: Small,
) -> None:
    """Nobody can bid (standing), so nobody takes the staff on in time."""
    nobody = {"bidding.standing": 20.0, "bidding.entrant_equity_limit": 0.0}
    state = opened(small({**QUIET, **nobody, "policy.last_resort": False}))
    pass_month(state)
    external = np.flatnonzero(state.is_external())
    fail(state, int(state.lots.holder[external[0]]), "the test says so")
    lost = 0
    for _ in range(8):
        for _name, phase in PHASES:
            phase(state)
        lost += state.flows.jobs_lost
        close_month(state)
    assert lost > 0


@pytest.mark.long
def test_a_surety_keeps_small_bodies_out_rather_than_groups() -> None:
    surety: dict[str, object] = {"bidding.surety": 0.1}

    def part_of_groups(overrides: dict[str, object]) -> float:
        won = {kind: total(overrides, f"awards_{kind}") for kind in ("mutual", "small", "group")}
        return won["group"] / sum(won.values())

    assert part_of_groups(surety) >= part_of_groups({})


def test_merger_control_at_nought_also_stops_partners_who_creep_past_half(small: Small) -> None:
    creep = {
        "takeovers.stake_creep": 12.0,
        "forms.mix_shares_partner": 1.0,
        "spin_outs.opening_mutuals": 300,
        "policy.merger_control": 0.0,
    }
    state = played(small(creep), months=36)
    names = {entry.because.split(":")[0] for entry in state.log.entries if entry.kind == "ending"}
    assert "stake past half" not in names


@pytest.mark.parametrize(
    "overrides",
    [
        {"entry.rate": 200.0, "entry.margin_from": 0.005},
        {"policy.bundles": 1.0, "policy.bundle_scope": "region"},
    ],
    ids=["entrants", "bundles"],
)
def test_the_order_of_councils_changes_nothing_with_entrants_and_bundles(
    small: Small, tmp_path: Path, overrides: dict[str, object]
) -> None:
    shuffled = {**overrides, "place.table": _shuffled_table(tmp_path)}
    for seed in (1, 2, 3):
        one, two = (played(small(values), seed, months=60) for values in (overrides, shuffled))
        assert events_told(one) == events_told(two)


def test_a_two_tier_code_protects_new_staff_and_rewrites_no_ones_terms_at_the_start(
    small: Small,
) -> None:
    without, code = opened(small()), opened(small({"policy.two_tier_code": True}))
    assert (without.posts.reward == code.posts.reward).all()


def test_public_cost_of_the_opening_counts_council_teams(small: Small) -> None:
    every = sim.run(small(), seed=1, years=1).monthly.query("service == 'all'").set_index("month")
    cost = every["public_cost"]
    assert cost[0] == pytest.approx(cost[1], rel=0.15)
