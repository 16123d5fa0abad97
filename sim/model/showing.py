"""How a run shows itself in a console and in a notebook."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sim.model.record.catalogue import outcome_of
from sim.model.record.summary import rows_of

if TYPE_CHECKING:
    import pandas as pd

CHARTS = ("share_mutual", "leaving_rate")
"""Series drawn of a run."""
WHOLE = 1000
"""Numbers from here on are shown whole."""
WIDTH, HEIGHT = 240, 48
"""Of a small chart, in points."""


def page_of(line: str, outcomes: Mapping[str, float], monthly: "pd.DataFrame") -> str:
    """A run as a small page of HTML: its line, the outcomes that matter, and two series."""
    rows, _ = rows_of(outcomes)
    every = monthly[monthly["service"] == "all"]
    told = ((outcome_of(name), every[name].tolist()) for name in CHARTS)
    charts = [chart(about.meaning, values) for about, values in told if about]
    return f"<p>{escape(line)}</p>{table(rows)}{''.join(charts)}"


def table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as a table of HTML, numbers in few digits."""
    listed = list(rows)
    if not listed:
        return ""
    heading = "".join(f"<th>{escape(str(name))}</th>" for name in listed[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_shown(value))}</td>' for value in row.values())}</tr>"
        for row in listed
    )
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"


def chart(title: str, values: Sequence[float]) -> str:
    """A line from left to right as a picture of SVG, its first and last value beside it."""
    known = [value for value in values if value == value]
    if len(known) < len(("first", "last")):
        return ""
    low, high = min(known), max(known)
    tall = (high - low) or 1.0
    points = " ".join(
        f"{place / (len(known) - 1) * WIDTH:.1f},{HEIGHT - (value - low) / tall * HEIGHT:.1f}"
        for place, value in enumerate(known)
    )
    drawn = f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    ends = f"{_shown(known[0])} to {_shown(known[-1])}"
    picture = f'<svg viewBox="-2 -2 {WIDTH + 4} {HEIGHT + 4}" width="{WIDTH}">{drawn}</svg>'
    return f"<p>{escape(title)}: {ends}<br>{picture}</p>"


def _shown(value: object) -> str:
    """A value in few digits; nothing of one that is not known.

    >>> _shown(147571742.3), _shown(0.525281), _shown(float("nan")), _shown(36)
    ('147,571,742', '0.5253', '', '36')
    """
    if not isinstance(value, float):
        return "" if value is None else str(value)
    if value != value:
        return ""
    return f"{value:,.0f}" if abs(value) >= WHOLE else f"{value:,.4g}"
