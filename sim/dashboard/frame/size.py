"""How large a world would be, told before it is opened: one number must not take all the memory.

A world opens with its posts and lots for the whole of its years, so that what a level and sixty
years of growth come to is known from its numbers alone.
"""

import math
from collections.abc import Iterator

from sim.errors import MutualsError
from sim.registry.councils import load_councils
from sim.registry.sections.services import SERVICES
from sim.registry.world import World

PER_THOUSAND = 1000
MOST_POSTS = 3_000_000
"""Posts of the largest world a page plays: thirty times England's, in some 450 MB."""
MOST_LOTS = 100_000
"""Lots of the largest; England has 4,000."""


def refuse_too_large(world: World) -> None:
    """Raise MutualsError, in words, if a page cannot play the world for its size."""
    posts, lots = 0.0, 0.0
    for opening, growth, most_lots in _services(world):
        posts += opening * growth
        lots += most_lots * growth
    # "not" and "<=": what is no number is refused too.
    for found, most, what in ((posts, MOST_POSTS, "posts"), (lots, MOST_LOTS, "lots")):
        if not found <= most:
            said = f"{found:,.0f}" if found < most * most else "more than can be counted"
            message = (
                f"this world could come to have {said} {what}, and a page plays {most:,} at most; "
                "lower posts_per_1000, most_lots, demand_growth or budget_growth of its services, "
                "or time.years"
            )
            raise MutualsError(message)


def _services(world: World) -> Iterator[tuple[float, float, float]]:
    """Of each service: posts at the start, the most they grow by, lots at the start at most."""
    councils = load_councils(world.place.table, world.place.keep or None)
    for name in SERVICES:
        service = getattr(world.services, name)
        people = councils.young_people if name == "youth" else councils.children
        posts = service.posts_per_1000 * float(people.sum()) / PER_THOUSAND
        lots = min(len(councils) * service.most_lots, posts / service.lot_posts + len(councils))
        yield posts, _growth(world, name), lots


def _growth(world: World, name: str) -> float:
    """The most by which the posts of a service grow: budgets and need both bound them."""
    if not world.mechanisms.budgets:
        return 1.0
    service = getattr(world.services, name)
    shocks = (
        1 + max(event.size, 0.0)
        for event in world.events
        if event.kind == "budget_shock" and event.service == name
    )
    budget = (1 + max(service.budget_growth, 0.0)) ** world.time.years * math.prod(shocks)
    need: float = (1 + max(service.demand_growth, 0.0)) ** world.time.years
    return min(budget, need)
