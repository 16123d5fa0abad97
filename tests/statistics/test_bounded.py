"""Bets on means within bounds: known answers, symmetry, and that they hold."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.statistics.bounded import believable, chance_if_not_below, rests_on_few
from tests.draws import lopsided, normal


@pytest.mark.parametrize("runs", [5, 13, 60])
def test_all_at_one_end_is_nearly_the_rule_of_three(runs: int) -> None:
    # Exact (Clopper and Pearson): (1 - m) ** runs = 0.025; half of the purse is staked elsewhere.
    exact = 1 - 0.025 ** (1 / runs)
    half = 1 - 0.0125 ** (1 / runs)
    low, high = believable(np.zeros(runs), (0, 1), 0.95)
    assert low == 0
    assert exact < high < half


def test_the_two_ends_mirror_each_other_and_scale_with_the_bounds() -> None:
    values = np.clip(normal(0.3, 0.2, 20, 1), 0, 1)
    low, high = believable(values, (0, 1), 0.95)
    other = believable(1 - values, (0, 1), 0.95)
    assert (1 - other[1], 1 - other[0]) == pytest.approx((low, high))
    assert believable(values * 4 - 3, (-3, 1), 0.95) == pytest.approx((low * 4 - 3, high * 4 - 3))
    assert low < values.mean() < high


def test_the_order_of_runs_does_not_matter() -> None:
    values = np.clip(normal(0.3, 0.2, 20, 1), 0, 1)
    assert believable(values, (0, 1), 0.9) == pytest.approx(believable(values[::-1], (0, 1), 0.9))


def test_the_chance_agrees_with_the_interval() -> None:
    values = np.clip(normal(0.3, 0.2, 20, 1), 0, 1)
    high = believable(values, (0, 1), 0.95)[1]
    assert chance_if_not_below(values, high, (0, 1)) == pytest.approx(0.025, rel=1e-6)
    assert chance_if_not_below(values, high + 0.05, (0, 1)) < 0.025
    assert chance_if_not_below(values, 0.3, (0, 1)) > 0.1


@pytest.mark.parametrize("chance", [0.02, 0.1, 0.5])
def test_a_fortune_is_rare_whatever_the_shape(chance: float) -> None:
    studies = 2000
    drawn = np.asarray(stats.bernoulli.rvs(chance, size=(studies, 13), random_state=3), float)
    missed = sum(chance_if_not_below(values, chance, (0, 1)) <= 0.025 for values in drawn)
    assert stats.binomtest(missed, studies, 0.025, "greater").pvalue > 0.001


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.arange(11.0), False),
        (np.arange(10.0), True),
        (np.repeat([0.0, 1.0], [60, 20]), False),
        (np.repeat([0.0, 1.0], [60, 9]), True),
        (np.repeat([0.0, 1.0, 30.0], [40, 9, 1]), True),
        (lopsided(20, 1), False),
        (normal(0, 1, 30, 2), False),
        (np.array([]), True),
    ],
)
def test_few_are_told_from_many(values: np.ndarray, expected: bool) -> None:
    assert rests_on_few(values) is expected


def test_values_beyond_the_bounds_by_rounding_are_taken_as_the_bound() -> None:
    low, high = believable(np.array([1 + 1e-12] * 5), (0, 1), 0.95)
    assert math.isfinite(low)
    assert high == 1
