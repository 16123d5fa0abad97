"""Small interval plots: one claim's number against its threshold, one row a setting."""

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from sim.report.claims import ClaimShown, Finding, bar_words
from sim.report.drawing.hexagons import with_light
from sim.report.drawing.markup import element
from sim.report.drawing.palette import light
from sim.report.stored import Stored
from sim.telling.words import inside, level

WIDTH = 300
NAMES = 92
ROW = 19
TOP = 8
FOOT = 20
MARGIN_SHARE = 0.08
DOT = 4.2
FAINT_DOT = 2.6
LETTER = 5.6
SHEET_LEFT = 430
SHEET_GAP = 16
SHEET_LETTERS = 68
"""Letters of a statement that have room beside its plot."""
SHEET_LINE = 16
Place = Callable[[float], float]
"""From a value to its position across the plot."""


class StripRow(NamedTuple):
    """One interval of a plot, and the same number at other settings, to be drawn faintly."""

    name: str
    finding: Finding
    others: tuple[tuple[str, Finding], ...] = ()
    is_faint: bool = False
    """Whether the dot is left empty, for a number that may be nothing."""


def strip(rows: Sequence[StripRow], label: str, names: int = NAMES, width: int = WIDTH) -> Markup:
    """Intervals of one number, one a row; the side that supports the claim is shaded.

    names: room for the rows' names, width: of the whole plot, both in its own units.
    """
    drawn = [row for row in rows if row.finding.has_numbers]
    if not drawn:
        return Markup("")
    others = [other for row in drawn for _, other in row.others]
    low, high = _reach([*(row.finding for row in drawn), *others])
    if drawn[0].finding.threshold is None and drawn[0].finding.unit == "share":
        low, high = max(low, 0.0), min(high, 1.0)
    height = TOP + ROW * len(drawn) + FOOT

    def across(value: float) -> float:
        return names + (width - names - DOT) * (value - low) / (high - low)

    pieces = _threshold(drawn[0].finding, across, height - FOOT, (names, width))
    if drawn[0].finding.threshold is None:
        pieces = _scale(drawn[0].finding.unit, (low, high), height - FOOT, (names, width))
    for place, row in enumerate(drawn):
        pieces.append(_drawn(row, across, TOP + ROW * (place + 0.5)))
    return element(
        "svg",
        *pieces,
        class_="strip",
        viewBox=f"0 0 {width} {height}",
        style=f"--natural:{width}px" if width != WIDTH else None,
        role="img",
        aria_label=f"{label}. {_read_out(drawn)}",
    )


def _read_out(rows: Sequence[StripRow]) -> str:
    """All intervals of a plot as a sentence, for those who cannot see it."""
    said = [f"{row.name}: {row.finding.said()}, {row.finding.interval()}" for row in rows]
    return f"{'; '.join(said)}."


def _reach(findings: Sequence[Finding]) -> tuple[float, float]:
    """Ends of the axis: all intervals and the threshold, with a little air."""
    values = [
        value
        for f in findings
        for value in (f.estimate, f.low, f.high, f.threshold)
        if value is not None
    ]
    low, high = min(values), max(values)
    air = (high - low or abs(high) or 1.0) * MARGIN_SHARE
    return low - air, high + air


def _threshold(
    finding: Finding, across: Place, bottom: float, ends: tuple[int, int]
) -> list[Markup]:
    """The threshold's line with its value, and a tint on the side that supports the claim."""
    if finding.threshold is None:
        return []
    first, last = ends
    at = across(finding.threshold)
    words = level(finding.threshold, finding.unit)
    half = LETTER * len(words) / 2
    middle = min(max(at, first + half), last - half)
    line = element(
        "line",
        x1=f"{at:.1f}",
        x2=f"{at:.1f}",
        y1="2",
        y2=f"{bottom + 3:.0f}",
        style="stroke:var(--soft);stroke-width:1;stroke-dasharray:3 2",
    )
    text = element(
        "text",
        words,
        x=f"{middle:.1f}",
        y=f"{bottom + 15:.0f}",
        text_anchor="middle",
        style="fill:var(--soft)",
    )
    if finding.direction not in ("at least", "at most"):
        return [line, text]
    left, right = (at, last) if finding.direction == "at least" else (first, at)
    tint = element(
        "rect",
        x=f"{left:.1f}",
        y="2",
        width=f"{max(right - left, 0):.1f}",
        height=f"{bottom - 2:.0f}",
        style="fill:var(--grid)",
    )
    return [tint, line, text]


def _scale(
    unit: str, reach: tuple[float, float], bottom: float, ends: tuple[int, int]
) -> list[Markup]:
    """A line below the rows with what its two ends stand for."""
    style = "stroke:var(--grid);stroke-width:1"
    line = element(
        "line",
        x1=str(ends[0]),
        x2=str(ends[1]),
        y1=f"{bottom:.0f}",
        y2=f"{bottom:.0f}",
        style=style,
    )
    return [
        line,
        *(
            element(
                "text",
                level(value, unit),
                x=str(at),
                y=f"{bottom + 15:.0f}",
                text_anchor=anchor,
                style="fill:var(--soft)",
            )
            for value, at, anchor in zip(reach, ends, ("start", "end"), strict=True)
        ),
    ]


def _drawn(row: StripRow, across: Place, y: float) -> Markup:
    """One row: its name, its interval, its estimate, and faint dots for the other settings."""
    finding = row.finding
    says = f"{row.name}: {finding.said()}, {finding.interval()}"
    pieces = [
        element("title", says),
        element("text", row.name, x="0", y=f"{y + 4:.1f}", style="fill:var(--ink)"),
    ]
    for setting, other in row.others:
        if other.estimate is not None:
            title = element("title", f"{row.name}, {inside(setting)}: {other.said()}")
            faint = "fill:var(--faint)"
            pieces.append(_dot(across(other.estimate), y, FAINT_DOT, faint, title))
    if finding.low is not None and finding.high is not None:
        ends = {"x1": f"{across(finding.low):.1f}", "x2": f"{across(finding.high):.1f}"}
        line = "stroke:var(--accent);stroke-width:3;stroke-linecap:round"
        pieces.append(element("line", **ends, y1=f"{y:.1f}", y2=f"{y:.1f}", style=line))
    colour = "fill:var(--accent);stroke:var(--card);stroke-width:1"
    if row.is_faint:
        colour = "fill:var(--card);stroke:var(--accent);stroke-width:1"
    pieces.append(_dot(across(finding.estimate or 0.0), y, DOT, colour))
    return element("g", *pieces)


def _dot(x: float, y: float, radius: float, style: str, *inner: Markup) -> Markup:
    """A dot at an estimate."""
    return element("circle", *inner, cx=f"{x:.1f}", cy=f"{y:.1f}", r=str(radius), style=style)


def strips_of(claim: ClaimShown, stored: Stored) -> list[tuple[str, Markup]]:
    """Every measure of a claim: what is asked of it, and its plot.

    One number has a row a setting. A number asked service by service has a row a service, at the
    first setting, the others as faint dots.
    """
    settings = [name for name in stored.settings if name in claim.findings]
    drawn = []
    for measure, found in claim.by_measure(settings[0]).items():
        if len(found) > 1:
            rows = [_part_row(claim, finding, settings, stored) for finding in found]
            words = bar_words(measure, found[0])
        else:
            rows = [
                StripRow(stored.setting_short(name), same)
                for name in settings
                if (same := _same(claim, name, found[0])) is not None
            ]
            words = bar_words(found[0].label, found[0])
        if plot := strip(rows, f"{claim.identity}, {words}"):
            drawn.append((words, plot))
    return drawn


def _part_row(
    claim: ClaimShown, finding: Finding, settings: Sequence[str], stored: Stored
) -> StripRow:
    """One service's number at the first setting, with the others beside it."""
    others = [
        (stored.setting_title(name), same)
        for name in settings[1:]
        if (same := _same(claim, name, finding)) is not None
    ]
    return StripRow(finding.part or finding.label, finding, tuple(others))


def _same(claim: ClaimShown, setting: str, finding: Finding) -> Finding | None:
    """The same number at another setting."""
    found = claim.findings.get(setting, [])
    return next((other for other in found if other.label == finding.label), None)


def strip_sheet(claims: Sequence[ClaimShown], stored: Stored, title: str) -> str | None:
    """All interval plots on one sheet, as a file that stands alone; None if there are none."""
    y = 56.0
    pieces = [element("text", title, x="24", y="34", font_size="18", font_weight="bold")]
    for claim in claims:
        for words, plot in strips_of(claim, stored):
            height = float(str(plot).split('viewBox="0 0 ')[1].split('"')[0].split()[1])
            said = textwrap.wrap(f"{claim.identity}  {claim.statement}", SHEET_LETTERS)
            name = [
                element("text", line, x="24", y=f"{y + 18 + SHEET_LINE * place:.0f}")
                for place, line in enumerate(said)
            ]
            below = y + SHEET_LINE * (len(said) - 1)
            asked = element(
                "text", words, x="24", y=f"{below + 36:.0f}", font_size="10.5", fill=light("soft")
            )
            placed = str(plot).replace(
                "<svg ",
                f'<svg x="{SHEET_LEFT}" y="{y:.0f}" width="{WIDTH}" height="{height:.0f}" ',
                1,
            )
            pieces += [*name, asked, Markup(placed)]
            y = max(y + math.ceil(height), below + 36) + SHEET_GAP
    if len(pieces) == 1:
        return None
    sheet = element(
        "svg",
        element("rect", width="100%", height="100%", fill=light("card")),
        *pieces,
        xmlns="http://www.w3.org/2000/svg",
        width=str(SHEET_LEFT + WIDTH + 24),
        height=f"{y + 8:.0f}",
        font_family="Helvetica, Arial, sans-serif",
        font_size="11.5",
        fill=light("ink"),
    )
    return with_light(str(sheet))
