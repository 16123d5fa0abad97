"""Pictures of the paths: the model's by year, the published points drawn in, a file each."""

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from docs.make.patterns.paths import PICTURES, Line, Picture, values_of
from docs.make.patterns.published import START
from docs.make.patterns.seen import Measured
from sim.report.drawing.palette import light

SIZE = {"width": 350, "height": 300}
"""Points: two stand side by side on a wide page, and one fills a narrow one, text unshrunk."""
FONT = "Helvetica, Arial, sans-serif"
TEXT_SIZE, TITLE_SIZE = 12, 14
FAINT = 0.18
EVERY = 5
"""Years between two that are named."""
KEY: dict[str, Any] = {"title": None, "orient": "bottom", "labelLimit": 320}


def svg_of(picture: Picture, base: Measured) -> str:
    """The picture as a drawing that needs no network."""
    layers = _model(picture, base)
    if any(line.published for line in picture.lines):
        layers.append(_published(picture))
    chart = alt.layer(*layers).resolve_scale(color="independent", fill="independent")
    look = {
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 12,
        "title": {
            "text": picture.title,
            "anchor": "start",
            "offset": 12,
            "fontSize": TITLE_SIZE,
            "color": light("ink"),
        },
        "config": _config(),
    }
    drawing: str = vl_convert.vegalite_to_svg(chart.to_dict(validate=False) | SIZE | look)
    return drawing


def _model(picture: Picture, base: Measured) -> list[alt.Chart]:
    """The lines of the model with the band of its seeds, over the published ranges."""
    table = pd.concat([_table(line, base, picture.over) for line in picture.lines])
    last = int(table["year"].max())
    years = alt.Axis(format="d", grid=False, values=list(range(START, last + 1, EVERY)))
    plain = alt.Scale(domain=[START, max(last, START + 1)], nice=False)
    axis = alt.Axis(format="%" if picture.unit == "share" else ",.2~f", tickCount=5, domain=False)
    highest = max([table["high"].max(), *(value for _, value in _points(picture))])
    lowest = min(0.0, float(table["low"].min()))
    up = alt.Scale(domain=[lowest, float(highest) * 1.05], nice=True)
    scale = alt.Scale(
        domain=[line.label for line in picture.lines],
        range=[light(line.colour) for line in picture.lines],
    )
    drawn = alt.Chart(table).encode(x=alt.X("year:Q", title=None, scale=plain, axis=years))
    band = drawn.mark_area(opacity=FAINT).encode(
        y=alt.Y("low:Q", scale=up),
        y2="high:Q",
        color=alt.Color("label:N", scale=scale, legend=None),
    )
    key = alt.Legend(symbolType="stroke", symbolStrokeWidth=3, **KEY)
    mean = drawn.mark_line(strokeWidth=2.5).encode(
        y=alt.Y("mean:Q", title=None, axis=axis, scale=up),
        color=alt.Color("label:N", scale=scale, legend=key),
    )
    ranges = [_range(line) for line in picture.lines if line.range is not None]
    return [*ranges, mean] if ranges else [band, mean]


def _table(line: Line, base: Measured, over: int | None) -> pd.DataFrame:
    """A line's mean, lowest and highest seed by year."""
    values = values_of(line, base, over)
    return pd.DataFrame(
        {
            "year": START + np.arange(values.shape[1]),
            "mean": np.nanmean(values, axis=0),
            "low": np.nanmin(values, axis=0),
            "high": np.nanmax(values, axis=0),
            "label": line.label,
        }
    )


def _points(picture: Picture) -> list[tuple[float, float]]:
    """Every published year and value of a picture; of a range its upper end."""
    found = [(point.year, point.value) for line in picture.lines for point in line.points]
    return found + [(START, line.range[1]) for line in picture.lines if line.range is not None]


def _published(picture: Picture) -> alt.Chart:
    """Published points; a range has none, and stands in the key alone."""
    named = [line for line in picture.lines if line.published]
    has_ranges = any(line.range is not None for line in named)
    rows = [
        {"year": year, "mean": value, "label": line.published}
        for line in named
        for year, value in (line.points or ((None, None),))
    ]
    scale = alt.Scale(
        domain=[line.published for line in named], range=[light(line.colour) for line in named]
    )
    shape, strength = ("square", 2 * FAINT) if has_ranges else ("diamond", 1.0)
    key = alt.Legend(symbolType=shape, symbolSize=90, symbolOpacity=strength, **KEY)
    edge = 0 if has_ranges else 1
    marks = alt.Chart(pd.DataFrame(rows)).mark_point(
        shape=shape, size=80, filled=True, opacity=1, stroke=light("ink"), strokeWidth=edge
    )
    return marks.encode(x="year:Q", y="mean:Q", fill=alt.Fill("label:N", scale=scale, legend=key))


def _range(line: Line) -> alt.Chart:
    """A published range, as a strip over all years."""
    low, high = line.range or (0.0, 0.0)
    strip = alt.Chart(pd.DataFrame([{"low": low, "high": high}]))
    look = strip.mark_rect(color=light(line.colour), opacity=FAINT)
    return look.encode(y=alt.Y("low:Q"), y2="high:Q")


def _config() -> dict[str, Any]:
    quiet = {
        "labelColor": light("soft"),
        "gridColor": light("grid"),
        "domainColor": light("faint"),
        "tickColor": light("faint"),
        "labelFontSize": TEXT_SIZE,
    }
    key = {
        "labelFontSize": TEXT_SIZE,
        "labelColor": light("ink"),
        "rowPadding": 3,
        "layout": {"bottom": {"direction": "vertical", "anchor": "start", "margin": 4}},
        "direction": "vertical",
    }
    return {
        "font": FONT,
        "background": light("card"),
        "view": {"stroke": None},
        "axis": quiet,
        "legend": key,
    }


def draw(base: Measured, folder: Path) -> None:
    """Write every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in PICTURES.items():
        (folder / file_name(name)).write_text(svg_of(picture, base), encoding="utf-8")


def file_name(name: str) -> str:
    """The file of a picture."""
    return f"pattern_{name}.svg"
