"""Whole numbers written with a point, as numpy, pandas and spreadsheets write them: 36.0 is 36."""

from collections.abc import Mapping
from typing import Any, get_args

from sim.asked import whole
from sim.registry.fields import Section
from sim.registry.walk import is_section

EXACT = 2**53
"""The largest number up to which every whole number written with a point is exact."""


def as_whole(value: Any) -> Any:
    """A number with nothing behind its point as the whole number it is; all else as it was.

    >>> as_whole(36.0), as_whole(36.5), as_whole("36")
    (36, 36.5, '36')
    """
    found = whole(value) if isinstance(value, float) and abs(value) <= EXACT else None
    return value if found is None else found


def with_wholes(kind: type[Section], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Settings in which every value that a class of section wants whole is so, if it can be."""
    known = kind.model_fields
    return {
        name: _fitting(known[name].annotation, value) if name in known else value
        for name, value in tables.items()
    }


def _fitting(annotation: Any, value: Any) -> Any:
    parts = get_args(annotation)
    if isinstance(value, Mapping):
        return with_wholes(annotation, value) if is_section(annotation) else value
    if isinstance(value, tuple) and parts:
        return tuple(_fitting(parts[0], part) for part in value)
    return as_whole(value) if annotation is int or int in parts else value
