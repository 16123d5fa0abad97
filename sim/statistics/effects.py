"""What each parameter of a sweep does, and each pair of them, seed by seed.

Runs of the same seed share their luck, so levels are compared within a seed: the difference of two
levels is worked out at every combination of all else, averaged there, and so is one number a seed.
Its mean over seeds has the interval that paired differences have (see `mean_interval`). An
interaction is the difference of two such differences (Montgomery, Design and Analysis of
Experiments, ch. 5).

Intervals cover luck alone, at these levels and points, and each by itself: of twenty effects of
nothing one will seem to be something.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from sim.statistics.bounded import Bounds
from sim.statistics.intervals import NO_ENDS, Interval, mean_interval, of_difference

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contrast:
    """What it makes that one parameter, or two together, are at other levels than their first."""

    levels: tuple[tuple[int, int], ...]
    """Of each parameter the axis and the place of its level."""
    interval: Interval
    cases: int
    """Differences behind it, over all seeds and combinations."""


def paired_contrasts(
    values: Values, factors: int, confidence: float = 0.95, bounds: Bounds = NO_ENDS
) -> Iterator[Contrast]:
    """Every main effect and then every two-way interaction, each against the first levels.

    values: the outcome, NaN where it has none; the first `factors` axes are levels of parameters,
    the last is seeds, and any between them are points that all combinations share. Where a value is
    missing its differences are left out, and a seed that has none is no seed of that contrast.
    bounds: the least and the most a value can be.
    """
    ends = bounds
    for count in (1, 2):
        ends = of_difference(ends)
        for axes in combinations(range(factors), count):
            ranges = [range(1, values.shape[axis]) for axis in axes]
            for places in product(*ranges):
                yield _contrast(values, tuple(zip(axes, places, strict=True)), confidence, ends)


def _contrast(
    values: Values, levels: tuple[tuple[int, int], ...], confidence: float, ends: Bounds
) -> Contrast:
    found = values
    # From the last axis, so that those before it keep their places.
    for axis, place in reversed(levels):
        found = np.take(found, place, axis=axis) - np.take(found, 0, axis=axis)
    by_seed = found.reshape(-1, found.shape[-1])
    known = np.isfinite(by_seed)
    counts = known.sum(axis=0)
    totals = np.where(known, by_seed, 0.0).sum(axis=0)
    means = np.divide(totals, counts, out=np.full(len(counts), np.nan), where=counts > 0)
    return Contrast(levels, mean_interval(means, confidence, bounds=ends), int(counts.sum()))
