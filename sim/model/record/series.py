"""What a series is made of in one month, and how months become a series.

A ratio is kept as its two parts, so that all services together are the ratio of the totals and not
a mean of ratios.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.model.state.state import N_SERVICES

ALL = N_SERVICES
"""Place of all services together, after the five."""


class Ratio(NamedTuple):
    """A ratio by service, and of the totals for all services. NaN where the lower part is 0."""

    over: Floats  # (S,)
    under: Floats  # (S,)


class Total(NamedTuple):
    """A figure by service, whose total is that of all services."""

    values: Floats  # (S,)


class Gap(NamedTuple):
    """One ratio less another."""

    first: Ratio
    second: Ratio


Entry = Ratio | Total | Gap | Floats
"""One series in one month; a bare column (S + 1,) is already worked out."""


def worked_out(entries: Sequence[Entry]) -> Floats:
    """A series as months by services, all services last. (M, S + 1)."""
    first = entries[0]
    if isinstance(first, Ratio):
        over, under = (_with_total(np.array([e[part] for e in entries])) for part in (0, 1))
        ratios: Floats = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
        return ratios
    if isinstance(first, Gap):
        pairs: Sequence[Any] = entries
        first_ratio, second_ratio = (worked_out([pair[part] for pair in pairs]) for part in (0, 1))
        gap: Floats = first_ratio - second_ratio
        return gap
    if isinstance(first, Total):
        return _with_total(np.array([entry[0] for entry in entries]))
    return np.array(entries)


def over_a_run(entries: Sequence[Entry]) -> Floats | None:
    """A ratio over months: of its totals; None for what is no ratio. (S + 1,), all services last.

    A mean of the months' ratios would let a month of two tenders weigh as much as one of fifty.
    """
    first = entries[0]
    if isinstance(first, Gap):
        pairs: Sequence[Any] = entries
        one, other = (over_a_run([pair[part] for pair in pairs]) for part in (0, 1))
        return None if one is None or other is None else one - other
    if not isinstance(first, Ratio):
        return None
    ratios: Sequence[Any] = entries
    totals = [np.sum([entry[part] for entry in ratios], axis=0) for part in (0, 1)]
    return worked_out([Ratio(*totals)])[0]


def _with_total(values: Floats) -> Floats:
    total: Floats = np.concatenate((values, values.sum(axis=1, keepdims=True)), axis=1)
    return total
