"""Measures of concentration.

Top shares, HHI, the effective number of suppliers, and a pool of fixed size.
"""

import numpy as np

from sim.chance import Purpose, uniform
from sim.world.tables import Bools, Floats, Identities, Ints, sums

FEW = 4
"""Suppliers that count as a few main ones: the top-4 share."""
TEN = 10
POOL_DRAWS = 3
"""Draws over which a pool of fixed size is averaged."""


def holdings(holder: Ints, value: Floats) -> Floats:
    """Value held by each holder that has any, largest first. GBP."""
    total = sums(holder, value)
    held: Floats = np.sort(total[total > 0])[::-1]
    return held


def top_share(held: Floats, n: int) -> float:
    """Share of the n largest holders. NaN where nothing is held."""
    total = held.sum()
    return float(held[:n].sum() / total) if total > 0 else float("nan")


def measures(held: Floats) -> tuple[float, float, float, float]:
    """Top-4 share, top-10 share, HHI and effective suppliers, the total added up once."""
    total = held.sum()
    if not total > 0:
        return (float("nan"),) * 4
    few, ten = held[:FEW].sum() / total, held[:TEN].sum() / total
    index = ((held / total) ** 2).sum()
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
    shares = [top_share(holdings(holder[rows], value[rows]), n) for rows in drawn if len(rows)]
    return sum(shares) / len(shares) if shares else float("nan")
