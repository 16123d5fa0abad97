"""How a test of a pattern is told: what runs show, and whether it is met."""

import math
from typing import NamedTuple

from docs.make.patterns.published import START, Point
from docs.make.patterns.seen import Measured

Runs = dict[str, Measured]
"""What is measured of each arm."""
NEAR = 0.05
"""How far a share may lie from a published one and still be called near; assumed."""
YEARS = (3, 7, 10, 15)
"""Years in which paths are told in words."""
UNKNOWN = "not known"


class Check(NamedTuple):
    """What runs show of one test; `is_met` is None where they cannot tell."""

    shown: str
    is_met: bool | None


def within(shown: str, value: float, low: float = -math.inf, high: float = math.inf) -> Check:
    """A test that a value lies in a range, ends included; untold where it is not known."""
    return Check(shown, None if math.isnan(value) else bool(low <= value <= high))


def holds(shown: str, *needs: float, so: bool) -> Check:
    """A test that something is so; untold where a number that it needs is not known."""
    return Check(shown, None if any(map(math.isnan, needs)) else bool(so))


def share(value: float) -> str:
    """A share as whole per cent."""
    return UNKNOWN if math.isnan(value) else f"{value:.0%}"


def points(value: float, *, sign: bool = False) -> str:
    """A difference of shares in points."""
    return UNKNOWN if math.isnan(value) else f"{100 * value:{'+' if sign else ''}.1f} points"


def along(base: Measured, name: str, years: tuple[int, ...] = (0, *YEARS)) -> str:
    """Shares along a path in some years, in words."""
    return ", ".join(f"{share(base.at(name, year))} (year {year})" for year in years)


def far(base: Measured, name: str, points: tuple[Point, ...]) -> float:
    """The farthest that a path lies from published points; NaN if it does not reach them."""
    away = [abs(base.at(name, int(year) - START) - value) for year, value in points]
    return float("nan") if any(map(math.isnan, away)) else max(away)


def a_year(base: Measured, name: str, years: int) -> float:
    """Mean growth a year over the first years."""
    start, end = base.at(name, 0), base.at(name, years)
    return float((end / start) ** (1 / years) - 1) if start and years else float("nan")
