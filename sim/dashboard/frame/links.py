"""What a page shows as an address or a small file, so that others can see the same.

    /?world=england&set=market.contract_months=36&seed=1&month=60&service=youth
    /compare?a=england&b=lever_reserved&b_set=market.contract_months=36&seed=1&month=60

Worlds are named, never given by path, and nothing else in a link can name a file. All of it comes
from outside: it is read as data, checked, and refused in words.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sim.dashboard.frame.size import refuse_too_large
from sim.errors import MutualsError
from sim.registry.reading.layers import nest
from sim.registry.reading.load import load, parse_settings, vary, world_hash
from sim.registry.sections.services import SERVICES
from sim.registry.shipped import shipped_names
from sim.registry.world import World

FORMAT = 1
MOST_DIGITS = 9
"""Digits of the largest number a link may hold."""
MOST_SETTINGS = 600
LONGEST_SETTING = 200
"""Characters of one setting; a longer one could nest deeper than can be read."""
MOST_OFFERED = 50
SET_BY = "dashboard"
FILE_BYTES = 100_000
"""Bytes of the largest file that restores a page."""
FILES = ("place.table",)
"""Parameters that name a file: no link can set them."""
NAME_OF_HASH = 12
FIRST_SERVICE = "youth"


@dataclass(frozen=True, slots=True)
class Choice:
    """One world with levers set: PATH=VALUE texts, as on the command line."""

    world: str = "england"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a page shows: one world or two, the luck, the month and the service looked at."""

    choices: tuple[Choice, ...] = (Choice(),)
    seed: int = 1
    month: int = 0
    service: str = FIRST_SERVICE


_offered: dict[str, World] = {}


def offer(world: World) -> str:
    """Keep a world that is not shipped, such as that of a stored run; returns its name in links."""
    name = f"world-{world_hash(world)[:NAME_OF_HASH]}"
    _offered.pop(name, None)
    _offered[name] = world
    while len(_offered) > MOST_OFFERED:
        _offered.pop(next(iter(_offered)))
    return name


def world_of(choice: Choice) -> World:
    """The world of a choice. Raises MutualsError in words if there is none such."""
    if any(len(text) > LONGEST_SETTING for text in choice.settings):
        message = f"a setting of more than {LONGEST_SETTING} characters is none of ours"
        raise MutualsError(message)
    settings = parse_settings(choice.settings)
    if path := file_set(settings):
        message = f"{path} names a file, and no link can set it; write it in a scenario of your own"
        raise MutualsError(message)
    world = _world(choice.world, settings)
    refuse_too_large(world)
    return world


def file_set(settings: Mapping[str, Any]) -> str:
    """The parameter that settings by dotted path set although it names a file; "" if none.

    >>> file_set({"place": {"table": "x.csv"}}), file_set({"place.keep": ["E1"]})
    ('place.table', '')
    """
    for path in FILES:
        found: Any = nest(settings)
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        if found is not None:
            return path
    return ""


def _world(name: str, settings: Mapping[str, Any]) -> World:
    if name in _offered:
        return vary(_offered[name], settings, set_by=SET_BY)
    if name not in shipped_names():
        message = f"there is no world called {name[:60]}; choose one from the list"
        raise MutualsError(message)
    return load(name, settings, set_by=SET_BY)


def address(shown: Shown) -> str:
    """The address of a page that shows this."""
    pairs: list[tuple[str, str]] = []
    path = "/" if len(shown.choices) == 1 else "/compare"
    for name, choice in zip(_names(len(shown.choices)), shown.choices, strict=True):
        pairs.append((name, choice.world))
        pairs += [(_set_name(name), text) for text in choice.settings]
    pairs += [("seed", str(shown.seed)), ("month", str(shown.month)), ("service", shown.service)]
    return f"{path}?{urlencode(pairs)}"


def read_address(pairs: Iterable[tuple[str, str]], standing: Shown) -> Shown:
    """What an address asks for; what it does not say is as in `standing`."""
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    choices = []
    for name, choice in zip(_names(len(standing.choices)), standing.choices, strict=True):
        world = given.get(name, [choice.world])[-1]
        settings = given.get(_set_name(name), [] if name in given else list(choice.settings))
        choices.append(_choice(world, settings))
    return _shown(choices, {key: texts[-1] for key, texts in given.items()}, standing)


def file_text(shown: Shown) -> str:
    """The same as a small JSON file."""
    worlds = [{"world": c.world, "settings": list(c.settings)} for c in shown.choices]
    content = {
        "format": FORMAT, "worlds": worlds, "seed": shown.seed, "month": shown.month,
        "service": shown.service,
    }  # fmt: skip
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_file(text: str, standing: Shown) -> Shown:
    """What a file asks for. Raises MutualsError if it is none of ours."""
    if len(text.encode()) > FILE_BYTES:
        message = "the file is too large to be one of ours"
        raise MutualsError(message)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        message = "the file is none that this page has saved"
        raise MutualsError(message)
    worlds = content.get("worlds")
    if not isinstance(worlds, list) or len(worlds) != len(standing.choices):
        message = f"the file must hold {len(standing.choices)} worlds"
        raise MutualsError(message)
    return _shown([_from_file(world) for world in worlds], content, standing)


def _from_file(world: Any) -> Choice:
    settings = world.get("settings") if isinstance(world, dict) else None
    if not isinstance(settings, list) or not all(isinstance(text, str) for text in settings):
        message = "the file does not say which world, or with which settings"
        raise MutualsError(message)
    return _choice(str(world.get("world")), settings)


def _choice(world: str, settings: Sequence[str]) -> Choice:
    if len(settings) > MOST_SETTINGS:
        message = f"no more than {MOST_SETTINGS} settings fit"
        raise MutualsError(message)
    return Choice(world, tuple(settings))


def _shown(choices: Sequence[Choice], given: Mapping[str, Any], standing: Shown) -> Shown:
    service = str(given.get("service", standing.service))
    if service not in SERVICES:
        message = f"there is no service called {service[:60]}; write one of {', '.join(SERVICES)}"
        raise MutualsError(message)
    seed = whole_number("seed", given.get("seed", standing.seed))
    month = whole_number("month", given.get("month", standing.month))
    return Shown(tuple(choices), seed, month, service)


def whole_number(name: str, given: Any) -> int:
    """A whole number, 0 or more, from what somebody wrote. Raises MutualsError in words."""
    text = str(given).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        message = f"{name} must be a whole number, 0 or more, of at most {MOST_DIGITS} digits"
        raise MutualsError(message)
    return int(text)


def _names(number: int) -> tuple[str, ...]:
    return ("world",) if number == 1 else ("a", "b")


def _set_name(name: str) -> str:
    return "set" if name == "world" else f"{name}_set"
