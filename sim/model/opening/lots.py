"""Lots and posts at the start: sized to the published workforce, cut into what councils can let."""

import math
from typing import Any

import numpy as np

from sim.arrays import Codes, Floats, Ints
from sim.chance import Purpose, joined, normal, uniform
from sim.model.opening.known_lots import KnownLot, block_length
from sim.model.rules.costs import path_of
from sim.model.state.codes import Payer
from sim.model.state.state import N_SERVICES
from sim.model.state.tables import NEVER, NOBODY, Councils, Lots, Posts
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

PER_THOUSAND = 1000.0
SPARE_POSTS = 1
"""Posts a lot has beyond its largest need, so that rounding never runs out."""


def needed_posts(world: World, seed: int, councils: Councils) -> Floats:
    """Posts by council and service at month 0. Shape (C, S).

    There are so many for a thousand children, more in some councils than others (the national total
    is kept); a need below one post is served by the neighbour with the largest need.
    """
    need = np.zeros((councils.n, N_SERVICES))
    for code, name in enumerate(SERVICES):
        service = getattr(world.services, name)
        people = councils.young_people if name == "youth" else councils.children
        draw = normal(seed, Purpose.OPENING_COUNCIL, 1, joined(councils.identity, np.full(1, code)))
        factor = np.exp(service.spread_between_councils * draw)
        plain = service.posts_per_1000 * people / PER_THOUSAND
        if plain.sum() <= 0:
            continue  # a world without this service
        need[:, code] = (
            plain * factor / max((plain * factor).sum() / plain.sum(), np.finfo(float).tiny)
        )
        for council in np.flatnonzero(need[:, code] < 1):
            near = np.flatnonzero(councils.reach[council])
            near = near if len(near) > 1 else np.arange(councils.n)
            largest = near[np.argmax(need[near, code])]
            if largest != council:
                need[largest, code] += need[council, code]
                need[council, code] = 0.0
    return need


def largest_path(world: World, code: int, years: int) -> float:
    """Largest factor on opening need over the horizon, shocks included."""
    service = getattr(world.services, SERVICES[code])
    best = 1.0
    for year in range(years + 1):
        growth = np.array([service.budget_growth]), np.array([service.demand_growth])
        budget, demand = path_of(*growth, year, world.market.budget_years)
        shocks = [
            1 + e.size
            for e in world.events
            if e.kind == "budget_shock" and e.service == SERVICES[code]
        ]
        best = max(
            best, min(float(budget[0]) * math.prod([max(s, 1.0) for s in shocks]), float(demand[0]))
        )
    return best if world.mechanisms.budgets else 1.0


Sizes = tuple[list[int], list[int], list[float], list[int], list[int]]
"""Council, service, opening posts, block length and number, a row a lot."""


def _lot_sizes(world: World, need: Floats, years: int) -> Sizes:
    """Council, service, opening posts, block length and number of every lot.

    Dormant ones have 0 opening posts.
    """
    council_of, service_of, opening, block, number = [], [], [], [], []
    for code, name in enumerate(SERVICES):
        service = getattr(world.services, name)
        growth = largest_path(world, code, years)
        for council in range(len(need)):
            posts = need[council, code]
            if posts <= 0:
                continue
            n_lots = int(np.clip(round(posts / service.lot_posts), 1, service.most_lots))
            each = posts / n_lots
            largest = each if service.grows_by_lots else each * growth
            dormant = math.ceil(posts * (growth - 1) / each) if service.grows_by_lots else 0
            for nth in range(n_lots + dormant):
                council_of.append(council)
                service_of.append(code)
                opening.append(each if nth < n_lots else 0.0)
                block.append(max(1, math.ceil(largest)) + SPARE_POSTS * (not service.grows_by_lots))
                number.append(nth)
    return council_of, service_of, opening, block, number


def lot_rows(
    world: World, councils: Councils, need: Floats, years: int, known: list[KnownLot] | None = None
) -> Lots:
    """Build all lots, held by the council teams for now; those a scenario knows come last."""
    known = known or []
    council, service, number, opening, block = _sizes_with(_lot_sizes(world, need, years), known)
    n, drawn = len(council), len(council) - len(known)

    def known_ones(empty: float, values: list[float]) -> Floats:
        return np.concatenate((np.full(drawn, empty), np.array(values, dtype=np.float64)))

    is_open = opening > 0
    return Lots(
        identity=joined(councils.identity[council], service, number),
        council=council,
        service=service,
        number=number,
        first_post=(np.cumsum(block) - block).astype(np.int32),
        n_posts=block,
        opening_posts=np.where(is_open, opening, block),
        required=np.where(is_open, np.maximum(1, np.rint(opening)), 0).astype(np.int32),
        need=opening.copy(),
        is_open=is_open,
        holder=council.copy(),
        quality=np.full(n, world.quality.start),
        payer=known_ones(Payer.COUNCIL, [lot.payer for lot in known]).astype(np.int8),
        promised_to=known_ones(NOBODY, [lot.mutual for lot in known]).astype(np.int32),
        budget_fall=known_ones(0.0, [lot.budget_fall for lot in known]),
        **_without_contract(n),
    )


def _without_contract(n: int) -> dict[str, Any]:
    """The columns of lots that nobody has let yet."""

    def whole(value: int) -> Ints:
        return np.full(n, value, dtype=np.int32)

    return {
        "is_awaited": np.zeros(n, dtype=bool),
        "stops": np.zeros(n, dtype=bool),
        "unit_price": np.zeros(n),
        "start": whole(0),
        "end": whole(NEVER),
        "extension": whole(0),
        "letting": whole(0),
        "no_bids": whole(0),
        "ceiling_factor": np.ones(n),
        "route": np.zeros(n, dtype=np.int8),
        "next_holder": whole(NOBODY),
        "next_month": whole(NEVER),
        "next_unit_price": np.zeros(n),
        "next_term": whole(0),
        "next_route": np.zeros(n, dtype=np.int8),
        "harmonise": whole(NEVER),
        "reserved_end": whole(NEVER),
        "reserved_by": whole(NOBODY),
        "relet_by": whole(NEVER),
        "mean_reward": np.ones(n),
        "cost": np.zeros(n),
    }


def _sizes_with(sizes: Sizes, known: list[KnownLot]) -> tuple[Ints, Codes, Ints, Floats, Ints]:
    """Sizes as columns, with those of the lots that a scenario knows at their end."""
    council, service, opening, block, number = sizes
    return (
        np.array([*council, *(lot.council for lot in known)], dtype=np.int32),
        np.array([*service, *(lot.service for lot in known)], dtype=np.int8),
        np.array([*number, *(lot.number for lot in known)], dtype=np.int32),
        np.array([*opening, *(lot.posts for lot in known)]),
        np.array([*block, *(block_length(lot.posts) for lot in known)], dtype=np.int32),
    )


def post_rows(world: World, seed: int, lots: Lots) -> Posts:
    """Build all posts: who is there, since when, how committed.

    Everyone on council terms for now.
    """
    lot = np.repeat(np.arange(lots.n, dtype=np.int32), lots.n_posts)
    place = np.arange(len(lot), dtype=np.int32) - np.repeat(lots.first_post, lots.n_posts)
    identity = joined(lots.identity[lot], place)
    rows = [getattr(world.services, name) for name in SERVICES]
    service = lots.service[lot]
    vacancy = np.array([row.base_vacancy for row in rows])[service]
    leaving = np.array([row.base_leaving for row in rows])[service]
    is_on = place < lots.required[lot]
    is_filled = is_on & (uniform(seed, Purpose.OPENING_POST, 0, identity) >= vacancy)
    person = joined(identity, 0)
    personal = world.staff.personal_spread * normal(seed, Purpose.PERSON, 0, person)
    years = -np.log1p(-uniform(seed, Purpose.OPENING_TENURE, 0, identity)) / np.maximum(
        leaving, 1 / PER_THOUSAND
    )
    n = len(lot)
    return Posts(
        identity=identity,
        lot=lot,
        is_on=is_on,
        is_filled=is_filled,
        person=person,
        nth_holder=np.zeros(n, dtype=np.int32),
        reward=np.ones(n),
        log_reward=np.zeros(n),
        tenure=np.minimum(years * MONTHS_PER_YEAR, PER_THOUSAND).astype(np.int32),
        personal=personal,
        commitment=np.clip(world.staff.base_commitment + personal, 0.0, 1.0),
        is_member=np.zeros(n, dtype=bool),
    )
