"""From levers, uncertainties and a design to the arms and settings of a plan.

Every combination of levers is an arm; every point of the design is a setting, at which all arms
run. What the rest of a study does with arms and settings it does with these.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError, Problem
from sim.registry.fields import Section
from sim.registry.walk import Leaf, leaves
from sim.studies.design.follow import follows_in
from sim.studies.design.ranges import Range, read_ranges, unsound
from sim.studies.design.sampling import Cube, Drawn, draw, points_to_come
from sim.studies.question.design_checks import MOST_POINTS, odd_design
from sim.studies.question.experiment import BASE, Arm, Experiment, Setting
from sim.studies.question.naming import Said, nearest
from sim.studies.question.sections import Design

SEEDS_APART = 10_000
"""From one point's first seed to the next's, where each has luck of its own."""

NOT_PARAMETERS = ("setting", "block")
"""Columns of a stored table of points that are no parameters."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the space of uncertainties."""

    setting: str
    block: int
    values: Mapping[str, Any]
    first_seed: int


@dataclass(frozen=True, slots=True)
class Points:
    """All points of a design, in order."""

    design: Design
    ranges: tuple[Range, ...]
    """What was varied; empty for a table of points."""
    points: tuple[Point, ...]
    cube: Cube | None = field(default=None, repr=False)
    """The points as places from 0 to 1, one row each, where they were drawn as such."""

    @property
    def by_setting(self) -> dict[str, Point]:
        """Each point by the name of its setting."""
        return {point.setting: point for point in self.points}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The points as rows of a table, one column a parameter."""
        for point in self.points:
            yield {"setting": point.setting, "block": point.block, **point.values}


@dataclass(frozen=True, slots=True)
class Expanded:
    """An experiment with all its arms and settings written out."""

    experiment: Experiment
    constants: Mapping[str, Any]
    points: Points | None
    world: Section | None = None
    """The scenario's own world, where a design asked for it."""


def has_design(experiment: Experiment) -> bool:
    """Whether there is anything to write out."""
    return bool(experiment.levers or experiment.constants or experiment.design)


def expand(experiment: Experiment, world: Section, file: str) -> Expanded:
    """Write out arms and settings; raises ExperimentError with every problem."""
    ranges = read_ranges(experiment, world, tuple(follows_in(world)))
    problems = [*odd_design(experiment), *ranges.problems]
    arms, said = _arms(experiment, ranges.levers)
    problems += said
    points: Points | None = None
    if experiment.design is not None and not problems:
        points, said = _points(experiment, experiment.design, ranges.uncertainties, world, file)
        problems += said
    if problems:
        raise ExperimentError([Problem(file, *one) for one in problems])
    written = experiment.model_copy(
        update={"arms": arms, "settings": _settings(experiment, points)}
    )
    from sim.studies.question.read import misnamed_in_questions

    if misnamed := list(misnamed_in_questions(written)):
        raise ExperimentError([Problem(file, *one) for one in misnamed])
    return Expanded(written, ranges.constants, points, world)


def _arms(
    experiment: Experiment, levers: Mapping[str, tuple[Any, ...]]
) -> tuple[tuple[Arm, ...], list[Said]]:
    if experiment.arms:
        return experiment.arms, []
    if not levers:
        return (Arm(name=BASE, title="As in the scenario"),), []
    arms = [
        Arm(name=_arm_name(values), title=_arm_title(values), set=values)
        for combination in product(*levers.values())
        for values in [dict(zip(levers, combination, strict=True))]
    ]
    names = [arm.name for arm in arms]
    alike = sorted({name for name in names if names.count(name) > 1})
    said = [
        ("levers", f"give several arms the name {name}", "write [[arms]] and name them")
        for name in alike
    ]
    return tuple(arms), said


def _arm_name(values: Mapping[str, Any]) -> str:
    """The name of a combination: contract_months_36__reserved_0_5."""
    parts = (f"{path.rpartition('.')[2]}_{_spelled(value)}" for path, value in values.items())
    return "__".join(parts)


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    text = f"{value:.10g}" if isinstance(value, int | float) else str(value)
    return re.sub(r"\W", "_", text.replace("-", "minus_"))


def _arm_title(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in values.items())


def _settings(experiment: Experiment, points: Points | None) -> tuple[Setting, ...]:
    if points is None:
        return experiment.settings
    base = experiment.settings if points.design.with_base else ()
    count = len(points.points)
    return base + tuple(
        Setting(
            name=point.setting,
            title=f"Point {number} of {count}",
            set=dict(point.values),
            replications=points.design.replications,
        )
        for number, point in enumerate(points.points, start=1)
    )


def _points(
    experiment: Experiment, design: Design, ranges: tuple[Range, ...], world: Section, file: str
) -> tuple[Points | None, list[Said]]:
    if design.kind == "csv":
        drawn, said = _from_table(design, world, file)
    else:
        drawn, said = _drawn(design, ranges)
    said += _doubled(drawn.values) if drawn and design.kind not in ("sobol", "morris") else []
    if drawn is None or said:
        return None, said
    width = len(str(len(drawn.values)))
    first, apart = experiment.study.first_seed, SEEDS_APART if design.has_own_luck else 0
    found = tuple(
        Point(f"point_{number:0{width}d}", block, values, first + apart * number)
        for number, (values, block) in enumerate(
            zip(drawn.values, drawn.blocks, strict=True), start=1
        )
    )
    return Points(design, ranges, found, drawn.cube), []


def _drawn(design: Design, ranges: tuple[Range, ...]) -> tuple[Drawn | None, list[Said]]:
    if not ranges:
        return None, [("uncertainties", "leave nothing to vary", "name some that have a range")]
    count = points_to_come(design, ranges)
    if count > MOST_POINTS:
        message = f"makes {count:,} points"
        return None, [("design", message, "vary less, or draw points: latin hypercube")]
    return draw(design, ranges), []


def _doubled(values: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Points that are the same as one before them."""
    seen: dict[tuple[Any, ...], int] = {}
    said = []
    for number, point in enumerate(values, start=1):
        place = tuple(point.values())
        if place in seen:
            message = f"has point {number} the same as point {seen[place]}"
            said.append(("design", message, "ask for fewer points, or vary more"))
        seen.setdefault(place, number)
    return said


def _from_table(design: Design, world: Section, file: str) -> tuple[Drawn | None, list[Said]]:
    """Points from a CSV: its heading names parameters, each row is a point."""
    path = Path(file).parent / design.file
    try:
        with path.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(text))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not text in UTF-8"
        return None, [("csv", f"{path} cannot be read: {why}", "name a CSV file")]
    heading, *body = rows or [[]]
    known = {leaf.path: leaf for leaf in leaves(type(world)) if leaf.unit != "fact"}
    said: list[Said] = [
        (f"csv column {name}", "is no parameter", nearest(name, known))
        for name in heading
        if name not in known and name not in NOT_PARAMETERS
    ]
    said += [
        (f"csv column {name}", "stands twice", "keep one of the two")
        for name in sorted({name for name in heading if heading.count(name) > 1})
    ]
    if not body:
        said.append(("csv", f"{path} has 0 points", "write one a row, under the heading"))
    values = []
    for number, row in enumerate(body, start=1):
        point, wrong = _row(number, heading, row, known)
        values.append(point)
        said += wrong
    return Drawn(tuple(values), tuple(range(len(values)))), said


def _row(
    number: int, heading: Sequence[str], row: Sequence[str], known: Mapping[str, Leaf]
) -> tuple[dict[str, Any], list[Said]]:
    address = f"csv row {number}"
    if len(row) != len(heading):
        message = f"has {len(row)} cells under {len(heading)} headings"
        return {}, [(address, message, "give each heading one value")]
    point: dict[str, Any] = {}
    said: list[Said] = []
    for name, cell in zip(heading, row, strict=True):
        if name in known:
            point[name] = _cell(known[name], cell.strip())
            said += unsound(known[name], point[name], f"{address}, {name}")
    return point, said


def _cell(leaf: Leaf, text: str) -> Any:
    """What a cell says, as the kind of value the parameter has, or as it is if it is no such."""
    if leaf.annotation is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if not leaf.is_number:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    is_whole = leaf.annotation is int and number == number // 1
    return int(number) if is_whole else number
