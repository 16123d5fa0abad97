"""Checks of what a scenario says of single mutuals and councils."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from sim.errors import CouncilTableError, Problem
from sim.registry.councils import load_councils
from sim.registry.sections.named import NamedMutual
from sim.registry.world import World

ROUNDING = 1e-9


def other_councils_exist(world: World) -> Iterator[Problem]:
    """Councils in which a mutual also works, or of which something is known, are in the table."""
    try:
        codes = set(load_councils(world.place.table).codes)
    except CouncilTableError:
        return  # told by another check
    named = [
        (f"mutuals[{number}].elsewhere", code)
        for number, mutual in enumerate(world.mutuals, start=1)
        for code in mutual.elsewhere
    ]
    named += [
        (f"markets[{number}].council", market.council)
        for number, market in enumerate(world.markets, start=1)
    ]
    for address, code in named:
        if code not in codes:
            message = f'there is no council "{code}" in {world.place.table}'
            yield Problem("", address, message, "give the code of a council in the table")


def markets_are_named_once(world: World) -> Iterator[Problem]:
    """A council's service is known once."""
    seen: set[tuple[str, str]] = set()
    for number, market in enumerate(world.markets, start=1):
        if (market.council, market.service) in seen:
            message = f"{market.council} {market.service} stands twice"
            yield Problem("", f"markets[{number}]", message, "say it once")
        seen.add((market.council, market.service))


def mutuals_are_sound(world: World) -> Iterator[Problem]:
    """What is said of each mutual fits together."""
    for number, mutual in enumerate(world.mutuals, start=1):
        for field, message, remedy in _faults(world, mutual):
            yield Problem("", f"mutuals[{number}].{field}", message, remedy)


def _faults(world: World, mutual: NamedMutual) -> Iterator[tuple[str, str, str]]:
    votes = math.fsum((mutual.customer_votes, mutual.council_votes, mutual.resident_votes))
    if votes > 1 + ROUNDING:
        message = f"with those of council and residents makes {votes:.10g} of the votes"
        yield "customer_votes", message, "lower them; together at most 1, the rest is the staff's"
    if mutual.customer_members > mutual.customers:
        message = f"is {mutual.customer_members}, above customers = {mutual.customers}"
        yield "customer_members", message, "lower the one or raise the other"
    if (mutual.customers > 0) != (mutual.customers_value > 0):
        yield "customers_value", "goes together with customers", "give both or neither"
    own = mutual.customers_value > 0 or mutual.grant_value > 0
    if own and mutual.founded_month > 0:
        message = "is after the start, but work for customers or funders is there from the start"
        yield "founded_month", message, "set it to 0 or earlier"
    if own and getattr(world.services, mutual.service).grows_by_lots:
        message = f"{mutual.service} grows by further lots, which customers and funders do not"
        yield "service", message, "choose another service"
    if mutual.associates and not mutual.customers:
        yield "associates", "are customers beside others, of which there are none", "add customers"
    if bool(mutual.elsewhere) != (mutual.elsewhere_value > 0):
        yield "elsewhere_value", "goes together with elsewhere", "give both or neither"


MOST_OVER_NEED = 10.0
"""Posts of one mutual over what its council's children would need of the service on average, beyond
which it is taken for a slip: councils differ three- to fifteenfold (E125), but not in one body."""


def mutuals_have_work_there(world: World) -> Iterator[Problem]:
    """The service of each mutual exists in the world, and its council can need so much of it."""
    try:
        councils = load_councils(world.place.table)
    except CouncilTableError:
        return  # told by another check
    codes = list(councils.codes)
    for number, mutual in enumerate(world.mutuals, start=1):
        service = getattr(world.services, mutual.service)
        address = f"mutuals[{number}]"
        if service.posts_per_1000 <= 0:
            message = f"is {mutual.service}, of which this world has no posts"
            remedy = f"raise services.{mutual.service}.posts_per_1000 or leave the mutual out"
            yield Problem("", f"{address}.service", message, remedy)
        elif mutual.council in codes:
            row = codes.index(mutual.council)
            people = councils.young_people if mutual.service == "youth" else councils.children
            need = service.posts_per_1000 * float(people[row]) / 1000
            asked = mutual.posts or mutual.value / service.pay
            if asked > MOST_OVER_NEED * max(need, 1.0):
                field = "posts" if mutual.posts else "value"
                size = f"{asked:,.0f} posts" if mutual.posts else f"the pay of {asked:,.0f} posts"
                message = f"is {size}; all of {mutual.service} there needs about {need:,.0f}"
                remedy = f"at most {MOST_OVER_NEED:.0f} times that, or another council"
                yield Problem("", f"{address}.{field}", message, remedy)


NAMED_CHECKS: tuple[Callable[[Any], Iterator[Problem]], ...] = (
    other_councils_exist,
    markets_are_named_once,
    mutuals_are_sound,
    mutuals_have_work_there,
)
"""Checks of named mutuals and markets, in the order in which their problems are told."""
