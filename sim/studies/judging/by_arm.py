"""What a study shows without a claim: each outcome by arm, and against the first arm."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.model.record.catalogue import end_bounds, end_unit
from sim.model.record.summary import SUMMARY
from sim.statistics.intervals import Interval, mean_interval, of_difference, without_gaps
from sim.studies.judging.space import SPACE
from sim.studies.question.experiment import BASE
from sim.studies.question.read import parse_experiment
from sim.studies.question.sections import Design
from sim.studies.store.manifest import Manifest

CONFIDENCE = 0.95
MIDDLE = (0.025, 0.975)
"""Between these parts of the points lies the spread that is told."""
COLUMNS = (
    *("outcome", "unit", "setting", "arm", "mean", "low", "high", "n"),
    *("difference", "difference_low", "difference_high", "spread_low", "spread_high", "note"),
)
ENDS = ("low", "high", "difference_low", "difference_high")


def shown_by_arm(
    manifest: Manifest, runs: pd.DataFrame, outcomes: Sequence[str] = ()
) -> pd.DataFrame:
    """The outcomes of interest of a stored study by arm, as `by_arm` has them.

    outcomes: in place of those of the file. Of a study that names none but makes claims there is no
    row, for its verdicts speak; of one that makes no claim either, those that sum up a run. A
    single run has no arms.
    """
    text = manifest.get("experiment", "")
    if not text:
        return pd.DataFrame(columns=list(COLUMNS))
    asked = parse_experiment(text, manifest["name"])
    wanted = outcomes or asked.outcomes.of_interest or (() if asked.hypotheses else SUMMARY)
    names = [name for name in wanted if name in runs and runs[name].notna().any()]
    return by_arm(runs, list(manifest["arms"]), names, asked.design)


def by_arm(
    runs: pd.DataFrame, arms: Sequence[str], outcomes: Sequence[str], design: Design | None = None
) -> pd.DataFrame:
    """Each outcome at each setting by arm, one row each, columns as COLUMNS.

    runs: one row a run; arms: in their order; design: of a study that has points. mean, low, high:
    over runs, with the 95% interval over luck. difference: of the arm less the first, seed by seed.
    At setting "space" the points of the design stand where runs do, each by the mean of its
    replications; between the spread's ends lie the middle 95% of them. n: runs or points. note: why
    a number is missing.
    """
    places = list(dict.fromkeys(runs["setting"]))
    places.sort(key=lambda name: name != BASE)
    if design is not None:
        places = [*(name for name in places if name == BASE), SPACE]
    found = [
        row
        for name in outcomes
        for setting in places
        for row in _rows(_values(runs, setting, name), arms, name, setting, design)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _values(runs: pd.DataFrame, setting: str, outcome: str) -> pd.DataFrame:
    """An outcome by arm (columns) and by run or point (rows), matched by luck."""
    if setting == SPACE:
        points = runs[runs["setting"] != BASE]
        return points.pivot_table(
            outcome, "setting", "arm", aggfunc="mean", sort=False, dropna=False
        )
    own = runs[runs["setting"] == setting]
    return own.pivot_table(outcome, "replication", "arm", aggfunc="first", sort=False, dropna=False)


def _rows(
    values: pd.DataFrame, arms: Sequence[str], outcome: str, setting: str, design: Design | None
) -> Iterator[dict[str, Any]]:
    ran = [arm for arm in arms if arm in values]
    bounds = end_bounds(outcome)
    is_no_sample = setting == SPACE and design is not None and not design.is_sample
    first = arms[0] if arms and arms[0] in values else None
    for arm in ran:
        level = mean_interval(values[arm], CONFIDENCE, bounds=bounds)
        row: dict[str, Any] = {"outcome": outcome, "unit": end_unit(outcome), "setting": setting}
        row |= {"arm": arm, "n": level.runs, **_named(level, "mean", "low", "high")}
        note = _note(level, setting)
        if first is not None and arm != first:
            gaps = without_gaps(values[arm] - values[first])
            apart = mean_interval(gaps, CONFIDENCE, bounds=of_difference(bounds))
            row |= _named(apart, "difference", "difference_low", "difference_high")
            note = note or _note(apart, setting)
            if len(gaps) and not gaps.any():
                note = f"no difference from {first} in any {_unit(setting)}"
            elif len(gaps) != level.runs:
                note = f"difference over {len(gaps)} pairs"
        if setting == SPACE and level.runs:
            ends = np.quantile(without_gaps(values[arm]), MIDDLE)
            row |= {"spread_low": float(ends[0]), "spread_high": float(ends[1])}
        if is_no_sample:
            row |= dict.fromkeys(ENDS, math.nan)
            note = "points no plain sample: no interval"
        yield row | {"note": note}


def _unit(setting: str) -> str:
    return "point" if setting == SPACE else "run"


def _named(found: Interval, *names: str) -> dict[str, float]:
    return dict(zip(names, (found.estimate, found.low, found.high), strict=True))


def _note(found: Interval, setting: str) -> str:
    """Why there is no interval, or what to know of it."""
    what = _unit(setting)
    if not found.runs:
        return f"no {what} has a value"
    if found.runs == 1:
        return f"one {what}: no interval"
    if math.isnan(found.low):
        return f"the same in every {what}"
    if found.is_for_any_shape:
        return f"few {what}s speak for all; interval for any shape"
    return "" if found.may_decide else f"few {what}s speak for all"
