"""Money moves between named accounts and never appears.

Providers and councils each have an account in a column; everyone else (staff, agencies, suppliers,
lenders, owners, customers and funders, advisers, pension funds) is an outside account. All accounts
together always sum to 0.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.model.state.providers import Providers
from sim.model.state.tables import Councils

Outside = Literal[
    "opening balances",
    "staff",
    "agencies",
    "suppliers",
    "lenders",
    "owners",
    "members",
    "customers and funders",
    "advisers",
    "support programme",
    "passed on",
]
Purse = tuple[Literal["provider", "council"], NDArray[np.integer[Any]]] | Outside
"""An account, or one account for each of several payments: ("provider", rows), ("council", rows)
or an outside name."""


class Payments:
    """All accounts, with what was paid for each purpose this month."""

    def __init__(self, providers: Providers, councils: Councils) -> None:
        self.providers = providers
        self.councils = councils
        self.outside: dict[str, float] = {}
        self.this_month: dict[str, float] = {}

    def pay(
        self, payer: Purse, payee: Purse, amounts: NDArray[np.floating[Any]], purpose: str
    ) -> None:
        """Move amounts (GBP) from payer to payee, entry by entry.

        Negative amounts move the other way.
        """
        self._add(payer, -amounts)
        self._add(payee, amounts)
        self.this_month[purpose] = self.this_month.get(purpose, 0.0) + float(amounts.sum())

    def _add(self, purse: Purse, amounts: NDArray[np.floating[Any]]) -> None:
        if isinstance(purse, str):
            self.outside[purse] = self.outside.get(purse, 0.0) + float(amounts.sum())
            return
        book, rows = purse
        column = self.providers.cash if book == "provider" else self.councils.cash
        column += np.bincount(rows, weights=amounts, minlength=len(column))

    def imbalance(self) -> float:
        """Sum of all accounts, GBP: always 0 but for rounding."""
        return float(
            self.providers.cash.sum() + self.councils.cash.sum() + sum(self.outside.values())
        )

    def turnover(self) -> float:
        """Sum of all accounts' absolute values, GBP: the scale against which rounding is judged."""
        held = np.abs(self.providers.cash).sum() + np.abs(self.councils.cash).sum()
        return float(held + sum(abs(value) for value in self.outside.values()))
