"""Units of time and chance, and the only conversions between them.

A rate is a hazard per year and may exceed one; a chance is a share of cases and may not.
"""

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Number = TypeVar("Number", float, FloatArray)

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52.0
"""As accounts and pay count them."""
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def chance_within_a_month(rate_per_year: Number) -> Number:
    """Chance that an event with this rate per year happens within one month. Share, any shape.

    The month is a twelfth of the year and the rate is constant within it, so the
    chance of nothing happening is the exponential of minus a twelfth of the rate.

    >>> round(float(chance_within_a_month(0.35)), 4)
    0.0287
    """
    return cast(Number, -np.expm1(-np.asarray(rate_per_year) / MONTHS_PER_YEAR)[()])


def month_name(month: int, start_year: int = 2013, start_month: int = 4) -> str:
    """Calendar name of a month of a run whose month 0 is `start_month` (1 to 12) of `start_year`.

    >>> month_name(0), month_name(9), month_name(-4)
    ('April 2013', 'January 2014', 'December 2012')
    """
    months_on = month + start_month - 1
    return f"{MONTH_NAMES[months_on % MONTHS_PER_YEAR]} {start_year + months_on // MONTHS_PER_YEAR}"
