"""Small tables that the figures and sentences stand on: means and bands, shares, survival."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.model.record.lives import MUTUAL, kinds_followed, lives_of
from sim.model.state.codes import ENDINGS
from sim.report.stored import Stored
from sim.statistics.survival import Lives, cumulative_incidence
from sim.telling.words import BAND_SHARE, MONTHS_A_YEAR, calendar_year

FATES = {
    "takeovers_done": "fate_done",
    "takeovers_blocked_by_form": "fate_form",
    "takeovers_voted_down": "fate_vote",
    "takeovers_blocked_by_control": "fate_control",
}
BAND_COLUMNS = ["service", "outcome", "month", "year", "mean", "low", "high", "runs"]


def over_runs(stored: Stored, arm: str, outcomes: Sequence[str]) -> pd.DataFrame:
    """Mean and band (middle 95% of runs) of yearly outcomes of one arm, one row a service and year.

    Columns as BAND_COLUMNS. Years in which no run has a value are left out.
    """
    rows = stored.rows("series", arm)
    present = [name for name in outcomes if name in rows]
    if rows.empty or not present:
        return pd.DataFrame(columns=BAND_COLUMNS)
    long = rows.melt(["service", "month"], present, var_name="outcome", value_name="value")
    long = long.astype({"value": float, "service": str}).dropna(subset="value")
    if long.empty:
        return pd.DataFrame(columns=BAND_COLUMNS)
    groups = long.groupby(["service", "outcome", "month"], observed=True)["value"]
    edge = (1 - BAND_SHARE) / 2
    table = pd.DataFrame(
        {
            "mean": groups.mean(),
            "low": groups.quantile(edge),
            "high": groups.quantile(1 - edge),
            "runs": groups.size(),
        }
    ).reset_index()
    years = [calendar_year(float(month)) for month in table["month"]]
    return table.assign(year=years)[BAND_COLUMNS]


class Change(NamedTuple):
    """First and last mean of an outcome, its years, and the band of the last year."""

    first: float
    last: float
    low: float
    high: float
    first_year: int
    last_year: int


def ends(band: pd.DataFrame) -> dict[tuple[str, str], Change]:
    """Change from first to last year, by service and outcome."""
    changes = {}
    for service in band["service"].unique():
        of_service = band[band["service"] == service]
        for outcome in of_service["outcome"].unique():
            own = of_service[of_service["outcome"] == outcome].sort_values("month")
            means, years = own["mean"].to_numpy(float), own["year"].to_numpy(float)
            low, high = own["low"].to_numpy(float), own["high"].to_numpy(float)
            changes[str(service), str(outcome)] = Change(
                float(means[0]),
                float(means[-1]),
                float(low[-1]),
                float(high[-1]),
                int(years[0]),
                int(years[-1]),
            )
    return changes


def incidence_over_runs(
    stored: Stored, arm: str, kinds: Sequence[str], last_month: int
) -> pd.DataFrame:
    """Share ended by each cause by each year of a life, pooled over runs, with a band over runs.

    kinds: who, of those that `sim.model.record.lives` follows. Columns: cause (an ending code, or
    "independent"), years, mean, low, high. One row a cause and half-year.
    """
    people = stored.lives(arm)
    if people.empty:
        return pd.DataFrame()
    people = people[kinds_followed(people).isin(kinds)]
    if people.empty:
        return pd.DataFrame()

    ages = np.arange(0, last_month + 1, MONTHS_A_YEAR // 2)
    from_entry = MUTUAL not in kinds
    pooled = _incidence_at(lives_of(people, from_entry=from_entry), ages)
    runs = [lives_of(one, from_entry=from_entry) for _, one in people.groupby("run_id")]
    low, high = _edges(np.stack([_incidence_at(lives, ages) for lives in runs]))
    causes = [*ENDINGS[1:], "independent"]
    size = len(ages)
    return pd.DataFrame(
        {
            "cause": np.repeat(causes, size),
            "years": np.tile(ages / MONTHS_A_YEAR, len(causes)),
            "mean": pooled.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
        }
    )


def _incidence_at(lives: Lives, ages: np.ndarray) -> np.ndarray:
    """Incidence of each ending, and in the last row the share still independent, at given ages.

    NaN from the age at which nobody is under observation any more.
    """
    found = cumulative_incidence(*lives, int(ages[-1]))
    shares = [found.ended_by([code])[ages] for code in range(1, len(ENDINGS))]
    return np.vstack([*shares, found.survival[ages]])


def _edges(by_run: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper edge of the middle 95% of runs, along the first axis."""
    edge = (1 - BAND_SHARE) / 2
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="All-NaN slice")
        low, high = np.nanquantile(by_run, [edge, 1 - edge], axis=0)
    return low, high


def fates(stored: Stored, arm: str) -> pd.DataFrame:
    """What became of looks at a takeover target, over the whole run: share of looks by fate.

    Columns: fate, mean (share of all looks, pooled over runs), low, high (middle 95% of runs).
    Empty if the run recorded no looks.
    """
    rows = stored.rows("series", arm)
    columns = ["takeover_looks", *FATES]
    if rows.empty or not set(columns) <= set(rows.columns):
        return pd.DataFrame()
    by_run = rows[rows["service"] == "all"].groupby("run_id")[columns].sum().astype(float)
    by_run = by_run[by_run["takeover_looks"] > 0]
    if by_run.empty:
        return pd.DataFrame()
    counts = by_run[list(FATES)].rename(columns=FATES)
    counts["fate_none"] = (by_run["takeover_looks"] - counts.sum(axis=1)).clip(lower=0)
    low, high = _edges(counts.div(by_run["takeover_looks"], axis=0).to_numpy())
    pooled = counts.sum() / by_run["takeover_looks"].sum()
    return pd.DataFrame(
        {"fate": counts.columns, "mean": pooled.to_numpy(), "low": low, "high": high}
    )
