"""Claims over the space of what is uncertain: where they hold, and what that hangs on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from sim.report.claims import Finding, outcome_words, words_of
from sim.report.drawing.markup import Content, element, together
from sim.report.drawing.tables import plain_table
from sim.report.sections.strips import StripRow, strip
from sim.report.sections.verdicts import pill
from sim.report.stored import Stored
from sim.studies.store.verdict import Space, ToldVerdict
from sim.telling.words import capital, count, inside, number, span

TITLE = "Where in the space of what is uncertain?"
STRONGEST = 6
"""Influences shown of each number."""

CHANCE = 0.05
"""Of one false alarm among all influences on a number."""

NAMES_WIDTH, STRIP_WIDTH = 250, 460
_MEASURES = {
    "rank correlation": "rank correlation with each parameter",
    "total": "share of its variance that goes with each parameter, alone and together with others",
    "mu_star": "mean size of the change that each parameter makes by itself",
}


class Influence(NamedTuple):
    """How strongly one parameter moves one number."""

    path: str
    value: float
    low: float | None
    high: float | None
    chance: float | None
    """Of as strong an influence by luck, adjusted for how many were looked at."""


def space_section(stored: Stored) -> Markup:
    """The section, if the study looked at more points than one; empty otherwise."""
    if not stored.over_space:
        return Markup("")
    return together(
        element("p", element("b", "In words: "), in_words(stored.over_space), class_="words"),
        _shares(stored.over_space),
        element("p", _how(next(_spaces(stored.over_space))[1]), class_="note"),
        _table(stored),
        influences(stored),
    )


def in_words(verdicts: Sequence[ToldVerdict]) -> str:
    """At how many of the points each claim holds, as sentences."""
    said = [f"{one.id} {one.reason.partition('; ')[0]}" for one, space in _spaces(verdicts)]
    return f"{'; '.join(said)}."


def _spaces(verdicts: Sequence[ToldVerdict]) -> Iterator[tuple[ToldVerdict, Space]]:
    """Verdicts over points, each with what is behind it."""
    return ((one, one.space) for one in verdicts if one.space is not None)


def _how(space: Space) -> str:
    """What the points are, and what the shares mean."""
    points = count(space.points, "point")
    return (
        f"{capital(points)} ({space.design}), each a world that differs from the scenario in "
        f"every parameter varied, within its plausible range; "
        f"{count(space.replications, 'replication')} at each. A claim holds widely if the "
        f"whole interval of the share of points where it holds lies at "
        f"{number(space.widely, 'share')} or above, and does not if all of it lies below. "
        f"The share says how much of the space of assumptions agrees. It is no "
        f"probability that the claim is true: no one knows how likely each point is."
    )


def _shares(verdicts: Sequence[ToldVerdict]) -> Markup:
    """The share of points where each claim holds, with its interval, one row a claim."""
    rows = [StripRow(one.id, _share_of(one)) for one in verdicts]
    plot = strip(rows, "Share of points where each claim holds", width=STRIP_WIDTH)
    return element("figure", element("figcaption", "Share of points where it holds"), plot)


def _share_of(one: ToldVerdict) -> Finding:
    return Finding(
        label="share of points",
        measure="share of points",
        part="",
        unit="share",
        verdict=one.verdict,
        estimate=_known(one.estimate),
        low=_known(one.low),
        high=_known(one.high),
        threshold=one.threshold,
        direction="at least",
        runs=one.runs,
        is_equal=None,
    )


def _table(stored: Stored) -> Markup:
    rows: list[list[Content]] = []
    for one, space in _spaces(stored.over_space):
        near, clean = space.near_the_line, space.share_less_noise
        rows.append(
            [
                together(element("span", one.id, class_="identity"), one.statement),
                pill(words_of(one, stored)),
                f"{number(one.estimate, 'share')} ({span(one.low, one.high, 'share')})",
                "not known" if clean is None else number(clean, "share"),
                "not known" if near is None else f"{near:,}",
                f"{space.not_asked + space.no_value + space.no_difference_at:,}",
            ]
        )
    headings = ["Claim", "Verdict", "Share of points where it holds", "The same without luck"]
    headings += ["Points too near the line to tell"]
    headings += ["Points not asked, without a value, or where the arms do not differ"]
    caption = "Each claim over all points. The interval holds whatever luck hid at each point. "
    caption += "Without luck: a guess of the share after the blur of a few runs is taken back out."
    return element(
        "div", plain_table(caption, headings, rows), class_="scroll over-space", tabindex="0"
    )


def influences(stored: Stored) -> Markup:
    """What each number hangs on most, one plot a number, folded away but for the first."""
    found = influences_of(stored.sensitivity)
    if not found:
        return Markup("")
    measure = next(iter(found))[1]
    pieces: list[Content] = [
        element("h3", "What it hangs on"),
        element(
            "p",
            f"For each number a claim rests on, the {count(STRONGEST, 'parameter')} that move it "
            f"most: {_MEASURES.get(measure, measure)}, with its 95% interval. "
            "Filled dots stand out beyond what chance would give the strongest of so many.",
            class_="note",
        ),
    ]
    for (name, _), influences in found.items():
        plot = _plot(name, influences)
        pieces.append(
            element(
                "details",
                element("summary", _number_words(name)),
                element("figure", plot),
                class_="behind",
                open=not pieces[2:],
            )
        )
    return together(*pieces)


def _number_words(name: str) -> str:
    """The name of a number as stored, "H1a: independence_10y", in words."""
    identity, _, outcome = name.partition(": ")
    return f"{identity}: {inside(outcome_words(outcome))}" if outcome else name


def influences_of(table: pd.DataFrame) -> dict[tuple[str, str], list[Influence]]:
    """The strongest influences by number and measure, the strongest first."""
    found: dict[tuple[str, str], list[Influence]] = {}
    if table.empty:
        return found
    shown = table[table["measure"].isin(_MEASURES) & table["value"].notna()]
    for (name, measure), rows in shown.groupby(["number", "measure"], sort=False):
        order = rows["value"].abs().sort_values(ascending=False, kind="stable").index[:STRONGEST]
        found[str(name), str(measure)] = [
            Influence(
                path=str(row["path"]),
                value=float(row["value"]),
                low=_known(row["low"]),
                high=_known(row["high"]),
                chance=_known(row["chance"]),
            )
            for _, row in rows.loc[order].iterrows()
        ]
    return found


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]


def _plot(name: str, influences: Sequence[Influence]) -> Markup:
    rows = [
        StripRow(
            influence.path,
            Finding(
                label=influence.path,
                measure="",
                part="",
                unit="",
                verdict="",
                estimate=influence.value,
                low=influence.low,
                high=influence.high,
                threshold=0.0,
                direction="",
                runs=None,
                is_equal=None,
            ),
            is_faint=influence.chance is not None and influence.chance > CHANCE,
        )
        for influence in influences
    ]
    said = f"What {_number_words(name)} hangs on most"
    return strip(rows, said, names=NAMES_WIDTH, width=STRIP_WIDTH)
