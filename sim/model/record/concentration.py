"""Measures of concentration.

Top shares, HHI, the effective number of suppliers, and a pool of fixed size.
"""

import numpy as np

from sim.arrays import Bools, Floats, Identities, Ints, sums
from sim.chance import Purpose, uniform

FEW = 4
"""Suppliers that count as a few main ones: the top-4 share."""
TEN = 10
POOL_DRAWS = 3
"""Draws over which a pool of fixed size is averaged."""


def largest_first(value: Floats) -> Floats:
    """What is held by each holder that has any, largest first."""
    held = value[value > 0]
    held.sort()
    return held[::-1]


def holdings(holder: Ints, value: Floats) -> Floats:
    """Value held by each holder that has any, largest first. GBP."""
    return largest_first(sums(holder, value))


def top_share(held: Floats, n: int) -> float:
    """Share of the n largest holders. NaN where nothing is held."""
    total = np.add.reduce(held)
    return float(np.add.reduce(held[:n]) / total) if total > 0 else float("nan")


def measures(held: Floats) -> tuple[float, float, float, float]:
    """Top-4 share, top-10 share, HHI and effective suppliers, the total added up once."""
    total = np.add.reduce(held)
    if not total > 0:
        return (float("nan"),) * 4
    few, ten = np.add.reduce(held[:FEW]) / total, np.add.reduce(held[:TEN]) / total
    index = np.add.reduce((held / total) ** 2)
    return float(few), float(ten), float(index), float(1 / index)


def pools(seed: int, identity: Identities, external: Bools, size: int) -> list[Ints]:
    """Lots of pools of a fixed size drawn from the external market.

    They are the same lots whoever holds them.

    A larger market looks less concentrated merely because it has more lots; a pool of the opening
    number does not. Where the market is no larger than that, the pool is the market.
    """
    rows = np.flatnonzero(external)
    if len(rows) <= size or size <= 0:
        return [rows]
    drawn: list[Ints] = []
    for nth in range(POOL_DRAWS):
        luck = uniform(seed, Purpose.RAREFY, nth, identity[rows])
        drawn.append(np.sort(rows[np.argsort(luck, kind="stable")[:size]]))
    return drawn


def pooled_top_share(holder: Ints, value: Floats, drawn: list[Ints], n: int = FEW) -> float:
    """Mean top-n share over pools."""
    return pooled_top_shares(holder[None, :], value, drawn, n)[0]


def pooled_top_shares(holder: Ints, value: Floats, drawn: list[Ints], n: int = FEW) -> list[float]:
    """Mean top-n share over pools, in each of several markets of the same lots.

    holder: (K, L), a row a market. value: (L,) GBP.
    """
    markets, width = len(holder), int(holder.max()) + 1
    place = holder + np.arange(markets)[:, None] * width
    shares: list[list[float]] = [[] for _ in range(markets)]
    for rows in drawn:
        if not len(rows):
            continue
        worth = np.tile(value[rows], markets)
        held = sums(place[:, rows].reshape(-1), worth, markets * width).reshape(markets, width)
        for market, own in enumerate(held):
            shares[market].append(top_share(largest_first(own), n))
    return [sum(found) / len(found) if found else float("nan") for found in shares]
