"""A study from its file to its verdicts, and back from disk."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.estimates import Figure, estimate_all
from sim.studies.executors import Hands, hands_for
from sim.studies.forecast import Forecast, foretell
from sim.studies.making import Made, conclude, forget_points, make_all, settings_told
from sim.studies.plan import Loader, Plan, make_plan
from sim.studies.progress import Progress, Silence
from sim.studies.provenance import circumstances, inputs_of
from sim.studies.read import experiment_text, parse_experiment
from sim.studies.runner import RETRIES, OneRun
from sim.studies.saying import with_words
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
from sim.studies.wording import with_wording, wording_of, wordings

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
    runs_at_most: int | None = None,
    quick: bool = False,
    fresh: bool = False,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Study:
    """Make all runs of an experiment, or those still missing, and judge its hypotheses.

    out: folder for the results, results/NAME unless said. workers: processes; unless said, one for
    each processor. scheduler: address of a Dask scheduler whose workers make the runs instead.
    retries: how often a run that fails is tried again. runs_at_most: runs to make this time;
    StoppedEarlyError if more are missing. quick: the small stand-in, whose verdicts mean nothing.
    fresh: forget what is stored there.
    Raises ExperimentError or ScenarioError with every problem before anything is run or written.
    """
    parts = parts or Parts()
    hands = hands_for(workers, scheduler)
    plan, folder, text = _planned(name_or_path, out, parts, quick=quick)
    if fresh:
        forget(folder)
        forget_points(folder)
    began = time.monotonic()
    manifest = _begun(plan, folder, text, quick=quick)
    made = make_all(
        plan,
        folder,
        hands,
        parts.one_run,
        progress or Silence(),
        retries=retries,
        runs_at_most=runs_at_most,
    )
    return _finish(made, folder, manifest, time.monotonic() - began, hands)


def forecast(  # noqa: PLR0913
    name_or_path: str | Path,
    out: str | Path | None = None,
    workers: int | None = None,
    *,
    scheduler: str | None = None,
    retries: int = RETRIES,
    quick: bool = False,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Forecast:
    """What a study will take and tell, from a pilot of a few of its own runs.

    The pilot's runs are kept: the study itself will find them made.
    """
    parts = parts or Parts()
    hands = hands_for(workers, scheduler)
    plan, folder, text = _planned(name_or_path, out, parts, quick=quick)
    _begun(plan, folder, text, quick=quick)
    told = progress or Silence()
    return foretell(plan, folder, hands, parts.one_run, told, retries=retries)


def load_study(folder: str | Path) -> Study:
    """A study or a run as it is stored; raises ResultError if it is not there or cannot be read."""
    place = Path(folder)
    manifest = read_manifest(place)
    verdicts = read_json(place / VERDICTS) if (place / VERDICTS).exists() else []
    return Study(place, read_table(place, "runs"), verdicts, manifest)


def _finish(
    made: Made, folder: Path, manifest: dict[str, Any], seconds: float, hands: Hands
) -> Study:
    plan, runs, tally = made.plan, made.runs, made.tally
    if runs.empty:
        message = f"Every run failed; `{folder / LEDGER}` holds the errors."
        raise StoppedEarlyError(message)
    noted = wordings(folder / LEDGER)
    judged = with_wording(conclude(made, folder), wording_of(plan.experiment, noted))
    verdicts = with_words(judged, plan.experiment)
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
        **made.told(),
        "state": "complete" if not tally.failed else "complete but for failed runs",
        "runs": len(runs),
        "runs_failed": tally.failed,
        "wall_seconds": round(sum(one["wall_seconds"] for one in sessions), 1),
        "sessions": sessions,
        "hypotheses_written": [
            {"hash": note["hash"], "written": note["written"]} for note in noted
        ],
    }
    write_json(folder / MANIFEST, whole)
    return Study(folder, runs, verdicts, whole)


def _planned(
    name_or_path: str | Path, out: str | Path | None, parts: Parts, *, quick: bool
) -> tuple[Plan, Path, str]:
    """The plan of an experiment, where its results go, and its text."""
    file, text = experiment_text(name_or_path)
    catalogue = _catalogue() if parts.catalogue is None else parts.catalogue
    experiment = parse_experiment(text, file, _known_outcomes(parts))
    if quick:
        experiment = experiment.in_quick_form()
    flows = frozenset(outcome.name for outcome in catalogue if outcome.kind == "flow")
    plan = make_plan(experiment, file, parts.load, flows)
    name = experiment.study.name + (QUICK_SUFFIX if quick else "")
    folder = Path(out) if out is not None else RESULTS / name
    refuse_other_results(folder, experiment.study.name, quick=quick)
    return plan, folder, text


def _begun(plan: Plan, folder: Path, text: str, *, quick: bool) -> dict[str, Any]:
    """The manifest, noted in the folder if what is there is not of this study as it stands.

    What was concluded from other runs goes: until these are made there is no verdict.
    """
    manifest = _manifest(plan, text, quick=quick)
    stored = read_json(folder / MANIFEST) if (folder / MANIFEST).exists() else {}
    decisive = {name: manifest[name] for name in ("experiment", "cells", "model_version")}
    if any(stored.get(name) != value for name, value in json.loads(json.dumps(decisive)).items()):
        if stored:
            for name in (VERDICTS, ESTIMATES):
                (folder / name).unlink(missing_ok=True)
            forget_points(folder)
        earlier = {"sessions": stored["sessions"]} if "sessions" in stored else {}
        write_json(folder / MANIFEST, {**manifest, **earlier, "state": "running"})
    return manifest


def _manifest(plan: Plan, text: str, *, quick: bool) -> dict[str, Any]:
    head = plan.experiment.study
    return {
        "format": FORMAT,
        "kind": "study",
        "name": head.name,
        "title": head.title,
        "question": head.question,
        "person": plan.experiment.person,
        "turns": plan.experiment.whose.turns if plan.experiment.whose else "",
        "quick": quick,
        "series": head.series,
        "arms": {arm.name: arm.title for arm in plan.experiment.arms},
        "settings": settings_told(plan),
        "seeds": sorted({job.seed for job in plan.jobs}),
        **inputs_of(plan, text),
        **circumstances(),
    }


def refuse_other_results(folder: Path, name: str, *, quick: bool) -> None:
    """A folder holds one study: never mix two, nor a quick one with a full one."""
    if not (folder / MANIFEST).exists():
        return
    stored = read_manifest(folder)
    if stored.get("name") == name and stored.get("quick", False) == quick:
        return
    kind = "a quick trial of " if stored.get("quick") else ""
    message = f"{folder} holds {kind}{stored.get('name')}; name another folder with --out"
    raise MutualsError(message)


def _known_outcomes(parts: Parts) -> set[str]:
    """Names that a claim may ask for: every end outcome of a run."""
    from sim.outcomes import end_names

    given = parts.catalogue
    return set(end_names()) if given is None else {outcome.name for outcome in given}


def _catalogue() -> Sequence[Any]:
    from sim.outcomes import CATALOGUE

    return CATALOGUE
