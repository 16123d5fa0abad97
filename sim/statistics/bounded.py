"""Means of values within known bounds, and whether a few runs can speak for all.

Student's t asks that no rare run could move the mean by much. Where most runs give the same value
(no mutual taken over in nineteen of twenty runs), it may be sure of what it has not seen. What
does not err then is a *bet*. A gambler who holds that the mean is above m stakes on every run that
lies above m; were the mean m or less, no stake could expect to win, so that a thousand games
would make on average no more than was put in. A fortune of 40 has then a chance of at most 1 in 40
(Ville's inequality), whatever the shape of the values, after any number of runs.
Waudby-Smith and Ramdas (2024), Journal of the Royal Statistical Society B 86:1.

The package `confseq` has such intervals; it comes without built wheels and asks for a C++ compiler,
so the dozen lines are written here. Its stakes depend on the order of the runs, ours do not.
"""

import math

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[float, float]
"""The least and the most a value can be; infinite where there is no end."""
Values = NDArray[np.float64]

OFF_COMMONEST = 10
"""Runs that must differ from the commonest value before Student's t may decide."""
PILED_UP = 0.25
"""From this share of runs on, one value is an outcome that piles up, such as nothing at all."""
SKEWED = 25.0
"""Runs needed for each unit of squared skewness: Cochran (1977), Sampling Techniques, p. 42."""

DIGITS = 12
"""To which two values are the same."""

_STAKES = np.concatenate([[1.0], 0.75 ** np.arange(1, 16)])
_WEIGHTS = np.concatenate([[0.5], np.full(15, 0.5 / 15)])
"""Parts of the most that may be staked, and how the gambler spreads the purse over them. Half goes
on the boldest, which is the exact answer where all runs give one end (the rule of three)."""
_HALVINGS = 50


def has_ends(bounds: Bounds) -> bool:
    """Whether values lie between two known ends."""
    return math.isfinite(bounds[0]) and math.isfinite(bounds[1])


def rests_on_few(values: Values) -> bool:
    """Whether too few runs tell of the mean for Student's t to be trusted.

    So it is if fewer than ten runs lie off the commonest value; and if values pile up on one, until
    there are 25 runs for each unit of squared skewness.

    >>> rests_on_few(np.zeros(100)), rests_on_few(np.linspace(0, 1, 11))
    (True, False)
    """
    runs = len(values)
    if not runs:
        return True
    # Differences of equal numbers may differ in the last digit.
    alike = np.round(values / (np.abs(values).max() or 1.0), DIGITS)
    commonest = int(np.unique(alike, return_counts=True)[1].max())
    if runs - commonest < OFF_COMMONEST:
        return True
    piles_up = commonest > 1 and commonest >= PILED_UP * runs
    return piles_up and runs < SKEWED * skewness(values) ** 2


def believable(values: Values, bounds: Bounds, confidence: float) -> tuple[float, float]:
    """The means between which no bet at this confidence is won, each end at half of the error.

    values: those of the runs, within the bounds, (n,). True after any number of runs.

    >>> low, high = believable(np.zeros(13), (0, 1), 0.95)
    >>> low, round(high, 2)
    (0.0, 0.28)
    """
    least, width = bounds[0], bounds[1] - bounds[0]
    held = np.clip((values - least) / width, 0.0, 1.0)
    error = (1 - confidence) / 2
    return (
        least + width * (1 - _highest(1 - held, error)),
        least + width * _highest(held, error),
    )


def chance_if_not_below(values: Values, threshold: float, bounds: Bounds) -> float:
    """The chance at most of values this low if the mean were the threshold or more."""
    least, width = bounds[0], bounds[1] - bounds[0]
    held = np.clip((values - least) / width, 0.0, 1.0)
    return math.exp(min(0.0, -_fortune_below(held, (threshold - least) / width)))


def _highest(held: Values, error: float) -> float:
    """The highest mean that a bet on less has not ruled out."""
    needed = -math.log(error)
    low, high = float(held.mean()), 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _fortune_below(held, middle) >= needed:
            high = middle
        else:
            low = middle
    return high


def _fortune_below(held: Values, mean: float) -> float:
    """Logarithm of what one pound has become that was staked on values below a mean."""
    if mean >= 1:
        return math.inf if mean > 1 or (held < 1).any() else 0.0
    if mean <= 0:
        return 0.0
    stakes = _STAKES[:, None] / (1 - mean)
    with np.errstate(divide="ignore"):
        grown = np.log1p(stakes * (mean - held)).sum(axis=1) + np.log(_WEIGHTS)
    return float(np.logaddexp.reduce(grown))


def skewness(values: Values) -> float:
    """How far values lean to one side: their third moment about the mean, 0 if they do not."""
    gaps = values - values.mean()
    spread = math.sqrt((gaps**2).mean())
    return float((gaps**3).mean() / spread**3) if spread else 0.0
