"""Which mutuals, who runs what and how it ends: one table of a world, published figures beside.

    python -m docs.make.truer --seeds 12 --csv after.csv
    python -m docs.make.truer --seeds 12 --csv after.csv --beside before.csv

It imports nothing but `sim` and takes what a model of any time gives, so that a copy of this file
also plays an earlier commit: its `--csv` is then the `--beside` of a later one.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import sim

APRIL_2018 = 60
"""Months from the start in April 2013; a mutual founded by then belongs to the cohort."""
YEARS = (0, 3, 7, 10, 15)
ALIVE = range(8)
MILLION = 1e6
ALL = "all"


class Row(NamedTuple):
    """What a number is of."""

    part: str
    what: str
    service: str = ALL
    when: str = ""


Rows = dict[Row, float]

PUBLISHED = {
    Row("mutuals", "founded by April 2013"): "9 staff-led and customers', named in sources",
    Row("mutuals", "founded by April 2018"): "22 staff-led and customers', named in sources",
    Row("mutuals", "founded by April 2013", "youth"): "1 staff-led",
    Row("mutuals", "founded by April 2018", "youth"): "5 staff-led, 2 commissioning",
    Row("mutuals", "founded by April 2013", "school_support"): "1 staff-led, 3 customers'",
    Row("mutuals", "founded by April 2018", "school_support"): "2 staff-led, 10 customers'",
    Row("mutuals", "founded by April 2013", "social_work"): "4 staff-led, one of them therapy",
    Row("mutuals", "founded by April 2018", "social_work"): "5 staff-led, two of them therapy",
    Row("mutuals", "founded by April 2013", "homes"): "none known",
    Row("mutuals", "founded by April 2018", "homes"): "none known",
    Row("mutuals", "founded by April 2013", "fostering"): "none known",
    Row("mutuals", "founded by April 2018", "fostering"): "none known",
    Row("alive", "over April 2013", when="2014"): "1.52 (July 2014, all sectors, E52 E54)",
    Row("alive", "over April 2013", when="2018"): "1.74 (all sectors, E55)",
    Row("alive", "mutuals", "youth", "2014"): "2 (E60)",
    Row("alive", "mutuals", "youth", "2016"): "5 (E60)",
    Row("size at founding, GBP m", "median"): "near 4 (named bodies)",
    Row("size at founding, GBP m", "nine tenths"): "up to 15 (E66, named bodies)",
    Row("share", "council", "homes", "year 0"): "0.26 of homes (E9)",
    Row("share", "council", "homes", "year 7"): "0.17 of homes (E14)",
    Row("share", "charities", "homes", "year 7"): "0.065 of homes (E14)",
    Row("top-4 share", "of what is bought in", "homes", "year 7"): "0.21 of places (E34)",
    Row("tenders", "bids a tender"): "under 3 to 6.4 (E76)",
    Row("tenders", "one bid"): "0.25 (E76)",
    Row("tenders", "kept, of those let again"): "0.35 to 0.8 (E79)",
    Row("money", "company_failure_rate"): "0.005 (E114)",
    Row("money", "mean_margin_group_placements"): "0.17 to 0.23 (E27 E30)",
    Row("money", "mean_margin_small_placements"): "near 0 (E110)",
    Row("money", "mean_margin_mutual"): "0.003 to 0.05 (E67)",
    Row("money", "takeover_rate_small"): "0.01 to 0.013 (E26)",
}
"""Of rows that have one."""


def mutuals(run: sim.Run) -> Rows:
    """How many there are, by service and by what they count as where that is known."""
    own = run.organisations[run.organisations["is_spun_out"]]
    found: Rows = {}
    for name, until in (("founded by April 2013", 0), ("founded by April 2018", APRIL_2018)):
        by_then = own[own["founded_month"] <= until]
        for service in services(run):
            here = by_then if service == ALL else by_then[by_then["service"] == service]
            found[Row("mutuals", name, service)] = len(here)
            for kind in sorted(set(own.get("counts_as", ()))):
                of_kind = int((here["counts_as"] == kind).sum())
                found[Row("mutuals", f"{name}, {kind or 'not said'}", service)] = of_kind
    return found


def alive(run: sim.Run) -> Rows:
    """Mutuals that trade and are independent each April."""
    found: Rows = {}
    for service in (ALL, "youth"):
        path = april(run, service, "mutuals_alive")
        for year in ALIVE:
            found[Row("alive", "mutuals", service, str(2013 + year))] = path(year)
    start = found[Row("alive", "mutuals", ALL, "2013")]
    for year in ALIVE:
        now = found[Row("alive", "mutuals", ALL, str(2013 + year))]
        found[Row("alive", "over April 2013", when=str(2013 + year))] = ratio(now, start)
    return found


def sizes(run: sim.Run) -> Rows:
    """What the mutuals of the cohort turned over at founding."""
    cohort = run.organisations[run.organisations["cohort"]]
    size = cohort.get("value_at_founding", cohort["turnover_start"]) / MILLION
    part, quantiles = "size at founding, GBP m", {"tenth": 0.1, "median": 0.5, "nine tenths": 0.9}
    found = {Row(part, name): float(size.quantile(q)) for name, q in quantiles.items()}
    return found | {Row(part, "largest"): float(size.max())}


def shares(run: sim.Run) -> Rows:
    """Who runs what, and the four largest of what is bought in."""
    found: Rows = {}
    for service in services(run):
        council, group, small, mutual, private = (
            april(run, service, f"share_{kind}")
            for kind in ("in_house", "group", "small", "mutual", "private")
        )
        top4 = april(run, service, "top4_share")
        for year in YEARS:
            # Private are groups and small firms; small are firms and charities.
            firms = private(year) - group(year)
            by_kind = {
                "council": council(year),
                "groups": group(year),
                "small firms": firms,
                "charities": small(year) - firms,
                "mutuals": mutual(year),
            }
            when = f"year {year}"
            for kind, value in by_kind.items():
                found[Row("share", kind, service, when)] = value
            found[Row("top-4 share", "of what is bought in", service, when)] = top4(year)
    return found


def tenders(run: sim.Run) -> Rows:
    """Bids, single bids and contracts kept: totals over totals, the opening left out."""
    asked = {
        "bids a tender": ("bids", "tenders"),
        "one bid": ("single_bids", "tenders_with_bid"),
        "kept, of those let again": ("incumbents_kept", "relets"),
        "kept, of all that ended": ("incumbents_kept", "contracts_ended"),
    }
    found: Rows = {}
    for service in services(run):
        rows = run.monthly[(run.monthly["service"] == service) & (run.monthly["month"] > 0)]
        for name, (over, under) in asked.items():
            if under in rows:
                value = ratio(float(rows[over].sum()), float(rows[under].sum()))
                found[Row("tenders", name, service)] = value
    return found


def endings(run: sim.Run) -> Rows:
    """How mutuals of the cohort ended, whatever the routes are called."""
    cohort = run.organisations[run.organisations["cohort"]]
    counts = cohort["ending"].replace("", "still independent").value_counts()
    return {Row("endings, mutuals a run", str(name)): float(n) for name, n in counts.items()}


OUTCOMES = {
    "verdicts": (
        *("independence_10y", "passed_to_group_10y", "taken_over_10y", "taken_over_10y_small"),
        *("lost_to_group_10y", "lost_to_council_10y", "insolvent_10y", "endings_by_group_share"),
        *("takeover_hazard_per_look_mutual", "takeover_hazard_per_look_small"),
    ),
    "money": ("company_failure_rate", "insolvency_rate", "takeover_rate_small"),
}
BEGIN = {"verdicts": ("independence_10y",), "money": ("mean_margin_",)}
NAMED = "staff_led"
"""What stands in the names of outcomes of small staff-led bodies."""


def outcomes(run: sim.Run) -> Rows:
    """Outcomes that verdicts and margins rest on, as far as this model has them."""
    found: Rows = {}
    for part, names in OUTCOMES.items():
        for name in map(str, run.outcomes.index):
            plain, _, service = name.partition(".")
            wanted = name in names or name.startswith(BEGIN[part])
            if wanted or (part == "verdicts" and NAMED in name):
                found[Row(part, plain, service or ALL)] = float(run.outcomes[name])
    seconds = run.manifest.get("seconds", float("nan"))
    return found | {Row("time", "seconds a run"): float(seconds)}


PARTS: tuple[Callable[[sim.Run], Rows], ...] = (
    *(mutuals, alive, sizes, shares, tenders, endings, outcomes),
)


def services(run: sim.Run) -> list[str]:
    """Every service, all together first."""
    names = [str(name) for name in run.monthly["service"].unique()]
    return sorted(names, key=lambda name: name != ALL)


def april(run: sim.Run, service: str, series: str) -> Callable[[int], float]:
    """A series of a service by year; NaN beyond the run."""
    rows = run.monthly[run.monthly["service"] == service].set_index("month")[series]
    return lambda year: float(rows.get(12 * year, float("nan")))


def ratio(over: float, under: float) -> float:
    """One number over another; NaN where there is nothing."""
    return over / under if under else float("nan")


def told(runs: Sequence[sim.Run]) -> pd.DataFrame:
    """Mean, lowest and highest seed of every row; a route nobody took in a run counts nought."""
    seen = [{row: value for part in PARTS for row, value in part(run).items()} for run in runs]
    rows = list(dict.fromkeys(row for one in seen for row in one))
    lines = []
    for row in rows:
        absent = 0.0 if row.part.startswith("endings") else float("nan")
        values = pd.Series([one.get(row, absent) for one in seen], dtype=float)
        published = PUBLISHED.get(row, "")
        lines.append((*row, values.mean(), values.min(), values.max(), published))
    columns = [*Row._fields, "mean", "lowest", "highest", "published"]
    return pd.DataFrame(lines, columns=columns)


def as_markdown(table: pd.DataFrame, how: str, before: pd.DataFrame | None = None) -> str:
    """The table, a heading a part; with what an earlier model gave, if that is known."""
    key = list(Row._fields)
    if before is not None:
        earlier = before[[*key, "mean"]].rename(columns={"mean": "before"})
        known = (
            table[key].merge(earlier[key], how="right", indicator=True)["_merge"] == "right_only"
        )
        gone = earlier[known.to_numpy()]
        table = pd.concat([table.merge(earlier, on=key, how="left"), gone], ignore_index=True)
    parts = [f"Made by `{how}`. Means over seeds, in brackets the lowest and the highest."]
    head = ["what", "service", "when", *(["before"] if before is not None else [])]
    head += ["in the model", "published"]
    for part, rows in table.groupby("part", sort=False):
        lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
        lines += [_line(row) for row in rows.to_dict("records")]
        parts.append("\n".join([f"## {str(part)[0].upper()}{str(part)[1:]}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _line(row: dict[str, float | str]) -> str:
    cells = [str(row[name]) for name in ("what", "service", "when")]
    if "before" in row:
        cells.append(_said(row["before"]))
    span = f"{_said(row['mean'])} ({_said(row['lowest'])} to {_said(row['highest'])})"
    published = row["published"] if isinstance(row["published"], str) else ""
    known = isinstance(row["mean"], float) and not np.isnan(row["mean"])
    return f"| {' | '.join([*cells, span if known else '', published])} |"


def _said(value: float | str) -> str:
    number = float(value)
    return "" if np.isnan(number) else f"{number:.3g}"


def main() -> None:
    """Play a world and print the table."""
    parser = argparse.ArgumentParser(description="Which mutuals, who runs what, how it ends.")
    parser.add_argument("--world", default="england", help="scenario: name or file")
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--csv", type=Path, help="where the table is also written")
    parser.add_argument("--beside", type=Path, help="such a table of an earlier model")
    asked = parser.parse_args()
    world = sim.load(asked.world)
    seeds = range(1, asked.seeds + 1)
    runs = [sim.run(world, seed=seed, years=asked.years, detail="study") for seed in seeds]
    table = told(runs)
    if asked.csv:
        table.to_csv(asked.csv, index=False)
    how = f"python -m docs.make.truer --world {asked.world} --years {asked.years}"
    before = pd.read_csv(asked.beside, keep_default_na=False) if asked.beside else None
    if before is not None:
        before["mean"] = pd.to_numeric(before["mean"])
    sys.stdout.write(as_markdown(table, f"{how} --seeds {asked.seeds}", before))


if __name__ == "__main__":
    main()
