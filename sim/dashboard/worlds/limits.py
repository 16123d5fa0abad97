"""How much a text may ask for before anything is made of it.

A few characters can nest thousands of tables in one another, or write a number of thousands of
digits. No world or experiment does; what comes after would be slow, or fall over its own feet.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

DEEPEST = 16
"""Tables and lists inside one another; a shipped text has four."""
MOST_VALUES = 20_000
LARGEST = 10**18
"""A whole number beyond this is none that anything here counts."""
DIGITS_A_BIT = math.log10(2)


_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s.,\[\]{}=#"']+)[ \t]*\.[ \t]*"""
_CHAIN = re.compile(rf"""(?<![^\s.,\[\]{{}}=#"']){_PART}(?:{_PART}){{{DEEPEST}}}""")


def has_long_name(text: str) -> bool:
    """Whether a dotted name goes too deep, as the text alone tells.

    The reader of TOML would take minutes over one of 50,000 parts.

    >>> has_long_name("a.b.c = 1"), has_long_name("a.b . 'c'." * 10 + "d = 1")
    (False, True)
    """
    return _CHAIN.search(text) is not None


def oddity_of(text: str, tables: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Where a text, or the tables read from it, go beyond all measure; None if nowhere."""
    if has_long_name(text):
        return "", f"has a name of more than {DEEPEST} parts", "write it more simply"
    return oddity(tables)


def oddity(tables: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Where a text goes beyond all measure, what is wrong and what to write; None if nowhere.

    >>> oddity({"a": {"b": 10**30}})
    ('a.b', 'has 31 digits', 'write a number of at most 18 digits')
    >>> oddity({"a": [1, 2, {"b": 3}]}) is None
    True
    """
    waiting: list[tuple[str, int, Any]] = [("", 0, tables)]
    seen = 0
    while waiting:
        address, depth, value = waiting.pop()
        seen += 1
        if seen > MOST_VALUES:
            return "", f"holds more than {MOST_VALUES:,} values", "write a shorter text"
        if depth > DEEPEST:  # told by its outermost names
            shortest = ".".join(address.split(".")[:2])
            return shortest, f"is nested more than {DEEPEST} deep", "write it more simply"
        if isinstance(value, int) and abs(value) >= LARGEST:
            digits = int(value.bit_length() * DIGITS_A_BIT) + 1
            return address, f"has {digits:,} digits", "write a number of at most 18 digits"
        waiting += [(f"{address}.{name}".lstrip("."), depth + 1, one) for name, one in _in(value)]
    return None


def _in(value: Any) -> list[tuple[str, Any]]:
    """What a value holds; a dotted name counts as the tables it stands for."""
    if isinstance(value, Mapping):
        return [_nested(str(name), one) for name, one in value.items()]
    if isinstance(value, list | tuple):
        return [(str(place), one) for place, one in enumerate(value, start=1)]
    return []


def _nested(name: str, value: Any) -> tuple[str, Any]:
    first, dot, rest = name.partition(".")
    return (first, {rest: value}) if dot else (name, value)
