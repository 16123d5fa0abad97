"""Tests of the patterns of supply: 1, 2, 7, 10, 12, 17, 19 and 20 of the shared list."""

import numpy as np

from docs.make.patterns.published import COUNCIL_HOMES, TOP10_HOMES
from docs.make.patterns.seen import BASE, RESERVED, SURETY
from docs.make.patterns.told import (
    NEAR,
    UNKNOWN,
    Check,
    Runs,
    a_year,
    along,
    far,
    holds,
    points,
    share,
    within,
)

BEND = 0.01
"""A rise of a share within a year that is still no rise; assumed."""
LAST = 15
"""Year by which councils have opened homes again."""


def council_homes(runs: Runs) -> list[Check]:
    """A fall over about ten years, near the published share, followed by partial re-entry."""
    base = runs[BASE]
    path = base.path("council_homes")[:11]
    fallen, steps = base.at("council_homes", 10) - path[0], np.diff(path)
    falls = fallen <= -path[0] / 10 and bool((steps <= BEND).all())
    away = far(base, "council_homes", COUNCIL_HOMES)
    people = base.path("council_people_homes")[10:]
    back = people[-1] / people.min() - 1 if base.reaches(LAST) else float("nan")
    return [
        holds(along(base, "council_homes"), fallen, so=falls),
        within(f"at most {points(away)}", away, high=NEAR),
        within(UNKNOWN if np.isnan(back) else f"{back:+.0%}", back, low=0.1),
    ]


def top10_homes(runs: Runs) -> list[Check]:
    """Rising private share and falling top-10 share together, near the published path."""
    base = runs[BASE]
    top, private = (base.number(f"homes_{name}_change_8_12") for name in ("top10", "private"))
    said = f"private {points(private, sign=True)}, ten largest {points(top, sign=True)}"
    away = far(base, "top10_homes", TOP10_HOMES)
    path = along(base, "top10_homes")
    return [
        holds(said, top, private, so=private > 0 > top),
        within(f"at most {points(away)}; {path}", away, high=NEAR),
    ]


def budgets(runs: Runs) -> list[Check]:
    """Youth mutuals face falling contract value while suppliers of placements grow."""
    base = runs[BASE]
    youth, homes = a_year(base, "cost_youth", 7), a_year(base, "cost_homes", 7)
    ten = base.at("cost_youth", 10) / base.at("cost_youth", 0) - 1
    doubled = base.at("cost_homes", 8) / base.at("cost_homes", 2) - 1
    return [
        within(f"{youth:+.1%} a year over seven years", youth, -0.12, -0.06),
        within(f"{homes:+.1%} a year over seven years", homes, low=0.0),
        within(f"{ten:+.0%}", ten, high=-0.65),
        within(f"{doubled:+.0%}", doubled, low=0.6),
    ]


def surety(runs: Runs) -> list[Check]:
    """With a surety, mutuals win next to no large lots."""
    with_it, without = (runs[arm].number("large_awards") for arm in (SURETY, BASE))
    bids = runs[BASE].number("large_bids")
    said = f"{with_it:.1f} a run instead of {without:.1f}, for which they bid {bids:.0f} times"
    return [holds(said, with_it, without, so=without > 0 and with_it <= without / 10)]


def takeovers(runs: Runs) -> list[Check]:
    """A hazard of the order of one in a hundred a year."""
    rate = runs[BASE].number("takeover_rate_small")
    return [within(f"{rate:.2%}", rate, 0.005, 0.03)]


def reserved(runs: Runs) -> list[Check]:
    """Reservation delays exposure to open competition and does not remove it."""
    five, ten = (
        [runs[arm].number(f"open_by_{years}") for arm in (BASE, RESERVED)] for years in (5, 10)
    )
    return [
        holds(f"{share(five[1])} instead of {share(five[0])}", *five, so=five[1] < five[0]),
        holds(f"{share(ten[1])} instead of {share(ten[0])}", *ten, so=ten[1] >= 0.8 * ten[0]),
    ]


def clusters(runs: Runs) -> list[Check]:
    """Homes cluster in the North West, children move, and need rises slowly."""
    base = runs[BASE]
    homes, children = base.number("north_west_homes"), base.number("north_west_children")
    growth = a_year(base, "posts_homes", len(base.path("posts_homes")) - 1)
    said = f"{share(homes)} of posts in homes, {share(children)} of residents under 18"
    return [
        within(said, homes, 0.23, 0.28),
        Check("no placement leaves its council", False),
        within(f"{growth:+.1%}", growth, 0.01, 0.03),
    ]


def voluntary(runs: Runs) -> list[Check]:
    """The voluntary share falls as councils' does."""
    base = runs[BASE]
    fallen = base.at("voluntary_homes", 8) - base.at("voluntary_homes", 0)
    return [within(along(base, "voluntary_homes", (0, 4, 7, 8, 15)), fallen, high=-BEND)]
