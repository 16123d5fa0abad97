"""What pydantic says of an experiment, in words, each place named once."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import Problem
from sim.registry.files.hints import hint_for
from sim.registry.files.text import brief
from sim.registry.reading.complaints import MOST_TOLD, shown
from sim.registry.walk import plain_number
from sim.studies.question.experiment import Experiment
from sim.studies.question.naming import nearest

Place = tuple[str | int, ...]

_BRANCHES = {"str", "int", "float", "bool", "Between"}
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a group of settings",
    "model_type": "a group of settings",
    "model_attributes_type": "a group of settings",
}
_LIMITS = {
    "greater_than_equal": ("ge", "write {} or more"),
    "greater_than": ("gt", "write more than {}"),
    "less_than_equal": ("le", "write {} or less"),
    "less_than": ("lt", "write less than {}"),
    "literal_error": ("expected", "write {}"),
    "string_too_long": ("max_length", "write at most {} letters: it names files"),
    "string_pattern_mismatch": (
        "",
        "write letters of the English alphabet, digits and _, a letter first",
    ),
}
"""What a value may be: where pydantic tells it, and how it is said."""


def complaints(file: str, error: ValidationError) -> tuple[list[Problem], list[Place]]:
    """Every problem that pydantic found, and the places they are at."""
    at: dict[str, list[Mapping[str, Any]]] = {}
    places: dict[str, Place] = {}
    for found in error.errors(include_url=False):
        place = tuple(step for step in found["loc"] if not _is_branch(step))
        address = address_of(place)
        at.setdefault(address, []).append(found)
        places[address] = place
    problems = [
        Problem(file, brief(address, 200), *_explain(places[address], found))
        for address, found in list(at.items())[:MOST_TOLD]
    ]
    return problems, list(places.values())


def _explain(place: Place, all_found: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    found = all_found[0]
    kinds = [str(one["type"]) for one in all_found]
    given, about = found["input"], found.get("ctx", {})
    if "missing" in kinds:
        return "is missing", "write it in"
    if "extra_forbidden" in kinds:
        return "is not known here", nearest(str(place[-1]), _neighbours(place))
    told = f"is {shown(given)}"
    if remedy := next((_limit(kind, about) for kind in kinds if kind in _LIMITS), ""):
        return told, remedy
    expected = list(dict.fromkeys(_EXPECTED[kind] for kind in kinds if kind in _EXPECTED))
    if expected:
        hint = hint_for(given) if isinstance(given, str) else None
        message = f"{told}, but {' or '.join(expected)} is expected"
        return message, hint[1] if hint else f"write {expected[0]}"
    message = str(found["msg"])
    return f"{told}: {message[:1].lower()}{message[1:]}", ""


def _limit(kind: str, about: Mapping[str, Any]) -> str:
    """What to write where a value is of the right kind but not one that may stand there."""
    name, words = _LIMITS[kind]
    limit = about.get(name, "")
    return words.format(plain_number(limit) if isinstance(limit, int | float) else limit)


def _is_branch(step: str | int) -> bool:
    """Whether pydantic named a branch of "this or that" rather than a place in the file."""
    return isinstance(step, str) and (step in _BRANCHES or any(mark in step for mark in "[]()"))


def address_of(place: Sequence[str | int]) -> str:
    """Dotted path of a place; what stands in a list counts from 1."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.lstrip(".")


def _neighbours(place: Sequence[str | int]) -> list[str]:
    """The names that could stand where an unknown one stands."""
    section: type[BaseModel] = Experiment
    for step in place[:-1]:
        if isinstance(step, int) or step not in section.model_fields:
            continue
        inner = _section_in(section.model_fields[step].annotation)
        if inner is None:
            return []
        section = inner
    return list(section.model_fields)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section_in(part))), None)
