"""A study from its file to its verdicts, and back from disk."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.estimates import Figure, estimate_all
from sim.studies.executors import Hands, hands_for
from sim.studies.plan import Loader, Plan, make_plan
from sim.studies.progress import Progress, Silence
from sim.studies.provenance import circumstances, inputs_of
from sim.studies.read import experiment_text, parse_experiment
from sim.studies.runner import RETRIES, OneRun, Tally, carry_out
from sim.studies.so_far import verdicts_so_far
from sim.studies.store import (
    ESTIMATES,
    FORMAT,
    LEDGER,
    MANIFEST,
    VERDICTS,
    forget,
    read_json,
    read_manifest,
    read_table,
    write_json,
)
from sim.studies.verdicts import judge

RESULTS = Path("results")
QUICK_SUFFIX = "-quick"


@dataclass(frozen=True, slots=True)
class Study:
    """A finished study: its runs, its verdicts, where it came from."""

    folder: Path
    runs: pd.DataFrame
    """One row a run: which it is, and its end outcomes."""
    verdicts: list[dict[str, Any]]
    """As in verdict.json, in the order of the file."""
    manifest: dict[str, Any]

    def table(self, kind: str) -> pd.DataFrame:
        """Another stored table: "series", "events", "organisations" or "holders"."""
        return read_table(self.folder, kind)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a study is made with, when not the model itself: for tests and other models."""

    one_run: OneRun | None = None
    load: Loader | None = None
    catalogue: Sequence[Any] | None = None
    """Outcomes, each with a name and a kind: "stock", "flow" or "end"."""


def study(  # noqa: PLR0913
    name_or_path: str | Path,
    out: str | Path | None = None,
    workers: int | None = None,
    *,
    scheduler: str | None = None,
    retries: int = RETRIES,
    quick: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Study:
    """Make all runs of an experiment, or those still missing, and judge its hypotheses.

    out: folder for the results, results/NAME unless said. workers: processes; unless said, one for
    each processor. scheduler: address of a Dask scheduler whose workers make the runs instead.
    retries: how often a run that fails is tried again. quick: the small stand-in, whose verdicts
    mean nothing. fresh: forget what is stored there.
    Raises ExperimentError or ScenarioError with every problem before anything is run or written.
    """
    parts = parts or Parts()
    hands = hands_for(workers, scheduler)
    file, text = experiment_text(name_or_path)
    catalogue = _catalogue() if parts.catalogue is None else parts.catalogue
    experiment = parse_experiment(text, file, {outcome.name for outcome in catalogue})
    if quick:
        experiment = experiment.in_quick_form()
    flows = frozenset(outcome.name for outcome in catalogue if outcome.kind == "flow")
    plan = make_plan(experiment, file, parts.load, flows)
    name = experiment.study.name + (QUICK_SUFFIX if quick else "")
    folder = Path(out) if out is not None else RESULTS / name

    _refuse_other_results(folder, experiment.study.name, quick=quick)
    if fresh:
        forget(folder)
    began = time.monotonic()
    manifest = _manifest(plan, text, quick=quick)
    if not (folder / MANIFEST).exists():
        write_json(folder / MANIFEST, {**manifest, "state": "running"})
    tally = carry_out(
        plan,
        folder,
        hands,
        parts.one_run,
        progress or Silence(),
        retries=retries,
        verdict_so_far=verdicts_so_far(plan.experiment, folder),
    )
    return _finish(plan, folder, manifest, tally, time.monotonic() - began, hands)


def load_study(folder: str | Path) -> Study:
    """A study or a run as it is stored; raises ResultError if it is not there or cannot be read."""
    place = Path(folder)
    manifest = read_manifest(place)
    verdicts = read_json(place / VERDICTS) if (place / VERDICTS).exists() else []
    return Study(place, read_table(place, "runs"), verdicts, manifest)


def _finish(  # noqa: PLR0913
    plan: Plan, folder: Path, manifest: dict[str, Any], tally: Tally, seconds: float, hands: Hands
) -> Study:
    runs = read_table(folder, "runs")
    if runs.empty:
        message = f"Every run failed; `{folder / LEDGER}` holds the errors."
        raise StoppedEarlyError(message)
    verdicts = [verdict.as_json() for verdict in judge(plan.experiment, runs)]
    figures: list[Figure] = estimate_all(plan.experiment, runs)
    write_json(folder / VERDICTS, verdicts)
    write_json(folder / ESTIMATES, [figure.as_json() for figure in figures])
    earlier = read_json(folder / MANIFEST).get("sessions", [])
    session = {
        "written": manifest["written"],
        "wall_seconds": round(seconds, 1),
        **hands.described(),
        "runs_made": tally.made,
        "runs_failed": tally.failed,
    }
    sessions = [*earlier, session] if tally.made or tally.failed or not earlier else earlier
    whole = {
        **manifest,
        "state": "complete" if not tally.failed else "complete but for failed runs",
        "runs": len(runs),
        "runs_failed": tally.failed,
        "wall_seconds": round(sum(one["wall_seconds"] for one in sessions), 1),
        "sessions": sessions,
        "hypotheses_written": _wordings(folder),
    }
    write_json(folder / MANIFEST, whole)
    return Study(folder, runs, verdicts, whole)


def _manifest(plan: Plan, text: str, *, quick: bool) -> dict[str, Any]:
    head = plan.experiment.study
    return {
        "format": FORMAT,
        "kind": "study",
        "name": head.name,
        "title": head.title,
        "question": head.question,
        "quick": quick,
        "series": head.series,
        "arms": {arm.name: arm.title for arm in plan.experiment.arms},
        "settings": {setting.name: setting.title for setting in plan.experiment.settings},
        "seeds": sorted({job.seed for job in plan.jobs}),
        **inputs_of(plan, text),
        **circumstances(),
    }


def _wordings(folder: Path) -> list[dict[str, str]]:
    """Every wording the claims have had in this folder, with the time it was first noted."""
    from sim.studies.ledger import Ledger

    with Ledger.open(folder / LEDGER) as ledger:
        return [{"hash": digest, "written": time} for digest, time in ledger.hypotheses_written()]


def _refuse_other_results(folder: Path, name: str, *, quick: bool) -> None:
    """A folder holds one study: never mix two, nor a quick one with a full one."""
    if not (folder / MANIFEST).exists():
        return
    stored = read_manifest(folder)
    if stored.get("name") == name and stored.get("quick", False) == quick:
        return
    kind = "a quick trial of " if stored.get("quick") else ""
    message = f"{folder} holds {kind}{stored.get('name')}; name another folder with --out"
    raise MutualsError(message)


def _catalogue() -> Sequence[Any]:
    from sim.outcomes import CATALOGUE

    return CATALOGUE
