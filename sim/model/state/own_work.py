"""Work of a body's own, which no council lets: customers who pay yearly, funders who grant."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Codes
from sim.model.state.codes import Account
from sim.model.state.tables import NEVER


@dataclass(slots=True)
class CustomerWork:
    """A lot that customers pay for."""

    lot: int
    accounts: Codes
    """What each customer is now. (A,)."""
    first: Codes
    """What each was at the start; one who comes back comes back as that, but never a member."""
    loyalty: float
    """Members who renew, share a year."""
    posts: float
    """Posts that all its first customers pay for."""

    @property
    def share_kept(self) -> float:
        """Customers now over those of the start."""
        return float(np.mean(self.accounts != Account.GONE))

    def count(self, kind: int) -> int:
        """Customers of one kind."""
        return int(np.count_nonzero(self.accounts == kind))


@dataclass(slots=True)
class GrantWork:
    """A lot that funders pay for."""

    lot: int
    unit_price: float
    """GBP a year for each post while a grant runs."""
    months: int
    """How long a grant runs."""
    until: int
    """Month in which the present grant, or the last there was, ends."""
    next_from: int = NEVER
    """Month in which a grant already won begins, or NEVER."""


def accounts_of(members: int, customers: int, associates: int) -> Codes:
    """Customers at the start: members first, then those who only buy, then associates. (A,)."""
    counts = [members, customers - members, associates]
    return np.repeat(
        np.array([Account.MEMBER, Account.BUYER, Account.ASSOCIATE], dtype=np.int8), counts
    )
