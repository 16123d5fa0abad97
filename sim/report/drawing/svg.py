"""From charts to SVG: inline drawings that follow the page's light, and files to keep."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

from sim.plain_text import plain_text
from sim.report.drawing.charts import Chart, Style
from sim.report.drawing.markup import element, in_tags
from sim.report.drawing.palette import light, with_variables

FONT = "Helvetica, Arial, sans-serif"
PANEL_SIZE = (340, 226)
EXPORT_SIZE = (250, 165)
PNG_SCALE = 2.0
TEXT_SIZE = 12
TITLE_SIZE = 14
KEY_STEP = 22
PADDING = 6
EXPORT_PADDING = 24
_CLIP = re.compile(r"\bclip\d+\b")
_OF_THE_WHOLE = ("$schema", "config", "datasets")
"""Parts of a specification that only a whole drawing has, not one among several."""

Spec = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """One chart of a figure, with its own short title."""

    title: str
    chart: Chart
    size: tuple[int, int] = PANEL_SIZE
    key: list[Style] = field(default_factory=list)
    """Of a panel whose lines are its own; on the page it stands in `below`."""
    below: Markup = Markup("")
    """What stands beneath the drawing on the page."""

    @cached_property
    def spec(self) -> Spec:
        """The chart's specification without a size; made once, as it takes longer than drawing."""
        return _spec_of(self.chart)


@dataclass(frozen=True)
class Figure:
    """A figure of the report: panels that share a key, and the words that go with them."""

    name: str
    title: str
    in_words: str
    panels: list[Panel]
    key: list[Style] = field(default_factory=list)
    note: str = ""
    table: Markup = Markup("")
    columns: int = 3
    arms: list[str] = field(default_factory=list)
    """Arms shown, if not only the base."""


def inline(panel: Panel, name: str) -> Markup:
    """The panel as SVG for the page: colours as variables, years' values as tooltips.

    `name` is unique on the page; the drawing's own ids are made from it.
    """
    width, height = panel.size
    fit = {"type": "fit", "contains": "padding"}
    sized = {**panel.spec, "width": width, "height": height, "autosize": fit}
    return page_svg(_svg_of(sized | _look(PADDING), name), panel.title)


def page_svg(drawing: str, label: str) -> Markup:
    """A finished SVG made fit for the page; `label` is its name for screen readers."""
    body = drawing[drawing.index("<svg") :]
    opening, rest = body.split(">", 1)
    box = re.search(r'viewBox="([^"]*)"', opening)
    width = re.search(r'viewBox="\S+ \S+ (\S+) ', opening)
    natural = width.group(1) if width else "340"
    return element(
        "svg",
        Markup(in_tags(rest.removesuffix("</svg>"), _page_tag)),
        class_="chart",
        role="img",
        aria_label=label,
        viewBox=box.group(1) if box else None,
        style=f"--natural:{natural}px",
    )


def _page_tag(tag: str) -> str:
    """One tag of a drawing as the page has it; words between tags are nobody's to change."""
    tag = re.sub(r' xmlns(:\w+)?="[^"]*"', "", tag)
    tag = re.sub(r'<path aria-label="([^"]*)"([^>]*?)/>', _with_tooltip, tag)
    tag = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", tag)
    tag = re.sub(r' font-family="[^"]*"', "", tag)
    return with_variables(tag)


def _svg_of(spec: Spec, name: str) -> str:
    """Draw a chart, its clip paths numbered from 0: the engine counts on from chart to chart."""
    drawing: str = vl_convert.vegalite_to_svg(_in_plain_text(spec))
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"{name}-{numbers.setdefault(found.group(0), len(numbers))}"

    return in_tags(drawing, lambda tag: _CLIP.sub(numbered, tag))


def _in_plain_text(part: Any) -> Any:
    """A part of a specification without the signs at which the engine ends the whole process."""
    if isinstance(part, str):
        return plain_text(part, lines=True)
    if isinstance(part, dict):
        return {name: _in_plain_text(value) for name, value in part.items()}
    return [_in_plain_text(value) for value in part] if isinstance(part, list) else part


def _with_tooltip(match: re.Match[str]) -> str:
    """A mark that has a reading, as a mark with a tooltip."""
    return f'<path class="reading"{match.group(2)}><title>{match.group(1)}</title></path>'


def export(figure: Figure, folder: Path, small_print: str) -> None:
    """Write the figure as SVG and PNG, panels side by side with a key and the small print."""
    if not figure.panels:
        return
    width, height = EXPORT_SIZE
    parts = [
        {
            **panel.spec,
            "width": width,
            "height": height,
            "title": {"text": panel.title, "anchor": "start", "offset": 12},
        }
        for panel in figure.panels
    ]
    keys = [figure.key, *(panel.key for panel in figure.panels)]
    parts += [_spec_of(_key_chart(key)) for key in keys if key]
    title = {
        "text": figure.title,
        "subtitle": [small_print],
        "anchor": "start",
        "fontSize": 18,
        "offset": 18,
    }
    whole = {**_side_by_side(parts), "columns": figure.columns, "spacing": 34, "title": title}
    drawing = _svg_of(whole | _look(EXPORT_PADDING, light("card")), "part")
    write_files(drawing, folder / figure.name)


def _side_by_side(parts: Sequence[Spec]) -> Spec:
    """Several charts as one; their data, which bear names made of what is in them, together."""
    return {
        "$schema": parts[0]["$schema"],
        "concat": [
            {name: value for name, value in part.items() if name not in _OF_THE_WHOLE}
            for part in parts
        ],
        "datasets": {name: data for part in parts for name, data in part["datasets"].items()},
    }


def _spec_of(chart: Chart) -> Spec:
    spec: Spec = chart.to_dict(validate=False)
    return spec


def write_files(drawing: str, stem: Path) -> None:
    """Write one SVG, and the same as PNG."""
    stem.with_suffix(".svg").write_text(drawing, encoding="utf-8")
    stem.with_suffix(".png").write_bytes(vl_convert.svg_to_png(drawing, scale=PNG_SCALE))


def _key_chart(key: list[Style]) -> Chart:
    """The key of an exported figure, as a chart of its own."""
    width, _ = EXPORT_SIZE
    rows = [{"label": style.label, "row": row} for row, style in enumerate(key)]
    scale = alt.Scale(domain=[-0.5, max(len(key), 2) - 0.5], reverse=True)
    place = alt.Y("row:Q", axis=None, scale=scale)
    marks: list[Any] = []
    for entry, style in zip(rows, key, strict=True):
        dash = list(style.dash) or alt.Undefined
        own = alt.Chart(pd.DataFrame([entry]))
        line = own.mark_rule(color=light(style.colour), strokeWidth=5, strokeDash=dash, aria=False)
        marks.append(line.encode(y=place, x=alt.value(0), x2=alt.value(26)))
    words = alt.Chart(pd.DataFrame(rows)).mark_text(
        align="left", baseline="middle", color=light("ink"), fontSize=TEXT_SIZE, aria=False
    )
    marks.append(words.encode(y=place, x=alt.value(36), text="label:N"))
    return alt.layer(*marks).properties(width=width, height=KEY_STEP * max(len(key), 2))


def _look(padding: int, background: str = "transparent") -> Spec:
    """The report's quiet look, as part of a chart's specification."""
    quiet = {
        "labelColor": light("soft"),
        "titleColor": light("soft"),
        "labelFontSize": TEXT_SIZE,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": "normal",
        "gridColor": light("grid"),
        "domainColor": light("faint"),
        "tickColor": light("faint"),
        "labelPadding": 5,
        "titlePadding": 4,
    }
    config = {
        "font": FONT,
        "background": background,
        "padding": padding,
        "view": {"stroke": None},
        "axis": quiet,
        "title": {
            "color": light("ink"),
            "fontSize": TITLE_SIZE,
            "subtitleColor": light("soft"),
            "subtitleFontSize": TEXT_SIZE,
        },
    }
    return {"config": config}
