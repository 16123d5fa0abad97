"""What each number of a study hangs on, over the points of its design."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.statistics.sensitivity import (
    FEWEST_POINTS,
    morris_effects,
    rank_correlations,
    sobol_indices,
)
from sim.studies.design.expansion import Points
from sim.studies.design.ranges import Range
from sim.studies.design.sampling import MORRIS_LEVELS, salib_problem
from sim.studies.question.experiment import Experiment

CONFIDENCE = 0.95
Values = NDArray[np.float64]
_SPECIAL = ("sobol", "morris")
_IN_ITS_PLACE = "some points have no value: rank correlations in place of the design's own measure"
COLUMNS = ["number", "path", "measure", "value", "low", "high", "chance", "points", "note"]


def screen(
    experiment: Experiment, points: Points, runs: pd.DataFrame, judged: pd.DataFrame
) -> pd.DataFrame:
    """Sensitivity of every number to every uncertainty, one row a number, path and measure.

    judged: the table of `point_table`. Numbers are those of the hypotheses and, arm by arm, the
    outcomes of interest; at each point they are means over its replications.
    """
    order = [point.setting for point in points.points]
    ranges = _ranges(points)
    if not ranges:
        return pd.DataFrame(columns=COLUMNS)
    found = [
        _of_one(points, ranges, name, values.reindex(order).to_numpy(dtype=np.float64))
        for name, values in _numbers(experiment, runs, judged).items()
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _numbers(
    experiment: Experiment, runs: pd.DataFrame, judged: pd.DataFrame
) -> dict[str, "pd.Series[float]"]:
    """Each number by its name, as a series over settings."""
    found = {
        f"{identity}: {outcome}": rows.set_index("setting")["estimate"]
        for (identity, outcome), rows in judged.groupby(["hypothesis", "outcome"], sort=False)
    }
    for outcome in experiment.outcomes.of_interest:
        for arm, rows in runs.groupby("arm", sort=False):
            if outcome in rows:
                found[f"{arm}: {outcome}"] = rows.groupby("setting")[outcome].mean()
    return found


def _of_one(points: Points, ranges: tuple[Range, ...], name: str, values: Values) -> pd.DataFrame:
    design = points.design
    problem, places = salib_problem(ranges), _places(points, ranges)
    is_whole = bool(np.isfinite(values).all())
    if design.kind == "sobol" and is_whole:
        table = sobol_indices(problem, values, second_order=design.second_order)
        rows = _reaching(table, ("first", "total"))
    elif design.kind == "morris" and is_whole:
        levels = design.levels or MORRIS_LEVELS
        table = morris_effects(problem, places, values, levels=levels)
        rows = _reaching(table, ("mu_star",))
        rows += [
            {"path": row["path"], "measure": "sigma", "value": row["sigma"]} for row in _rows(table)
        ]
    else:
        table = rank_correlations(problem["names"], places, values, CONFIDENCE)
        rows = [
            {"measure": "rank correlation", "value": row.pop("correlation"), **row}
            for row in _rows(table)
        ]
    known = values[np.isfinite(values)]
    note = why_unknown(known) or ("" if is_whole or design.kind not in _SPECIAL else _IN_ITS_PLACE)
    counted = pd.DataFrame(rows).assign(number=name, points=len(known), note=note)
    return counted.reindex(columns=COLUMNS)


def why_unknown(values: Values) -> str:
    """Why it cannot be told what a number hangs on, from its values at points; else nothing."""
    if len(values) < FEWEST_POINTS:
        return f"too few points with a value: {len(values)}, of at least {FEWEST_POINTS}"
    return "the same at every point" if np.ptp(values) == 0 else ""


def _reaching(table: pd.DataFrame, measures: tuple[str, ...]) -> list[dict[str, object]]:
    return [
        {
            "path": row["path"],
            "measure": measure,
            "value": row[measure],
            "low": row[measure] - row[f"{measure}_reach"],
            "high": row[measure] + row[f"{measure}_reach"],
        }
        for measure in measures
        for row in _rows(table)
    ]


def _rows(table: pd.DataFrame) -> list[dict[str, float]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _ranges(points: Points) -> tuple[Range, ...]:
    """What was varied; for a table of points, the columns in which its rows differ."""
    if points.ranges:
        return points.ranges
    if not points.points:
        return ()
    found = []
    for path in points.points[0].values:
        values = tuple(dict.fromkeys(point.values[path] for point in points.points))
        if len(values) > 1:
            found.append(Range(path, values=tuple(sorted(values))))
    return tuple(found)


def _places(points: Points, ranges: tuple[Range, ...]) -> Values:
    """The points in the unit cube, one row each."""
    if points.cube is not None:
        return points.cube
    return np.array(
        [[one.place_of(point.values[one.path]) for one in ranges] for point in points.points]
    )
