"""Maps of England in which every council is one hexagon."""

import math
import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from sim.registry.words import KIND_TITLES
from sim.report.drawing.markup import element, in_tags, together
from sim.report.drawing.palette import light
from sim.telling.words import number

SIDE = 10.0
ROW_STEP = 1.5 * SIDE
COLUMN_STEP = math.sqrt(3) * SIDE
GAP = 0.93
DECIMALS = 1
CORNERS = 6


class Holder(NamedTuple):
    """Largest holder of one council's service."""

    name: str
    kind: str
    share: float | None


def hexagon_map(councils: pd.DataFrame, holders: Mapping[str, Holder], label: str) -> Markup:
    """One map. `councils`: code, name, hex_col, hex_row; `holders` by council code.

    Odd rows shift right by half a hexagon and row 0 is in the south. Each hexagon says on
    pointing whose it is; councils without a holder are drawn empty.
    """
    if councils.empty:
        return Markup("")
    box, outlines = hexagon_places(
        councils["hex_col"].to_numpy(np.int64), councils["hex_row"].to_numpy(np.int64)
    )
    cells = [
        _cell(outline, name, holders.get(code))
        for outline, name, code in zip(outlines, councils["name"], councils["code"], strict=True)
    ]
    return element("svg", together(*cells), class_="map", viewBox=box, role="img", aria_label=label)


def hexagon_places(columns: NDArray[np.int64], rows: NDArray[np.int64]) -> tuple[str, list[str]]:
    """The box around a map (a viewBox), and the path of each hexagon by its column and row."""
    across = (columns + 0.5 * (rows % 2)) * COLUMN_STEP
    down = (rows.max() - rows) * ROW_STEP
    left, top = across.min() - COLUMN_STEP, down.min() - ROW_STEP
    width, height = across.max() - left + COLUMN_STEP, down.max() - top + ROW_STEP
    box = " ".join(f"{value:.0f}" for value in (left, top, width, height))
    return box, [_outline(float(x), float(y)) for x, y in zip(across, down, strict=True)]


def _cell(outline: str, council: str, holder: Holder | None) -> Markup:
    """One council's hexagon, with what it says on pointing."""
    says = f"{council}: nothing let or recorded"
    if holder is not None:
        kind = KIND_TITLES.get(holder.kind, holder.kind)
        part = "" if holder.share is None else f", {number(holder.share, 'share')} of the value"
        says = f"{council}: {kind}\n{holder.name}{part}"
    known = holder.kind if holder is not None and holder.kind in KIND_TITLES else None
    colour = f"fill:var(--{known})" if known else "fill:none;stroke:var(--rule)"
    return element("path", element("title", says), d=outline, style=colour)


def _outline(x: float, y: float) -> str:
    """Path of a hexagon that stands on a corner."""
    angles = [math.radians(60 * corner + 30) for corner in range(CORNERS)]
    reach = SIDE * GAP
    corners = [
        f"{x + reach * math.cos(a):.{DECIMALS}f} {y + reach * math.sin(a):.{DECIMALS}f}"
        for a in angles
    ]
    return f"M{'L'.join(corners)}Z"


def map_sheet(maps: list[tuple[str, Markup]], title: str) -> str:
    """All maps on one sheet, as a file that stands alone: pairs of a caption and a map."""
    wide, tall, across = 260, 330, 4
    rows = math.ceil(len(maps) / across)
    pieces = [element("text", title, x="24", y="36", font_size="18", font_weight="bold")]
    for place, (caption, drawing) in enumerate(maps):
        x, y = 24 + wide * (place % across), 66 + tall * (place // across)
        pieces.append(element("text", caption, x=str(x), y=str(y), font_size="12"))
        sized = str(drawing).replace(
            "<svg ", f'<svg x="{x}" y="{y + 8}" width="240" height="290" ', 1
        )
        pieces.append(Markup(sized))
    for place, (kind, words) in enumerate(KIND_TITLES.items()):
        x, y = 24 + 220 * place, 80 + tall * rows
        style = f"fill:var(--{kind})"
        pieces.append(
            element("rect", x=str(x), y=str(y - 11), width="14", height="14", style=style)
        )
        pieces.append(element("text", words, x=str(x + 22), y=str(y), font_size="12"))
    sheet = element(
        "svg",
        element("rect", width="100%", height="100%", fill=light("card")),
        *pieces,
        xmlns="http://www.w3.org/2000/svg",
        width=str(wide * across + 48),
        height=str(tall * rows + 110),
        font_family="Helvetica, Arial, sans-serif",
        fill=light("ink"),
    )
    return with_light(str(sheet))


def with_light(drawing: str) -> str:
    """Swap colour variables for the light colours, for files that stand alone."""

    def lit(tag: str) -> str:
        return re.sub(r"var\(--([\w-]+)\)", lambda found: light(found.group(1)), tag)

    return in_tags(drawing, lit)
