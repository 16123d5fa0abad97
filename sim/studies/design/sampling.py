"""Places in the unit cube, by design: one row a point, one column an uncertainty.

Points that move together are in one *block*: the points that sobol makes from one base point, or
one path of morris. Blocks, not points, are independent of one another.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chance import Purpose, joined, uniform
from sim.studies.design.ranges import Range
from sim.studies.question.sections import Design

MORRIS_LEVELS = 4
FACTORIAL_LEVELS = 3
Cube = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Points as values by path, and the block of each."""

    values: tuple[dict[str, Any], ...]
    blocks: tuple[int, ...]
    cube: Cube | None = None
    """The same points as places from 0 to 1, where they were drawn as such."""


def draw(design: Design, ranges: tuple[Range, ...]) -> Drawn:
    """The points of a design over these ranges; the same for the same seed on any machine."""
    if design.kind == "factorial":
        axes = [one.spaced(design.levels or FACTORIAL_LEVELS) for one in ranges]
        paths = [one.path for one in ranges]
        grid = [dict(zip(paths, values, strict=True)) for values in product(*axes)]
        return Drawn(tuple(grid), tuple(range(len(grid))))
    cube, block = _cube(design, ranges)
    values = tuple(
        {one.path: one.at(float(place)) for one, place in zip(ranges, row, strict=True)}
        for row in cube
    )
    return Drawn(values, tuple(index // block for index in range(len(cube))), cube)


def points_to_come(design: Design, ranges: tuple[Range, ...]) -> int:
    """How many points a design will have."""
    if design.kind == "factorial":
        levels = design.levels or FACTORIAL_LEVELS
        return int(np.prod([len(one.spaced(levels)) for one in ranges], dtype=object))
    return design.points * _block(design, len(ranges))


def salib_problem(ranges: tuple[Range, ...]) -> dict[str, Any]:
    """The space in SALib's words: the unit cube, with the paths as names."""
    return {
        "num_vars": len(ranges),
        "names": [one.path for one in ranges],
        "bounds": [[0.0, 1.0]] * len(ranges),
    }


def _block(design: Design, dimensions: int) -> int:
    if design.kind == "morris":
        return dimensions + 1
    if design.kind == "sobol":
        return 2 * dimensions + 2 if design.second_order else dimensions + 2
    return 1


def _cube(design: Design, ranges: tuple[Range, ...]) -> tuple[Cube, int]:
    block = _block(design, len(ranges))
    if design.kind == "latin hypercube":
        return _latin_hypercube(design.points, len(ranges), design.seed), block
    if design.kind == "random":
        return _draws(design.points, len(ranges), design.seed, PLACES), block
    if design.kind == "sobol":
        return _sobol(design, ranges), block
    return _morris(design, ranges), block


PLACES, ORDERS = range(2)
"""What is drawn for a cell of a design: its place, or its rank in its column."""


def _draws(points: int, dimensions: int, seed: int, which: int) -> Cube:
    """Even draws by address, one for each point and dimension."""
    cells = joined(np.arange(points)[:, None], np.arange(dimensions)[None, :])
    return uniform(seed, Purpose.DESIGN, which, cells.reshape(-1)).reshape(points, dimensions)


def _latin_hypercube(points: int, dimensions: int, seed: int) -> Cube:
    """One point in each of as many equal slices of every dimension (McKay et al. 1979)."""
    slices = np.argsort(_draws(points, dimensions, seed, ORDERS), axis=0, kind="stable")
    cube: Cube = (slices + _draws(points, dimensions, seed, PLACES)) / points
    return cube


def _sobol(design: Design, ranges: tuple[Range, ...]) -> Cube:
    from SALib.sample import sobol

    cube: Cube = sobol.sample(
        salib_problem(ranges),
        design.points,
        calc_second_order=design.second_order,
        seed=design.seed,
    )
    return cube


def _morris(design: Design, ranges: tuple[Range, ...]) -> Cube:
    from SALib.sample import morris

    cube: Cube = morris.sample(
        salib_problem(ranges),
        design.points,
        num_levels=design.levels or MORRIS_LEVELS,
        seed=design.seed,
    )
    return cube
