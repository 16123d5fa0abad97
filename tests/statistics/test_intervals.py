"""Intervals against published or hand-made figures, and their error rate by simulation."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.statistics import intervals
from tests.draws import lopsided, normal


def test_where_nothing_leans_the_interval_is_students() -> None:
    values = [4.0, 5.0, 7.0, 8.0]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    found = intervals.mean_interval([*values, math.nan], 0.95)
    assert (found.estimate, found.low, found.high, found.runs) == pytest.approx((6, low, high, 4))


def test_where_values_lean_the_interval_is_halls() -> None:
    """Made by hand from Hall (1992), formula for g3: the ends solve a cubic in the distance."""
    values = np.array([0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.6, 3.0, 0.6, 0.35])
    runs, spread = len(values), values.std(ddof=1)
    lean = min(stats.skew(values, bias=False), 0.3 * np.sqrt(runs))
    found = intervals.mean_interval(values, 0.95)
    for end, side in ((found.low, 1), (found.high, -1)):
        gap = (values.mean() - end) / spread
        told = gap + lean * gap**2 / 3 + lean**2 * gap**3 / 27 + lean / (6 * runs)
        assert np.sqrt(runs) * told == pytest.approx(side * stats.t.ppf(0.975, runs - 1))
    assert found.high - found.estimate > found.estimate - found.low
    assert intervals.chance_if_not_above(values, found.low) == pytest.approx(0.025)
    assert intervals.chance_if_not_above(-values, -found.high) == pytest.approx(0.025)


def test_lopsided_runs_err_half_as_often_as_students_would() -> None:
    samples = lopsided((2000, 14), 3)
    found = [intervals.mean_interval(sample, 0.95) for sample in samples]
    below = sum(one.high < 1 for one in found) / 2000
    reach = stats.t.ppf(0.975, 13) * samples.std(axis=1, ddof=1) / np.sqrt(14)
    students = (samples.mean(axis=1) + reach < 1).mean()
    assert students > 0.07
    assert below < 0.062
    assert sum(one.low > 1 for one in found) / 2000 < 0.025


def test_one_run_has_an_estimate_but_no_interval() -> None:
    found = intervals.mean_interval([0.4], 0.95)
    assert found.estimate == 0.4
    assert not found.is_known
    assert math.isnan(intervals.mean_interval([], 0.95).estimate)


def test_equal_runs_give_no_point() -> None:
    found = intervals.mean_interval([0.1] * 100, 0.95)
    assert found.estimate == pytest.approx(0.1)
    assert not found.may_decide
    assert not found.is_known
    bounded = intervals.mean_interval([0.1] * 100, 0.95, bounds=(0, 1))
    assert bounded.low < 0.1 < bounded.high < 0.2


def test_pairing_removes_shared_luck() -> None:
    luck = normal(0, 1, 20, 1)
    noise = normal(0, 1e-6, 20, 3)
    found = intervals.paired_difference(luck + 0.1 + noise, luck, 0.95)
    assert found.high - found.low < 1e-5


def test_fieller_agrees_with_its_definition() -> None:
    top = normal(3, 1, 15, 2)
    bottom = normal(6, 1, 15, 3)
    found = intervals.ratio_of_means(top, bottom, 0.95)
    for bound in (found.low, found.high):
        assert stats.ttest_1samp(top - bound * bottom, 0).pvalue == pytest.approx(0.05)
    assert found.estimate == pytest.approx(top.mean() / bottom.mean())


def test_fieller_with_nothing_on_top_or_nothing_below() -> None:
    some = [1.0, 2.0, 3.0, 2.0]
    nothing = intervals.ratio_of_means([0.0] * 4, some, 0.95)
    assert (nothing.estimate, nothing.may_decide) == (0, False)
    assert math.isnan(intervals.ratio_of_means(some, [0.0] * 4, 0.95).estimate)
    assert not intervals.ratio_of_means(some, [-3.0, 4.0, -2.0, 2.0], 0.95).is_known


def test_holm_against_r() -> None:
    assert intervals.holm([0.01, 0.02, 0.03, 0.005, 0.5]) == pytest.approx(
        [0.04, 0.06, 0.06, 0.025, 0.5]
    )
    assert intervals.holm([math.nan, 0.01]).tolist() == [1, 0.02]


def test_one_sided_chance() -> None:
    values = normal(0.3, 1, 12, 4)
    expected = stats.ttest_1samp(values, 0.1, alternative="greater").pvalue
    assert intervals.chance_if_not_above(values, 0.1, may_lean=False) == pytest.approx(expected)
    assert intervals.chance_if_not_above(values, 0.1) == pytest.approx(expected, abs=0.03)
    assert math.isnan(intervals.chance_if_not_above([1.0] * 50, 0.5))
    ten = [1.0] * 10
    assert intervals.chance_if_not_above(ten, 0.5, bounds=(0, 1)) == pytest.approx(2**-9, rel=0.1)
    assert intervals.chance_if_not_above(ten, 1.0, bounds=(0, 2)) == 1
    assert math.isnan(intervals.chance_if_not_above([1.0], 1.0))


def test_wilson_against_the_published_figures() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
    found = intervals.share_interval(81, 263, 0.95)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert intervals.share_interval(0, 20, 0.95).high == pytest.approx(0.1611, abs=5e-5)
    assert intervals.share_interval(20, 20, 0.95).high == 1


def test_holm_and_wilson_against_a_library() -> None:
    multiple = pytest.importorskip("statsmodels.stats.multitest")
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    chances = [0.04, 0.001, 0.2, 0.013, 0.5, 0.013]
    adjusted = multiple.multipletests(chances, method="holm")[1]
    assert intervals.holm(chances) == pytest.approx(adjusted)
    for held, asked in ((0, 7), (3, 50), (199, 200)):
        low, high = proportion.proportion_confint(held, asked, method="wilson")
        found = intervals.share_interval(held, asked, 0.95)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_equivalence_uses_the_ninety_percent_interval() -> None:
    assert intervals.equivalence_confidence(0.95) == pytest.approx(0.90)


@pytest.mark.parametrize("runs", [6, 24])
def test_intervals_miss_about_one_time_in_twenty(runs: int) -> None:
    samples = normal(1, 2, (2000, runs), 5)
    missed = sum(
        not (found.low <= 1 <= found.high)
        for found in (intervals.mean_interval(sample, 0.95) for sample in samples)
    )
    assert stats.binomtest(missed, 2000, 0.05).pvalue > 0.001


def test_unpaired_difference_is_welchs() -> None:
    first = normal(1, 2, 13, 8)
    second = normal(0, 1, 14, 9)
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    found = intervals.unpaired_difference(first, second, 0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    equal = intervals.unpaired_difference([2.0] * 30, [1.0] * 30, 0.95)
    assert (equal.estimate, equal.is_known, equal.may_decide) == (1, False, False)
    bounded = intervals.unpaired_difference([0.9] * 30, [0.1] * 30, 0.95, (0, 1))
    assert 0.4 < bounded.low < 0.8 < bounded.high <= 1
    assert not intervals.unpaired_difference([2.0], [1.0, 1.0], 0.95).is_known
