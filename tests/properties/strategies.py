"""Columns of numbers for properties of rules."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Column = NDArray[np.float64]


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """A plain number within bounds."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


def columns(low: float, high: float, n: int = 8) -> st.SearchStrategy[Column]:
    """A column of so many numbers within bounds."""
    return st.lists(between(low, high), min_size=n, max_size=n).map(_column)


def _column(values: list[Any]) -> Column:
    return np.array(values, dtype=np.float64)


share = between(0, 1)
shares = columns(0, 1)
money = columns(1_000, 5_000_000)
