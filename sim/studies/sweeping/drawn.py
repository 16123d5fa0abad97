"""The picture of a sweep: each outcome against each parameter, as charts of Altair."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from sim.plain_text import plain_text

SIZE = (220, 160)
"""Of a panel, in points."""
MOST_COLOURS, MOST_SEEDS = 8, 16
"""Levels told apart by colour, and seeds drawn one by one: more cannot be seen."""
TICKS = 4
FAINT, PLAIN = 0.3, 0.7


class Runs(NamedTuple):
    """The runs of a sweep: see `Sweep`."""

    table: pd.DataFrame
    lists: Mapping[str, tuple[Any, ...]]
    ranges: tuple[str, ...]


def chart_of(runs: Runs, outcomes: Sequence[str]) -> alt.VConcatChart:
    """A row of panels an outcome, a panel a parameter."""
    rows = [
        alt.hconcat(
            *(_levels(runs, outcome, path) for path in runs.lists),
            *(_points(runs, outcome, path) for path in runs.ranges),
        ).resolve_scale(color="independent")
        for outcome in outcomes
    ]
    return alt.vconcat(*rows).resolve_scale(color="independent")


def as_svg(chart: alt.VConcatChart) -> str:
    """A chart as a picture that needs no network."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn


def _levels(runs: Runs, outcome: str, path: str) -> alt.LayerChart | alt.FacetChart:
    """An outcome at each value that was listed: a thin line a seed, a thick one for their mean."""
    table, colour = runs.table, _other_list(runs, path)
    chosen = table[table["seed"].isin(sorted(table["seed"].unique())[:MOST_SEEDS])]
    by_seed = _means(chosen, outcome, path, colour, "seed")
    whole = _means(table, outcome, path, colour)
    encoding = {"x": _across(runs, path), "y": _up(runs, outcome), **_colour(runs, colour)}
    seeds = alt.Chart(by_seed).mark_line(opacity=FAINT, strokeWidth=1)
    mean = alt.Chart(whole).mark_line(point=True, strokeWidth=2.5)
    return alt.layer(seeds.encode(detail="seed:N", **encoding), mean.encode(**encoding)).properties(
        width=SIZE[0], height=SIZE[1]
    )


def _points(runs: Runs, outcome: str, path: str) -> alt.Chart:
    """An outcome at each point that was drawn: a dot, the mean of its seeds."""
    colour = _other_list(runs, path)
    found = _means(runs.table, outcome, path, colour, *(p for p in runs.ranges if p != path))
    dots = alt.Chart(found).mark_circle(opacity=PLAIN)
    return dots.encode(
        x=_across(runs, path), y=_up(runs, outcome), **_colour(runs, colour)
    ).properties(width=SIZE[0], height=SIZE[1])


def _means(table: pd.DataFrame, outcome: str, path: str, colour: str, *also: str) -> alt.InlineData:
    """Means of an outcome, one row a value of these columns: as plain values, however many.

    Dots and brackets in a column's name would mean something to the engine.
    """
    names = [path, *([colour] if colour else []), *also]
    known = table[table[outcome].notna()]
    means = known.groupby(names, sort=False)[outcome].mean().reset_index()
    rows = []
    for row in means.to_dict("records"):
        kept: dict[str, Any] = {"x": row[path], "y": row[outcome], "seed": row.get("seed")}
        rows.append({**kept, "colour": str(row[colour])} if colour else kept)
    return alt.InlineData(values=rows)


def _other_list(runs: Runs, path: str) -> str:
    """The one list beside this parameter, if it has few enough values for colours; else nothing."""
    others = [name for name, values in runs.lists.items() if name != path and len(values) > 1]
    few = [name for name in others if len(runs.lists[name]) <= MOST_COLOURS]
    return few[0] if len(others) == len(few) == 1 else ""


def _colour(runs: Runs, path: str) -> dict[str, Any]:
    if not path:
        return {}
    levels = list(dict.fromkeys(runs.table[path].map(str)))
    return {"color": alt.Color("colour:N", title=path, sort=levels)}


def _across(runs: Runs, path: str) -> alt.X:
    values = runs.table[path]
    if not pd.api.types.is_numeric_dtype(values) or values.dtype == bool:
        order = list(runs.lists.get(path, ()))
        return alt.X("x:O", title=path, axis=alt.Axis(labelAngle=0), sort=order)
    listed = list(runs.lists.get(path, ()))
    axis = alt.Axis(values=listed) if listed else alt.Axis(tickCount=TICKS)
    return alt.X("x:Q", title=_with_unit(runs, path), axis=axis, scale=alt.Scale(zero=False))


def _up(runs: Runs, outcome: str) -> alt.Y:
    title = _with_unit(runs, outcome)
    return alt.Y("y", type="quantitative", title=title, scale=alt.Scale(zero=False))


def _with_unit(runs: Runs, name: str) -> str:
    unit = runs.table.attrs["units"].get(name, "")
    return plain_text(f"{name} ({unit})" if unit else name)
