"""Columns of numbers: what their types are called, and two ways to work with them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Codes = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Identities = NDArray[np.uint64]


def sums(rows: Ints, weights: NDArray[Any], n: int = 0) -> Floats:
    """Sums of weights by row: one for each of at least n rows, 0 where a row has none."""
    return np.bincount(rows, weights=weights, minlength=n).astype(np.float64, copy=False)


def within(values: Floats | Ints, least: float, most: float | Ints) -> Floats:
    """Values held between a least and a most. On short columns a third of np.clip's time."""
    held: Floats = np.minimum(np.maximum(values, least), most)
    return held
