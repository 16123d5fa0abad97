"""One run as the tables that are stored: typed columns, each row saying which run it belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.units import MONTHS_PER_YEAR

KINDS = ("runs", "series", "events", "organisations", "holders")
"""The tables of a study, each a folder of parts."""

ID_COLUMNS = ("run_id", "setting", "arm", "replication")
TEXT_COLUMNS = frozenset(
    ["run_id", "setting", "arm", "service", "organisation", "name", "kind", "form", "council"]
    + ["origin", "ending", "ended_by", "other", "because"]
)
WHOLE_COLUMNS = frozenset(["replication", "seed", "years", "month"])
NO_SERIES = "none"
FOLLOWED_KINDS = ("mutual", "small")
"""Kinds of provider whose lives a study keeps."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a run is stored."""

    series: str = "year"
    flows: frozenset[str] = frozenset()
    """Series that are amounts per month, added up over a year; all others are taken at its end."""
    everyone: bool = False
    """Whether all organisations are kept, not only mutuals and small firms."""
    holders: bool = False


def tables_of(run: Any, place: Mapping[str, Any], kept: Kept) -> dict[str, pa.Table]:
    """The tables of one run. `place`: run_id, setting, arm, replication, seed, years."""
    ids = {name: place[name] for name in ID_COLUMNS}
    series = run.monthly if kept.series == "month" else by_year(run.monthly, kept.flows)
    is_kept = kept.series != NO_SERIES
    organisations = run.organisations
    if not kept.everyone:
        organisations = organisations[organisations["kind"].isin(FOLLOWED_KINDS)]
    found = {
        "runs": pd.DataFrame([{**place, **run.outcomes.to_dict()}]),
        "series": series if is_kept else None,
        "events": run.events,
        "organisations": organisations,
        "holders": run.holders if kept.holders else None,
    }
    return {
        kind: typed(_with_ids(table, ids), short=kind == "series")
        for kind, table in found.items()
        if table is not None and len(table)
    }


def by_year(monthly: pd.DataFrame, flows: Collection[str]) -> pd.DataFrame:
    """Monthly series as yearly ones: the opening (month 0), then the state after each whole year.

    The row of month m stands after m months. A stock has its value in that month; a flow its total
    over the twelve months up to it, and none at the opening, before which nothing was seen.
    """
    columns = [name for name in monthly.columns if name not in ("month", "service")]
    added = [name for name in columns if name in flows]
    month = monthly["month"]
    chosen = monthly[month % MONTHS_PER_YEAR == 0].copy()
    if not added:
        return chosen
    year_ending = -(-month // MONTHS_PER_YEAR)
    after_opening = monthly[month > 0]
    yearly = after_opening.groupby([after_opening["service"], year_ending[month > 0]])[added]
    totals = yearly.transform("sum", min_count=1)
    chosen[added] = totals.reindex(chosen.index)
    return chosen


def _with_ids(table: pd.DataFrame, ids: Mapping[str, Any]) -> pd.DataFrame:
    rest = table.drop(columns=[name for name in ids if name in table.columns])
    rest = rest.reset_index(drop=True)
    lead = pd.DataFrame({name: [value] * len(rest) for name, value in ids.items()})
    return pd.concat([lead, rest], axis=1)


def typed(table: pd.DataFrame, *, short: bool = False) -> pa.Table:
    """A table with the stored types, the same whatever values happen to be missing in it.

    short: store numbers as float32, enough to draw and to average.
    """
    columns = {}
    for name in table.columns:
        values = table[name]
        if name in TEXT_COLUMNS:
            columns[name] = _text(values)
        elif name in WHOLE_COLUMNS:
            columns[name] = pa.array(values.to_numpy(dtype=np.int64), type=pa.int64())
        elif values.dtype == bool:
            columns[name] = pa.array(values.to_numpy(), type=pa.bool_())
        else:
            columns[name] = _number_or_text(values, pa.float32() if short else pa.float64())
    return pa.table(columns)


def _text(values: pd.Series) -> pa.Array:
    given = values.astype(object)
    return pa.array([None if pd.isna(value) else str(value) for value in given], type=pa.string())


def _number_or_text(values: pd.Series, kind: pa.DataType) -> pa.Array:
    try:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        return _text(values)
    return pa.array(numbers).cast(kind)
