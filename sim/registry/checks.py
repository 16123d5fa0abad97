"""Checks that look at more than one value: each a small named function that yields problems.

A check sees a world whose every value is sound by itself. It leaves the file of a problem empty:
the loader knows who set the value and fills it in.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.errors import Problem
from sim.registry.fields import Section
from sim.registry.walk import allowed, leaves, plain_number, value_at

Check = Callable[[Any], Iterable[Problem]]

ROUNDING = 1e-9

CHECKS: tuple[Check, ...] = ()
"""Every check a world must pass, in the order in which their problems are told."""


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
