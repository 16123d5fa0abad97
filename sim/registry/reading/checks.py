"""Checks that look at more than one value: each a small named function that yields problems.

A check sees a world whose every value is sound by itself. It leaves the file of a problem empty:
the loader knows who set the value and fills it in.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.errors import CouncilTableError, Problem
from sim.registry.councils import load_councils
from sim.registry.fields import Section
from sim.registry.files.names import ALLOWED, name_fits
from sim.registry.files.text import brief
from sim.registry.reading.checks_named import NAMED_CHECKS
from sim.registry.reading.checks_services import somebody_may_run_each_service
from sim.registry.sections.services import SERVICES
from sim.registry.walk import allowed, leaves, plain_number, value_at
from sim.registry.world import World

Check = Callable[[Any], Iterable[Problem]]

ROUNDING = 1e-9


def shares_sum_to_one(world: Section, paths: tuple[str, ...]) -> Iterator[Problem]:
    """Shares that divide one whole must sum to 1; the last of them carries the blame."""
    total = math.fsum(value_at(world, path) for path in paths)
    if abs(total - 1) > ROUNDING:
        names = " + ".join(paths)
        yield Problem(
            "", paths[-1], f"{names} is {plain_number(total)}, not 1", "make them sum to 1"
        )


def not_above(world: Section, lower: str, upper: str) -> Iterator[Problem]:
    """The value at `lower` may not exceed the value at `upper`."""
    low, high = value_at(world, lower), value_at(world, upper)
    if low > high:
        message = f"is {plain_number(low)}, above {upper} = {plain_number(high)}"
        yield Problem("", lower, message, "lower the one or raise the other")


def schema_problems(kind: type[Section]) -> Iterator[Problem]:
    """What is wrong with the schema itself: a leaf without meaning, a default out of range.

    For each number the hard bounds must hold the plausible range, and that range the default.
    """
    for leaf in leaves(kind):
        if not (leaf.info.description or "").strip():
            yield Problem("schema", leaf.path, "does not say what it means", "write one sentence")
        if leaf.is_number and leaf.unit != "fact":
            least, most = leaf.bounds
            low, high = leaf.about["low"], leaf.about["high"]
            rising = [
                bound for bound in (least, low, leaf.default, high, most) if bound is not None
            ]
            if rising != sorted(rising):
                span = f"{plain_number(low)} to {plain_number(high)} ({allowed(leaf)})"
                message = f"default {plain_number(leaf.default)} with plausible range {span}"
                yield Problem("schema", leaf.path, message, "put them in order")
        elif leaf.names and leaf.default not in leaf.names:
            yield Problem(
                "schema", leaf.path, f"default {leaf.default} is not {allowed(leaf)}", "choose one"
            )


def scoring_weights_sum_to_one(world: World) -> Iterator[Problem]:
    """Price, social value and quality divide the whole score."""
    weights = ("price_weight", "social_weight", "quality_weight")
    yield from shares_sum_to_one(world, tuple(f"scoring.{weight}" for weight in weights))


def outside_shares_leave_room(world: World) -> Iterator[Problem]:
    """Small providers and groups together cannot hold more than the whole of a service."""
    for service in SERVICES:
        opening = getattr(world.services, service)
        held = opening.small_share + opening.group_share
        if held > 1 + ROUNDING:
            message = f"with small_share it makes {plain_number(held)} of the service; "
            message += "the council's part is what they leave of 1"
            address = f"services.{service}.group_share"
            yield Problem("", address, message, "lower one of the two; together at most 1")


def groups_share_each_service_out(world: World) -> Iterator[Problem]:
    """Where groups hold something at the start, the named groups' parts of it sum to 1."""
    for service in SERVICES:
        parts = math.fsum(getattr(group, service) for group in world.groups)
        if getattr(world.services, service).group_share and abs(parts - 1) > ROUNDING:
            message = f"{service}: the groups' parts make {plain_number(parts)}, not 1"
            yield Problem("", "groups", message, "make them sum to 1")


def names_are_unique(world: World) -> Iterator[Problem]:
    """No two named organisations share a name, for events and reports speak of them by name."""
    seen: set[str] = set()
    for field in ("groups", "mutuals"):
        for number, organisation in enumerate(getattr(world, field), start=1):
            if not organisation.name.strip():
                yield Problem("", f"{field}[{number}].name", "is empty", "give it a name")
            elif organisation.name in seen:
                message = f'"{organisation.name}" stands twice'
                yield Problem("", f"{field}[{number}].name", message, "give each a name of its own")
            seen.add(organisation.name)


def groups_are_drawn_apart(world: World) -> Iterator[Problem]:
    """No two groups have the same luck."""
    seen: dict[str, str] = {}
    for number, group in enumerate(world.groups, start=1):
        known = group.drawn_as or group.name
        if seen.setdefault(known, group.name) != group.name:
            message = f'is "{brief(known)}", by which {brief(seen[known])} is drawn already'
            yield Problem("", f"groups[{number}].drawn_as", message, "give each one of its own")


def councils_exist(world: World) -> Iterator[Problem]:
    """The council table is sound, and holds every council kept or home to a named mutual.

    A mutual at home in a council that is not kept is merely left out of the world.
    """
    try:
        load_councils(world.place.table, world.place.keep or None)
        councils = load_councils(world.place.table)
    except CouncilTableError as error:
        yield from error.problems
        return
    for number, mutual in enumerate(world.mutuals, start=1):
        if mutual.council not in councils.codes:
            message = f'there is no council "{mutual.council}" in {world.place.table}'
            remedy = "give the code of a council in the table"
            yield Problem("", f"mutuals[{number}].council", message, remedy)


def name_leads_nowhere(world: World) -> Iterator[Problem]:
    """The world's name becomes part of a folder's: it may not lead out of where results lie."""
    if not name_fits(world.name):
        yield Problem("", "name", f'is "{brief(world.name)}"', f"write {ALLOWED}")


CHECKS: tuple[Check, ...] = (
    name_leads_nowhere,
    scoring_weights_sum_to_one,
    outside_shares_leave_room,
    groups_share_each_service_out,
    somebody_may_run_each_service,
    names_are_unique,
    groups_are_drawn_apart,
    councils_exist,
    *NAMED_CHECKS,
)
"""Every check a world must pass, in the order in which their problems are told."""
