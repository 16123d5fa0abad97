"""Tables of the page: the numbers behind each figure, readable by eye and by screen reader."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sim.report.drawing.charts import Style
from sim.report.drawing.markup import Content, element, together
from sim.telling.words import is_known, number, span

YEARS_SHOWN = 5


def behind(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Content]],
    invitation: str = "The numbers in a table",
) -> Markup:
    """A table folded away under its figure. The first cell of each row names the row."""
    if not rows:
        return Markup("")
    return element(
        "details",
        element("summary", invitation),
        element("div", plain_table(caption, headings, rows), class_="scroll", tabindex="0"),
        class_="behind",
    )


def plain_table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[Content]]) -> Markup:
    """A table with a caption; the first cell of each row is its heading."""
    head = element("tr", *(element("th", text, scope="col") for text in headings))
    body = [
        element(
            "tr",
            element("th", first, scope="row"),
            *(element("td", cell) for cell in others),
        )
        for first, *others in rows
    ]
    return element(
        "table",
        element("caption", caption),
        element("thead", head),
        element("tbody", together(*body)),
    )


def over_time(
    table: pd.DataFrame, styles: dict[str, Style], caption: str, unit: str = "share"
) -> Markup:
    """Means and bands at a few places of the horizontal axis, one row a panel and line.

    `table`: panel, line (a key of styles), across, mean, low, high.
    """
    if table.empty:
        return Markup("")
    places = _thinned(sorted(table["across"].unique()))
    rows: list[list[Content]] = []
    for panel, part in table.groupby("panel", sort=False):
        for line, style in styles.items():
            own = part[part["line"] == line]
            if own.empty:
                continue
            cells = [_cell(own, place, unit) for place in places]
            rows.append([f"{panel!s}: {style.label}", *cells])
    return behind(caption, ["", *(f"{place:g}" for place in map(_tidy, places))], rows)


def _cell(own: pd.DataFrame, place: float, unit: str) -> Content:
    """One value with its band beneath."""
    found = own.loc[own["across"] == place, ["mean", "low", "high"]].to_numpy(float)
    if not len(found) or not is_known(float(found[0][0])):
        return "–"
    value, low, high = (float(part) for part in found[0])
    if low == high or not is_known(low):
        return number(value, unit)
    return together(number(value, unit), " ", element("small", span(low, high, unit)))


def _thinned(places: list[float]) -> list[float]:
    """First, last and a few places between."""
    if len(places) <= YEARS_SHOWN:
        return places
    last = len(places) - 1
    return [places[round(last * step / (YEARS_SHOWN - 1))] for step in range(YEARS_SHOWN)]


def _tidy(place: float) -> float:
    """A calendar year without its months; ages as they are."""
    least_calendar_year = 1900
    return int(place) if place > least_calendar_year else place


def swatch(style: Style) -> Markup:
    """A piece of a line as it is drawn, to stand before its name."""
    if not style.dash:
        return element("i", class_="swatch solid", style=f"--c:var(--{style.colour})")
    on, off, *_ = style.dash
    said = f"--c:var(--{style.colour});--on:{on}px;--all:{on + off}px"
    return element("i", class_="swatch dashed", style=said)
