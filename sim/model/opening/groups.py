"""Which private group holds which lot at the start."""

import numpy as np

from sim.arrays import Floats, Ints
from sim.chance import Purpose, identity_of, joined, normal, uniform
from sim.model.state.state import State


def deal_to_groups(state: State, lots: Ints, groups: list[int], shares: Floats, code: int) -> None:
    """Give each lot to a group by its size.

    Groups are stronger in some regions than in others.
    """
    councils, spread = state.councils, state.world.kinds.group.region_spread
    identity = state.providers.identity[groups]
    regions = np.array([identity_of(region) for region in councils.regions], dtype=np.uint64)
    strength = np.exp(
        spread
        * normal(
            state.seed, Purpose.OPENING_GROUP, 1, joined(identity[:, None], regions[None, :], code)
        )
    )
    region = councils.region[state.lots.council[lots]]
    weight = np.tile(shares / shares.sum(), (len(councils.regions), 1)) * strength.T
    # Scale the groups until each gets its share of the nation, whatever its regions (iterative
    # fitting).
    lots_by_region = np.bincount(region, minlength=len(councils.regions)).astype(np.float64)
    for _ in range(FITTING_ROUNDS):
        chance = weight / weight.sum(axis=1, keepdims=True)
        reached = lots_by_region @ chance / lots_by_region.sum()
        weight = weight * np.divide(
            shares / shares.sum(), reached, out=np.ones(len(shares)), where=reached > 0
        )
    chance = weight / weight.sum(axis=1, keepdims=True)
    draw = uniform(state.seed, Purpose.OPENING_GROUP, 2, state.lots.identity[lots])
    chosen = (
        (draw[:, None] >= np.cumsum(chance, axis=1)[region]).sum(axis=1).clip(0, len(groups) - 1)
    )
    state.lots.holder[lots] = np.array(groups, dtype=np.int32)[chosen]


FITTING_ROUNDS = 50
