"""What stands in for unsound values of an experiment, so that its other problems can be told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.studies.question.complaints import Place

_STAND_INS: dict[str, Callable[[int], dict[str, Any]]] = {
    "study": lambda _: {
        "name": "unnamed",
        "title": "unnamed",
        "scenario": "tiny",
        "years": 1,
        "replications": 1,
    },
    "arms": lambda number: {"name": f"unnamed_{number}", "title": "unnamed"},
    "settings": lambda number: {"name": f"unnamed_{number}", "title": "unnamed"},
    "side_by_side": lambda _: {"title": "unnamed", "arms": ("unnamed",)},
    "hypotheses": lambda number: {
        "id": f"unnamed_{number}",
        "statement": "unnamed",
        "outcome": "unnamed",
        "direction": "at least",
        "threshold": 0.0,
    },
    "estimates": lambda _: {"statement": "unnamed", "outcome": "unnamed", "beside": "unnamed"},
    "stopping": lambda _: {"look_every": 1, "cap": 1_000},
}


def with_stand_ins(tables: Mapping[str, Any], places: Sequence[Place]) -> dict[str, Any]:
    """The tables of an experiment without what is at these places, what must be there filled in."""
    left: Any = tables
    for place in places:
        left = _without(left, place)
    filled = {name: _filled(name, table) for name, table in left.items()}
    return {"study": _STAND_INS["study"](0), **filled}


def _without(tables: Any, place: Place) -> Any:
    """The tables without what is at a place; a place in a list of tables is emptied, not removed.

    Where a value of a list is unsound the whole list goes.
    """
    step, rest = place[0], place[1:]
    if isinstance(tables, dict) and step in tables:
        inner = tables[step]
        is_list = isinstance(inner, tuple) and not (rest and _is_table(inner, rest[0]))
        if not rest or is_list or not isinstance(inner, dict | tuple):
            return {name: part for name, part in tables.items() if name != step}
        return {**tables, step: _without(inner, rest)}
    if isinstance(tables, tuple) and isinstance(step, int) and step < len(tables):
        inner = _without(tables[step], rest) if rest else {}
        return (*tables[:step], inner, *tables[step + 1 :])
    return tables


def _is_table(listed: tuple[Any, ...], step: str | int) -> bool:
    return isinstance(step, int) and step < len(listed) and isinstance(listed[step], dict)


def _filled(name: str, table: Any) -> Any:
    stand_in = _STAND_INS.get(name)
    if stand_in is None:
        return table
    if isinstance(table, tuple):
        return tuple(
            {**stand_in(number), **one} if isinstance(one, dict) else one
            for number, one in enumerate(table, start=1)
        )
    return {**stand_in(0), **table} if isinstance(table, dict) else table
