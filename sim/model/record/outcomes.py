"""The end outcomes of a run, found from what was written down of it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.arrays import Floats
from sim.model.record.catalogue import MEANS_BY_SERVICE, MEANS_KEPT, SERIES
from sim.model.record.ends import origins_and_growth, ratio, totals_over_totals
from sim.model.record.lives import lives_of
from sim.model.record.populations import (
    COUNTS_AS,
    SERVICES_ASKED,
    SMALL_STAFF_LED,
    small_firms_like,
    weighted_by_mix,
)
from sim.model.record.series import ALL
from sim.model.state.codes import ENDINGS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR

TEN_YEARS = 120
FOURTEEN_YEARS = 168
FOUR_YEARS = 48
COHORT_UNTIL = 60
"""Mutuals founded by April 2018 are followed: ten years fit into a run of fifteen."""

BUYER_ENDINGS = ("taken_over", "stake_past_half")
GROUP_ENDINGS = (*BUYER_ENDINGS, "lost_to_group")
COUNCIL_ENDINGS = ("lost_to_council", "stopped")
"""Endings that the council chose."""
LETTING_ENDINGS = ("lost_to_group", "lost_to_nonprofit", *COUNCIL_ENDINGS)
"""Endings that happen where a contract ends and is let anew, or no more."""
INCIDENCE = {
    "taken_over_10y": BUYER_ENDINGS,
    "passed_to_group_10y": GROUP_ENDINGS,
    "merged_10y": ("merged_nonprofit",),
    "lost_to_group_10y": ("lost_to_group",),
    "lost_to_nonprofit_10y": ("lost_to_nonprofit",),
    "lost_to_council_10y": ("lost_to_council",),
    "stopped_10y": ("stopped",),
    "insolvent_10y": ("insolvent",),
    "wound_up_10y": ("wound_up",),
    "customers_left_10y": ("customers_left",),
}
"""Endings whose incidence at ten years each end outcome is."""
HOMES_YEARS = (8, 12)
"""Years between which homes are watched: 2021 to 2025."""
STARTS_BELOW, FEW_HOLD = 0.5, 0.6
"""Top-4 shares below which a region starts open, and from which a few suppliers hold it (H3b)."""
ALL_SERVICES = "all"
"""What stands for all services together in the table of months."""
LAST_YEAR = 15
"""Year at which concentration is judged, in runs that are long enough."""


def end_outcomes(
    monthly: pd.DataFrame,
    organisations: pd.DataFrame,
    regions: list[tuple[int, np.ndarray]],
    ratios: Mapping[str, Floats],
) -> pd.Series:
    """End-of-run outcomes of one run; index `name` or `name.service`.

    regions: month and top-4 share by region and service (R, S), once a year.
    ratios: each series that is a ratio, of its totals over the run, all services last (S + 1,).
    """
    found: dict[str, float] = {}
    found |= _lives(organisations)
    found |= _concentration(monthly)
    found |= _regions(regions)
    found |= _homes(monthly)
    found |= _saved(monthly)
    found |= _means(monthly, ratios)
    found |= totals_over_totals(monthly)
    found |= origins_and_growth(organisations)
    return pd.Series(found, dtype=np.float64)


def _lives(organisations: pd.DataFrame) -> dict[str, float]:
    mutuals = organisations[organisations["cohort"]]
    traded = organisations[organisations["has_traded"]]
    small = traded[(traded["kind_at_start"] == "small") & ~traded["is_spun_out"]]
    firms = small[~small["is_charity"]]
    found = fates(mutuals) | _by_population(mutuals, firms)
    by_firm = _incidence(firms, from_entry=True)
    found["independence_10y_small"] = by_firm["independence_10y"]
    found["taken_over_10y_small"] = by_firm["taken_over_10y"]
    for name, table in (("mutual", organisations[organisations["is_spun_out"]]), ("small", firms)):
        looks = table["looks"].sum()
        done = (table["ending"] == "taken_over").sum()
        found[f"takeover_hazard_per_look_{name}"] = done / looks if looks else np.nan
    years = small["months_at_risk"].sum() / MONTHS_PER_YEAR
    found["takeover_rate_small"] = (
        small["ending"].isin(BUYER_ENDINGS).sum() / years if years else np.nan
    )
    every = traded[traded["kind_at_start"].isin(("mutual", "small"))]
    years = every["months_at_risk"].sum() / MONTHS_PER_YEAR
    found["insolvency_rate"] = (every["ending"] == "insolvent").sum() / years if years else np.nan
    return found


def fates(mutuals: pd.DataFrame) -> dict[str, float]:
    """How long some mutuals last, what ends them, and how many they are."""
    ending = mutuals["ending"]
    not_chosen = ((ending != "") & ~ending.isin(COUNCIL_ENDINGS)).sum()
    return {
        **_incidence(mutuals),
        "endings_by_group_share": ratio(ending.isin(GROUP_ENDINGS).sum(), not_chosen),
        "second_letting_survival": float(mutuals["second_letting_survived"].mean()),
        "hazard_per_letting": ratio(ending.isin(LETTING_ENDINGS).sum(), mutuals["lettings"].sum()),
        "cohort": float(len(mutuals)),
    }


def _by_population(mutuals: pd.DataFrame, firms: pd.DataFrame) -> dict[str, float]:
    """Fates of small staff-led mutuals, of firms like them, and how long others last."""
    own = mutuals[mutuals[SMALL_STAFF_LED]]
    found = {f"{name}_{SMALL_STAFF_LED}": value for name, value in fates(own).items()}
    groups = {"_founded_later": mutuals[mutuals["founded_month"] > 0]}
    groups |= {f"_{name}": mutuals[mutuals["counts_as"] == name] for name in COUNTS_AS}
    groups[f"_{SMALL_STAFF_LED}_unnamed"] = own[~own["is_named"]]
    for service in SERVICES:
        groups[f".{service}"] = mutuals[mutuals["service"] == service]
        groups[f"_{SMALL_STAFF_LED}.{service}"] = own[own["service"] == service]
    for name, table in groups.items():
        found[f"independence_10y{name}"] = _incidence(table)["independence_10y"]
    like = small_firms_like(firms)
    taken = {
        service: _incidence(like[like["service"] == service], from_entry=True)["taken_over_10y"]
        for service in SERVICES_ASKED
    }
    beside = own[own["service"].isin([name for name, value in taken.items() if np.isfinite(value)])]
    found["taken_over_10y_small_like"] = weighted_by_mix(taken, own)
    found[f"taken_over_10y_{SMALL_STAFF_LED}_beside"] = _incidence(beside)["taken_over_10y"]
    return found


def _incidence(table: pd.DataFrame, *, from_entry: bool = False) -> dict[str, float]:
    """Survival and incidence at ten years.

    Age counts from founding; for firms of unknown age, from entry.
    """
    from sim.statistics.survival import cumulative_incidence, restricted_mean

    if not len(table):
        return dict.fromkeys(("independence_10y", "restricted_mean_years_14", *INCIDENCE), np.nan)
    curves = cumulative_incidence(*lives_of(table, from_entry=from_entry), FOURTEEN_YEARS)
    at_ten = {
        name: float(curves.ended_by([ENDINGS.index(code) for code in codes])[TEN_YEARS])
        for name, codes in INCIDENCE.items()
    }

    return {
        "independence_10y": float(curves.survival[TEN_YEARS]),
        "restricted_mean_years_14": restricted_mean(curves.survival, FOURTEEN_YEARS),
        **at_ten,
    }


def _concentration(monthly: pd.DataFrame) -> dict[str, float]:
    found = {}
    last = min(int(monthly["month"].max()), LAST_YEAR * MONTHS_PER_YEAR)
    for service in SERVICES:
        rows = monthly.loc[monthly["service"] == service, JUDGED].set_index("month")
        start, end = rows.loc[0], rows.loc[last]
        found[f"top4_start.{service}"] = start["top4_share"]
        found[f"top4_end.{service}"] = end["top4_share"]
        found[f"top4_end_frozen.{service}"] = end["top4_share_frozen"]
        found[f"top4_end_drift.{service}"] = end["top4_share_drift"]
        found[f"top4_rise.{service}"] = end["top4_share_pool"] - start["top4_share_pool"]
        found[f"top4_rise_beyond_frozen.{service}"] = (
            end["top4_share_pool"] - end["top4_share_frozen"]
        )
        found[f"top4_rise_beyond_drift.{service}"] = (
            end["top4_share_pool"] - end["top4_share_drift"]
        )
        found[f"effective_suppliers_end.{service}"] = end["effective_suppliers"]
    return {name: float(value) for name, value in found.items()}


JUDGED = ["month", "effective_suppliers", "top4_share"] + [
    f"top4_share_{form}" for form in ("pool", "frozen", "drift")
]
"""Series that concentration is judged by, and their month."""


def _regions(regions: list[tuple[int, np.ndarray]]) -> dict[str, float]:
    last = LAST_YEAR * MONTHS_PER_YEAR
    start, end = regions[0][1], [shares for month, shares in regions if month <= last][-1]
    found = {}
    for code, service in enumerate(SERVICES):
        asked = start[:, code] < STARTS_BELOW
        held = end[asked, code] >= FEW_HOLD
        found[f"regions_concentrated.{service}"] = float(held.mean()) if asked.any() else np.nan
    return found


def _homes(monthly: pd.DataFrame) -> dict[str, float]:
    watched = ["month", "top10_share", "share_private"]
    rows = monthly.loc[monthly["service"] == "homes", watched].set_index("month")
    early, late = (year * MONTHS_PER_YEAR for year in HOMES_YEARS)
    names = {"homes_top10_change_8_12": "top10_share", "homes_private_change_8_12": "share_private"}
    if late not in rows.index:
        return dict.fromkeys(names, float("nan"))
    return {
        name: float(rows.loc[late, series] - rows.loc[early, series])
        for name, series in names.items()
    }


def _saved(monthly: pd.DataFrame) -> dict[str, float]:
    """What named mutuals of each service save in the first four years; NaN in shorter runs."""
    early = monthly[(monthly["month"] > 0) & (monthly["month"] <= FOUR_YEARS)]
    is_long = monthly["month"].max() >= FOUR_YEARS
    return {
        f"saving_named_4y.{service}": (
            float(early.loc[early["service"] == service, "saving_named"].sum())
            if is_long
            else np.nan
        )
        for service in SERVICES
    }


def _means(monthly: pd.DataFrame, ratios: Mapping[str, Floats]) -> dict[str, float]:
    """What each series was over the run, month 0 (the opening) left out.

    A ratio is taken of its totals, anything else as the mean of its months: counts, amounts, and
    measures of concentration, which are no ratio of two sums.
    """
    months = monthly[monthly["month"] > 0]
    rows = {name: months[months["service"] == name] for name in (ALL_SERVICES, *SERVICES)}

    def over_run(name: str, service: str, place: int) -> float:
        if name in ratios:
            return float(ratios[name][place])
        return float(rows[service][name].mean())

    found = {f"mean_{series.name}": over_run(series.name, ALL_SERVICES, ALL) for series in SERIES}
    found |= {name: found[f"mean_{name}"] for name in MEANS_KEPT}
    for place, service in enumerate(SERVICES):
        for name in MEANS_BY_SERVICE:
            found[f"mean_{name}.{service}"] = over_run(name, service, place)
    return found
