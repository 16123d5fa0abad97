"""How sure we may be of a number when the runs differ only by luck.

A run (one seed) is the unit: organisations inside a run share its luck and are not independent.
All intervals are two-sided at the stated confidence; p-values are one-sided.
scipy is imported where it is used, because it takes a second to load and most commands do without.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEWEST_RUNS = 2
"""Below this, luck cannot be told from effect."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its interval over luck. Bounds are NaN with fewer than two runs."""

    estimate: float
    low: float
    high: float
    runs: int
    confidence: float

    @property
    def is_known(self) -> bool:
        """Whether both bounds exist as numbers."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def lies_within(self, centre: float, margin: float) -> bool:
        """Whether the whole interval lies no further than `margin` from `centre`."""
        return self.is_known and centre - margin <= self.low and self.high <= centre + margin


class Rule(Protocol):
    """How far a mean may be off, given how many runs there are and why they ended."""

    def reach(self, confidence: float, runs: int) -> float:
        """Standard errors that an interval reaches to either side of the mean."""

    def chance(self, distance: float, runs: int) -> float:
        """Two-sided p-value of a mean so many standard errors from where it is said to be."""


class Fixed:
    """The number of runs was fixed beforehand: Student's t."""

    def reach(self, confidence: float, runs: int) -> float:
        """Standard errors that an interval reaches to either side of the mean."""
        return _t_quantile(confidence, runs - 1)

    def chance(self, distance: float, runs: int) -> float:
        """Two-sided p-value of a mean so many standard errors from where it is said to be."""
        from scipy.special import stdtr

        return float(2 * stdtr(runs - 1, -abs(distance)))


FIXED = Fixed()


def mean_interval(values: ArrayLike, confidence: float, rule: Rule = FIXED) -> Interval:
    """Mean over runs, with its interval by the rule. Runs without a value (NaN) are left out.

    >>> mean_interval([1.0, 2.0, 3.0], 0.95).estimate
    2.0
    """
    kept = without_gaps(values)
    runs = len(kept)
    if runs < FEWEST_RUNS:
        return Interval(
            float(kept.mean()) if runs else math.nan, math.nan, math.nan, runs, confidence
        )
    centre = float(kept.mean())
    error = standard_error(kept)
    reach = rule.reach(confidence, runs) * error if error else 0.0
    return Interval(centre, centre - reach, centre + reach, runs, confidence)


def paired_difference(first: ArrayLike, second: ArrayLike, confidence: float) -> Interval:
    """Mean of first minus second over runs that share their luck, element by element."""
    return mean_interval(np.asarray(first, float) - np.asarray(second, float), confidence)


def unpaired_difference(first: ArrayLike, second: ArrayLike, confidence: float) -> Interval:
    """Mean of first minus mean of second over runs that share no luck (Welch 1947)."""
    one, two = without_gaps(first), without_gaps(second)
    runs = min(len(one), len(two))
    if runs < FEWEST_RUNS:
        apart = float(one.mean() - two.mean()) if runs else math.nan
        return Interval(apart, math.nan, math.nan, runs, confidence)
    apart = float(one.mean() - two.mean())
    squares = standard_error(one) ** 2, standard_error(two) ** 2
    if sum(squares) == 0:
        return Interval(apart, apart, apart, runs, confidence)
    freedom = sum(squares) ** 2 / (
        squares[0] ** 2 / (len(one) - 1) + squares[1] ** 2 / (len(two) - 1)
    )
    reach = _t_quantile(confidence, freedom) * math.sqrt(sum(squares))
    return Interval(apart, apart - reach, apart + reach, runs, confidence)


def ratio_of_means(
    numerator: ArrayLike, denominator: ArrayLike, confidence: float, rule: Rule = FIXED
) -> Interval:
    """Mean of the numerator over mean of the denominator, with Fieller's interval.

    A ratio r is believable if the mean of (numerator - r x denominator) over the same
    runs does not differ from nought by the rule, such as Student's t. Fieller (1954) solves this
    for r exactly. We prefer it to the logarithm, which fails as soon as one mean is nought (no
    mutual taken over), and to the mean of the runs' own ratios, which fails once a run has an
    empty denominator.
    The bounds are infinite when the denominator itself cannot be told from nought.
    """
    top, bottom = _pairs_without_gaps(numerator, denominator)
    runs = len(top)
    if runs < FEWEST_RUNS or bottom.mean() == 0:
        return Interval(math.nan, math.nan, math.nan, runs, confidence)
    estimate = float(top.mean() / bottom.mean())
    spread = np.cov(top, bottom) / runs
    reach = rule.reach(confidence, runs) ** 2
    if math.isinf(reach):
        return Interval(estimate, -math.inf, math.inf, runs, confidence)

    square = bottom.mean() ** 2 - reach * spread[1, 1]
    middle = top.mean() * bottom.mean() - reach * spread[0, 1]
    rest = top.mean() ** 2 - reach * spread[0, 0]
    if square <= 0:
        return Interval(estimate, -math.inf, math.inf, runs, confidence)
    root = math.sqrt(max(middle**2 - square * rest, 0.0))
    return Interval(
        estimate, float((middle - root) / square), float((middle + root) / square), runs, confidence
    )


def share_interval(successes: float, runs: float, confidence: float) -> Interval:
    """Share of runs in which something held, with Wilson's (1927) interval: sound near 0 and 1.

    The numbers need not be whole: runs that are not independent are worth fewer than they are.
    """
    if runs == 0:
        return Interval(math.nan, math.nan, math.nan, 0, confidence)
    from scipy.special import ndtri

    z = float(ndtri(1 - (1 - confidence) / 2))
    share = successes / runs
    centre = (share + z**2 / (2 * runs)) / (1 + z**2 / runs)
    reach = z * math.sqrt(share * (1 - share) / runs + z**2 / (4 * runs**2)) / (1 + z**2 / runs)
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == runs else centre + reach
    return Interval(share, low, high, round(runs), confidence)


def chance_if_not_above(values: ArrayLike, threshold: float, rule: Rule = FIXED) -> float:
    """One-sided p-value: the chance of a mean this high if the truth were no higher.

    With no spread it is 0, 1, or, exactly on the threshold, a half. NaN with fewer than two runs.
    """
    kept = without_gaps(values)
    if len(kept) < FEWEST_RUNS:
        return math.nan
    gap = float(kept.mean()) - threshold
    error = standard_error(kept)
    if error == 0:
        return 0.5 if gap == 0 else float(gap < 0)
    half = rule.chance(gap / error, len(kept)) / 2
    return half if gap > 0 else 1 - half


def holm(chances: ArrayLike) -> Values:
    """Holm's (1979) step-down adjustment of several p-values. NaN counts as 1: no evidence.

    The smallest is multiplied by the number of tests, the next by one fewer, and so on;
    none may fall below one before it, and none exceeds 1.

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    raw = np.nan_to_num(np.asarray(chances, dtype=np.float64), nan=1.0)
    order = np.argsort(raw, kind="stable")
    stepped = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def equivalence_confidence(confidence: float) -> float:
    """The confidence of the interval that settles equivalence by two one-sided tests.

    Each test (Schuirmann 1987) is made at 1 - confidence, so the interval that both allow leaves
    that much at *either* end: 0.90 for tests at 5%.
    """
    return 1 - 2 * (1 - confidence)


def standard_error(values: Values) -> float:
    """Standard error of the mean of values without gaps; exactly 0 if all are equal."""
    if np.ptp(values) == 0:
        return 0.0
    return float(values.std(ddof=1) / math.sqrt(len(values)))


def without_gaps(values: ArrayLike) -> Values:
    """The values that are numbers: neither NaN nor infinite."""
    given = np.asarray(values, dtype=np.float64)
    return given[np.isfinite(given)]


def _pairs_without_gaps(first: ArrayLike, second: ArrayLike) -> tuple[Values, Values]:
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = np.isfinite(one) & np.isfinite(two)
    return one[both], two[both]


def _t_quantile(confidence: float, freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - (1 - confidence) / 2))
