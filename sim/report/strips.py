"""Small interval plots: one claim's number against its threshold, one row a setting."""

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from sim.report.claims import Claim, Finding, bar_words
from sim.report.hexagons import with_light
from sim.report.markup import element
from sim.report.palette import light
from sim.report.stored import Stored
from sim.report.words import number

WIDTH = 300
NAMES = 92
ROW = 19
TOP = 8
FOOT = 20
MARGIN_SHARE = 0.08
DOT = 4.2
LETTER = 5.6
SHEET_LEFT = 430
SHEET_GAP = 16
Place = Callable[[float], float]
"""From a value to its position across the plot."""


def strip(rows: Sequence[tuple[str, Finding]], label: str) -> Markup:
    """Intervals of one number, one row a setting; the side that supports the claim is shaded."""
    drawn = [(name, finding) for name, finding in rows if finding.has_numbers]
    if not drawn:
        return Markup("")
    low, high = _reach([finding for _, finding in drawn])
    height = TOP + ROW * len(drawn) + FOOT

    def across(value: float) -> float:
        return NAMES + (WIDTH - NAMES - DOT) * (value - low) / (high - low)

    first = drawn[0][1]
    pieces = _threshold(first, across, height - FOOT)
    for place, (name, finding) in enumerate(drawn):
        pieces.append(_row(name, finding, across, TOP + ROW * (place + 0.5)))
    return element(
        "svg",
        *pieces,
        class_="strip",
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label=label,
    )


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


def _threshold(finding: Finding, across: Place, bottom: float) -> list[Markup]:
    """The threshold's line with its value, and a tint on the side that supports the claim."""
    if finding.threshold is None:
        return []
    at = across(finding.threshold)
    words = number(finding.threshold, finding.unit)
    half = LETTER * len(words) / 2
    middle = min(max(at, NAMES + half), WIDTH - half)
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
    left, right = (at, WIDTH) if finding.direction == "at least" else (NAMES, at)
    tint = element(
        "rect",
        x=f"{left:.1f}",
        y="2",
        width=f"{max(right - left, 0):.1f}",
        height=f"{bottom - 2:.0f}",
        style="fill:var(--grid)",
    )
    return [tint, line, text]


def _row(name: str, finding: Finding, across: Place, y: float) -> Markup:
    """One setting: its name, its interval, its estimate."""
    says = f"{name}: {finding.said()}, {finding.interval()}"
    estimate = across(finding.estimate or 0.0)
    pieces = [element("title", says), element("text", name, x="0", y=f"{y + 4:.1f}")]
    if finding.low is not None and finding.high is not None:
        pieces.append(
            element(
                "line",
                x1=f"{across(finding.low):.1f}",
                x2=f"{across(finding.high):.1f}",
                y1=f"{y:.1f}",
                y2=f"{y:.1f}",
                style="stroke:var(--accent);stroke-width:3;stroke-linecap:round",
            )
        )
    colour = "fill:var(--accent);stroke:var(--card);stroke-width:1"
    pieces.append(
        element("circle", cx=f"{estimate:.1f}", cy=f"{y:.1f}", r=str(DOT), style=colour)
    )
    return element("g", *pieces)


def strips_of(claim: Claim, stored: Stored) -> list[tuple[str, Markup]]:
    """Every number of a claim: what it is and what is asked of it, and its plot."""
    settings = [name for name in stored.settings if name in claim.findings]
    most = max((len(found) for found in claim.findings.values()), default=0)
    drawn = []
    for place in range(most):
        rows = [
            (stored.setting_title(name), claim.findings[name][place])
            for name in settings
            if place < len(claim.findings[name])
        ]
        words = bar_words(rows[0][1])
        if plot := strip(rows, f"{claim.identity}, {words}"):
            drawn.append((words, plot))
    return drawn


def strip_sheet(claims: Sequence[Claim], stored: Stored, title: str) -> str | None:
    """All interval plots on one sheet, as a file that stands alone; None if there are none."""
    y = 56.0
    pieces = [element("text", title, x="24", y="34", font_size="18", font_weight="bold")]
    for claim in claims:
        for words, plot in strips_of(claim, stored):
            height = float(str(plot).split('viewBox="0 0 ')[1].split('"')[0].split()[1])
            name = element("text", f"{claim.identity}  {claim.statement}", x="24", y=f"{y + 18:.0f}")
            asked = element(
                "text", words, x="24", y=f"{y + 36:.0f}", font_size="10.5", fill=light("soft")
            )
            placed = str(plot).replace(
                "<svg ",
                f'<svg x="{SHEET_LEFT}" y="{y:.0f}" width="{WIDTH}" height="{height:.0f}" ',
                1,
            )
            pieces += [name, asked, Markup(placed)]
            y += math.ceil(height) + SHEET_GAP
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
