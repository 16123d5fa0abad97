"""Normal draws for tests of statistics: the same every time."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats


def normal(
    mean: float, spread: float, size: int | tuple[int, ...], seed: int
) -> NDArray[np.float64]:
    """Normal draws of one shape."""
    return np.asarray(stats.norm.rvs(mean, spread, size=size, random_state=seed))


def shares(of: int, chance: float, size: int | tuple[int, ...], seed: int) -> NDArray[np.float64]:
    """Shares of so many things to which something happened by chance."""
    return np.asarray(stats.binom.rvs(of, chance, size=size, random_state=seed)) / of


def lopsided(size: int | tuple[int, ...], seed: int) -> NDArray[np.float64]:
    """Exponential draws of mean 1."""
    return np.asarray(stats.expon.rvs(size=size, random_state=seed))


def even(size: int | tuple[int, ...], seed: int) -> NDArray[np.float64]:
    """Draws between 0 and 1, each value as likely as another."""
    return np.asarray(stats.uniform.rvs(size=size, random_state=seed))
