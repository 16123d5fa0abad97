"""The runs behind one number, matched by seed where arms are compared."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.record.catalogue import end_bounds
from sim.statistics import intervals
from sim.statistics.bounded import Bounds
from sim.statistics.intervals import FIXED, NO_ENDS, Interval, Rule
from sim.studies.question.experiment import Claim, Question

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The runs behind one number: as they are, as a difference, or above and below the line."""

    values: Values
    below: Values | None
    asked: int
    """Runs there were, with a value or without."""
    rule: Rule = FIXED
    """How intervals are made: for a number of runs fixed beforehand, or at any look."""
    pair: tuple[Values, Values] | None = None
    """The two arms whose difference `values` is."""
    bounds: Bounds = NO_ENDS
    """The least and the most that the number can be."""

    def interval(self, confidence: float) -> Interval:
        """The number with its interval."""
        if self.below is None:
            return intervals.mean_interval(self.values, confidence, self.rule, self.bounds)
        return intervals.ratio_of_means(self.values, self.below, confidence, self.rule, self.bounds)

    def chances(self, threshold: float) -> tuple[float, float]:
        """One-sided p-values: if the truth were no higher than the threshold, and if no lower."""
        low, high = (end - threshold for end in self.bounds)
        contrast = self.contrast(threshold)
        is_ratio = self.below is not None
        ends = NO_ENDS if is_ratio else (low, high)
        return (
            intervals.chance_if_not_above(contrast, 0, self.rule, ends, may_lean=not is_ratio),
            intervals.chance_if_not_above(
                -contrast, 0, self.rule, (-ends[1], -ends[0]), may_lean=not is_ratio
            ),
        )

    def contrast(self, threshold: float) -> Values:
        """Values whose mean is nought if the number equals the threshold, above it if greater."""
        if self.below is None:
            return self.values - threshold
        return self.values - threshold * self.below

    @property
    def pairing_gain(self) -> float | None:
        """How many times as many runs unpaired seeds would need for an interval as narrow.

        The two arms' variances added, over the variance of their difference: 1 if shared luck is
        no help, below 1 if it harms. None where two arms are not compared, NaN with too few runs.
        """
        if self.pair is None:
            return None
        both = np.isfinite(self.pair[0]) & np.isfinite(self.pair[1])
        if both.sum() < intervals.FEWEST_RUNS:
            return math.nan
        first, second = self.pair[0][both], self.pair[1][both]
        apart = float((first - second).var(ddof=1))
        together = float(first.var(ddof=1) + second.var(ddof=1))
        if apart == 0:
            return math.inf if together else math.nan
        return together / apart


def sample_of(question: Question, claim: Claim, runs: pd.DataFrame, rule: Rule = FIXED) -> Sample:
    """The values of the runs that bear on a claim; two arms are matched by replication."""
    pair = question.difference
    if pair is None:
        own = runs[runs["arm"] == question.arms[0]]
        below = None if claim.divided_by is None else column(own, claim.divided_by)
        ends = end_bounds(claim.outcome)
        if claim.divided_by is not None:
            # Of what cannot be negative a ratio cannot either; how large it may be nobody knows.
            is_plain = min(ends[0], end_bounds(claim.divided_by)[0]) >= 0
            ends = (0.0, math.inf) if is_plain else NO_ENDS
        return Sample(column(own, claim.outcome), below, len(own), rule, bounds=ends)
    first, second = (
        runs[runs["arm"] == name].set_index("replication").sort_index() for name in pair
    )
    shared = first.index.intersection(second.index)
    both = tuple(column(arm.loc[shared], claim.outcome) for arm in (first, second))
    ends = intervals.of_difference(end_bounds(claim.outcome))
    return Sample(both[0] - both[1], None, len(shared), rule, (both[0], both[1]), ends)


def column(runs: pd.DataFrame, outcome: str) -> Values:
    """One outcome of each run, NaN throughout if no run has it."""
    if outcome not in runs:
        return np.full(len(runs), np.nan)
    return runs[outcome].to_numpy(dtype=np.float64, na_value=np.nan)
