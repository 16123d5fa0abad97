"""Figures on how long organisations stay independent, and what ends them."""

from itertools import cycle

import pandas as pd

from sim.model.record.lives import CHARITY, MUTUAL, SMALL_FIRM
from sim.registry.words import ENDING_TITLES
from sim.report.drawing.charts import Axes, Style, lines, stacked
from sim.report.drawing.svg import Figure, Panel
from sim.report.drawing.tables import over_time
from sim.report.stored import Stored
from sim.report.summaries import incidence_over_runs
from sim.telling.words import MONTHS_A_YEAR, count, inside, listed, number, span

HORIZON_YEARS = 14
TEN_YEARS = 10
WIDE = (450, 270)
_POPULATIONS = {
    (MUTUAL,): "Mutuals founded by April 2018",
    (SMALL_FIRM, CHARITY): "Small firms and charities",
}
_ENDING_STYLES = {code: Style(words, code) for code, words in ENDING_TITLES.items()}
_COLOURS = ("arm_short", "arm_long", "arm_worst", "arm_protected")
_DASHES = ((), (6, 3), (2, 2), (8, 2, 2, 2))


def endings(stored: Stored) -> Figure:
    """Cumulative incidence of each ending, for mutuals and for small firms and charities."""
    last = last_month(stored, stored.base_arm)
    found = {
        kinds: table
        for kinds in _POPULATIONS
        if len(table := incidence_over_runs(stored, stored.base_arm, kinds, last))
    }
    axes = Axes("years", "Share ended", (0, last / MONTHS_A_YEAR), (0, 1))
    axes = axes._replace(across_is_year=False)
    panels = []
    rows = []
    for kinds, whole in found.items():
        table = _ended(whole)
        panels.append(Panel(_POPULATIONS[kinds], stacked(table, _ENDING_STYLES, axes), WIDE))
        rows.append(table.assign(panel=_POPULATIONS[kinds]))
    return Figure(
        name="endings",
        title="What ends independence, and when",
        in_words=_endings_in_words(found.get((MUTUAL,), pd.DataFrame())),
        panels=panels,
        key=list(_ENDING_STYLES.values()) if panels else [],
        note="Cumulative incidence (Aalen–Johansen), pooled over runs. The clock of a mutual "
        "starts when it starts to trade; those already trading in April 2013 count only from the "
        "age they had then. The age of firms and charities is not known: their clock starts when "
        "they are first seen. The empty space above is the share still independent.",
        table=over_time(pd.concat(rows), _ENDING_STYLES, "Share ended by each cause, by years")
        if rows
        else Figure("", "", "", []).table,
        columns=2,
    )


def _endings_in_words(mutuals: pd.DataFrame) -> str:
    """Ten-year independence and the commonest endings."""
    if mutuals.empty:
        return ""
    at = mutuals[(mutuals["years"] == min(TEN_YEARS, mutuals["years"].max()))]
    at = at.set_index("cause")
    left = at.loc["independent"]
    ended = at.drop("independent")["mean"].nlargest(2)
    common = [
        f"“{inside(ENDING_TITLES[str(c)])}” ({number(float(v), 'share')})" for c, v in ended.items()
    ]
    years = count(int(left["years"]), "year")
    return (
        f"{number(float(left['mean']), 'share')} of mutuals are still independent after {years}"
        f"{_band(left)}; the commonest endings by then are {listed(common)}."
    )


def by_arm(stored: Stored) -> Figure:
    """Share of mutuals still independent, base beside the arms that matter."""
    panels, rows, said, key = [], [], [], []
    for title, styles in _styles(stored).items():
        drawn = {stored.base_arm: _base(stored)} | styles
        drawn = {arm: style for arm, style in drawn.items() if stored.has_arm(arm)}
        if len(drawn) < len(styles):
            continue
        parts = {arm: _independent(stored, arm) for arm in drawn}
        parts = {arm: part for arm, part in parts.items() if len(part)}
        if len(parts) < len(styles):
            continue
        table = pd.concat(parts.values())
        years = float(table["across"].max())
        axes = Axes("years since trading began", "Share still independent", (0, years))
        axes = axes._replace(across_is_year=False)
        shown = {arm: drawn[arm] for arm in parts}
        panels.append(Panel(title, lines(table, shown, axes), WIDE))
        rows.append(table.assign(panel=title))
        key += [style for style in shown.values() if style not in key]
        said.append(_arms_in_words(table, shown))
    styles = {stored.base_arm: _base(stored)} | _all_arms(stored)
    return Figure(
        name="independence_by_arm",
        title="Independence under other rules",
        in_words=" ".join(said),
        panels=panels,
        key=key,
        note="Mutuals founded by April 2018. Bands hold the middle 95% of runs.",
        table=over_time(pd.concat(rows), styles, "Share of mutuals still independent, by years")
        if rows
        else Figure("", "", "", []).table,
        columns=2,
        arms=[arm for arm in styles if stored.has_arm(arm)],
    )


def missing_arms(stored: Stored) -> list[str]:
    """Titles of the arms this figure would show and the folder does not hold."""
    return [style.label for arm, style in _all_arms(stored).items() if not stored.has_arm(arm)]


def _base(stored: Stored) -> Style:
    """How the base arm is drawn."""
    return Style(stored.arm_title(stored.base_arm), "ink")


def _styles(stored: Stored) -> dict[str, dict[str, Style]]:
    """How the arms that the study draws together are drawn, by the title of their picture."""
    colours = cycle(_COLOURS)
    return {
        title: {
            arm: Style(stored.arm_title(arm), next(colours), dashes)
            for arm, dashes in zip(arms, _DASHES, strict=False)
        }
        for title, arms, _takeovers in stored.side_by_side()
    }


def _all_arms(stored: Stored) -> dict[str, Style]:
    """Every arm the figure would show."""
    return {arm: style for styles in _styles(stored).values() for arm, style in styles.items()}


def _arms_in_words(table: pd.DataFrame, styles: dict[str, Style]) -> str:
    """Ten-year independence in each arm, as one sentence."""
    at = table[table["across"] == min(TEN_YEARS, table["across"].max())].set_index("line")
    parts = [
        f"{number(float(at.loc[arm, 'mean']), 'share')} ({inside(style.label)})"
        for arm, style in styles.items()
        if arm in at.index and pd.notna(at.loc[arm, "mean"])
    ]
    years = count(int(at["across"].max()), "year")
    return f"Still independent after {years}: {listed(parts)}."


def _independent(stored: Stored, arm: str) -> pd.DataFrame:
    """Share of mutuals still independent by age, in one arm."""
    whole = incidence_over_runs(stored, arm, [MUTUAL], last_month(stored, arm))
    if whole.empty:
        return whole
    table = whole[whole["cause"] == "independent"].rename(columns={"years": "across"})
    return table.assign(line=arm).dropna(subset="mean")


def _ended(whole: pd.DataFrame) -> pd.DataFrame:
    """The causes only, in the columns charts expect."""
    table = whole[whole["cause"] != "independent"]
    return table.rename(columns={"cause": "line", "years": "across"}).dropna(subset="mean")


def last_month(stored: Stored, arm: str) -> int:
    """Age to which a figure reaches, in months: no further than the runs themselves."""
    return int(min(HORIZON_YEARS, stored.years(arm)) * MONTHS_A_YEAR)


def _band(row: pd.Series) -> str:
    """The band of one value, if there is one."""
    if row["low"] == row["high"] or pd.isna(row["low"]):
        return ""
    return f" ({span(row['low'], row['high'], 'share')} in the middle 95% of runs)"
