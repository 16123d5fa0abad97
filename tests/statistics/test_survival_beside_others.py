"""Survival with late entry beside a library, beside a plain loop, and beside a known truth."""

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from sim.statistics.survival import Lives, cumulative_incidence, survival_interval
from tests.draws import even

CAUSES = (1, 2, 3)
HORIZON = 60


def _some_lives(seed: int, size: int = 80) -> Lives:
    """Lives that enter late, end by several causes, often in the same month, or are censored."""
    is_late, age, length, why = even((4, size), seed)
    entry = np.where(is_late < 0.4, np.floor(40 * age), 0)
    cause = np.searchsorted([0.4, 0.7, 0.9], why)
    return Lives(entry, entry + np.floor(50 * length), cause)


@pytest.mark.parametrize("seed", range(8))
def test_survival_is_that_of_statsmodels(seed: int) -> None:
    lives = _some_lives(seed)
    # It takes nobody to be at risk in the very moment of entry, so ages are moved on by one.
    theirs = SurvfuncRight(lives.last + 1, lives.cause > 0, entry=lives.entry)
    ours = cumulative_incidence(*lives, HORIZON)
    seen = [age for age in theirs.surv_times.astype(int) if age <= HORIZON]
    assert len(seen) > 20
    for place, age in enumerate(seen):
        assert ours.survival[age] == pytest.approx(theirs.surv_prob[place])
        assert ours.at_risk[age - 1] == theirs.n_risk[place]


@pytest.mark.parametrize("seed", range(8))
def test_incidence_is_that_of_a_plain_loop(seed: int) -> None:
    lives = _some_lives(seed)
    still, ended = 1.0, dict.fromkeys(CAUSES, 0.0)
    ours = cumulative_incidence(*lives, HORIZON)
    for month in range(HORIZON):
        seen = [one for one in zip(*lives, strict=True) if one[0] <= month <= one[1]]
        assert ours.at_risk[month] == len(seen)
        if not seen:
            break
        now = {code: sum(one[1:] == (month, code) for one in seen) for code in CAUSES}
        for code in CAUSES:
            ended[code] += still * now[code] / len(seen)
            assert ours.by_cause[code][month + 1] == pytest.approx(ended[code])
        still *= 1 - sum(now.values()) / len(seen)
        assert ours.survival[month + 1] == pytest.approx(still)


@pytest.mark.parametrize("seed", range(4))
def test_with_lives_of_their_own_luck_and_none_late_the_error_is_greenwoods(seed: int) -> None:
    _, last, cause = _some_lives(seed)
    lives = Lives(np.zeros_like(last), last, cause)
    theirs = SurvfuncRight(lives.last + 1, lives.cause > 0)
    ours = cumulative_incidence(*lives, HORIZON).survival
    size = len(lives.last)
    low, high = survival_interval(lives, np.arange(size), HORIZON, 0.95)
    from scipy.special import stdtrit

    # Half the interval's length on the scale on which it is symmetric, back to the scale of shares.
    for place, age in enumerate(theirs.surv_times.astype(int)):
        if age > HORIZON or not 0 < ours[age] < 1:
            continue
        reach = (np.log(-np.log(low[age])) - np.log(-np.log(high[age]))) / 2
        error = reach / stdtrit(size - 1, 0.975) * -np.log(ours[age]) * ours[age]
        assert error * np.sqrt((size - 1) / size) == pytest.approx(theirs.surv_prob_se[place])


def test_where_nobody_or_everybody_has_ended_there_is_no_interval() -> None:
    lives = Lives(np.zeros(3), np.array([2, 2, 4]), np.array([1, 1, 1]))
    low, high = survival_interval(lives, np.arange(3), 6, 0.95)
    assert np.isnan(low[[0, 1, 2, 5, 6]]).all()
    assert np.isnan(high[[0, 1, 2, 5, 6]]).all()
    assert 0 < low[3] < 1 / 3 < high[3] < 1
    assert np.isnan(survival_interval(lives, [7, 7, 7], 6, 0.95)).all()


def test_intervals_hold_the_truth_as_often_as_they_say_where_runs_have_luck_of_their_own() -> None:
    """24 runs of 30 lives; the monthly chance of ending differs by run, as markets do."""
    age, runs, each, tries = 48, 24, 30, 400
    chances = np.array([0.004, 0.02])
    truth = ((1 - chances) ** age).mean()
    luck = np.repeat(np.arange(runs), each)
    held = {"by run": 0, "by body": 0}
    markets, fates = even((tries, runs), 7), even((tries, runs * each), 8)
    for market, fate in zip(markets, fates, strict=True):
        chance = np.repeat(chances[(market < 0.5).astype(int)], each)
        age_at_end = np.floor(np.log(fate) / np.log(1 - chance))
        is_seen = age_at_end < age
        lives = Lives(np.zeros(runs * each), np.minimum(age_at_end, age), is_seen.astype(int))
        for name, shared in (("by run", luck), ("by body", np.arange(runs * each))):
            low, high = survival_interval(lives, shared, age, 0.95)
            held[name] += bool(low[age] <= truth <= high[age])
    assert held["by run"] / tries > 0.92
    assert held["by body"] / tries < 0.7, "lives that share their luck taken for independent ones"
