"""Books of all that is paid, entry by entry, for tests that follow money."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.model.month.phases import PHASES, close_month
from sim.model.state.money import Payments, Purse
from sim.model.state.state import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of `pay`."""

    payer: Purse
    payee: Purse
    amounts: Floats
    purpose: str

    def rows(self, book: str = "provider") -> NDArray[np.integer[Any]]:
        """Rows of the accounts on the side that is a provider's (or a council's)."""
        (rows,) = (side[1] for side in (self.payer, self.payee) if side[0] == book)
        return np.asarray(rows)

    def gained(self, n: int, book: str = "provider") -> Floats:
        """What each account of a book gains by it, GBP. (n,)."""
        total = np.zeros(n)
        for side, sign in ((self.payer, -1.0), (self.payee, 1.0)):
            if not isinstance(side, str) and side[0] == book:
                np.add.at(total, side[1], sign * self.amounts)
        return total


class Books(Payments):
    """Payments that are written down as they are made."""

    def __init__(self, state: State) -> None:
        super().__init__(state.providers, state.councils)
        self.outside = dict(state.payments.outside)
        self.entries: list[Entry] = []

    def pay(
        self, payer: Purse, payee: Purse, amounts: NDArray[np.floating[Any]], purpose: str
    ) -> None:
        """Write it down, and pay."""
        sides = (deepcopy(payer), deepcopy(payee))  # their rows may be written to later
        self.entries.append(Entry(*sides, amounts.astype(np.float64), purpose))
        super().pay(payer, payee, amounts, purpose)

    def of(self, *purposes: str) -> Iterator[Entry]:
        """The entries for these purposes."""
        return (entry for entry in self.entries if entry.purpose in purposes)

    def net(self, *purposes: str, book: str = "provider") -> Floats:
        """What each account gained by these purposes, GBP."""
        n = self.providers.n if book == "provider" else self.councils.n
        total = np.zeros(n)
        for entry in self.of(*purposes):
            total += entry.gained(n, book)
        return total


def booked(state: State) -> Books:
    """Keep books of this state from now on."""
    books = Books(state)
    state.payments = books
    return books


def play_month(state: State, after: str, check: Callable[[State], None]) -> None:
    """Play one month and check the state right after the phase of this name."""
    assert after in dict(PHASES)
    for name, phase in PHASES:
        phase(state)
        if name == after:
            check(state)
    close_month(state)
