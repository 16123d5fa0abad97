"""Tenders and bids made by hand, so that the market's rules can be asked thousands of times."""

import numpy as np
from numpy.typing import NDArray

from sim.chance import joined
from sim.model.month.bidding import Bids
from sim.model.month.notices import Notices
from sim.model.state.codes import Route
from sim.model.state.state import State
from sim.model.state.tables import NOBODY

CEILING = 2.0
"""Ceiling of every synthetic tender, in units of its cost."""


def many_notices(n: int, first: int = 0) -> Notices:
    """So many lettings of lot 0, each with luck of its own and no holder."""
    lot = np.zeros(n, dtype=np.int32)
    return Notices(
        lots=lot,
        tender=np.arange(n, dtype=np.int32),
        lead=lot,
        route=np.full(n, Route.OPEN, dtype=np.int8),
        term=np.full(n, 48, dtype=np.int32),
        holder=np.full(n, NOBODY, dtype=np.int32),
        identity=joined(np.arange(first, first + n), 17),
        posts=np.ones(n),
    )


def all_bid(
    notices: Notices, bidders: NDArray[np.int32], price: float | NDArray[np.float64]
) -> Bids:
    """A bid of each bidder in each tender: quality 0.6, cost 1, these prices (T x n, or one)."""
    n_bids = notices.n * len(bidders)
    ones = np.ones(n_bids)
    return Bids(
        tender=np.repeat(np.arange(notices.n, dtype=np.int32), len(bidders)),
        provider=np.tile(bidders, notices.n),
        is_holder=np.zeros(n_bids, dtype=bool),
        cost=ones,
        price=np.broadcast_to(price, (notices.n, len(bidders))).reshape(-1).astype(np.float64),
        ceiling=CEILING * ones,
        quality=0.6 * ones,
        worth=ones,
        chance=ones / len(bidders),
        years=4 * ones,
    )


def equal_bidders(state: State, n: int) -> NDArray[np.int32]:
    """Rows of so many providers, made equal in social value, in the order of their identities."""
    rows = np.arange(state.providers.n - n, state.providers.n, dtype=np.int32)
    state.providers.social_value[rows] = 0.5
    return rows[np.argsort(state.providers.identity[rows])].astype(np.int32)
