"""Cases cut down to the councils about them, so that they are quick to play."""

from typing import Any

import sim
from sim.registry.world import World

SANDWELL = ("E08000027", "E08000028", "E08000030")
SIPS = "Sandwell Inspired Partnership Services"
CIRCLE = "Circle Crew for Change"
LAMBETH = "Young Lambeth Co-operative"


def near_home(name: str, keep: tuple[str, ...], **overrides: Any) -> World:
    paths = {key.replace("__", "."): value for key, value in overrides.items()}
    return sim.load(name, {"place.keep": keep, **paths})


def with_mutual(world: World, **changes: Any) -> World:
    """The world with its first named mutual changed."""
    first, *others = (mutual.model_dump() for mutual in world.mutuals)
    return sim.load(
        "england",
        {"place.keep": world.place.keep, "mutuals": [{**first, **changes}, *others]},
    )


def sandwell(**overrides: Any) -> World:
    return near_home("sandwell", SANDWELL, **overrides)


def durham(**overrides: Any) -> World:
    return near_home("durham", ("E06000047", "E06000005"), **overrides)


def lambeth(**overrides: Any) -> World:
    keep = ("E09000022", "E09000028", "E09000032")
    return near_home("lambeth", keep, **overrides)
