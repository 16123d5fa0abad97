"""Turning what pydantic says of a world into problems a policy researcher can repair."""

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.registry.fields import Section
from sim.registry.files.hints import NO, YES, hint_for, number_of
from sim.registry.files.text import brief
from sim.registry.reading.former import remedy_for
from sim.registry.walk import Leaf, allowed, leaves, plain_number, section_at, section_paths

Place = Sequence[str | int]
Blame = Callable[[str], str]
"""Who set what stands at an address: a file name, or another label."""

NAMES_SHOWN = 8
CLOSE_ENOUGH = 0.6
CLOSE_ENOUGH_ELSEWHERE = 0.75
BEYOND_FLOAT = 10**300
LONGEST_ADDRESS = 200
MOST_TOLD = 100
"""Problems of one world that are told; whoever mends these will see the rest."""


def address_of(place: Place) -> str:
    """Dotted path of a place; the tables of a list count from 1.

    >>> address_of(("mutuals", 0, "council"))
    'mutuals[1].council'
    """
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def complaints(kind: type[Section], error: ValidationError, blame: Blame) -> list[Problem]:
    """Every problem pydantic found, in our words, each place named once."""
    known = {leaf.path: leaf for leaf in leaves(kind)}
    problems: dict[str, Problem] = {}
    for found in error.errors(include_url=False):
        if len(problems) == MOST_TOLD:
            break
        place = tuple(found["loc"])
        address = brief(address_of(place), LONGEST_ADDRESS)
        message, remedy = _explain(kind, known, place, found)
        problems.setdefault(address, Problem(blame(address), address, message, remedy))
    return list(problems.values())


def not_finite(tables: Any, place: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """Places of numbers that are infinite or no number at all, lists of tables included."""
    if isinstance(tables, Mapping):
        for name, value in tables.items():
            yield from not_finite(value, (*place, name))
    elif isinstance(tables, list | tuple):
        for index, value in enumerate(tables):
            yield from not_finite(value, (*place, index))
    elif isinstance(tables, float) and not math.isfinite(tables):
        yield place


def suggestion(kind: type[Section], place: Place) -> str:
    """The remedy for an unknown name: the nearest parameter and what may be written there."""
    name = str(place[-1])[:LONGEST_ADDRESS]
    section = section_at(kind, place[:-1])
    here = {leaf.path: leaf for leaf in leaves(section)} if section else {}
    everywhere = {leaf.path: leaf for leaf in leaves(kind)}
    neighbours = list(section.model_fields) if section else []

    near = difflib.get_close_matches(name, neighbours, n=1, cutoff=CLOSE_ENOUGH)
    if near:
        return _did_you_mean(near[0], here.get(near[0]))
    elsewhere = [path for path in everywhere if path.rpartition(".")[2] == name]
    paths = [*everywhere, *section_paths(kind)]
    elsewhere = elsewhere or difflib.get_close_matches(
        address_of(place)[:LONGEST_ADDRESS], paths, n=1, cutoff=CLOSE_ENOUGH_ELSEWHERE
    )
    if elsewhere:
        return _did_you_mean(elsewhere[0], everywhere.get(elsewhere[0]))
    shown = ", ".join(neighbours[:NAMES_SHOWN])
    more = ", ..." if len(neighbours) > NAMES_SHOWN else ""
    return f"known here: {shown}{more} (`mutuals parameters` lists them all)"


def _did_you_mean(name: str, leaf: Leaf | None) -> str:
    return f"did you mean {name} ({allowed(leaf)})?" if leaf else f"did you mean [{name}]?"


def _leaf_at(kind: type[Section], known: Mapping[str, Leaf], place: Place) -> Leaf | None:
    section = section_at(kind, place[:-1])
    if section and any(isinstance(step, int) for step in place):
        return next((leaf for leaf in leaves(section) if leaf.path == place[-1]), None)
    return known.get(address_of(place))


def _unknown(kind: type[Section], place: Place) -> tuple[str, str]:
    went = remedy_for(address_of(place))
    if went:
        return "is a parameter no more", went
    return "is not a parameter", suggestion(kind, place)


def _explain(
    kind: type[Section], known: Mapping[str, Leaf], place: Place, found: Mapping[str, Any]
) -> tuple[str, str]:
    what, given = found["type"], found["input"]
    leaf = _leaf_at(kind, known, place)
    if what == "extra_forbidden":
        return _unknown(kind, place)
    if what == "missing":
        return "is missing", f"write it in ({allowed(leaf)})" if leaf else "write it in"
    if section_at(kind, place):
        return (
            f"is {shown(given)}, but a group of settings is expected",
            "write its settings under this heading",
        )
    if leaf is None:
        return f"is {shown(given)}: {found['msg'][:1].lower()}{found['msg'][1:]}", ""
    if what == "finite_number" or (isinstance(given, float) and not math.isfinite(given)):
        return f"is {shown(given)}, which is no finite number", f"give a number ({allowed(leaf)})"
    if what in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return f"is {shown(given)}, out of range", f"allowed: {allowed(leaf)}"
    if leaf.names and isinstance(given, str):
        near = difflib.get_close_matches(given[:LONGEST_ADDRESS], leaf.names, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        return f"is {shown(given)}, which is no name known here", f"{meant}allowed: {allowed(leaf)}"
    remedy = f"{meant_by(given, leaf)}allowed: {allowed(leaf)}"
    return f"is {shown(given)}, but {_expected(leaf)} is expected", remedy


def meant_by(given: Any, leaf: Leaf) -> str:
    """What to write instead of a text where a number, or true or false, is expected.

    "0,5", "5%", "36" and "yes" are the usual ones; empty where nothing is sure.
    """
    if not isinstance(given, str):
        return ""
    text = given.strip()
    if leaf.annotation is bool:
        is_known = text.lower() in (*YES, *NO)
        return f"write {'true' if text.lower() in YES else 'false'}; " if is_known else ""
    if not leaf.is_number:
        return ""
    if number_of(text) is not None:
        return f"write {text} without quotation marks; "
    hint = hint_for(text)
    return f"{hint[1]}; " if hint and text.lower() not in (*YES, *NO) else ""


def _expected(leaf: Leaf) -> str:
    if leaf.names:
        return "one of the known names"
    kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    return kinds.get(
        leaf.annotation, "a list" if "tuple" in str(leaf.annotation) else "another kind of value"
    )


def shown(value: Any) -> str:
    """A value as it would be written in TOML, with its kind where that may be the mistake."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > BEYOND_FLOAT:
        return "a number too large to work with"
    if isinstance(value, int | float):
        return plain_number(value)
    if isinstance(value, str):
        return f'the text "{brief(value)}"'
    if isinstance(value, Mapping):
        return "a group of settings"
    if isinstance(value, list | tuple):
        return "a list"
    return f"a {type(value).__name__}"
