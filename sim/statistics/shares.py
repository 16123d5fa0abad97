"""The share of points at which something holds, when points come in blocks and are seen dimly."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.statistics.intervals import Interval, share_interval

Values = NDArray[np.float64]

CLEARANCES = (0.5, 1.0, 1.5, 2.0, 2.5)
"""How many standard errors of luck from the line a point must lie to count as clear of it."""


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


@dataclass(frozen=True, slots=True)
class Seen:
    """How far points were seen from the line at which a claim begins to hold, in standard errors.

    Where a number is not known, or neither holds nor fails, `least` is -inf and `most` inf.
    """

    least: Values
    most: Values
    blocks: NDArray[np.int64]
    for_true: int = 1
    """Numbers that must all be seen aright for a point where the claim holds to be seen so."""
    for_false: int = 1
    """The same for a point where it fails."""


def share_despite_luck(seen: Seen, confidence: float) -> tuple[float, float]:
    """The shares of points where a claim may truly hold, each point being seen through luck.

    It asks how many points lie clear of the line. Where the claim holds, luck alone takes
    the point further than z standard errors *below* the line with a chance of at most Phi(-z)
    for each number asked; so the share where it holds is at most the share seen above -z, over what
    must at least be seen there of those that hold; and from the other side alike. Each share seen
    has Wilson's interval over blocks of points; of five values of z the best bound is taken,
    with the error divided by their number. Nothing is assumed of how the truth is spread over the
    points; luck is taken to be normal and of one size. Where luck is large beside the
    distance to the line both ends are wide: more replications narrow them, more points do not.

    >>> far = np.full(100, 9.0)
    >>> low, high = share_despite_luck(Seen(far, far, np.arange(100)), 0.95)
    >>> round(low, 2), high
    (0.94, 1.0)
    """
    if not len(seen.least):
        return math.nan, math.nan
    each = 1 - (1 - confidence) / len(CLEARANCES)
    fails = [_at_most(seen.least < z, seen.blocks, each, z, seen.for_false) for z in CLEARANCES]
    holds = [_at_most(seen.most >= -z, seen.blocks, each, z, seen.for_true) for z in CLEARANCES]
    return max(0.0, 1 - min(fails)), min(1.0, min(holds))


def _at_most(
    are_seen: NDArray[np.bool_],
    blocks: NDArray[np.int64],
    confidence: float,
    clearance: float,
    asked: int,
) -> float:
    """The most that a share can be of which so many were seen within a clearance of its side."""
    from scipy.special import ndtr

    surely_seen = 1 - asked * float(ndtr(-clearance))
    if surely_seen <= 0:
        return 1.0
    return clustered_share(are_seen, blocks, confidence).high / surely_seen


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
