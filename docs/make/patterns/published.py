"""Published points that stand in the pictures, each with its row of evidence."""

from typing import NamedTuple

START = 2013
"""April of the first year: year 0 of a path."""


class Point(NamedTuple):
    """A published value in a year."""

    year: float
    value: float


def over(start: int, points: dict[int, float]) -> tuple[Point, ...]:
    """Points by calendar year, each over the value of the starting year."""
    return tuple(Point(year, value / points[start]) for year, value in points.items())


COUNCIL_HOMES = (
    Point(2013, 0.26),
    Point(2015, 0.23),
    Point(2017, 0.20),
    Point(2018, 423 / 2209),
    Point(2019, 418 / 2304),
    Point(2021, 469 / 2706),
)
"""Council share of homes (E9, E10, E12, E14); 2018 to 2021 are own arithmetic."""
TOP10_HOMES = (
    Point(2019, 0.33),
    Point(2020, 0.33),
    Point(2021, 0.33),
    Point(2022, 0.33),
    Point(2023, 0.30),
    Point(2024, 0.26),
)
"""Share of private homes that ten groups run (E3 to E7)."""
NUMBER_HOMES = over(
    2016,
    {
        2016: 2071.0,
        2017: 2145.0,
        2018: 2209.0,
        2019: 2304.0,
        2020: 2460.0,
        2021: 2706.0,
        2024: 3491.0,
        2025: 4009.0,
    },
)
"""Homes of all types, over 2016 (E9, E12, E13, E14, E16, E17)."""
VOLUNTARY_HOMES = (Point(2017, 0.08), Point(2020, 160 / 2459), Point(2021, 141 / 2706))
"""Voluntary share of homes (E9, E14); 2020 and 2021 are own arithmetic."""
MUTUALS = (Point(2013, 1.0), Point(2014.3, 100 / 66), Point(2018, 115 / 66))
"""Mutuals of all sectors over those of early 2013 (E52, E54, E55)."""
MUTUALS_YOUTH = (Point(2014, 2.0), Point(2016, 5.0))
"""Youth mutuals (E60)."""
YOUTH_A_YEAR = (379 / 1480) ** (1 / 10)
YOUTH_COST = tuple(Point(year, YOUTH_A_YEAR ** (year - 2013)) for year in (2013, 2020))
"""Youth budgets over 2013 at the mean pace of 2010/11 to 2020/21 (E87); own arithmetic."""
EARLY_A_YEAR = (2.1 / 3.6) ** (1 / 6)
EARLY_COST = tuple(Point(year, EARLY_A_YEAR ** (year - 2013)) for year in (2013, 2016))
"""Early-help budgets over 2013 at the mean pace of 2010 to 2016 (E89); own arithmetic."""
HOMES_COST = over(2015, {2015: 736.6, 2021: 1500.0})
"""Councils' spending on independent homes over 2015/16, nominal (E28)."""
GROUP_MARGIN, SMALL_MARGIN = (0.17, 0.23), (0.0, 0.05)
"""Margins before interest of the largest groups (E27, E30), and of small and mutual suppliers
(E67, E110)."""
