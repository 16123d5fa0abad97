"""What a sweep is asked to vary, from a script's values or a command's words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import Problem, ScenarioError
from sim.registry.files.text import brief
from sim.registry.reading.load import COMMAND_LINE, parse_setting
from sim.registry.walk import plain_number

_RANGE = re.compile(r"(.*?[^.])\.\.([^.].*)")
FORM = "write PATH=V1,V2 for values or PATH=LOW..HIGH for a range"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one number to another, to be drawn from."""

    low: Any
    high: Any


Varied = tuple[Any, ...] | Stretch
"""Values to be crossed with those of other parameters, or a stretch to draw from."""
Pairs = tuple[tuple[str, Varied], ...]
"""Path and what is asked of it, as they came: a path may stand twice, which is then told."""


def from_script(values: Mapping[str, Any]) -> Pairs:
    """A tuple of two is a range, anything else in a row is values, a value by itself is one value.

    >>> from_script({"a": (36, 120), "b": [0, 0.5], "c": True})
    (('a', Stretch(low=36, high=120)), ('b', (0, 0.5)), ('c', (True,)))
    """
    return tuple((str(path), _varied(asked)) for path, asked in values.items())


def _varied(asked: Any) -> Varied:
    if isinstance(asked, tuple) and len(asked) == len(("low", "high")):
        return Stretch(*map(_plain, asked))
    if isinstance(asked, Iterable) and not isinstance(asked, str | bytes | Mapping):
        return tuple(map(_plain, asked))
    return (_plain(asked),)


def _plain(value: Any) -> Any:
    """A value of numpy or pandas as Python's own."""
    return value.item() if hasattr(value, "item") and not isinstance(value, str) else value


def said(value: Any) -> str:
    """A value as it is typed.

    >>> said(36.0), said(True), said("price_only")
    ('36', 'true', 'price_only')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    return plain_number(value) if isinstance(value, int | float) else str(value)


def from_words(words: Iterable[str]) -> tuple[Pairs, list[Problem]]:
    """What a command's words ask for, and what cannot be read among them.

    >>> from_words(["a=36..120", "b=0,0.5", "c=true"])[0]
    (('a', Stretch(low=36, high=120)), ('b', (0, 0.5)), ('c', (True,)))
    """
    pairs: list[tuple[str, Varied]] = []
    problems: list[Problem] = []
    for word in words:
        path, equals, written = (part.strip() for part in word.partition("="))
        if not equals or not path:
            problems.append(Problem(COMMAND_LINE, brief(word), "says nothing to vary", FORM))
            continue
        found = _RANGE.fullmatch(written)
        parts = list(found.groups()) if found else written.split(",") if written else []
        try:
            values = tuple(_value(path, part) for part in parts)
        except ScenarioError as error:
            problems += error.problems
            continue
        pairs.append((path, Stretch(*values) if found else values))
    return tuple(pairs), problems


def _value(path: str, written: str) -> Any:
    if not written.strip():
        raise ScenarioError(
            [Problem(COMMAND_LINE, path, "has an empty place among its values", FORM)]
        )
    return parse_setting(f"{path}={written}")[1]
