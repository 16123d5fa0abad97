"""Two results side by side, paired where they share seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.errors import ResultError
from sim.model.record.catalogue import end_bounds
from sim.statistics.intervals import FEWEST_RUNS, paired_difference, unpaired_difference
from sim.studies.store.manifest import Manifest
from sim.studies.store.result import open_result
from sim.studies.store.tables import RUN_COLUMNS

CONFIDENCE = 0.95
SEEDS_SAID = 5
"""More seeds than so many are told by how many they are."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What two results have in common, and how they differ."""

    table: pd.DataFrame
    """One row an outcome. Means are over the runs compared: where paired, those with a partner."""
    paired: int
    """Seeds that both have; runs are compared seed by seed if there are any."""
    cautions: Sequence[str]
    """What keeps the difference from being that of the two worlds alone, a sentence each."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The runs of one result, by seed."""

    folder: Path
    outcomes: pd.DataFrame
    years: tuple[int, ...]
    manifest: Manifest


def compare_results(first: Path, second: Path, setting: str, arm: str) -> Compared:
    """Each outcome in both results, and their difference with its interval."""
    one, two = (_side(folder, setting, arm) for folder in (first, second))
    cautions = list(_cautions(one, two))
    left, right = one.outcomes, two.outcomes
    shared = left.index.intersection(right.index)
    is_paired = len(shared) > 0
    if is_paired:
        left, right = left.loc[shared], right.loc[shared]
    difference = paired_difference if is_paired else unpaired_difference
    rows = []
    for name in left.columns.intersection(right.columns, sort=False):
        found = difference(right[name], left[name], CONFIDENCE, end_bounds(str(name)))
        values = {"first": left[name].mean(), "second": right[name].mean()}
        bounds = {"difference": found.estimate, "low": found.low, "high": found.high}
        rows.append({"outcome": name, **values, **bounds, "runs": found.runs, "paired": is_paired})
    return Compared(pd.DataFrame(rows), len(shared), cautions)


def _side(folder: Path, setting: str, arm: str) -> _Side:
    result = open_result(folder)
    runs = result.table("runs")
    chosen = runs[(runs["setting"] == setting) & (runs["arm"] == arm)]
    if chosen.empty:
        message = f"{folder} holds no run of arm {arm} at setting {setting}"
        raise ResultError(message)
    outcomes = chosen.drop(columns=[name for name in RUN_COLUMNS if name in chosen]).astype(float)
    outcomes.index = pd.Index(chosen["seed"])
    years = tuple(sorted({int(year) for year in chosen["years"]}))
    return _Side(folder, outcomes, years, result.manifest)


def _cautions(one: _Side, two: _Side) -> list[str]:
    """Why runs could not be paired, or not all, and what else differs beside the worlds."""
    seeds, others = one.outcomes.index, two.outcomes.index
    shared, said = seeds.intersection(others), []
    if shared.empty:
        said.append(
            f"NOT PAIRED: {one.folder} has {_seeds(seeds)}, {two.folder} has {_seeds(others)}, "
            "and no seed is in both. The difference is of luck as well as of the worlds. "
            f"Make one again with the seeds of the other: `mutuals run ... --seed {seeds[0]}`, "
            f"or `first_seed = {seeds[0]}` in the experiment."
        )
    elif left_out := [
        f"{_seeds(own.difference(shared))} of {side.folder}"
        for own, side in ((seeds, one), (others, two))
        if len(own) > len(shared)
    ]:
        said.append(f"Left out, for the other has no run of that seed: {', '.join(left_out)}.")
    if one.years != two.years:
        lengths = [f"{side.folder} is of {_years(side.years)}" for side in (one, two)]
        said.append(
            f"NOT OF ONE LENGTH: {' and '.join(lengths)}. What is counted over a run, or at its "
            "end, is not of the same time: make both with the same --years."
        )
    if one.manifest.get("model_version") != two.manifest.get("model_version"):
        said.append(
            "NOT OF ONE MODEL: the two were made by different versions of the model, so the "
            "difference is of the model too. Make the older one again."
        )
    return said


def _seeds(seeds: pd.Index) -> str:
    if len(seeds) > SEEDS_SAID:
        return f"{len(seeds):,} seeds ({seeds.min()} to {seeds.max()})"
    return f"seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, sorted(seeds)))}"


def _years(years: Sequence[int]) -> str:
    return f"{' and '.join(map(str, years))} year{'' if years == (1,) else 's'}"


def in_words(compared: Compared) -> str:
    """How the two were compared, in a few words."""
    if not compared.paired:
        return "not paired: no seed is in both"
    if compared.paired < FEWEST_RUNS:
        return "paired on one seed: no interval, for one pair cannot tell luck from effect"
    return f"paired on {compared.paired:,} seeds; 95% intervals over luck"
