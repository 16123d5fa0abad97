"""What a world is made of before it is checked: layers of settings, each with who set them.

A scenario file is one layer; the file it extends lies under it; overrides lie on top.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.errors import Problem
from sim.registry.reading.complaints import shown

EXTENDS = "extends"
OWN_WORDS = ("name", "title", "description")
"""What a scenario says of itself, and therefore does not inherit."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings made by one hand."""

    set_by: str
    """Label for the provenance: "scenario england", "command line"."""
    file: str
    """What a problem names as its place: the file, or the label where there is none."""
    settings: dict[str, Any]


@dataclass(slots=True)
class Merged:
    """Layers laid on one another, and who set each part of the result."""

    settings: dict[str, Any]
    setters: dict[str, Layer] = field(default_factory=dict)
    """By address, the last layer that set something at that very address."""
    problems: list[Problem] = field(default_factory=list)
    inside: dict[str, Layer] = field(default_factory=dict)
    """By address, the last layer that set something inside it."""

    def note(self, address: str, layer: Layer) -> None:
        """Note who set what stands at an address."""
        self.setters[address] = layer
        around = address.rpartition(".")[0]
        while around:
            self.inside[around] = layer
            around = around.rpartition(".")[0]

    def setter(self, address: str) -> Layer | None:
        """Who set what stands at an address, or else something around or inside it."""
        around = address
        while around:
            if around in self.setters:
                return self.setters[around]
            around = around.rpartition("[" if around.endswith("]") else ".")[0]
        return self.inside.get(address)


def nest(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with dotted names as nested tables, in plain Python values.

    >>> nest({"market.contract_months": 36})
    {'market': {'contract_months': 36}}
    """
    tables: dict[str, Any] = {}
    for path, value in settings.items():
        *sections, name = path.split(".")
        table = tables
        for section in sections:
            inner = table.get(section)
            table[section] = inner = inner if isinstance(inner, dict) else {}
            table = inner
        inside, given = table.get(name), plain(value)
        is_merged = isinstance(value, Mapping) and isinstance(inside, dict)
        table[name] = {**(inside or {}), **given} if is_merged else given
    return tables


def plain(value: Any) -> Any:
    """A value as the schema expects it: tuples for lists, Python's values for numpy's and pandas'.

    >>> plain(np.array([1, 2])), plain(np.float32(0.5))
    ((1, 2), 0.5)
    """
    if isinstance(value, Mapping):
        return nest(value)
    if isinstance(value, list | tuple):
        return tuple(plain(part) for part in value)
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, np.generic):
        return value.item()
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return value


def lay(settings: dict[str, Any], layers: Iterable[Layer]) -> Merged:
    """Lay layers on settings, the later on top.

    Tables are merged; anything else, lists included, is replaced.
    """
    merged = Merged(settings)
    for layer in layers:
        merged.settings = _over(merged, merged.settings, layer.settings, layer, "")
    return merged


def _over(
    merged: Merged, below: dict[str, Any], above: dict[str, Any], layer: Layer, prefix: str
) -> dict[str, Any]:
    result = dict(below)
    for name, value in above.items():
        address = f"{prefix}{name}"
        under = below.get(name)
        if isinstance(under, dict) and not isinstance(value, dict):
            message = f"is {shown(value)}, but a group of settings is expected"
            remedy = "write its settings under this heading"
            merged.problems.append(Problem(layer.file, address, message, remedy))
        elif isinstance(value, dict) and value and (isinstance(under, dict) or name not in below):
            result[name] = _over(merged, under or {}, value, layer, f"{address}.")
        else:
            result[name] = value if value != {} or name not in below else under
            merged.note(address, layer)
    return result
