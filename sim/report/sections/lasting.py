"""Who stays independent: curves by kind, form, service and starter, with the numbers at risk."""

import pandas as pd
from markupsafe import Markup

from sim.model.record.lives import GROUPINGS, KINDS_FOLLOWED, survival_by
from sim.registry.words import GROUP_TITLES
from sim.report.drawing.charts import Axes, Style, lines
from sim.report.drawing.markup import element, together
from sim.report.drawing.svg import Figure, Panel
from sim.report.drawing.tables import over_time, swatch
from sim.report.sections.lives import WIDE, last_month
from sim.report.stored import Stored
from sim.telling.words import MONTHS_A_YEAR, count, inside, listed, number, span

_TITLES = {
    "kind": "By kind",
    "form": "Mutuals, by legal form",
    "service": "Mutuals, by service",
    "starter": "Mutuals, by who began them",
}
_KIND_LOOKS = (("mutual", ()), ("small", (6, 3)), ("frozen", (2, 2)))
_LOOKS = (
    ("arm_long", ()),
    ("arm_short", (6, 3)),
    ("frozen", (2, 2)),
    ("group", (8, 2, 2, 2)),
    ("drift", (12, 4)),
)
TEN_YEARS = 120
SHORT, LONG = 6, 10
"""Years up to which each has a number at risk, and from which each fifth."""


def who_lasts(stored: Stored) -> Figure:
    """Share still independent, group by group, at the base arm."""
    people = stored.lives(stored.base_arm)
    last = last_month(stored, stored.base_arm)
    panels, rows, unseen = [], [], []
    for by in GROUPINGS if len(people) else ():
        whole = survival_by(people, by).rename(columns={by: "line"})
        starts = whole[whole["months"] == 0].set_index("line")["at_risk"]
        unseen += [GROUP_TITLES[str(name)] for name in starts.index[starts == 0]]
        seen = whole[(whole["months"] <= last) & (whole["line"].map(starts) > 0)]
        if len(seen):
            panels.append(_panel(_TITLES[by], seen, last))
            rows.append(seen.assign(panel=_TITLES[by]))
    every = pd.concat(rows) if rows else pd.DataFrame()
    return Figure(
        name="who_lasts",
        title="Who stays independent",
        in_words=_in_words(every) if rows else "",
        panels=panels,
        note=_note(unseen, stored.n_runs(stored.base_arm)),
        table=_table(every) if rows else Markup(""),
        columns=2,
    )


def _panel(title: str, seen: pd.DataFrame, last: int) -> Panel:
    """The curves of one grouping. Without bands: five would hide one another."""
    names = seen["line"].unique()
    looks = dict(zip(KINDS_FOLLOWED, _KIND_LOOKS, strict=True))
    if names[0] not in looks:
        looks = dict(zip(names, _LOOKS, strict=False))
    styles = {str(name): Style(GROUP_TITLES[str(name)], *looks[name]) for name in names}
    table = _half_yearly(seen)
    axes = Axes("years", "Share still independent", (0, last / MONTHS_A_YEAR))
    axes = axes._replace(across_is_year=False)
    chart = lines(table.assign(low=table["mean"], high=table["mean"]), styles, axes)
    return Panel(title, chart, WIDE, list(styles.values()), _at_risk(seen, styles))


def _table(every: pd.DataFrame) -> Markup:
    styles = {name: Style(title, "ink") for name, title in GROUP_TITLES.items()}
    caption = "Share still independent, by years, with its 95% interval"
    return over_time(_half_yearly(every), styles, caption)


def _half_yearly(seen: pd.DataFrame) -> pd.DataFrame:
    """The rows to draw, in the columns that charts expect."""
    table = seen[seen["months"] % (MONTHS_A_YEAR // 2) == 0]
    return table.assign(across=table["months"] / MONTHS_A_YEAR, mean=table["independent"])


def _note(unseen: list[str], runs: int) -> str:
    """What the picture leaves out and how it is made."""
    gone = f" Not drawn, for none was seen from its first month on: {listed(unseen)}."
    return (
        "Mutuals founded by April 2018, by age; small firms and charities from when they were "
        "first seen, also those that have grown into groups since. Beneath each picture: how many "
        "were under observation after so many years, in all runs together; where they are few a "
        "curve says little. Kaplan–Meier with late entry; intervals (95%) "
        + ("are over the luck of runs." if runs > 1 else "take bodies to be independent.")
        + (gone if unseen else "")
    )


def _at_risk(seen: pd.DataFrame, styles: dict[str, Style]) -> Markup:
    """The key of a panel, and the numbers at risk of each line at a few ages."""
    last = int(seen["months"].max()) // MONTHS_A_YEAR
    step = 1 if last <= SHORT else 2 if last < LONG else 5
    years = sorted({*range(0, last + 1, step), last})
    counts = seen.set_index(["line", "months"])["at_risk"]
    head = element("tr", element("th", "At risk after years", scope="col"),
                   *(element("th", str(year), scope="col") for year in years))  # fmt: skip
    body = []
    for line, style in styles.items():
        cells = (f"{counts.get((line, year * MONTHS_A_YEAR), 0):,}" for year in years)
        body.append(element("tr", element("th", swatch(style), style.label, scope="row"),
                            *(element("td", cell) for cell in cells)))  # fmt: skip
    return element("table", element("thead", head), element("tbody", together(*body)),
                   class_="at-risk")  # fmt: skip


def _in_words(every: pd.DataFrame) -> str:
    """Independence after ten years, or at the end of shorter runs, kind by kind."""
    seen = every[every["panel"] == _TITLES["kind"]]
    months = min(TEN_YEARS, int(seen["months"].max()) // MONTHS_A_YEAR * MONTHS_A_YEAR)
    at = seen[seen["months"] == months]
    parts = [
        f"{number(row.independent, 'share')} of {inside(GROUP_TITLES[str(row.line)])}"
        f" ({span(row.low, row.high, 'share')})"
        for row in at.itertuples()
    ]
    return f"After {count(months // MONTHS_A_YEAR, 'year')} {listed(parts)} are still independent."
