"""What councils of the plain Mesa peer ask for, and what providers offer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.peer_chance import identity_of
from tests.benchmarks.peer_people import Lot

if TYPE_CHECKING:
    from tests.benchmarks.peer_market import Provider

NO_BID_STRIDE = 1000


@dataclass(slots=True)
class Bid:
    """What a provider asks for a contract, GBP a year, and what it expects of it."""

    provider: "Provider"
    is_holder: bool
    cost: float
    price: float
    quality: float
    worth: float


class Tender:
    """A council's call for bids for one lot."""

    def __init__(self, lot: Lot, ceiling: float, term: int) -> None:
        self.lot, self.ceiling, self.term = lot, ceiling, term
        self.holder: Provider | None = lot.holder if lot.is_external else None
        self.identity = identity_of(lot.identity, lot.letting + lot.no_bids * NO_BID_STRIDE)
        self.bids: list[Bid] = []
        self.winner: Bid | None = None
