"""What is set aside for mutuals at the start, and what is said where it cannot be."""

from typing import Any

import numpy as np
import pytest

import sim
from tests.model.cases import (
    LAMBETH,
    lambeth,
    near_home,
    sandwell,
    with_mutual,
)
from tests.model.no_lot import NO_LOT_FOR_3BM
from tests.small import opened, pass_month, played


@pytest.mark.parametrize("seed", range(1, 7))
def test_what_is_set_aside_waits_in_house_until_its_mutual_begins(seed: int) -> None:
    busy = lambeth(market__testing_rate=2.0, spin_outs__rate=5.0)
    state = opened(busy, seed)
    waits = np.flatnonzero(state.lots.promised_to >= 0)
    for _ in range(6):
        pass_month(state)
        assert (state.lots.holder[waits] < state.n_council_teams).all()
    pass_month(state)
    row = state.providers.names.index(LAMBETH)
    assert (state.lots.holder[waits] == row).all()


def test_staff_may_veto_a_plan_and_then_their_work_stays_with_the_council() -> None:
    keep = ("E09000013", "E09000020", "E09000033")
    vetoed = 0
    for seed in range(1, 9):
        base = near_home("tri_borough", keep)
        own_terms = with_mutual(base, matches_terms=False)
        assert "Epic" in opened(base, seed).providers.names
        state = opened(own_terms, seed)
        if "Epic" in state.providers.names:
            continue
        vetoed += 1
        (lost,) = [e for e in state.log.entries if e.kind == "vote_lost" and e.month == 0]
        assert lost.because.startswith("Epic: ")
        assert not (state.lots.promised_to == 0).any()
    assert 0 < vetoed < 8


def test_a_mutual_without_a_free_lot_is_said_not_to_be_founded() -> None:
    state = opened(sim.load("england", NO_LOT_FOR_3BM))
    assert "3BM" not in state.providers.names
    (said,) = [entry for entry in state.log.entries if entry.kind == "not_founded"]
    assert "3BM" in said.because


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_a_council_is_known_to_buy_in_is_bought_in(share: float) -> None:
    market = {"council": "E09000022", "service": "homes", "bought_in": share}
    world = sim.load("tiny", {"markets": [market], "spin_outs.opening_mutuals": 0})
    state = opened(world)
    here = state.lots.is_open & (state.lots.service == 3)
    here &= state.lots.council == state.councils.codes.index("E09000022")
    posts = state.lots.required[here]
    outside = posts[state.is_external()[here]].sum() / posts.sum()
    assert outside == pytest.approx(share, abs=0.5 * posts.max() / posts.sum() + 1e-9)


def test_a_programme_without_money_refuses_and_says_so() -> None:
    world = sim.load("tiny", {"policy.support_budget": 50000, "spin_outs.rate": 3.0})
    state = played(world, months=18)
    refused = [entry for entry in state.log.entries if entry.kind == "grant_refused"]
    assert refused
    assert -state.payments.outside["support programme"] == pytest.approx(40000)


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"customer_votes": 0.9, "council_votes": 0.2}, "customer_votes"),
        ({"customers": 10, "customer_members": 20, "associates": 0}, "customer_members"),
        ({"customers": 0, "customer_members": 0, "associates": 0}, "customers_value"),
        ({"founded_month": 3}, "founded_month"),
        ({"service": "homes"}, "service"),
        ({"elsewhere": ("E09000022",)}, "elsewhere_value"),
        ({"elsewhere": ("nowhere",), "elsewhere_value": 1.0}, "elsewhere"),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_place(
    changes: dict[str, Any], address: str
) -> None:
    with pytest.raises(sim.ScenarioError) as told:
        with_mutual(sandwell(), **changes)
    assert f"mutuals[1].{address}" in str(told.value)
