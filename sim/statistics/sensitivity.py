"""What an outcome hangs on: how much of its spread goes with each uncertainty.

Three ways, for three kinds of design. Sobol' indices share out the variance: *first* is what an
uncertainty explains alone, *total* what would be left unexplained without it. Morris's *mu_star* is
the mean size of the change when it alone takes a step across the range, and *sigma* how much that
step's effect depends on where the others stand. Rank correlation needs no special design, and sees
only what goes up or down throughout.

Luck counts as unexplained: with few replications at a point all indices are too small together.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]

RESAMPLES = 200
SEED = 1
FEWEST_POINTS = 5
"""Below this a rank correlation says nothing."""


def sobol_indices(
    problem: dict[str, Any], values: ArrayLike, *, second_order: bool, confidence: float = 0.95
) -> pd.DataFrame:
    """First and total indices with bootstrap intervals, one row an uncertainty.

    values: the outcome at every point of SALib's Sobol' sample, in its order. Saltelli et al.
    (2010), Computer Physics Communications 181:259, as SALib computes them.
    """
    from SALib.analyze import sobol

    given = np.asarray(values, dtype=np.float64)
    names = list(problem["names"])
    if np.ptp(given) == 0:
        none = pd.DataFrame({"path": names})
        return none.assign(first=0.0, first_reach=0.0, total=0.0, total_reach=0.0)
    found = sobol.analyze(
        problem,
        given,
        calc_second_order=second_order,
        num_resamples=RESAMPLES,
        conf_level=confidence,
        seed=SEED,
    )
    return pd.DataFrame(
        {
            "path": names,
            "first": found["S1"],
            "first_reach": found["S1_conf"],
            "total": found["ST"],
            "total_reach": found["ST_conf"],
        }
    )


def morris_effects(
    problem: dict[str, Any],
    places: ArrayLike,
    values: ArrayLike,
    *,
    levels: int,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Size and unevenness of elementary effects, one row an uncertainty.

    places: the points in the unit cube, one row each, as SALib sampled them. Morris (1991),
    Technometrics 33:161; mu_star after Campolongo et al. (2007).
    """
    from SALib.analyze import morris

    found = morris.analyze(
        problem,
        np.asarray(places, dtype=np.float64),
        np.asarray(values, dtype=np.float64),
        num_levels=levels,
        num_resamples=RESAMPLES,
        conf_level=confidence,
        seed=SEED,
    )
    return pd.DataFrame(
        {
            "path": list(problem["names"]),
            "mu": np.asarray(found["mu"], dtype=np.float64),
            "mu_star": np.asarray(found["mu_star"], dtype=np.float64),
            "mu_star_reach": np.asarray(found["mu_star_conf"], dtype=np.float64),
            "sigma": np.asarray(found["sigma"], dtype=np.float64),
        }
    )


def rank_correlations(
    names: Sequence[str], places: ArrayLike, values: ArrayLike, confidence: float = 0.95
) -> pd.DataFrame:
    """Spearman's correlation of each uncertainty with the outcome, with interval, one row each.

    Points without a value are left out. Intervals after Bonett and Wright (2000), Psychometrika
    65:23. They are for one uncertainty at a time: of a hundred that matter nothing, five will
    seem to. `chance` is the p-value after Holm's adjustment for their number.
    """
    from scipy.special import ndtri

    from sim.statistics.intervals import holm

    cube, given = np.asarray(places, dtype=np.float64), np.asarray(values, dtype=np.float64)
    kept = np.isfinite(given)
    cube, given = cube[kept], given[kept]
    points = len(given)
    if points < FEWEST_POINTS:
        empty = np.full(len(names), math.nan)
        columns = {"correlation": empty, "low": empty, "high": empty, "chance": empty}
        return pd.DataFrame({"path": list(names), **columns})
    found = _correlation(_ranks(cube), _ranks(given[:, None])[:, 0])
    z = np.arctanh(np.clip(found, -1 + 1e-12, 1 - 1e-12))
    reach = ndtri(1 - (1 - confidence) / 2) * np.sqrt((1 + found**2 / 2) / (points - 3))
    return pd.DataFrame(
        {
            "path": list(names),
            "correlation": found,
            "low": np.tanh(z - reach),
            "high": np.tanh(z + reach),
            "chance": holm(_chances(found, points)),
        }
    )


def _ranks(columns: Values) -> Values:
    """Ranks down each column, ties at their mean."""
    from scipy.stats import rankdata

    ranked: Values = rankdata(columns, axis=0)
    return ranked


def _correlation(columns: Values, outcome: Values) -> Values:
    """Pearson's correlation of each column with the outcome; nought where either is constant."""
    x = columns - columns.mean(axis=0)
    y = outcome - outcome.mean()
    scale = np.sqrt((x**2).sum(axis=0) * (y**2).sum())
    found: Values = np.divide(x.T @ y, scale, out=np.zeros(columns.shape[1]), where=scale > 0)
    return found


def _chances(correlations: Values, points: int) -> Values:
    """Two-sided p-values of correlations, by Student's t."""
    from scipy.special import stdtr

    freedom = points - 2
    with np.errstate(divide="ignore"):
        distance = np.abs(correlations) * np.sqrt(freedom / (1 - correlations**2))
    chances: Values = 2 * stdtr(freedom, -distance)
    return chances
