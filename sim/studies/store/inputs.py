"""Runs with what was varied between them: one column a parameter, named by its path."""

from typing import TYPE_CHECKING

from sim.studies.store.manifest import Manifest, varied
from sim.studies.store.tables import RUN_COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def with_inputs(runs: "pd.DataFrame", manifest: Manifest) -> "pd.DataFrame":
    """The table of runs with a column for each parameter that differs between arms or points.

    They stand after what tells the run, before the outcomes. What is a list, such as what is solved
    for all services, has no column; a name that the table has already keeps its meaning.
    """
    import pandas as pd

    places = list(zip(runs["setting"], runs["arm"], strict=True))
    columns = {
        path: pd.Series([by_place.get(place) for place in places], index=runs.index)
        for path, by_place in varied(manifest).items()
        if path not in runs and not any(isinstance(value, list) for value in by_place.values())
    }
    lead = [name for name in runs if name in RUN_COLUMNS]
    rest = [name for name in runs if name not in RUN_COLUMNS]
    return pd.concat([runs[lead], pd.DataFrame(columns, index=runs.index), runs[rest]], axis=1)
