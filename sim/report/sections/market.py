"""Figures on the market: who holds it, and whether a few hold more of it than chance would give."""

import math

import pandas as pd

from sim.model.record.outcome import SHARE
from sim.registry.words import KIND_TITLES, SERVICE_TITLES
from sim.report.claims import unit_of
from sim.report.drawing.charts import Axes, Style, lines, stacked
from sim.report.drawing.svg import Figure, Panel
from sim.report.drawing.tables import over_time
from sim.report.stored import Stored
from sim.report.summaries import Change, ends, over_runs
from sim.telling.words import (
    capital,
    count,
    counted,
    inside,
    listed,
    number,
    span,
)

_PANELS = {"all": "All five services", **SERVICE_TITLES}
_KIND_ORDER = ("group", "small", "mutual", "in_house")
_KIND_STYLES = {f"share_{kind}": Style(KIND_TITLES[kind], kind) for kind in _KIND_ORDER}
_CONCENTRATION = {
    "top4_share": Style("The four largest providers", "ink"),
    "top4_share_frozen": Style("Chance alone: opening shares frozen", "frozen", (6, 3)),
    "top4_share_drift": Style("Chance alone: shares drift", "drift", (2, 2)),
}
_NULLS = ("top4_share_frozen", "top4_share_drift")
_LEAST_GAP = 0.01
_TICK = 0.1


def holders_over_time(stored: Stored) -> Figure:
    """Who holds the market, by service and year."""
    band = over_runs(stored, stored.base_arm, list(_KIND_STYLES))
    table = band.rename(columns={"outcome": "line", "year": "across"})
    panels = [
        Panel(title, stacked(part, _KIND_STYLES, _yearly(part, "share of value"), ["share_group"]))
        for service, title in _PANELS.items()
        if len(part := table[table["service"] == service])
    ]
    return Figure(
        name="holders_over_time",
        title="Who holds the market",
        in_words=_holders_in_words(band),
        panels=panels,
        key=list(_KIND_STYLES.values()) if panels else [],
        note="Share of the yearly value of each service. Areas are means over runs; the fine "
        "dotted lines bound private groups’ share in the middle 95% of runs.",
        table=over_time(
            _by_panel(table), _KIND_STYLES, "Share of yearly value by kind of provider"
        ),
    )


def _holders_in_words(band: pd.DataFrame) -> str:
    """What happened to the shares of groups and mutuals, all services together."""
    change = ends(band)
    group, mutual = change.get(("all", "share_group")), change.get(("all", "share_mutual"))
    if group is None:
        return ""
    said = (
        f"Over the five services, private groups’ share goes from {number(group.first, 'share')} "
        f"in {group.first_year} to {number(group.last, 'share')} in "
        f"{group.last_year}{_band_words(group)}"
    )
    if mutual is None:
        return f"{said}."
    return (
        f"{said}; mutuals’ share goes from {number(mutual.first, 'share')} to "
        f"{number(mutual.last, 'share')}."
    )


def _band_words(change: Change) -> str:
    """The band of the last year, if there is one."""
    if change.low == change.high:
        return ""
    return f" ({span(change.low, change.high, 'share')} in the middle 95% of runs)"


def concentration(stored: Stored) -> Figure:
    """The four largest providers' share of the external market, beside both null markets."""
    band = over_runs(stored, stored.base_arm, list(_CONCENTRATION))
    table = band.rename(columns={"outcome": "line", "year": "across"})
    table = table[table["service"].isin(list(SERVICE_TITLES))]
    styles = {name: s for name, s in _CONCENTRATION.items() if (table["line"] == name).any()}
    top = _round_up(float(table["high"].max())) if len(table) else 1.0
    panels = [
        Panel(title, lines(part, styles, _yearly(part, "share of external market", top)))
        for service, title in SERVICE_TITLES.items()
        if len(part := table[table["service"] == service])
    ]
    return Figure(
        name="concentration",
        title="Do a few providers come to hold more than chance would give?",
        in_words=_concentration_in_words(band) if panels else "",
        panels=panels,
        key=list(styles.values()) if panels else [],
        note="The external market is everything not provided in house. Both comparison markets "
        "have the same contracts, dates and entry as the run beside them and no takeovers. "
        "Frozen: each winner is drawn in proportion to opening shares. Drift: in proportion to "
        "the shares of the day. Bands hold the middle 95% of runs.",
        table=over_time(
            _by_panel(table), styles, "Four largest providers’ share of the external market"
        ),
    )


def _concentration_in_words(band: pd.DataFrame) -> str:
    """In which services the four largest end clearly above both nulls."""
    change = ends(band)
    top = {s: change[s, "top4_share"].last for s in SERVICE_TITLES if (s, "top4_share") in change}
    if not top:
        return ""
    highest = max(top, key=lambda service: top[service])
    most = (
        f"The four largest providers end with most in {inside(SERVICE_TITLES[highest])}, "
        f"{number(top[highest], 'share')} of the external market."
    )
    nulls = {s: [change[s, null].last for null in _NULLS if (s, null) in change] for s in top}
    if not any(nulls.values()):
        return f"{most} This folder holds no null markets to set beside it."
    beyond = [s for s in top if nulls[s] and top[s] - max(nulls[s]) > _LEAST_GAP]
    names = [inside(SERVICE_TITLES[service]) for service in beyond]
    of_all = f"of {count(len(top), 'service')}"
    if not names:
        return f"{most} In none {of_all} does the mean end more than a point above both nulls."
    which = f"{counted(len(names))} {of_all}: {listed(names)}"
    if len(names) == len(top):
        which = f"all {count(len(top), 'service')}"
    return f"{most} The mean ends more than a point above both nulls in {which}."


def opening_facts(stored: Stored) -> list[tuple[str, str, str]]:
    """A few plain facts of the base arm: value, what it is, and from where it came."""
    wanted = {
        "share_group": "of all value is held by private groups at the end",
        "share_in_house": "is provided in house",
        "mutuals_alive": "independent mutuals at the end",
    }
    change = ends(over_runs(stored, stored.base_arm, list(wanted)))
    facts = []
    for outcome, words in wanted.items():
        if row := change.get(("all", outcome)):
            is_share = unit_of(outcome, "") == SHARE
            first, last = (
                number(value, SHARE) if is_share else number(round(value))
                for value in (row.first, row.last)
            )
            facts.append((last, words, f"from {first} in {row.first_year}"))
    return facts


def _yearly(part: pd.DataFrame, up: str, top: float = 1.0) -> Axes:
    """Axes over calendar years."""
    reach = (float(part["across"].min()), float(part["across"].max()))
    return Axes("year", capital(up), reach, (0.0, top))


def _by_panel(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the service's title as the name of its panel, services in their order."""
    order = {service: place for place, service in enumerate(_PANELS)}
    placed = table.assign(panel=table["service"].map(_PANELS))
    return placed.sort_values("service", key=lambda names: names.map(order), kind="stable")


def _round_up(value: float) -> float:
    """The next tenth above a share, at most 1."""
    return min(1.0, math.ceil(value / _TICK) * _TICK) if value > 0 else 1.0
