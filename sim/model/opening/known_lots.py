"""Lots that a scenario knows: the work of a named mutual, set aside for it from the start."""

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.model.state.codes import Payer
from sim.model.state.state import ServiceColumns, State
from sim.model.state.tables import Councils
from sim.registry.sections.named import NamedMutual
from sim.registry.sections.services import SERVICES
from sim.registry.world import World

KNOWN_LOTS = 10_000
"""Known lots are numbered from here, so that they share no number with the draw's."""
NUMBERS_EACH = 100
"""Numbers set aside for the known lots of one mutual."""


@dataclass(frozen=True, slots=True)
class KnownLot:
    """One lot that a scenario knows."""

    mutual: int
    """Place in the world's list of named mutuals."""
    council: int
    service: int
    posts: float
    payer: int
    number: int
    budget_fall: float


def known_lots(world: World, councils: Councils, need: Floats) -> tuple[list[KnownLot], Floats]:
    """The lots a scenario knows, and what is left of each council's need beside them.

    need: posts by council and service, shape (C, S).

    What a council is known to pay a mutual for comes out of its need, as does everything
    else if the mutual runs all of the service; work for customers and funders comes on top. Where a
    yearly value is known, posts are that value over what a post costs in-house.
    """
    found: list[KnownLot] = []
    left = need.copy()
    for place, mutual in enumerate(world.mutuals):
        if mutual.council not in councils.codes:
            continue
        council, service = councils.codes.index(mutual.council), SERVICES.index(mutual.service)
        cost = float(ServiceColumns(world).in_house_cost[service])
        for nth, (code, posts, payer) in enumerate(_parts(mutual, cost)):
            if code not in councils.codes:
                continue
            row = councils.codes.index(code)
            number = KNOWN_LOTS + NUMBERS_EACH * place + nth
            fall = mutual.budget_fall if payer == Payer.COUNCIL and row == council else 0.0
            found.append(KnownLot(place, row, service, posts, payer, number, fall))
            if payer == Payer.COUNCIL:
                left[row, service] -= posts
        if mutual.runs_all:
            left[council, service] = 0.0
    return found, np.where(left == need, need, np.where(left < 1, 0.0, left))


def _parts(mutual: NamedMutual, cost: float) -> list[tuple[str, float, int]]:
    """Council, posts and payer of each lot of a mutual. cost: of a post in-house, GBP a year."""
    posts = mutual.posts or mutual.value / cost
    parts: list[tuple[str, float, int]] = []
    if posts > 0:
        parts += [(mutual.council, posts / mutual.lots, Payer.COUNCIL)] * mutual.lots
    parts += [(code, mutual.elsewhere_value / cost, Payer.COUNCIL) for code in mutual.elsewhere]
    if mutual.customers_value > 0:
        value = mutual.customers_value * (1 + mutual.associates / mutual.customers)
        parts.append((mutual.council, value / cost, Payer.CUSTOMERS))
    if mutual.grant_value > 0:
        parts.append((mutual.council, mutual.grant_value / cost, Payer.FUNDER))
    return parts


def block_length(posts: float) -> int:
    """Posts set aside for a known lot: it never grows beyond its start, but for rounding."""
    return max(1, math.ceil(posts)) + 1


def promised_lots(state: State, place: int, payer: int) -> Ints:
    """Rows of the lots set aside for a named mutual that this kind of payer pays for."""
    lots = state.lots
    rows: Ints = np.flatnonzero((lots.promised_to == place) & (lots.payer == payer))
    return rows.astype(np.int32)


def known_value(state: State, mutual: NamedMutual, rows: Ints) -> Floats:
    """What is known to be paid a year for each of these lots of a mutual, GBP; 0 if nothing is.

    Shape of `rows`: one number a lot.
    """
    home = state.lots.council[rows] == state.councils.codes.index(mutual.council)
    value: Floats = np.where(home, mutual.value / mutual.lots, mutual.elsewhere_value)
    return value
