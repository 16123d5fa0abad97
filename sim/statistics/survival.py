"""How long organisations last and what ends them, some being seen only from mid-life.

The Aalen-Johansen estimator for discrete months (Aalen and Johansen 1978; with delayed entry as in
Andersen, Borgan, Gill and Keiding 1993, chapter IV.4). The clock is age: months since trading
began. An organisation that was already trading when observation began enters late, at the age it
then had, so that those who died young and unseen do not make the others look immortal.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.units import MONTHS_PER_YEAR

CENSORED = 0
"""The cause of those who had not ended when observation stopped."""

FEWEST = 2
"""Runs, or organisations of one run, below which luck cannot be told from effect."""


Curve = NDArray[np.float64]


class Lives(NamedTuple):
    """When each was first and last seen, in months of its own clock, and how it ended; (n,)."""

    entry: NDArray[np.float64]
    last: NDArray[np.float64]
    cause: NDArray[np.int64]
    """Code of its ending; CENSORED where it had not ended."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Curves over age; element m is the state after m whole months of trading, m = 0 .. horizon.

    From the first month in which nobody was at risk a curve is NaN: nothing was seen there, and
    neither "all survive" nor "none survive" would be true.
    """

    survival: Curve
    """Share still going, (horizon + 1,)."""
    by_cause: dict[int, Curve]
    """Share ended by each cause, each (horizon + 1,); with `survival` they sum to 1."""
    at_risk: NDArray[np.int64]
    """Organisations under observation in each month of age, (horizon,)."""

    def ended_by(self, causes: ArrayLike) -> Curve:
        """Share ended by any of the given causes. Shape (horizon + 1,)."""
        chosen = [self.by_cause[cause] for cause in np.atleast_1d(causes) if cause in self.by_cause]
        nobody = np.where(np.isnan(self.survival), np.nan, 0.0)
        return np.sum([nobody, *chosen], axis=0)


def cumulative_incidence(
    entry: ArrayLike, last: ArrayLike, cause: ArrayLike, horizon: int
) -> Incidence:
    """Survival and cumulative incidence by cause, allowing for late entry and censoring.

    It asks: in each month of age, of those under observation, what share ended, and by what? The
    chance of having got so far is the product of the months survived; a cause's incidence adds up,
    month by month, that chance times the share it ended.

    entry, last: age in months in the first month under observation, and in the last, (n,).
    cause: whole-number code of the ending in that last month, 0 for censored, (n,).
    horizon: months of age to follow.

    >>> curves = cumulative_incidence(entry=[0, 0], last=[1, 3], cause=[7, 0], horizon=3)
    >>> curves.survival.tolist(), curves.by_cause[7].tolist()
    ([1.0, 1.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.5])
    """
    first, final, why = _whole_months(entry), _whole_months(last), _whole_months(cause)
    _check(first, final, why)

    at_risk = _at_risk(first, final, horizon)
    causes = [int(code) for code in np.unique(why) if code != CENSORED]
    ended = {
        code: np.bincount(final[(why == code) & (final < horizon)], minlength=horizon)
        for code in causes
    }
    all_ended = np.sum([np.zeros(horizon, dtype=np.int64), *ended.values()], axis=0)

    seen = np.where(at_risk > 0, at_risk, 1)
    survival = np.concatenate([[1.0], np.cumprod(1 - all_ended / seen)])
    by_cause = {
        code: np.concatenate([[0.0], np.cumsum(survival[:-1] * ended[code] / seen)])
        for code in causes
    }
    unseen = np.concatenate([[False], np.maximum.accumulate((at_risk == 0) & (survival[:-1] > 0))])
    return Incidence(
        survival=np.where(unseen, np.nan, survival),
        by_cause={code: np.where(unseen, np.nan, curve) for code, curve in by_cause.items()},
        at_risk=at_risk,
    )


def survival_interval(
    lives: Lives, luck: ArrayLike, horizon: int, confidence: float
) -> tuple[Curve, Curve]:
    """Bounds of survival after m months, where some lives share their luck; (horizon + 1,) each.

    Organisations of one run meet the same market, so whole runs are what was drawn. The variance
    is that of Williams (1995, Lifetime Data Analysis 1) for dependent lives: the sum over runs of
    the square of what each adds to the logarithm of survival. With each organisation by itself and
    no late entry it is Greenwood's. The interval is Student's t on the scale of
    log(-log survival), so that it stays between 0 and 1.

    luck: name of the run, or of the organisation itself where there is one run only, (n,). A bound
    is NaN where none or all have ended, or with a single run: nothing was seen that tells how far
    the share may be off.
    """
    first, final = _whole_months(lives.entry), _whole_months(lives.last)
    is_end = _whole_months(lives.cause) != CENSORED
    names, place = np.unique(np.asarray(luck), return_inverse=True)
    size = len(names)
    if size < FEWEST:
        return np.full(horizon + 1, np.nan), np.full(horizon + 1, np.nan)
    kept = is_end & (final < horizon)
    risk, ends = np.zeros((2, size, horizon + 1), dtype=np.int64)
    np.add.at(risk, (place, np.minimum(first, horizon)), 1)
    np.add.at(risk, (place, np.minimum(final + 1, horizon)), -1)
    np.add.at(ends, (place[kept], final[kept]), 1)
    risk = np.cumsum(risk, axis=1)[:, :horizon]
    ends = ends[:, :horizon]
    at_risk, all_ended = risk.sum(axis=0), ends.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = all_ended / at_risk
        adds = np.cumsum((ends - risk * hazard) / (at_risk - all_ended), axis=1)
        fall = -np.cumsum(np.log1p(-hazard))
        error = np.sqrt(size / (size - 1) * (adds**2).sum(axis=0)) / fall
    from scipy.special import stdtrit

    reach = float(stdtrit(size - 1, (1 + confidence) / 2)) * error
    unknown = ~(np.isfinite(reach) & (fall > 0))
    bounds = (np.where(unknown, np.nan, np.exp(-fall * np.exp(side))) for side in (reach, -reach))
    low, high = (np.concatenate([[math.nan], bound]) for bound in bounds)
    return low, high


def restricted_mean(survival: ArrayLike, months: int) -> float:
    """Mean years lived out of the first `months`: the area under the survival curve. Years.

    A month counts as lived by those who had survived to its start. NaN where the curve is
    unknown before `months`.
    """
    curve = np.asarray(survival, dtype=np.float64)
    if len(curve) < months:
        message = f"the curve has {len(curve)} months, fewer than the {months} asked for"
        raise ValueError(message)
    return float(curve[:months].sum() / MONTHS_PER_YEAR)


def _whole_months(values: ArrayLike) -> NDArray[np.int64]:
    return np.asarray(values, dtype=np.float64).astype(np.int64)


def _check(first: NDArray[np.int64], final: NDArray[np.int64], why: NDArray[np.int64]) -> None:
    if not len(first) == len(final) == len(why):
        message = "entry, last and cause must be of one length"
        raise ValueError(message)
    if np.any(first < 0):
        message = "an age at entry is negative: observation began before trading"
        raise ValueError(message)
    if np.any(final < first):
        message = "an organisation was last seen before it entered"
        raise ValueError(message)


def _at_risk(first: NDArray[np.int64], final: NDArray[np.int64], horizon: int) -> NDArray[np.int64]:
    """How many were under observation in each month of age, end months included. (horizon,)."""
    entered = np.bincount(np.minimum(first, horizon), minlength=horizon + 1)
    gone = np.bincount(np.minimum(final + 1, horizon), minlength=horizon + 1)
    return np.cumsum(entered - gone)[:horizon].astype(np.int64)
