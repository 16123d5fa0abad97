"""Known answers about staff: leaving off, or nothing but base leaving on."""

import numpy as np
from scipy import stats

from sim.model.state.state import State
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR
from tests.small import ALL_OFF, NO_MARKET, Small, each_month, opened

ERROR = 1e-4
"""Chance that a test below fails although the model is right; the seeds are fixed, so it fails
always or never."""


def test_without_leaving_tenure_grows_by_one_a_month_and_tiers_are_frozen(small: Small) -> None:
    months = 30
    off = {f"mechanisms.{name}": False for name in ("leaving", "budgets", "distress")}
    state = opened(small(off))
    people = state.posts.is_filled.copy()
    tenure, reward = state.posts.tenure.copy(), state.posts.reward.copy()
    person = state.posts.person.copy()
    was_in_house = np.zeros(state.lots.n, dtype=bool)
    for _ in each_month(state, months):
        was_in_house |= state.lots.holder < state.n_council_teams
    assert state.posts.is_filled[people].all()
    assert (state.posts.person[people] == person[people]).all()
    assert (state.posts.tenure[people] == tenure[people] + months).all()
    always_outside = people & ~was_in_house[state.posts.lot]
    assert always_outside.sum() > 500
    assert (state.posts.reward[always_outside] == reward[always_outside]).all()


def test_with_only_base_leaving_first_holders_decay_exponentially(small: Small) -> None:
    months = 48
    left, at_start, rate = _first_holders_left(small, months)
    expected = np.exp(-rate * months / MONTHS_PER_YEAR)
    for service in range(len(rate)):
        found, n = int(left[service]), int(at_start[service])
        assert stats.binomtest(found, n, expected[service]).pvalue > ERROR
    # The sample is large enough to refuse a rate that is a quarter off in all services together.
    wrong = np.exp(-rate * 1.25 * months / MONTHS_PER_YEAR)
    spread = np.sqrt((at_start * wrong * (1 - wrong)).sum())
    assert abs(left.sum() - (at_start * wrong).sum()) > stats.norm.isf(ERROR) * spread


def _first_holders_left(small: Small, months: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, at_start = np.zeros(5), np.zeros(5)
    for seed in (1, 2, 3):
        state = opened(_only_base_leaving(small), seed)
        service = state.lots.service[state.posts.lot]
        at_start += np.bincount(service[state.posts.is_filled], minlength=5)
        for _ in each_month(state, months):
            pass
        still = state.posts.is_filled & (state.posts.nth_holder == 0)
        left += np.bincount(service[still], minlength=5)
    return left, at_start, state.leaving_base


def _only_base_leaving(small: Small) -> World:
    only = {"mechanisms.leaving": True, "mechanisms.hiring": True, "staff.first_year_factor": 1.0}
    return small({**ALL_OFF, **NO_MARKET, **only})


def test_with_only_base_leaving_tenure_at_leaving_is_geometric(small: Small) -> None:
    state = opened(_only_base_leaving(small))
    chance = -np.expm1(-state.leaving_base / MONTHS_PER_YEAR)
    bins = 5
    at_risk, left, expected = (np.zeros(bins) for _ in range(3))
    for _ in range(72):
        _one_month_of_hazards(state, chance, at_risk, left, expected)
    assert (at_risk[:4] > 1000).all()
    spread = np.sqrt(expected)
    assert (np.abs(left - expected) < stats.norm.isf(ERROR / 2) * spread).all()


def _one_month_of_hazards(
    state: State, chance: np.ndarray, at_risk: np.ndarray, left: np.ndarray, expected: np.ndarray
) -> None:
    """Add up, by year of tenure, who was hired since the start, who left and who should have."""
    posts = state.posts
    here = posts.is_filled & (posts.nth_holder > 0)
    year = np.minimum(posts.tenure // MONTHS_PER_YEAR, len(left) - 1)
    monthly = chance[state.lots.service[posts.lot]]
    person = posts.person.copy()
    for _ in each_month(state, 1):
        pass
    gone = here & ~(posts.is_filled & (posts.person == person))
    at_risk += np.bincount(year[here], minlength=len(left))
    left += np.bincount(year[gone], minlength=len(left))
    expected += np.bincount(year[here], weights=monthly[here], minlength=len(left))
