"""Who set each value of a world, and one hash that tells two worlds apart."""

import functools
import hashlib
import json
import operator
from typing import Any

from pydantic import PrivateAttr

from sim.registry.councils import table_digest
from sim.registry.fields import Section
from sim.registry.walk import leaves

SCENARIO = "scenario "
"""How the label begins of what a scenario's file sets."""
BASE = "base"
"""Set by nobody: the default written in the schema."""


class TracedSection(Section):
    """A whole world: a section that remembers who set each of its values.

    The memory travels with pickles and copies; it is no value, so it is in no dump and no hash.
    """

    _set_by: dict[str, str] = PrivateAttr(default_factory=dict)

    def remember(self, set_by: dict[str, str]) -> None:
        """Take over who set what: dotted path of a leaf to a label. Only the loader calls this."""
        self._set_by = dict(set_by)


def provenance(world: TracedSection) -> dict[str, str]:
    """Who set each leaf, by dotted path.

    "base" is the schema; others are such as "scenario england", "command line" or the caller's own.
    """
    return {leaf.path: world._set_by.get(leaf.path, BASE) for leaf in leaves(type(world))}


def overridden(world: TracedSection) -> dict[str, Any]:
    """What was set on top of a scenario's file, by dotted path: neither by a file nor by nobody."""
    said = provenance(world)
    values = world.model_dump(mode="json")
    return {
        path: functools.reduce(operator.getitem, path.split("."), values)
        for path, label in said.items()
        if label != BASE and not label.startswith(SCENARIO)
    }


def world_hash(world: TracedSection) -> str:
    """Hash of every value of the world, 64 hexadecimal digits: equal only if all values are.

    The table of councils counts by what it says, not by its name alone. Who set a value does not
    count, nor whether a number was written 36 or 36.0.
    """
    values = _canonical(world.model_dump(mode="json"))
    place = getattr(world, "place", None)
    if place is not None:
        values["what place.table says"] = table_digest(place.table)
    canonical = json.dumps(
        values,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_canonical(part) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
