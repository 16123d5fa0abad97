"""Survival curves against sums done on paper."""

import numpy as np
import pytest

from sim.statistics.survival import cumulative_incidence, restricted_mean

TAKEN, LOST = 1, 2


def test_without_censoring_survival_is_the_share_still_going() -> None:
    curves = cumulative_incidence([0] * 4, [0, 1, 1, 3], [TAKEN, LOST, TAKEN, LOST], 4)
    assert curves.survival == pytest.approx([1, 0.75, 0.25, 0.25, 0])
    assert curves.by_cause[TAKEN] == pytest.approx([0, 0.25, 0.5, 0.5, 0.5])
    assert curves.by_cause[LOST] == pytest.approx([0, 0, 0.25, 0.25, 0.5])
    assert curves.at_risk.tolist() == [4, 3, 1, 1]


def test_a_censored_organisation_counts_only_while_it_is_seen() -> None:
    # Month 1: one of three ends. Month 2: the second is last seen. Month 3: the last one ends.
    curves = cumulative_incidence([0, 0, 0], [1, 2, 3], [TAKEN, 0, LOST], 4)
    assert curves.survival == pytest.approx([1, 1, 2 / 3, 2 / 3, 0])
    assert curves.by_cause[LOST][-1] == pytest.approx(2 / 3)


def test_one_who_enters_late_is_not_at_risk_before() -> None:
    # Ages 0 and 1: one at risk. Age 2: three, of which one ends. Age 3: two, of which one ends.
    curves = cumulative_incidence([0, 2, 2], [3, 2, 5], [TAKEN, LOST, 0], 5)
    assert curves.at_risk.tolist() == [1, 1, 3, 2, 1]
    assert curves.survival == pytest.approx([1, 1, 1, 2 / 3, 1 / 3, 1 / 3])


def test_ignoring_late_entry_would_flatter() -> None:
    entry, last = [0, 0, 24, 24], [6, 40, 60, 60]
    cause = [TAKEN, TAKEN, 0, 0]
    late = cumulative_incidence(entry, last, cause, 60).survival[-1]
    naive = cumulative_incidence([0] * 4, last, cause, 60).survival[-1]
    assert late == pytest.approx(0.5 * 2 / 3)
    assert naive == pytest.approx(0.5)


def test_where_nobody_was_seen_nothing_is_said() -> None:
    curves = cumulative_incidence([0, 0], [1, 1], [0, TAKEN], 4)
    assert curves.survival[:3] == pytest.approx([1, 1, 0.5])
    assert np.isnan(curves.survival[3:]).all()
    assert np.isnan(cumulative_incidence([], [], [], 3).survival[1:]).all()
    assert np.isnan(cumulative_incidence([5], [9], [0], 9).survival[1:]).all()


def test_once_all_have_ended_survival_stays_at_nought() -> None:
    curves = cumulative_incidence([0, 0], [0, 1], [TAKEN, TAKEN], 6)
    assert curves.survival[2:].tolist() == [0] * 5
    assert curves.by_cause[TAKEN][-1] == pytest.approx(1)


def test_survival_and_incidences_sum_to_one() -> None:
    ages = np.arange(40)
    curves = cumulative_incidence(ages % 7, ages % 7 + ages, ages % 3, 30)
    total = curves.survival + curves.ended_by([1, 2])
    assert total[~np.isnan(total)] == pytest.approx(1)
    assert curves.ended_by([99])[0] == 0


def test_restricted_mean_is_the_area_under_the_curve_in_years() -> None:
    survival = np.concatenate([np.ones(12), np.full(13, 0.5)])
    assert restricted_mean(survival, 24) == pytest.approx(1.5)
    with pytest.raises(ValueError, match="fewer than the 30"):
        restricted_mean(survival, 30)


@pytest.mark.parametrize(
    ("entry", "last", "says"),
    [([3], [2], "before it entered"), ([-1], [2], "negative"), ([1, 2], [3], "length")],
)
def test_impossible_lives_are_refused(entry: list[int], last: list[int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cumulative_incidence(entry, last, [0], 12)
