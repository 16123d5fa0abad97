"""One run as the tables that are stored: typed columns, each row saying which run it belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.model.record.catalogue import RATIOS
from sim.units import MONTHS_PER_YEAR

KINDS = ("runs", "series", "events", "organisations", "holders")
"""The tables of a study, each a folder of parts."""

ID_COLUMNS = ("run_id", "setting", "arm", "replication")
RUN_COLUMNS = (*ID_COLUMNS, "seed", "years")
"""What tells a run in the table of runs."""
TEXT_COLUMNS = frozenset(
    ["run_id", "setting", "arm", "service", "organisation", "name", "kind", "form", "council"]
    + ["origin", "ending", "ended_by", "other", "because"]
)
WHOLE_COLUMNS = frozenset(["replication", "seed", "years", "month"])
NOT_STORED = ("date",)
"""Columns that a run's tables bear at the door, and that follow from the others."""
NO_SERIES = "none"
FOLLOWED_KINDS = ("mutual", "small")
"""Kinds of provider whose lives a study keeps, be it that they were so when first seen: a firm that
has grown into a group still counts among those that were at risk."""


Columns = Mapping[str, Any]
"""Columns of the same length by name: a frame, or arrays."""


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
    series: Columns = run.monthly if kept.series == "month" else by_year(run.monthly, kept.flows)
    is_kept = kept.series != NO_SERIES and len(run.monthly)
    organisations = run.organisations
    if not kept.everyone:
        kinds = [name for name in ("kind", "kind_at_start") if name in organisations]
        followed = organisations[kinds].isin(FOLLOWED_KINDS).any(axis=1)
        organisations = organisations[followed]
    found = {
        "series": series if is_kept else None,
        "events": run.events,
        "organisations": organisations,
        "holders": run.holders if kept.holders else None,
    }
    tables = {"runs": one_row({**place, **run.outcomes.to_dict()})}
    for kind, table in found.items():
        if table is not None and len(table):
            tables[kind] = typed(table, short=kind == "series", ids=ids)
    return tables


def by_year(monthly: pd.DataFrame, flows: Collection[str]) -> dict[str, NDArray[Any]]:
    """Monthly series as yearly ones: the opening (month 0), then the state after each whole year.

    The row of month m stands after m months. A stock has its value in that month; a flow its total
    over the twelve months up to it, and none at the opening, before which nothing was seen; a ratio
    of two flows that of their totals. Other ratios, such as rates of leaving, are that month's own.
    """
    month = monthly["month"].to_numpy()
    is_chosen = month % MONTHS_PER_YEAR == 0
    services, names = pd.factorize(monthly["service"])
    year_ending = -(-month // MONTHS_PER_YEAR)
    group = year_ending * len(names) + services
    series = [
        str(name) for name in monthly.columns if name not in ("month", "service", *NOT_STORED)
    ]
    # All together: taking them out of the frame one by one takes ten times as long.
    columns = monthly[series].to_numpy(np.float64).T
    found = {
        name: _totals(group, values, month > 0)[group[is_chosen]]
        if name in flows
        else values[is_chosen]
        for name, values in zip(series, columns, strict=True)
    }
    for name, (over, under) in RATIOS.items():
        if name in found and {over, under} <= set(flows):
            is_some = found[under] > 0
            nothing = np.full(len(is_some), np.nan)
            found[name] = np.divide(found[over], found[under], out=nothing, where=is_some)
    return {
        "month": month[is_chosen],
        "service": monthly["service"].to_numpy()[is_chosen],
        **found,
    }


def _totals(group: NDArray[Any], values: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """Sums of what was seen, by group; NaN where nothing was. `counts`: which entries may count."""
    seen = counts & ~np.isnan(values)
    size = int(group.max(initial=-1)) + 1
    total = np.bincount(group[seen], weights=values[seen], minlength=size)
    return np.where(np.bincount(group[seen], minlength=size) > 0, total, np.nan)


def one_row(values: Mapping[str, Any]) -> pa.Table:
    """Named values as a table of one row."""
    return pa.table({name: _column(name, np.array([value])) for name, value in values.items()})


def typed(table: Columns, *, short: bool = False, ids: Mapping[str, Any] | None = None) -> pa.Table:
    """A table with the stored types, the same whatever values happen to be missing in it.

    table: columns of the same length by name. short: store numbers as float32, enough to draw and
    to average. ids: what every row bears, in the first columns.
    """
    columns = {
        str(name): np.asarray(values) for name, values in table.items() if name not in NOT_STORED
    }
    length = len(next(iter(columns.values()), ()))
    lead = {name: _column(name, np.full(length, value)) for name, value in (ids or {}).items()}
    rest = {
        name: _column(name, values, short=short)
        for name, values in columns.items()
        if name not in lead
    }
    return pa.table({**lead, **rest})


def _column(name: str, values: NDArray[Any], *, short: bool = False) -> pa.Array:
    if name in TEXT_COLUMNS:
        return _text(values)
    if name in WHOLE_COLUMNS:
        return pa.array(values.astype(np.int64), type=pa.int64())
    if values.dtype == bool:
        return pa.array(values, type=pa.bool_())
    return _number_or_text(values, np.float32 if short else np.float64)


def _text(values: NDArray[Any]) -> pa.Array:
    given = values.tolist()
    missing = pd.isna(values.astype(object))
    return pa.array(
        [None if gone else str(value) for value, gone in zip(given, missing, strict=True)],
        type=pa.string(),
    )


def _number_or_text(values: NDArray[Any], kind: type[np.floating[Any]]) -> pa.Array:
    try:
        numbers = values.astype(np.float64)
    except (TypeError, ValueError):
        return _text(values)
    return pa.array(numbers.astype(kind))
