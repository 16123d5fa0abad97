"""A sweep that was made: its table, what each parameter does, and its picture."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.record.catalogue import end_bounds, outcome_of
from sim.model.showing import table as html_table
from sim.registry.walk import Leaf
from sim.statistics.effects import paired_contrasts
from sim.statistics.intervals import Interval
from sim.statistics.sensitivity import FEWEST_POINTS, rank_correlations
from sim.studies.store.manifest import Manifest, values_set
from sim.studies.sweeping.asked import said

if TYPE_CHECKING:
    import altair as alt

CONFIDENCE = 0.95
SEED = "seed"
DIFFERENCE, INTERACTION, CORRELATION = "difference", "interaction", "rank correlation"
COLUMNS = (
    *("outcome", "measure", "parameter", "level", "against"),
    *("and_parameter", "and_level", "and_against"),
    *("estimate", "low", "high", "unit", "seeds", "points", "note"),
)
TYPES = dict.fromkeys(("estimate", "low", "high"), "float64") | dict.fromkeys(
    ("seeds", "points"), "Int64"
)
"""Of columns that are numbers; levels stay as they were given."""
ROWS_SHOWN, DRAWN = 24, 3
"""Effects and outcomes that a notebook shows unasked."""


@dataclass(frozen=True)
class Sweep:
    """A finished sweep: one row a run, and what its parameters do to its outcomes."""

    folder: Path
    """Where its runs lie, as those of any study."""
    table: pd.DataFrame
    """One column a parameter, `seed`, one column an outcome; `attrs["units"]` has their units."""
    lists: Mapping[str, tuple[Any, ...]]
    """By path the values that were crossed."""
    ranges: tuple[str, ...]
    """Paths whose values were drawn."""
    outcomes: tuple[str, ...]
    failed: int = 0
    """Runs that failed and are left out."""

    def __repr__(self) -> str:
        """The sweep in a line."""
        varied = ", ".join((*self.lists, *self.ranges))
        left = f", {self.failed} failed" if self.failed else ""
        return f"<Sweep of {varied}: {len(self.table)} runs{left}, in {self.folder}>"

    def _repr_html_(self) -> str:
        """The sweep as a small page of a notebook: what its parameters do, and a picture."""
        from sim.studies.sweeping.drawn import as_svg

        found = self.effects()
        shown = ["outcome", "effect", "estimate", "low", "high", "unit"]
        rows = said_shortly(found).head(ROWS_SHOWN)[shown]
        more = len(found) - len(rows)
        told = f"<p>and {more} more: <code>effects()</code></p>" if more else ""
        listed = html_table({str(k): v for k, v in row.items()} for row in rows.to_dict("records"))
        picture = as_svg(self.plot(*self.known_outcomes[:DRAWN]))
        return f"<p>{escape(repr(self))}</p>{listed}{told}{picture}"

    @property
    def known_outcomes(self) -> tuple[str, ...]:
        """Those of which at least one run has a value."""
        return tuple(name for name in self.outcomes if self.table[name].notna().any())

    def effects(self, confidence: float = CONFIDENCE) -> pd.DataFrame:
        """What each parameter does to each outcome, one row an effect.

        Of values that were listed: the *difference* of each from the first, at the same seed and
        the same of all else, averaged over all else; and for each pair of parameters the
        *interaction*, how far the difference that one makes differs with the other. Their unit is
        the outcome's, their intervals are over the seeds (see `mean_interval`). Of ranges:
        Spearman's *rank correlation* over the points, each the mean of its seeds, with the interval
        of Bonett and Wright. All intervals are for one effect at a time. `note` says why a number
        is missing.
        """
        rows = [row for name in self.outcomes for row in self._effects_on(name, confidence)]
        found = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
        return found.astype(TYPES)

    def plot(self, *outcomes: str) -> "alt.VConcatChart":
        """Each outcome (all unless named) against each parameter, as a chart of Altair.

        Of values that were listed: a thin line a seed, a thick one for their mean. Of a range: a
        dot a point, the mean of its seeds.
        """
        from sim.studies.sweeping.drawn import Runs, chart_of

        runs = Runs(self.table, self.lists, self.ranges)
        return chart_of(runs, outcomes or self.known_outcomes)

    @cached_property
    def _places(self) -> tuple[NDArray[np.intp], ...]:
        """Of each run its place along each axis: lists, points, seeds."""
        table = self.table
        codes = [
            table[path].map({value: place for place, value in enumerate(values)})
            for path, values in self.lists.items()
        ]
        points = table.groupby(list(self.ranges), sort=False).ngroup() if self.ranges else 0
        seeds = table.groupby(SEED).ngroup()
        found = (*codes, pd.Series(points, index=table.index), seeds)
        return tuple(one.to_numpy(np.intp) for one in found)

    def _cube(self, outcome: str) -> NDArray[np.float64]:
        """An outcome by lists, points and seeds; NaN where no run has it."""
        ends = (int(places.max(initial=0)) + 1 for places in self._places[len(self.lists) :])
        shape = (*(len(values) for values in self.lists.values()), *ends)
        cube = np.full(shape, math.nan)
        cube[self._places] = self.table[outcome].to_numpy(np.float64)
        return cube

    def _effects_on(self, outcome: str, confidence: float) -> Iterator[dict[str, Any]]:
        cube, unit = self._cube(outcome), self.table.attrs["units"].get(outcome, "")
        paths = list(self.lists)
        for one in paired_contrasts(cube, len(paths), confidence, end_bounds(outcome)):
            row: dict[str, Any] = {"outcome": outcome, "measure": DIFFERENCE, "unit": unit}
            for (axis, place), ahead in zip(one.levels, ("", "and_"), strict=False):
                path, values = paths[axis], self.lists[paths[axis]]
                row |= {f"{ahead}parameter": path, f"{ahead}level": values[place]}
                row |= {f"{ahead}against": values[0]}
                row["measure"] = INTERACTION if ahead else DIFFERENCE
            found = one.interval
            row |= {"estimate": found.estimate, "low": found.low, "high": found.high}
            yield row | {"seeds": found.runs, "note": _note(found)}
        if self.ranges:
            yield from self._correlations(outcome, cube, confidence)

    def _correlations(
        self, outcome: str, cube: NDArray[np.float64], confidence: float
    ) -> Iterator[dict[str, Any]]:
        """How the outcome goes with each range, over points that all combinations share."""
        means = _mean(cube, -1).reshape(-1, cube.shape[-2])
        # What is left of each combination without its own mean, so that a gap tips no scale.
        values = _mean(means - _mean(means, 1)[:, None], 0)
        points = self.table.groupby(list(self.ranges), sort=False).first().index.to_frame()
        found = rank_correlations(self.ranges, points.to_numpy(np.float64), values, confidence)
        known = int(np.isfinite(values).sum())
        note = f"only {known} points: {FEWEST_POINTS} at least" if known < FEWEST_POINTS else ""
        if not note and np.ptp(values[np.isfinite(values)]) == 0:
            note = "the same at every point"
        for row in found.to_dict("records"):
            yield {
                "outcome": outcome,
                "measure": CORRELATION,
                "parameter": row["path"],
                "estimate": row["correlation"],
                "low": row["low"],
                "high": row["high"],
                "unit": "-1 to 1",
                "points": known,
                "note": note,
            }


def table_of(
    runs: pd.DataFrame,
    manifest: Manifest,
    paths: tuple[str, ...],
    outcomes: tuple[str, ...],
    known: Mapping[str, Leaf],
) -> pd.DataFrame:
    """The tidy table of a sweep's runs, in the order in which points and seeds were planned."""
    cells = {(one["setting"], one["arm"]): values_set(manifest, one) for one in manifest["cells"]}
    order = {place: number for number, place in enumerate(cells)}
    places = list(zip(runs["setting"], runs["arm"], strict=True))
    columns = {path: [cells[place][path] for place in places] for path in paths}
    table = pd.DataFrame({**columns, SEED: runs[SEED].tolist()})
    ends = runs[list(outcomes)].reset_index(drop=True)
    table = pd.concat([table, ends], axis=1)
    by_plan = np.lexsort((table[SEED].to_numpy(), [order[place] for place in places]))
    table = table.iloc[by_plan].reset_index(drop=True)
    units = {path: known[path].unit for path in paths}
    about = {name: outcome_of(name) for name in outcomes}
    table.attrs["units"] = units | {name: one.unit if one else "" for name, one in about.items()}
    return table


def said_shortly(effects: pd.DataFrame) -> pd.DataFrame:
    """Effects with a column `effect` that says each in a few words."""
    paths = {*effects["parameter"].dropna(), *effects["and_parameter"].dropna()}
    ends = Counter(path.rpartition(".")[2] for path in paths)
    short = {path: end if ends[end := path.rpartition(".")[2]] == 1 else path for path in paths}
    return effects.assign(effect=[_in_words(row, short) for row in effects.to_dict("records")])


def _in_words(row: Mapping[Any, Any], short: Mapping[str, str]) -> str:
    path = short[row["parameter"]]
    if row["measure"] == CORRELATION:
        return f"{path} (rank correlation)"
    one = f"{path} {said(row['level'])} rather than {said(row['against'])}"
    if row["measure"] == DIFFERENCE:
        return one
    other = f"{short[row['and_parameter']]} is {said(row['and_level'])}"
    return f"{one}: how much more when {other}"


def _mean(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """The mean of what is known along an axis; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    found: NDArray[np.float64] = np.divide(
        total, count, out=np.full(np.shape(total), math.nan), where=count > 0
    )
    return found


def _note(found: Interval) -> str:
    """Why there is no interval, or none that says anything."""
    if not found.runs:
        return "no pair of runs has a value"
    if found.runs == 1:
        return "one seed: no interval"
    if math.isnan(found.low):
        return "the same at every seed"
    if found.is_for_any_shape:
        return "few seeds speak for all; interval for any shape"
    return "" if found.may_decide else "few seeds speak for all"
