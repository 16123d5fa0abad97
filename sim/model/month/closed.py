"""Bodies that a private group may not take over, for they work in a service closed to groups."""

import numpy as np

from sim.arrays import Bools
from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.model.state.tables import NOBODY


def closed_to(state: State, buyer: int) -> Bools:
    """Which bodies hold, or are about to hold, work that is closed to this buyer. Shape (P,)."""
    providers, lots = state.providers, state.lots
    closed = np.zeros(providers.n, dtype=bool)
    shut = state.services.closed_to_groups
    if providers.kind[buyer] == Kind.GROUP and shut.any():
        there = shut[lots.service]
        closed[lots.holder[there & lots.is_open]] = True
        closed[lots.next_holder[there & (lots.next_holder != NOBODY)]] = True
    return closed
