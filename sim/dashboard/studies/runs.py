"""The runs behind a point: each with what came out, and the way to watch it."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup
from nicegui import ui

from sim.dashboard.frame.frame import say, tag
from sim.dashboard.studies.read import Opened, Replay, dots, near_base, replay
from sim.dashboard.worlds.draft import as_written
from sim.report.claims import outcome_words, unit_of
from sim.report.drawing.markup import element
from sim.telling.words import is_known, number

MOST_RUNS = 500
"""Rows drawn at once."""

WIDTH, STEP, EDGE, RADIUS = 640, 11, 14, 5


def draw_runs(found: Opened, asked: Mapping[str, str]) -> None:
    """Draw the choice of a point and the runs behind it."""
    setting = _one_of(asked.get("setting"), found.settings)
    arm = _one_of(asked.get("arm"), found.arms)
    outcomes = {name: outcome_words(name) for name in found.outcomes}
    outcome = asked.get("outcome", "")
    outcome = outcome if outcome in outcomes else next(iter(outcomes), "")
    choices = (
        ("setting", "Setting or point", found.settings, setting),
        ("arm", "Arm", found.arms, arm),
        ("outcome", "Outcome", outcomes, outcome),
    )
    _draw_choices(asked["folder"], choices)
    runs = found.runs_at(setting, arm)
    if runs.empty:
        say("p", "No run was made of this arm at this point.", "notice")
        return
    _draw_values(found.values_at(setting, arm))
    watch = replay(found, setting, arm)
    rows = [_row(row, outcome, watch) for row in runs.head(MOST_RUNS).to_dict("records")]
    unit = unit_of(outcome, "")
    _draw_dots([row for row in rows if row["value"] is not None], unit)
    _draw_table(rows, outcomes.get(outcome, ""), unit)
    if len(runs) > MOST_RUNS:
        say("p", f"The first {MOST_RUNS} of {len(runs):,} runs; Tables has them all.", "soft")


def draw_ways_to_runs(found: Opened, folder: str) -> None:
    """Draw, for each claim, the ways to the runs its number was had from."""
    claims = found.behind()
    if not claims:
        return
    with tag("section", "behind-claims", aria_label="The runs behind each claim"):
        say("h2", "The runs behind each claim")
        with tag("ul", "files"):
            for claim in claims:
                with tag("li"):
                    say("span", f"{claim.identity}: {outcome_words(claim.outcome)}")
                    for arm in claim.arms:
                        query = {
                            "folder": folder,
                            "view": "runs",
                            "setting": near_base(found.settings),
                        }
                        query |= {"arm": arm, "outcome": claim.outcome}
                        title = found.arms.get(arm, arm)
                        say("a", title, href=f"/studies?{urlencode(query)}")


def _draw_choices(
    folder: str, choices: tuple[tuple[str, str, Mapping[str, str], str], ...]
) -> None:
    """A form of the browser's own, so that the choice is in the address and can be shared.

    It is one piece of markup, every text escaped: a design may have thousands of points.
    """
    fields = [
        element(
            "div",
            element("label", label, for_=name),
            element(
                "select",
                *(
                    element("option", words, value=value, selected=value == chosen)
                    for value, words in options.items()
                ),
                id=name,
                name_=name,
            ),
            class_="field",
        )
        for name, label, options, chosen in choices
    ]
    hidden = [
        element("input", type="hidden", name_=name, value=value)
        for name, value in (("folder", folder), ("view", "runs"))
    ]
    show = element("button", "Show", type="submit", class_="main")
    form = element(
        "form", *hidden, *fields, show, class_="row card", method="get", action="/studies"
    )
    ui.html(str(form), sanitize=False)


def _draw_values(values: Mapping[str, Any]) -> None:
    if not values:
        return
    with tag("details"):
        say("summary", f"What is set here ({len(values)})")
        with tag("ul", "small"):
            for path, value in values.items():
                say("li", f"{path} = {as_written(value)}")


def _row(
    row: Mapping[Any, Any], outcome: str, watch: Callable[[int, int], Replay]
) -> dict[str, Any]:
    value = row.get(outcome)
    seed, years = int(row.get("seed") or 0), int(row.get("years") or 0)
    return {
        "run": str(row.get("run_id", "")),
        "seed": seed,
        "years": years,
        "value": float(value) if isinstance(value, int | float) and is_known(value) else None,
        "replay": watch(seed, years),
    }


def _draw_dots(rows: list[dict[str, Any]], unit: str) -> None:
    """Every run as a dot along the outcome: a look at the spread behind the mean."""
    if not rows:
        return
    values = [row["value"] for row in rows]
    placed = list(dots(values))
    height = EDGE * 2 + STEP * max(level for _, _, level in placed)
    marks = [
        element(
            "circle",
            element("title", f"seed {rows[index]['seed']}: {number(rows[index]['value'], unit)}"),
            cx=f"{EDGE + across * (WIDTH - 2 * EDGE):.1f}",
            cy=f"{height - EDGE - level * STEP}",
            r=str(RADIUS),
        )
        for index, across, level in placed
    ]
    low, high = number(min(values), unit), number(max(values), unit)
    label = f"{len(values)} runs between {low} and {high}, mean {number(_mean(values), unit)}"
    svg = element(
        "svg", *marks, class_="dots", viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=label
    )
    ui.html(str(svg), sanitize=False)
    with tag("p", "ends small soft"):
        say("span", low)
        say("span", f"each dot is a run; mean {number(_mean(values), unit)}")
        say("span", high)


def _draw_table(rows: list[dict[str, Any]], outcome: str, unit: str) -> None:
    troubles = {row["replay"].trouble or row["replay"].remark for row in rows} - {""}
    for words in sorted(troubles):
        say("p", words, "notice")
    names = ("Seed", "Years", outcome, "Run", "Live")
    heading = element("tr", *(element("th", name, scope="col") for name in names))
    body = element("tbody", *(_run_row(row, unit) for row in rows))
    table = element("table", element("thead", heading), body)
    with tag("div", "scroll", tabindex="0", role="region", aria_label="Runs"):
        ui.html(str(table), sanitize=False)


def _run_row(row: Mapping[str, Any], unit: str) -> Markup:
    way: Markup | str = "cannot be watched"
    if row["replay"].address:
        label = f"Watch seed {row['seed']} live"
        way = element("a", "Watch", href=row["replay"].address, aria_label=label)
    said = "none" if row["value"] is None else number(row["value"], unit)
    return element(
        "tr",
        element("th", str(row["seed"]), scope="row"),
        *(element("td", cell) for cell in (str(row["years"]), said, row["run"][:12], way)),
    )


def _one_of(asked: str | None, names: Mapping[str, str]) -> str:
    return asked if asked is not None and asked in names else near_base(names)


def _mean(values: list[float]) -> float:
    return float(pd.Series(values).mean())
