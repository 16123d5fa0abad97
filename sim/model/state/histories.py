"""What the state remembers beside the tables: what has happened and still matters, a row each."""

from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from sim.arrays import Bools, Floats, Ints


def _empty(kind: Any) -> Any:
    return field(default_factory=lambda: np.zeros(0, dtype=kind))


@dataclass(slots=True)
class _History:
    """Typed columns of one length, which only grow."""

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(getattr(self, fields(self)[0].name))

    def at(self, rows: Ints) -> Self:
        """Some of the rows, in this order."""
        return type(self)(*(getattr(self, each.name)[rows] for each in fields(self)))

    def add(self, **rows: ArrayLike) -> None:
        """Add rows: a number or several for each column, of the column's type."""
        many = max(np.size(values) for values in rows.values())
        for each in fields(self):
            held = getattr(self, each.name)
            grown = np.empty(held.size + many, dtype=held.dtype)
            grown[: held.size], grown[held.size :] = held, rows[each.name]
            setattr(self, each.name, grown)


@dataclass(slots=True)
class Awards(_History):
    """Where lots went, for the null markets. One row a lot and month; written by transfers."""

    month: Ints = _empty(np.int64)
    lot: Ints = _empty(np.int64)
    is_external: Bools = _empty(np.bool_)
    newcomer: Ints = _empty(np.int64)
    """Provider row of a supplier that is new to the service, else NOBODY."""


@dataclass(slots=True)
class StrandedCharges(_History):
    """Central charges that spin-outs left behind with their council. One row a spin-out."""

    council: Ints = _empty(np.int64)
    service: Ints = _empty(np.int64)
    monthly: Floats = _empty(np.float64)
    """GBP a month."""
    until: Ints = _empty(np.int64)
    """Month in which the council has shed it."""


@dataclass(slots=True)
class Proposals(_History):
    """Spin-outs that were proposed since the start. One row a proposal, voted down or not."""

    council: Ints = _empty(np.int64)
    service: Ints = _empty(np.int64)
    number: Ints = _empty(np.int64)
    """Its number among those of its council and service."""


@dataclass(slots=True)
class Weighed(_History):
    """What councils weighed when they could take a contract back: only in pilots that solve it."""

    service: Ints = _empty(np.int64)
    pressure: Floats = _empty(np.float64)
    """Log-odds beside the base of the service."""
