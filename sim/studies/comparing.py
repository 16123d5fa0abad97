"""Two results side by side, paired where they share seeds."""

from pathlib import Path

import pandas as pd

from sim.errors import ResultError
from sim.statistics.intervals import paired_difference, unpaired_difference
from sim.studies.store.result import read_table
from sim.studies.store.tables import RUN_COLUMNS

CONFIDENCE = 0.95


def compare_results(first: Path, second: Path, setting: str, arm: str) -> pd.DataFrame:
    """Each outcome in both results, and their difference with its interval, one row an outcome."""
    one, two = (_runs(folder, setting, arm) for folder in (first, second))
    shared = one.index.intersection(two.index)
    is_paired = len(shared) > 0
    rows = []
    for name in one.columns.intersection(two.columns, sort=False):
        if is_paired:
            found = paired_difference(two.loc[shared, name], one.loc[shared, name], CONFIDENCE)
        else:
            found = unpaired_difference(two[name], one[name], CONFIDENCE)
        rows.append(
            {
                "outcome": name,
                "first": one[name].mean(),
                "second": two[name].mean(),
                "difference": found.estimate,
                "low": found.low,
                "high": found.high,
                "runs": found.runs,
                "paired": is_paired,
            }
        )
    return pd.DataFrame(rows)


def _runs(folder: Path, setting: str, arm: str) -> pd.DataFrame:
    runs = read_table(folder, "runs")
    chosen = runs[(runs["setting"] == setting) & (runs["arm"] == arm)]
    if chosen.empty:
        message = f"{folder} holds no run of arm {arm} at setting {setting}"
        raise ResultError(message)
    outcomes = chosen.drop(columns=[name for name in RUN_COLUMNS if name in chosen]).astype(float)
    outcomes.index = pd.Index(chosen["seed"])
    return outcomes
