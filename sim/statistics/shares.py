"""The share of points at which something holds, when points come in blocks and are seen dimly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.statistics.intervals import Interval, share_interval

Values = NDArray[np.float64]


def clustered_share(
    holds: NDArray[np.bool_], blocks: NDArray[np.int64], confidence: float
) -> Interval:
    """Share of points with Wilson's interval, blocks rather than points being independent.

    The number of points is divided by the design effect: how much more the share varies than if
    every point stood alone (Korn and Graubard 1998). It is never taken to be less than 1.
    """
    points = len(holds)
    if points == 0:
        return share_interval(0, 0, confidence)
    share = float(holds.mean())
    _, block = np.unique(blocks, return_inverse=True)
    n_blocks = int(block.max()) + 1
    worth = points / _design_effect(holds, block, n_blocks, share)
    found = share_interval(share * worth, worth, confidence)
    return Interval(share, found.low, found.high, points, confidence)


def _design_effect(
    holds: NDArray[np.bool_], block: NDArray[np.int64], n_blocks: int, share: float
) -> float:
    points = len(holds)
    if n_blocks == points:
        return 1.0
    if n_blocks == 1 or share in (0.0, 1.0):
        return points / n_blocks
    totals = np.bincount(block, weights=holds - share, minlength=n_blocks)
    variance = (totals**2).sum() / points**2 * n_blocks / (n_blocks - 1)
    return float(max(variance / (share * (1 - share) / points), 1.0))


def less_noise(holds: NDArray[np.bool_], chances: Values) -> float:
    """The share of points where a claim truly holds, when each was judged by a noisy mean.

    chances: for each point, the chance that it would be judged to hold if as much noise again were
    added. We see how far a second helping of noise moves the share, and take that step back from
    what was seen. This is the straight-line form of SIMEX (Cook and Stefanski 1994), which
    takes out most, not all, of what noise does to the share.
    """
    return float(np.clip(2 * holds.mean() - chances.mean(), 0.0, 1.0))


def chance_of_at_least(needed: int, chances: Sequence[float]) -> float:
    """The chance that at least so many of independent things happen.

    >>> chance_of_at_least(2, [0.5, 0.5])
    0.25
    """
    counts = np.array([1.0])
    for chance in chances:
        counts = np.convolve(counts, [1 - chance, chance])
    return float(counts[max(needed, 0) :].sum())
