"""What happened in a world, told by identity, so that the order of rows does not matter."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.model.state.log import LoggedEvent
from sim.model.state.providers import PROVIDER_COLUMNS
from sim.model.state.state import State
from sim.model.state.tables import NOBODY

POINTS_AT_PROVIDERS = (
    "holder",
    "next_holder",
    "reserved_by",
    "ended_by",
    "owner",
    "lost_to",
    "partner",
)
POINTS_AT_COUNCILS = ("council", "home")
ROW_NUMBERS = ("first_post", "lot", "identity")
RINGS = ("turnover", "direct", "earnings", "track", "markup", "works_in")

Told = dict[str, NDArray[Any]]


def _named(state: State, column: NDArray[Any], name: str) -> NDArray[Any]:
    """A column with rows of other tables replaced by these rows' identities."""
    for names, identity in (
        (POINTS_AT_PROVIDERS, state.providers.identity),
        (POINTS_AT_COUNCILS, state.councils.identity),
    ):
        if name in names:
            return np.where(column == NOBODY, 0, identity[np.maximum(column, 0)])
    return column


def lots_told(state: State) -> Told:
    """Every column of the lots, sorted by identity."""
    return _told(state, state.lots, tuple(f.name for f in fields(state.lots)))


def posts_told(state: State) -> Told:
    """Every column of the posts, sorted by identity."""
    return _told(state, state.posts, tuple(f.name for f in fields(state.posts)))


def providers_told(state: State) -> Told:
    """Every column of the providers, sorted by identity."""
    return _told(state, state.providers, (*PROVIDER_COLUMNS, *RINGS))


def _told(state: State, table: Any, names: tuple[str, ...]) -> Told:
    order = np.argsort(table.identity)
    told = {"identity": table.identity[order]}
    for name in names:
        if name not in ROW_NUMBERS:
            told[name] = _named(state, np.asarray(getattr(table, name)), name)[order]
    return told


def events_told(state: State) -> list[tuple[Any, ...]]:
    """The decision log by names, sorted within each month; sums of floats agree to rounding."""
    labels = [*state.providers.labels, ""]
    codes = [*state.councils.codes, ""]
    lots = [*(int(identity) for identity in state.lots.identity), 0]
    return sorted(
        (
            e.month,
            e.kind,
            labels[e.organisation],
            labels[e.other],
            codes[e.council],
            e.service,
            lots[e.lot],
            *((name, float(f"{number:.8g}")) for name, number in _numbers(e)),
            e.because,
        )
        for e in state.log.entries
    )


def _numbers(entry: LoggedEvent) -> Iterable[tuple[str, float]]:
    return cast("dict[str, float]", entry.numbers).items()


def differences(one: Told, two: Told, tolerance: float = 0.0) -> list[str]:
    """Columns in which two tables differ: numbers by more than a tolerance, all else at all."""
    found = []
    for name in one:
        a, b = one[name], two[name]
        same_shape = a.shape == b.shape
        if same_shape and tolerance and a.dtype.kind == "f":
            close = np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
        else:
            close = same_shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        if not close:
            found.append(name)
    return found
