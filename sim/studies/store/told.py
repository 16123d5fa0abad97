"""A stored table as a user gets it: with dates and units."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.record.columns import opening, told
from sim.studies.store.manifest import Manifest, values_set
from sim.studies.store.result import Result


def told_table(result: Result, kind: str, *, every: bool = False) -> pd.DataFrame:
    """One table of a result, checked, with a date beside each month and units in `attrs`.

    every: also beside each month of a life, such as that of founding.
    """
    table = result.table(kind)
    return told(table, kind, _opened(result.manifest, table), every=every)


def _opened(manifest: Manifest, table: pd.DataFrame) -> NDArray[np.float64]:
    """The opening of the run of each row, as its arm and setting have it.

    NaN where the manifest does not say: it holds the world of its first cell and what each sets.
    """
    cells = manifest.get("cells", [])
    told_by_first = values_set(manifest, cells[0]) if cells else {}
    world: Any = manifest["world"].get("time", {})
    of_world = {f"time.{name}": value for name, value in world.items()}
    common = {path: value for path, value in of_world.items() if path not in told_by_first}
    found = {
        (cell["setting"], cell["arm"]): _opening({**common, **values_set(manifest, cell)})
        for cell in cells
    }
    otherwise = np.nan if cells else _opening(of_world)
    if not len(table):
        return np.array([])
    places = zip(table["setting"], table["arm"], strict=True)
    return np.array([found.get(place, otherwise) for place in places])


def _opening(values: Mapping[str, Any]) -> float:
    try:
        return opening(values["time.start_year"], values["time.start_month"])
    except KeyError:
        return np.nan
