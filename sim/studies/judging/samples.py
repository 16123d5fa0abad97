"""The runs behind one number, matched by seed where arms are compared."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.statistics import intervals
from sim.statistics.intervals import FIXED, Interval, Rule
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

    def interval(self, confidence: float) -> Interval:
        """The number with its interval."""
        if self.below is None:
            return intervals.mean_interval(self.values, confidence, self.rule)
        return intervals.ratio_of_means(self.values, self.below, confidence, self.rule)

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
        return Sample(column(own, claim.outcome), below, len(own), rule)
    first, second = (
        runs[runs["arm"] == name].set_index("replication").sort_index() for name in pair
    )
    shared = first.index.intersection(second.index)
    both = tuple(column(arm.loc[shared], claim.outcome) for arm in (first, second))
    return Sample(both[0] - both[1], None, len(shared), rule, (both[0], both[1]))


def column(runs: pd.DataFrame, outcome: str) -> Values:
    """One outcome of each run, NaN throughout if no run has it."""
    if outcome not in runs:
        return np.full(len(runs), np.nan)
    return runs[outcome].to_numpy(dtype=np.float64, na_value=np.nan)
