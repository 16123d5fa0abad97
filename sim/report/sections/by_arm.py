"""Each outcome of interest by arm: what a study without a claim has to say."""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from sim.report.claims import Finding, outcome_words, unit_of
from sim.report.drawing.markup import Content, element, together
from sim.report.drawing.tables import plain_table
from sim.report.sections.space import influences
from sim.report.sections.strips import StripRow, strip
from sim.report.stored import Stored
from sim.studies.judging.space import SPACE
from sim.studies.sweeping.of_levers import lever_effects
from sim.studies.sweeping.swept import said_shortly
from sim.telling.words import capital, count, inside, number, span

TITLE = "Outcomes by arm"
PLOT_WIDTH, NAMES_WIDTH = 460, 150
TOLD = 3
"""Outcomes of which the short answer speaks."""
LETTERS = 24
"""Of an arm's name that have room beside its dot."""


def arms_section(stored: Stored) -> Markup:
    """A picture and a table an outcome, each arm beside the first; empty without outcomes."""
    table = stored.by_arm
    if table.empty:
        return Markup("")
    pieces = [_one_outcome(stored, str(name), own) for name, own in _by_outcome(table)]
    note = (
        "Means with their 95% intervals over luck. Arms share their seeds, so the difference from "
        "the first arm is better known than either level. No claim was fixed beforehand: of twenty "
        "differences of nothing one will seem to be something."
    )
    names = list(dict.fromkeys(table["outcome"]))
    effects = lever_effects(stored.folder, stored.manifest, stored.runs, names)
    levers = [] if effects.empty else [element("h3", "What each lever does"), _effects(effects)]
    return together(element("p", note, class_="note"), *pieces, *levers, influences(stored))


def _effects(effects: pd.DataFrame) -> Markup:
    """What each lever does by itself and with another, outcome by outcome."""
    rows: list[list[Content]] = []
    for row in said_shortly(effects).to_dict("records"):
        unit = unit_of(str(row["outcome"]), "a minus b")
        ends = _bare(span(_known(row["low"]), _known(row["high"]), unit), unit)
        told = f"{number(_known(row['estimate']), unit, signed=True)} ({ends})"
        rows.append([outcome_words(str(row["outcome"])), row["effect"], told, str(row["note"])])
    caption = "Against the first value of each lever, averaged over all else, seed by seed"
    headings = ["Outcome", "Effect", "Estimate (95%)", "Note"]
    return element("div", plain_table(caption, headings, rows), class_="scroll", tabindex="0")


def _by_outcome(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    return ((str(name), own) for name, own in table.groupby("outcome", sort=False))


def _one_outcome(stored: Stored, name: str, table: pd.DataFrame) -> Markup:
    first = table.iloc[0]
    shown = table[table["setting"] == first["setting"]]
    drawn = [StripRow(_brief(stored, row), _finding(row)) for _, row in shown.iterrows()]
    plot = strip(drawn, outcome_words(name), names=NAMES_WIDTH, width=PLOT_WIDTH)
    where = _where(stored, str(first["setting"]), int(first["n"]))
    return element(
        "figure",
        element("figcaption", f"{outcome_words(name)}, {where}"),
        plot,
        element("div", _table(stored, table), class_="scroll", tabindex="0"),
        class_="by-arm",
    )


def _brief(stored: Stored, row: "pd.Series[object]") -> str:
    title = stored.arm_title(str(row["arm"]))
    return title if len(title) <= LETTERS else f"{title[: LETTERS - 1].rstrip()}…"


def _where(stored: Stored, setting: str, rests_on: int) -> str:
    if setting == SPACE:
        return f"over {count(rests_on, 'point')}"
    return f"{inside(stored.setting_title(setting))}, {count(rests_on, 'run')} of each"


def _finding(row: "pd.Series[object]") -> Finding:
    return Finding(
        label="", measure="", part="", unit=unit_of(str(row["outcome"]), ""), verdict="",
        estimate=_known(row["mean"]), low=_known(row["low"]), high=_known(row["high"]),
        threshold=None, direction="", runs=None, is_equal=None,
    )  # fmt: skip


def _table(stored: Stored, table: pd.DataFrame) -> Markup:
    has_settings, has_spread = table["setting"].nunique() > 1, table["spread_low"].notna().any()
    headings = ["Arm", *(["Setting"] if has_settings else []), "Mean", "Less the first arm"]
    headings += [*(["Middle 95% of points"] if has_spread else []), "Rests on"]
    headings += ["Note"] if (has_notes := table["note"].any()) else []
    rows: list[list[Content]] = []
    for _, row in table.iterrows():
        unit, gap = unit_of(str(row["outcome"]), ""), unit_of(str(row["outcome"]), "a minus b")
        apart = _known(row["difference"])
        where = [stored.setting_short(str(row["setting"]))] if has_settings else []
        spread = [_ends(row, "spread_low", "spread_high", unit)] if has_spread else []
        what = "point" if row["setting"] == SPACE else "run"
        told = "" if apart is None else number(apart, gap, signed=True)
        if apart is not None:
            told += f" ({_ends(row, 'difference_low', 'difference_high', gap)})"
        rows.append(
            [
                stored.arm_title(str(row["arm"])),
                *where,
                f"{number(_known(row['mean']), unit)} ({_ends(row, 'low', 'high', unit)})",
                told,
                *spread,
                count(int(row["n"]), what),
                *([capital(str(row["note"]))] if has_notes else []),
            ]
        )
    return plain_table("Each arm, and its difference from the first", headings, rows)


def in_words(stored: Stored) -> str:
    """The first outcomes in a sentence each: the first arm, and how far others lie from it."""
    said = []
    for name, own in list(_by_outcome(stored.by_arm))[:TOLD]:
        shown = own[own["setting"] == own["setting"].iloc[0]]
        unit, gap = unit_of(name, ""), unit_of(name, "a minus b")
        first, *others = [row for _, row in shown.iterrows()]
        told = f"{outcome_words(name)}: {number(_known(first['mean']), unit)} "
        told += f"({_ends(first, 'low', 'high', unit)}) with {_inside(stored, first)}"
        told += "".join(
            f"; {number(_known(row['difference']), gap, signed=True)} "
            f"({_ends(row, 'difference_low', 'difference_high', gap)}) with {_inside(stored, row)}"
            for row in others
        )
        said.append(f"{told}.")
    return " ".join(said)


def _inside(stored: Stored, row: "pd.Series[object]") -> str:
    return inside(stored.arm_title(str(row["arm"])))


def _ends(row: "pd.Series[object]", low: str, high: str, unit: str) -> str:
    """An interval in brackets behind its number, whose unit is said already."""
    return _bare(span(_known(row[low]), _known(row[high]), unit), unit)


def _bare(said: str, unit: str) -> str:
    return said.partition(" a ")[0].removesuffix(f" {unit}" if unit != "share" else "")


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(str(value))
