"""The kinds of chart the report draws, as Altair charts without a size; colours by meaning."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from sim.report.drawing.palette import light
from sim.telling.words import number

BAND_OPACITY = 0.16
LINE_WIDTH = 2.2
STACK_EDGE = 0.6
N_TICKS = 4
TITLE_ABOVE = -10
HAIRLINE = [2, 2]

Chart = alt.LayerChart | alt.FacetChart


class Style(NamedTuple):
    """How one line, area or bar segment looks and what it is called."""

    label: str
    colour: str
    dash: tuple[int, ...] = ()


class Axes(NamedTuple):
    """What the two axes measure, in words with units, and how far they reach."""

    across: str
    up: str
    reach_across: tuple[float, float]
    reach_up: tuple[float, float] = (0.0, 1.0)
    unit: str = "share"
    across_is_year: bool = True


def lines(table: pd.DataFrame, styles: Mapping[str, Style], axes: Axes) -> Chart:
    """Lines with bands. `table`: line (a key of styles), across, mean, low, high."""
    has_band = bool((table["high"] - table["low"]).abs().max() > 0)
    across, up = _across(axes), _up(axes)
    layers: list[Any] = []
    for line, style in styles.items():
        own = alt.Chart(table[table["line"] == line])
        colour = light(style.colour)
        if has_band:
            band = own.mark_area(color=colour, opacity=BAND_OPACITY, aria=False, clip=True)
            layers.append(band.encode(x=across, y=alt.Y("low:Q", **up), y2="high:Q"))
        dash = list(style.dash) or alt.Undefined
        mark = own.mark_line(
            color=colour, strokeWidth=LINE_WIDTH, strokeDash=dash, aria=False, clip=True
        )
        layers.append(mark.encode(x=across, y=alt.Y("mean:Q", **up)))
    layers.append(_readings(table, styles, axes))
    return alt.layer(*layers)


def stacked(
    table: pd.DataFrame,
    styles: Mapping[str, Style],
    axes: Axes,
    band_of: Sequence[str] = (),
) -> Chart:
    """Areas on top of each other, first style lowest; hairlines show the band of `band_of`.

    `table`: line (a key of styles), across, mean, low, high. Only the lowest area can carry a
    band, for only its edge is a share by itself; the band's lower edge lies inside the area and is
    drawn in the colour of paper to stand out from it.
    """
    across, up = _across(axes), _up(axes)
    wide = table.pivot_table(index="across", columns="line", values="mean", observed=True)
    wide = wide.reindex(columns=list(styles)).fillna(0.0)
    tops = wide.cumsum(axis=1)
    layers: list[Any] = []
    for line, style in styles.items():
        piece = pd.DataFrame(
            {"across": wide.index, "bottom": tops[line] - wide[line], "top": tops[line]}
        )
        area = alt.Chart(piece).mark_area(
            color=light(style.colour),
            opacity=1,
            aria=False,
            clip=True,
            line={"color": light("card"), "strokeWidth": STACK_EDGE},
        )
        layers.append(area.encode(x=across, y=alt.Y("top:Q", **up), y2="bottom:Q"))
    for line in band_of:
        own = table[table["line"] == line]
        for edge, colour in (("low", "card"), ("high", "ink")):
            hair = alt.Chart(own).mark_line(
                color=light(colour), strokeWidth=1, strokeDash=HAIRLINE, aria=False, clip=True
            )
            layers.append(hair.encode(x=across, y=alt.Y(f"{edge}:Q", **up)))
    layers.append(_readings(table, styles, axes))
    return alt.layer(*layers)


def shares(
    table: pd.DataFrame, styles: Mapping[str, Style], rows: Sequence[str], across: str
) -> Chart:
    """Bars that divide a whole. `table`: row, part (a key of styles), share."""
    pieces: list[Any] = []
    placed = table.assign(order=table["part"].map({part: n for n, part in enumerate(styles)}))
    placed = placed.sort_values(["row", "order"])
    placed["end"] = placed.groupby("row", sort=False)["share"].cumsum()
    placed["start"] = placed["end"] - placed["share"]
    placed["says"] = [
        f"{row}: {styles[part].label}, {number(share, 'share')}"
        for row, part, share in placed[["row", "part", "share"]].itertuples(index=False)
    ]
    axis = alt.Axis(
        format="%", tickCount=N_TICKS, title=across, titleAnchor="end", aria=False, domain=False
    )
    names = alt.Axis(title=None, aria=False, grid=False, domain=False, ticks=False)
    for part, style in styles.items():
        bar = alt.Chart(placed[placed["part"] == part]).mark_bar(color=light(style.colour))
        reach = max(0.01, float(placed["end"].max()))
        start = alt.X("start:Q", axis=axis, scale=alt.Scale(domain=[0, reach], nice=True))
        row = alt.Y("row:N", axis=names, sort=list(rows), scale=alt.Scale(paddingInner=0.35))
        pieces.append(bar.encode(x=start, x2="end:Q", y=row, description="says:N"))
    return alt.layer(*pieces)


def _across(axes: Axes) -> alt.X:
    """The horizontal axis."""
    axis = alt.Axis(
        title=axes.across,
        titleAnchor="end",
        format="d",
        tickCount=N_TICKS,
        grid=False,
        labelFlush=False,
        aria=False,
    )
    return alt.X("across:Q", axis=axis, scale=alt.Scale(domain=list(axes.reach_across), nice=False))


def _up(axes: Axes) -> dict[str, Any]:
    """The vertical axis, its title lying flat above it so that it needs no turning of the head."""
    axis = alt.Axis(
        title=axes.up,
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=0,
        titleY=TITLE_ABOVE,
        format=_format(axes),
        tickCount=N_TICKS,
        domain=False,
        ticks=False,
        aria=False,
    )
    return {"axis": axis, "scale": alt.Scale(domain=list(axes.reach_up), nice=False)}


def _format(axes: Axes) -> str:
    """How numbers on the vertical axis are written."""
    fine = 0.05
    if axes.unit == "share":
        return ".1%" if axes.reach_up[1] < fine else ".0%"
    return "~g"


def _readings(table: pd.DataFrame, styles: Mapping[str, Style], axes: Axes) -> alt.Chart:
    """Unseen columns, one a year, that say all values of that year when pointed at."""
    says = _sayings(table, styles, axes.unit)
    places = sorted(table["across"].unique())
    step = (places[1] - places[0]) if len(places) > 1 else 1.0
    rows = [
        {
            "from": max(at - step / 2, axes.reach_across[0]),
            "to": min(at + step / 2, axes.reach_across[1]),
            "says": says(at, axes.across_is_year),
        }
        for at in places
        if axes.reach_across[0] <= at <= axes.reach_across[1]
    ]
    scale = alt.Scale(domain=list(axes.reach_across), nice=False)
    column = alt.Chart(pd.DataFrame(rows)).mark_rect(opacity=0, clip=True)
    return column.encode(x=alt.X("from:Q", scale=scale), x2="to:Q", description="says:N")


def _sayings(
    table: pd.DataFrame, styles: Mapping[str, Style], unit: str
) -> Callable[[float, bool], str]:
    """A function that says all values at one place of the horizontal axis."""
    by_place = dict(list(table.groupby("across")))

    def says(at: float, is_year: bool) -> str:  # noqa: FBT001
        where = f"{int(at)}" if is_year else f"after {at:g} years"
        found = by_place[at].set_index("line")["mean"]
        values = [
            f"{style.label}: {number(float(found[line]), unit)}"
            for line, style in styles.items()
            if line in found.index
        ]
        return "\n".join([where, *values])

    return says
