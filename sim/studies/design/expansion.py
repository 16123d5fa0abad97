"""From levers, uncertainties and a design to the arms and settings of a plan.

Every combination of levers is an arm; every point of the design is a setting, at which all arms
run. What the rest of a study does with arms and settings it does with these.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sim.errors import ExperimentError, Problem
from sim.registry.fields import Section
from sim.registry.files.text import brief
from sim.studies.design.follow import follows_in
from sim.studies.design.from_table import drawn_from_table
from sim.studies.design.ranges import Range, read_ranges
from sim.studies.design.sampling import Cube, Drawn, draw, points_to_come
from sim.studies.question.design_checks import odd_design
from sim.studies.question.experiment import BASE, Arm, Experiment, Setting
from sim.studies.question.name_checks import misnamed_arms, misnamed_in_questions
from sim.studies.question.naming import Said
from sim.studies.question.sections import LONGEST_NAME, MOST_POINTS, SAMPLED, Design

SEEDS_APART = 10_000
"""From one point's first seed to the next's, where each has luck of its own."""

MOST_ARMS = 10_000
BEYOND_COUNTING = 10**15


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
    arms, odd_arms = _arms(experiment, ranges.levers)
    said = [*odd_design(experiment), *ranges.problems, *odd_arms]
    points: Points | None = None
    problems: list[Problem] = []
    if experiment.design is not None and (not said or experiment.design.kind == "csv"):
        points, problems = _points(experiment, experiment.design, ranges.uncertainties, world, file)
    written = experiment.model_copy(
        update={"arms": arms, "settings": _settings(experiment, points)}
    )
    if points is not None:
        said += _set_twice(points, arms, ranges.constants)
    if experiment.levers and arms and not odd_arms:
        said += [*misnamed_in_questions(written), *misnamed_arms(written)]
    problems = [*(Problem(file, *one) for one in dict.fromkeys(said)), *problems]
    if problems:
        raise ExperimentError(problems)
    return Expanded(written, ranges.constants, points, world)


def _arms(
    experiment: Experiment, levers: Mapping[str, tuple[Any, ...]]
) -> tuple[tuple[Arm, ...], list[Said]]:
    if experiment.arms:
        return experiment.arms, []
    if not levers:
        return (Arm(name=BASE, title="As in the scenario"),), []
    count = math.prod(len(values) for values in levers.values())
    if count > MOST_ARMS:
        message = f"make {count:,} arms, more than {MOST_ARMS:,}"
        return (), [("levers", message, "give fewer values, or make some uncertainties")]
    combinations = [dict(zip(levers, values, strict=True)) for values in product(*levers.values())]
    names = Counter(_arm_name(values) for values in combinations)
    alike = sorted(name for name, times in names.items() if times > 1)
    remedy = "write [[arms]] and name them"
    said = [("levers", f"give several arms the name {brief(name)}", remedy) for name in alike[:10]]
    longest = max(names, key=len, default="")
    if len(longest) > LONGEST_NAME:
        said.append(("levers", f"make names too long for a file, such as {longest}", remedy))
    named = [_arm_name(values) for values in combinations]
    if said and not (experiment.hypotheses or experiment.estimates or experiment.side_by_side):
        # Nobody speaks of them by name.
        width = len(str(count))
        named, said = [f"combination_{n:0{width}d}" for n in range(1, count + 1)], []
    if said:
        return (), said
    return tuple(
        Arm(name=name, title=_arm_title(values), set=values)
        for name, values in zip(named, combinations, strict=True)
    ), []


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
) -> tuple[Points | None, list[Problem]]:
    if design.kind == "csv":
        drawn, problems = drawn_from_table(design, world, file) if design.file else (None, [])
    else:
        drawn, said = _drawn(design, ranges)
        if drawn and design.kind in SAMPLED and not design.has_own_luck:
            drawn = _each_once(drawn)
        said += _doubled(drawn.values) if drawn and design.kind not in ("sobol", "morris") else []
        problems = [Problem(file, *one) for one in said]
    if drawn is None or problems:
        return None, problems
    width = len(str(len(drawn.values)))
    first, apart = experiment.study.first_seed, SEEDS_APART if design.has_own_luck else 0
    found = tuple(
        Point(f"point_{number:0{width}d}", block, values, first + apart * number)
        for number, (values, block) in enumerate(
            zip(drawn.values, drawn.blocks, strict=True), start=1
        )
    )
    return Points(design, ranges, found, drawn.cube), []


def _set_twice(points: Points, arms: Sequence[Arm], constants: Mapping[str, Any]) -> Iterator[Said]:
    """What a point would set and an arm or a constant sets too: one of them would not count."""
    varied = points.points[0].values if points.points else {}
    by_arms = {path for arm in arms for path in arm.set}
    for path in varied:
        if path in by_arms:
            yield f'design "{path}"', "is set by an arm too", "keep one of the two"
        elif path in constants:
            yield f'design "{path}"', "is a constant too", "keep one of the two"


def _drawn(design: Design, ranges: tuple[Range, ...]) -> tuple[Drawn | None, list[Said]]:
    if not ranges:
        return None, [("uncertainties", "leave nothing to vary", "name some that have a range")]
    count = points_to_come(design, ranges)
    if count > MOST_POINTS:
        told = f"{count:,}" if count < BEYOND_COUNTING else "countless"
        message = f"makes {told} points, more than {MOST_POINTS:,}"
        return None, [("design", message, "vary less, or draw points: latin hypercube")]
    return draw(design, ranges), []


def _each_once(drawn: Drawn) -> Drawn:
    """The points without those that fell on one before: on the same luck, the same runs."""
    first = {
        tuple(values.values()): index for index, values in reversed([*enumerate(drawn.values)])
    }
    kept = sorted(first.values())
    values = tuple(drawn.values[index] for index in kept)
    cube = None if drawn.cube is None else drawn.cube[kept]
    return Drawn(values, tuple(range(len(kept))), cube)


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
