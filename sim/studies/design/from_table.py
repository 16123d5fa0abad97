"""Points from a CSV: its heading names parameters, each row is a point.

Problems name the table itself, with the line and the column they are at.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.errors import Problem
from sim.registry.fields import Section
from sim.registry.files.hints import hint_for, number_of
from sim.registry.files.table import Row, Table, read_table, told
from sim.registry.files.text import brief
from sim.registry.reading.wholes import as_whole
from sim.registry.walk import Leaf, leaves
from sim.studies.design.ranges import unsound
from sim.studies.design.sampling import Drawn
from sim.studies.question.naming import nearest
from sim.studies.question.sections import MOST_POINTS, Design

NOT_PARAMETERS = ("setting", "block")
"""Columns of a stored table of points that are no parameters."""

_SWITCH = {"true": True, "false": False}


def drawn_from_table(design: Design, world: Section, file: str) -> tuple[Drawn, list[Problem]]:
    """The points of a table beside the experiment `file`, and everything wrong with it."""
    table = read_table(Path(file).parent / design.file, MOST_POINTS)
    if not table.heading and table.problems:
        return Drawn((), ()), list(table.problems)
    known = {leaf.path: leaf for leaf in leaves(type(world)) if leaf.unit != "fact"}
    problems = [*_odd_heading(table, known), *table.problems]
    if not table.rows and not table.problems:
        problems.append(
            Problem(table.file, "", "has 0 points", "write one a row, under the heading")
        )
    values = []
    for row in table.rows:
        point, wrong = _point(table, row, known)
        values.append(point)
        problems += wrong
    problems += _doubled(table, values)
    return Drawn(tuple(values), tuple(range(len(values)))), list(told(problems))


def _odd_heading(table: Table, known: Mapping[str, Leaf]) -> Iterator[Problem]:
    for column, name in enumerate(table.heading):
        if name in known or name in NOT_PARAMETERS:
            continue
        place = f"line 1, column {brief(name) if name else column + 1}"
        if column == 0 and table.is_index(column):
            remedy = "remove it (in pandas: to_csv(..., index=False))"
            yield Problem(table.file, place, "is an index that counts the rows", remedy)
        elif not name:
            yield Problem(table.file, place, "has values but no heading", "name the parameter")
        else:
            yield Problem(table.file, place, "is no parameter", nearest(name, known))
    for name in table.twice:
        place = f"line 1, column {brief(name) or 'without heading'}"
        yield Problem(table.file, place, "stands twice", "keep one of the two")
    if not any(name in known for name in table.heading) and table.heading:
        yield Problem(table.file, "line 1", "names no parameter", "write their paths as heading")


def _point(
    table: Table, row: Row, known: Mapping[str, Leaf]
) -> tuple[dict[str, Any], list[Problem]]:
    point: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, cell in zip(table.heading, row.cells, strict=True):
        if name not in known:
            continue
        value = _value(known[name], cell)
        point[name] = value
        for place, message, remedy in unsound(
            known[name], value, f"line {row.line}, column {name}"
        ):
            problems.append(Problem(table.file, place, *_told(cell, message, remedy)))
    return point, problems


def _told(cell: str, message: str, remedy: str) -> tuple[str, str]:
    if not cell:
        return "is empty", remedy
    hint = hint_for(cell)
    return message, f"{hint[1]}; {remedy}" if hint else remedy


def _value(leaf: Leaf, text: str) -> Any:
    """What a cell says, as the kind of value the parameter has, or as it is if it is no such."""
    if leaf.annotation is bool:
        return _SWITCH.get(text.lower(), text)
    if not leaf.is_number:
        return text
    number = number_of(text)
    if number is None:
        return text
    return as_whole(number) if leaf.annotation is int else number


def _doubled(table: Table, values: list[dict[str, Any]]) -> Iterator[Problem]:
    """Points that are the same as one before them."""
    seen: dict[tuple[Any, ...], int] = {}
    for row, point in zip(table.rows, values, strict=True):
        first = seen.setdefault(tuple(point.values()), row.line)
        if first != row.line:
            message = f"is the same point as line {first}"
            yield Problem(table.file, f"line {row.line}", message, "keep one of the two")
