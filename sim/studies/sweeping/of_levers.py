"""The levers of any study as a sweep: what each does by itself and with each other."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.model.record.catalogue import end_unit
from sim.studies.question.experiment import BASE
from sim.studies.question.read import parse_experiment
from sim.studies.store.inputs import with_inputs
from sim.studies.store.manifest import Manifest
from sim.studies.sweeping.swept import COLUMNS, SEED, Sweep

NO_EFFECTS = pd.DataFrame(columns=list(COLUMNS))


def lever_effects(
    folder: Path, manifest: Manifest, runs: pd.DataFrame, outcomes: Sequence[str]
) -> pd.DataFrame:
    """Main effects and interactions of a study's `[levers]`, as `Sweep.effects` has them.

    Compared within a seed and a point; of a study with points its own point is left out, of one
    with settings all but the base. Empty where there are no levers or no outcomes.
    """
    text = manifest.get("experiment", "")
    asked = parse_experiment(text, manifest["name"]) if text else None
    if asked is None or not asked.levers or not outcomes:
        return NO_EFFECTS
    at_base = runs["setting"] == BASE
    runs = runs[at_base] if asked.design is None else runs[~at_base]
    table = with_inputs(runs, manifest)
    paths = [path for path in asked.levers if path in table and table[path].notna().all()]
    ranges = [path for path in asked.uncertainties if path in table]
    kept = table[[*paths, *ranges, SEED, *outcomes]].reset_index(drop=True)
    kept.attrs["units"] = {name: end_unit(name) for name in outcomes}
    arms = list(manifest["arms"])
    in_order = kept.loc[np.argsort([arms.index(arm) for arm in runs["arm"]], kind="stable")]
    lists = {path: tuple(dict.fromkeys(in_order[path])) for path in paths}
    made = Sweep(folder, kept, lists, tuple(ranges), tuple(outcomes))
    return made.effects() if paths else NO_EFFECTS
