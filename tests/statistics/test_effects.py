"""Paired effects against truths that are known, and how often their intervals hold them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.statistics.effects import Contrast, paired_contrasts
from tests.draws import lopsided, normal

A, B, A_AND_B = ((0, 1),), ((1, 1),), ((0, 1), (1, 1))


def by_levels(values: NDArray[np.float64], factors: int) -> dict[object, Contrast]:
    return {one.levels: one for one in paired_contrasts(values, factors)}


def made(luck: NDArray[np.float64]) -> NDArray[np.float64]:
    """3 by 2 levels: 10 and 20 more by the first, 5 by the second, 4 more where both are up."""
    first, second = np.array([0.0, 10.0, 20.0]), np.array([0.0, 5.0])
    both = np.zeros((3, 2))
    both[1:, 1] = 4.0
    plain: NDArray[np.float64] = (first[:, None] + second + both)[..., None] + luck
    return plain


def test_effects_and_interactions_are_had_back_whatever_the_luck_that_is_shared() -> None:
    found = by_levels(made(normal(100, 50, 7, 1)), 2)
    truth = {
        A: 12.0, ((0, 2),): 22.0, B: 5 + 8 / 3, A_AND_B: 4.0, ((0, 2), (1, 1)): 4.0,
    }  # fmt: skip
    assert list(found) == list(truth)
    for levels, effect in truth.items():
        interval = found[levels].interval
        assert interval.estimate == pytest.approx(effect)
        assert not interval.high - interval.low > 1e-9  # alike in every seed: hardly any, or none
        assert interval.runs == 7
    assert found[A].cases == 14
    assert found[A_AND_B].cases == 7


def test_points_between_levels_and_seeds_are_averaged_over_too() -> None:
    values = np.stack([made(normal(0, 1, 5, 2)) + shift for shift in (0.0, 100.0)], axis=2)
    found = by_levels(values, 2)
    assert found[A].interval.estimate == pytest.approx(12)
    assert found[A].cases == 20


def test_what_is_missing_leaves_its_differences_out_and_no_more() -> None:
    values = made(np.zeros(4))
    values[0, 0, 0] = values[1, 0, 1] = np.nan
    values[:, :, 3] = np.nan
    found = by_levels(values, 2)
    assert found[A].cases == 4
    assert found[A].interval.runs == 3
    assert found[A].interval.estimate == pytest.approx((14 + 14 + 12) / 3)
    assert found[A_AND_B].interval.runs == 1
    assert not found[A_AND_B].interval.is_known


def test_an_outcome_that_no_run_has_gives_effects_that_are_not_known() -> None:
    (one,) = paired_contrasts(np.full((2, 3), np.nan), 1)
    assert one.cases == one.interval.runs == 0
    assert np.isnan(one.interval.estimate)


@pytest.mark.parametrize("seeds", [4, 8])
@pytest.mark.parametrize("kind", ["normal", "lopsided"])
def test_intervals_hold_the_truth_as_often_as_they_say(seeds: int, kind: str) -> None:
    """Luck shared by seed and luck of each run's own; both of a kind that may be lopsided."""
    repeats = 1500
    shapes = (repeats, 3, 2, seeds), (repeats, seeds)
    own = normal(0, 3, shapes[0], 5) if kind == "normal" else 3 * lopsided(shapes[0], 5)
    shared = normal(0, 30, shapes[1], 6)
    held = dict.fromkeys((A, B, A_AND_B), 0)
    truth = {A: 12.0, B: 5 + 8 / 3, A_AND_B: 4.0}
    for repeat in range(repeats):
        found = by_levels(made(shared[repeat]) + own[repeat], 2)
        for levels in held:
            interval = found[levels].interval
            held[levels] += interval.low <= truth[levels] <= interval.high
    for levels, count in held.items():
        # Three standard errors of 1,500 repeats are 1.7 points.
        assert count / repeats >= 0.933, (levels, count / repeats)
        if kind == "normal":
            assert count / repeats <= 0.967, (levels, count / repeats)
