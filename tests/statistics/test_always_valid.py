"""A confidence sequence errs no more than it says, however often one looks; peeking does."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.statistics.always_valid import AlwaysValid
from sim.statistics.intervals import FIXED, Rule, mean_interval, ratio_of_means
from tests.draws import lopsided, normal, shares

LOOKS = range(8, 201, 4)
STUDIES = 3000


def share_ever_wrong(values: NDArray[np.float64], truth: float, rule: Rule) -> float:
    """Share of studies, one a row, in which some look's interval misses the truth."""
    missed = np.zeros(len(values), dtype=bool)
    for runs in LOOKS:
        seen = values[:, :runs]
        error = seen.std(axis=1, ddof=1) / math.sqrt(runs)
        missed |= np.abs(seen.mean(axis=1) - truth) > rule.reach(0.95, runs) * error
    return float(missed.mean())


def test_the_error_rate_holds_at_every_look_together() -> None:
    values = normal(0, 1, (STUDIES, max(LOOKS)), 1)
    assert share_ever_wrong(values, 0.0, AlwaysValid(32)) < 0.05
    assert share_ever_wrong(values, 0.0, FIXED) > 0.2


def test_it_holds_for_shares_of_organisations_in_a_run() -> None:
    values = shares(20, 0.3, (STUDIES, max(LOOKS)), 2)
    assert share_ever_wrong(values, 0.3, AlwaysValid(32)) < 0.05
    assert share_ever_wrong(values, 0.3, FIXED) > 0.2


def test_very_lopsided_values_cost_some_of_the_confidence() -> None:
    values = lopsided((STUDIES, max(LOOKS)), 3)
    assert share_ever_wrong(values, 1.0, AlwaysValid(32)) < 0.12


def test_one_may_stop_as_soon_as_the_answer_is_clear() -> None:
    """The false decisions of a study that stops at the first clear answer, truth on the line."""
    values = normal(0, 1, (STUDIES, max(LOOKS)), 4)
    rule = AlwaysValid(32)
    decided = np.zeros(STUDIES, dtype=bool)
    for runs in LOOKS:
        seen = values[:, :runs]
        distance = seen.mean(axis=1) / (seen.std(axis=1, ddof=1) / math.sqrt(runs))
        decided |= np.array([rule.chance(one, runs) <= 0.05 for one in distance])
    assert decided.mean() < 0.05


@pytest.mark.parametrize("runs", [8, 16, 40, 200])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_interval_and_p_value_say_the_same(runs: int, confidence: float) -> None:
    rule = AlwaysValid(32)
    reach = rule.reach(confidence, runs)
    if math.isfinite(reach):
        assert rule.chance(reach, runs) == pytest.approx(1 - confidence)


def test_it_is_wider_than_an_ordinary_interval_and_not_by_much() -> None:
    rule = AlwaysValid(32)
    for runs in (16, 32, 64, 200):
        assert 1.4 < rule.reach(0.95, runs) / FIXED.reach(0.95, runs) < 1.8


def test_intervals_nest_by_confidence() -> None:
    rule = AlwaysValid(32)
    assert rule.reach(0.90, 24) < rule.reach(0.95, 24) < rule.reach(0.99, 24)


def test_too_few_runs_give_no_interval() -> None:
    assert AlwaysValid(32).reach(0.95, 3) == math.inf
    found = ratio_of_means([1.0, 2.0, 3.0], [1.0, 1.0, 2.0], 0.95, AlwaysValid(32))
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert math.isnan(mean_interval([1.0, 1.0, 1.0], 0.95, AlwaysValid(32)).low)
