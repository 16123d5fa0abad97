"""Normal draws for tests of statistics: the same every time."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats


def normal(
    mean: float, spread: float, size: int | tuple[int, ...], seed: int
) -> NDArray[np.float64]:
    """Normal draws of one shape."""
    return np.asarray(stats.norm.rvs(mean, spread, size=size, random_state=seed))
