"""Paths that are drawn: which lines, which published points, and all of it in words."""

from typing import NamedTuple

import numpy as np

from docs.make.patterns import published
from docs.make.patterns.published import START, Point
from docs.make.patterns.seen import Measured, Values


class Line(NamedTuple):
    """A path of the model, the published points that belong to it, and how both look."""

    path: str
    label: str
    colour: str
    published: str = ""
    """What the points or the range are called."""
    points: tuple[Point, ...] = ()
    range: tuple[float, float] | None = None


class Picture(NamedTuple):
    """One picture: its title, its lines, and what its numbers are."""

    title: str
    lines: tuple[Line, ...]
    unit: str = "share"
    over: int | None = None
    """The year whose value is one, in an index."""


PICTURES = {
    "council_homes": Picture(
        "Council share of children's homes",
        (
            Line(
                "council_homes",
                "model, by value",
                "accent",
                "published, by homes",
                published.COUNCIL_HOMES,
            ),
        ),
    ),
    "number_homes": Picture(
        "Number of children's homes, 2016 = 1",
        (Line("number_homes", "model", "accent", "published", published.NUMBER_HOMES),),
        "index",
        2016,
    ),
    "top10_homes": Picture(
        "Ten largest providers' share of homes",
        (
            Line(
                "top10_homes",
                "model, of all homes outside",
                "group",
                "published, of private homes",
                published.TOP10_HOMES,
            ),
        ),
    ),
    "voluntary_homes": Picture(
        "Voluntary share of children's homes",
        (
            Line(
                "voluntary_homes",
                "model, by value",
                "frozen",
                "published, by homes",
                published.VOLUNTARY_HOMES,
            ),
        ),
    ),
    "mutuals": Picture(
        "Mutuals alive each April, 2013 = 1",
        (
            Line(
                "mutuals",
                "model, children's services",
                "mutual",
                "published, all sectors",
                published.MUTUALS,
            ),
        ),
        "index",
        2013,
    ),
    "mutuals_youth": Picture(
        "Youth mutuals alive each April",
        (Line("mutuals_youth", "model", "mutual", "published", published.MUTUALS_YOUTH),),
        "mutuals",
    ),
    "budgets": Picture(
        "Public spending, 2013 = 1",
        (
            Line(
                "cost_youth", "model, youth", "arm_short", "published, youth", published.YOUTH_COST
            ),
            Line(
                "cost_school_support",
                "model, school support",
                "arm_long",
                "published, early help",
                published.EARLY_COST,
            ),
        ),
        "index",
        2013,
    ),
    "cost_homes": Picture(
        "Public spending on homes, 2015 = 1",
        (
            Line(
                "cost_homes",
                "model, all homes, real",
                "accent",
                "published, independent, nominal",
                published.HOMES_COST,
            ),
        ),
        "index",
        2015,
    ),
    "margins": Picture(
        "Margins before interest",
        (
            Line(
                "margin_group",
                "model, groups, homes and fostering",
                "group",
                "published, largest groups",
                (),
                published.GROUP_MARGIN,
            ),
            Line(
                "margin_small",
                "model, small, homes and fostering",
                "small",
                "published, small and mutual",
                (),
                published.SMALL_MARGIN,
            ),
            Line("margin_mutual", "model, mutuals, all services", "mutual"),
        ),
    ),
}
"""By the name under which patterns call for them."""


def values_of(line: Line, base: Measured, over: int | None) -> Values:
    """The path seed by seed, as the picture has it. (N, Y + 1)."""
    values = base.paths[line.path]
    if over is None:
        return values
    start = values[:, min(over - START, values.shape[1] - 1)][:, None]
    return np.divide(values, start, out=np.full(values.shape, np.nan), where=start != 0)


def alt_text(picture: Picture, base: Measured) -> str:
    """What the picture shows, in words with numbers."""
    said = []
    for line in picture.lines:
        path = np.nanmean(values_of(line, base, picture.over), axis=0)
        shown = sorted({0, min(5, len(path) - 1), min(10, len(path) - 1), len(path) - 1})
        model = ", ".join(f"{_number(path[year], picture)} in {START + year}" for year in shown)
        words = f"{line.label}: {model}"
        if line.points:
            seen = ", ".join(
                f"{_number(value, picture)} in {year:.0f}" for year, value in line.points
            )
            words += f"; {line.published}: {seen}"
        if line.range:
            words += f"; {line.published}: {line.range[0]:.0%} to {line.range[1]:.0%}"
        said.append(words)
    return f"{picture.title}. {'. '.join(said)}."


def _number(value: float, picture: Picture) -> str:
    return (
        f"{value:.0%}"
        if picture.unit == "share"
        else f"{value:.2f}"
        if picture.over
        else f"{value:.1f}"
    )
