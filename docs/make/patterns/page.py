"""The page of patterns, in Markdown."""

from collections.abc import Sequence

import numpy as np

from docs.make.patterns.catalogue import PATTERNS, Pattern
from docs.make.patterns.figures import FIGURES, Figure
from docs.make.patterns.paths import PICTURES, alt_text
from docs.make.patterns.pictures import file_name
from docs.make.patterns.seen import BASE
from docs.make.patterns.told import Check, Runs

HEADING = "# The base world beside published patterns"
WORD = {True: "met", False: "**missed**", None: "cannot be told"}
KEPT = (
    "*Contracts kept* are counted in two ways. The first counts only contracts let again: "
    "those that councils take back are in neither part. The second counts these as ended and not "
    "kept. An extension is no end in either, and a contract that its holder failed under or handed "
    "back is in neither. The published figures are of firms that compete again, so they belong "
    "beside the first."
)
FAILURES = (
    "*Companies that fail* are all that do, with or without a contract, groups too, and bodies "
    "without work that close owing more than they have, over the years that companies existed, "
    "shells among them, as official counts have it. *While they trade* counts mutuals and small "
    "providers alone, and only until they stop being independent."
)


def as_text(runs: Runs, how: str, version: str, pictures: str = "pictures") -> str:
    """The whole page. pictures: the folder they are in, as the page links to it."""
    told = {pattern.number: pattern.checks(runs) for pattern in PATTERNS}
    seeds = len(next(iter(runs[BASE].numbers.values())))
    parts = [
        HEADING,
        f"Made by `{how}`, model {version}. "
        f"The thirteen patterns below are those that a credible model should reproduce, each with "
        f"its test. Numbers are means over {seeds} seeds; bands in pictures reach from the lowest "
        "to the highest. Published numbers are of other sectors and years in part: see the rows of "
        "[evidence](evidence.md). A pattern of which something was an input, or to which it was "
        "tuned, is no full test, and nothing here was chosen for a verdict. For each miss there "
        "is the cause as far as it is known, and which way it leans the verdicts. Which mutuals "
        "there are, who runs what and how it ends, service by service: "
        "`python -m docs.make.truer --seeds 12`.",
        "## In short",
        _summary(told),
        *(_section(pattern, told[pattern.number], runs, pictures) for pattern in PATTERNS),
        "## Other published figures",
        "Over the whole run, the opening left out; ratios are of totals. In brackets the lowest "
        "and the highest seed.",
        _figures(runs),
        KEPT,
        FAILURES,
    ]
    return "\n\n".join(parts) + "\n"


def _summary(told: dict[int, list[Check]]) -> str:
    rows = ["| pattern | tests met | missed | cannot be told |", "|---|---|---|---|"]
    for pattern in PATTERNS:
        met = [check.is_met for check in told[pattern.number]]
        count = " | ".join(str(met.count(answer)) for answer in (True, False, None))
        rows.append(f"| {pattern.number}. [{pattern.title}](#{anchor(pattern)}) | {count} |")
    return "\n".join(rows)


def anchor(pattern: Pattern) -> str:
    """The anchor of a pattern on the page."""
    return f"pattern-{pattern.number}"


def _section(pattern: Pattern, checks: list[Check], runs: Runs, pictures: str) -> str:
    rows = ["| test | in the model | result |", "|---|---|---|"]
    for asked, check in zip(pattern.asked, checks, strict=True):
        rows.append(f"| {asked} | {check.shown} | {WORD[check.is_met]} |")
    base = runs[BASE]
    drawn = [
        f"![{alt_text(PICTURES[name], base)}]({pictures}/{file_name(name)})"
        for name in pattern.pictures
    ]
    tuned = f" Not a full test: {pattern.tuned}." if pattern.tuned else ""
    parts = [
        f'<a id="{anchor(pattern)}"></a>',
        f"## {pattern.number} {pattern.title}",
        f"*Published*: {pattern.published} ({pattern.evidence}).{tuned}",
        "\n".join(rows),
    ]
    if drawn:
        parts.append("\n".join(drawn))
    if any(check.is_met is False for check in checks):
        parts.append(f"*Why missed*: {pattern.cause}. *It leans the verdicts* {pattern.leans}.")
    return "\n\n".join(parts)


def _figures(runs: Runs) -> str:
    head = ["| figure | outcome | published | evidence | in the model | tuned or solved |"]
    rows = [_row(figure, runs[BASE].numbers[figure.outcome]) for figure in FIGURES]
    return "\n".join([*head, "|---|---|---|---|---|---|", *rows])


def _row(figure: Figure, values: Sequence[float] | np.ndarray) -> str:
    span = f"{np.nanmean(values):.3g} ({np.nanmin(values):.3g} to {np.nanmax(values):.3g})"
    cells = [figure.name, f"`{figure.outcome}`", figure.published, figure.evidence, span]
    return f"| {' | '.join([*cells, figure.tuned])} |"
