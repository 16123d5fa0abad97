"""Who holds most: of each region's market, and of each council's service."""

import numpy as np

from sim.arrays import Floats, sums
from sim.model.record.concentration import FEW, holdings, top_share
from sim.model.state.state import N_SERVICES, State


def regional_top_shares(state: State) -> Floats:
    """Top-4 share of the external market by region and service. (R, S); NaN where nothing is."""
    lots, councils = state.lots, state.councils
    external, value = state.is_external(), state.contract_value()
    region = councils.region[lots.council]
    shares = np.full((len(councils.regions), N_SERVICES), np.nan)
    for place, service in np.ndindex(shares.shape):
        rows = np.flatnonzero(external & (region == place) & (lots.service == service))
        held = holdings(lots.holder[rows], value[rows])
        shares[place, service] = top_share(held, FEW)
    return shares


def largest_holders(state: State) -> tuple[Floats, Floats]:
    """For each council and service, the largest holder's row and its share by value.

    Shape (C, S), both: councils by services.
    """
    lots = state.lots
    value = state.contract_value()
    cell = lots.council.astype(np.int64) * N_SERVICES + lots.service
    shape = (state.councils.n, N_SERVICES)
    holder, share = np.full(shape, -1.0), np.zeros(shape)
    key = cell * state.providers.n + lots.holder
    let = state.is_public()
    keys, inverse = np.unique(key[let], return_inverse=True)
    held = sums(inverse, value[let])
    cells, owners = keys // state.providers.n, keys % state.providers.n
    order = np.lexsort((held, cells))
    last = np.append(np.flatnonzero(np.diff(cells[order])), len(order) - 1)
    best = order[last]
    total = sums(cells, held, shape[0] * N_SERVICES)
    holder.flat[cells[best]] = owners[best]
    share.flat[cells[best]] = held[best] / total[cells[best]]
    return holder, share
