"""How sure we may be of a number when the runs differ only by luck.

A run (one seed) is the unit: organisations inside a run share its luck and are not independent.
All intervals are two-sided at the stated confidence; p-values are one-sided. No interval reaches
beyond what its number can be, and none is a point because all runs happened to agree.
scipy is imported where it is used, because it takes a second to load and most commands do without.
"""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.statistics.bounded import (
    Bounds,
    believable,
    chance_if_not_below,
    has_ends,
    rests_on_few,
)
from sim.statistics.leaning import distance_from, ends, lean_of

FEWEST_RUNS = 2
"""Below this, luck cannot be told from effect."""

NO_ENDS: Bounds = (-math.inf, math.inf)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its interval over luck. Bounds are NaN with fewer than two runs."""

    estimate: float
    low: float
    high: float
    runs: int
    confidence: float
    may_decide: bool = True
    """Whether a verdict may rest on it: not if a few runs speak for all and nothing bounds them."""
    is_for_any_shape: bool = False
    """Whether it allows for any shape between known bounds, because a few runs speak for all."""

    @property
    def is_known(self) -> bool:
        """Whether both bounds exist as numbers."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def lies_within(self, centre: float, margin: float) -> bool:
        """Whether the whole interval lies no further than `margin` from `centre`."""
        return self.is_known and centre - margin <= self.low and self.high <= centre + margin


class Rule(Protocol):
    """How far a mean may be off, given how many runs there are and why they ended."""

    allows_for_lean: bool

    def reach(self, confidence: float, runs: int) -> float:
        """Standard errors that an interval reaches to either side of the mean."""

    def chance(self, distance: float, runs: int) -> float:
        """Two-sided p-value of a mean so many standard errors from where it is said to be."""


class Fixed:
    """The number of runs was fixed beforehand: Student's t."""

    allows_for_lean = True

    def reach(self, confidence: float, runs: int) -> float:
        """Standard errors that an interval reaches to either side of the mean."""
        return _t_quantile(confidence, runs - 1)

    def chance(self, distance: float, runs: int) -> float:
        """Two-sided p-value of a mean so many standard errors from where it is said to be."""
        from scipy.special import stdtr

        return float(2 * stdtr(runs - 1, -abs(distance)))


FIXED = Fixed()


def mean_interval(
    values: ArrayLike, confidence: float, rule: Rule = FIXED, bounds: Bounds = NO_ENDS
) -> Interval:
    """Mean over runs, with its interval by the rule. Runs without a value (NaN) are left out.

    Where a few runs speak for all, the rule does not hold: values between known bounds get the
    interval that holds for any shape, others keep theirs but decide nothing; and where all agree
    and nothing bounds them, there is no interval.

    >>> mean_interval([1.0, 2.0, 3.0], 0.95).estimate
    2.0
    """
    kept = without_gaps(values)
    runs = len(kept)
    centre = float(kept.mean()) if runs else math.nan
    if runs < FEWEST_RUNS:
        return Interval(centre, math.nan, math.nan, runs, confidence)
    is_few = rests_on_few(kept)
    if is_few and has_ends(bounds):
        low, high = believable(kept, bounds, confidence)
        return Interval(centre, low, high, runs, confidence, is_for_any_shape=True)
    lean = lean_of(kept) if rule.allows_for_lean else 0.0
    low, high = _within(bounds, *ends(kept, rule.reach(confidence, runs), lean))
    return Interval(centre, low, high, runs, confidence, may_decide=not is_few)


def paired_difference(
    first: ArrayLike, second: ArrayLike, confidence: float, bounds: Bounds = NO_ENDS
) -> Interval:
    """Mean of first minus second over runs that share their luck, element by element.

    bounds: of the values themselves; their difference is bounded by the width between them.
    """
    apart = np.asarray(first, float) - np.asarray(second, float)
    return mean_interval(apart, confidence, bounds=of_difference(bounds))


def of_difference(bounds: Bounds) -> Bounds:
    """The bounds of the difference of two values within the same bounds."""
    width = bounds[1] - bounds[0]
    return -width, width


def unpaired_difference(
    first: ArrayLike, second: ArrayLike, confidence: float, bounds: Bounds = NO_ENDS
) -> Interval:
    """Mean of first minus mean of second over runs that share no luck (Welch 1947).

    Where a few runs speak for either, each has an interval at half the error for any shape.
    """
    one, two = without_gaps(first), without_gaps(second)
    runs = min(len(one), len(two))
    if runs < FEWEST_RUNS:
        apart = float(one.mean() - two.mean()) if runs else math.nan
        return Interval(apart, math.nan, math.nan, runs, confidence)
    apart = float(one.mean() - two.mean())
    is_few = rests_on_few(one) or rests_on_few(two)
    if is_few and has_ends(bounds):
        each = (1 + confidence) / 2
        above, below = believable(one, bounds, each), believable(two, bounds, each)
        return Interval(apart, above[0] - below[1], above[1] - below[0], runs, confidence)
    squares = standard_error(one) ** 2, standard_error(two) ** 2
    if sum(squares) == 0:
        return Interval(apart, math.nan, math.nan, runs, confidence, may_decide=False)
    freedom = sum(squares) ** 2 / (
        squares[0] ** 2 / (len(one) - 1) + squares[1] ** 2 / (len(two) - 1)
    )
    reach = _t_quantile(confidence, freedom) * math.sqrt(sum(squares))
    low, high = _within(of_difference(bounds), apart - reach, apart + reach)
    return Interval(apart, low, high, runs, confidence, may_decide=not is_few)


def ratio_of_means(
    numerator: ArrayLike,
    denominator: ArrayLike,
    confidence: float,
    rule: Rule = FIXED,
    bounds: Bounds = NO_ENDS,
) -> Interval:
    """Mean of the numerator over mean of the denominator, with Fieller's interval.

    A ratio r is believable if the mean of (numerator - r x denominator) over the same
    runs does not differ from nought by the rule, such as Student's t. Fieller (1954) solves this
    for r exactly. We prefer it to the logarithm, which fails as soon as one mean is nought (no
    mutual taken over), and to the mean of the runs' own ratios, which fails once a run has an
    empty denominator.
    The ends are infinite when the denominator itself cannot be told from nought. From six runs it
    errs twice as often as it says, so that no verdict rests on so few; from eleven to thirteen
    lopsided ones still up to 5% on one side.
    """
    top, bottom = _pairs_without_gaps(numerator, denominator)
    runs = len(top)
    if runs < FEWEST_RUNS or bottom.mean() == 0:
        return Interval(math.nan, math.nan, math.nan, runs, confidence)
    estimate = float(top.mean() / bottom.mean())
    low, high = _within(bounds, *_fieller(top, bottom, rule.reach(confidence, runs) ** 2))
    # What is rare above the line stays so, however much varies below it.
    decides = not (rests_on_few(top) or rests_on_few(top - estimate * bottom))
    return Interval(estimate, low, high, runs, confidence, may_decide=decides)


def _fieller(top: Values, bottom: Values, reach: float) -> tuple[float, float]:
    """The ratios that a squared reach in standard errors allows."""
    spread = np.cov(top, bottom) / len(top)
    if math.isinf(reach):
        return NO_ENDS
    square = bottom.mean() ** 2 - reach * spread[1, 1]
    middle = top.mean() * bottom.mean() - reach * spread[0, 1]
    rest = top.mean() ** 2 - reach * spread[0, 0]
    if square <= 0:
        return NO_ENDS
    root = math.sqrt(max(middle**2 - square * rest, 0.0))
    return float((middle - root) / square), float((middle + root) / square)


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


def chance_if_not_above(
    values: ArrayLike,
    threshold: float,
    rule: Rule = FIXED,
    bounds: Bounds = NO_ENDS,
    *,
    may_lean: bool = True,
) -> float:
    """One-sided p-value: the chance of a mean this high if the truth were no higher.

    may_lean: whether skewness is allowed for, as in `mean_interval`; Fieller's interval does not.
    NaN with fewer than two runs, and where a few runs speak for all and nothing bounds them.
    """
    kept = without_gaps(values)
    if len(kept) < FEWEST_RUNS:
        return math.nan
    if rests_on_few(kept):
        if not has_ends(bounds):
            return math.nan
        return chance_if_not_below(-kept, -threshold, (-bounds[1], -bounds[0]))
    lean = lean_of(kept) if may_lean and rule.allows_for_lean else 0.0
    distance = distance_from(kept, threshold, lean)
    half = rule.chance(distance, len(kept)) / 2
    return half if distance > 0 else 1 - half


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

    Each (Schuirmann 1987) is made at 1 - confidence, left at *either* end: 0.90 for tests at 5%.
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


def _within(bounds: Bounds, low: float, high: float) -> tuple[float, float]:
    """Both ends, neither beyond the bounds; NaN stays NaN."""
    return float(np.maximum(low, bounds[0])), float(np.minimum(high, bounds[1]))


def _t_quantile(confidence: float, freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - (1 - confidence) / 2))
