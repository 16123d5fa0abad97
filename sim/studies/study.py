"""A study from its file to its verdicts, and back from disk."""

import contextlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.design.plan import Loader, Plan, make_plan
from sim.studies.forecast import Forecast, foretell
from sim.studies.judging.estimates import Figure, estimate_all
from sim.studies.judging.saying import with_words
from sim.studies.making import Made, conclude, make_all, settings_told
from sim.studies.question.read import experiment_text, parse_experiment
from sim.studies.runs.executors import hands_for
from sim.studies.runs.hands import Hands
from sim.studies.runs.progress import Progress, Silence
from sim.studies.runs.runner import RETRIES, OneRun
from sim.studies.store.files import (
    ESTIMATES,
    FORMAT,
    LEDGER,
    MANIFEST,
    VERDICTS,
    hash_of_bytes,
    no_room_told,
    write_csv,
    write_json,
)
from sim.studies.store.ledger import Ledger, refuse_if_at_work
from sim.studies.store.ownership import (
    hashes_of_listed,
    listed,
    move_aside,
    move_conclusions,
    refuse_changed,
    refuse_foreign,
    remove_files,
    write_manifest,
)
from sim.studies.store.provenance import circumstances, inputs_of
from sim.studies.store.result import (
    RUNNING,
    open_result,
    own_manifest,
    read_table,
    refuse_other_format,
)
from sim.studies.store.wording import with_wording, wording_of

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
    fresh: make all of it again; what is stored there lies aside until the new study is whole.
    Raises ExperimentError or ScenarioError with every problem before anything is run or written.
    """
    parts = parts or Parts()
    hands = hands_for(workers, scheduler)
    plan, folder, text = _planned(name_or_path, out, parts, quick=quick, fresh=fresh)
    manifest = _manifest(plan, text, quick=quick)
    if fresh:
        manifest["replaces"] = _moved_aside(folder)
    began = time.monotonic()
    told = progress or Silence()
    with _at_work(folder, manifest, told) as ledger:
        made = make_all(
            plan,
            folder,
            ledger,
            hands,
            parts.one_run,
            told,
            retries=retries,
            runs_at_most=runs_at_most,
        )
        return _finish(made, folder, ledger, time.monotonic() - began, hands)


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
    told = progress or Silence()
    with _at_work(folder, _manifest(plan, text, quick=quick), told) as ledger:
        return foretell(plan, folder, ledger, hands, parts.one_run, told, retries=retries)


def load_study(folder: str | Path) -> Study:
    """A study or a run as it is stored; raises ResultError if it is not there or cannot be read."""
    found = open_result(Path(folder))
    return Study(found.folder, found.table("runs"), found.json(VERDICTS, []), found.manifest)


def _finish(made: Made, folder: Path, ledger: Ledger, seconds: float, hands: Hands) -> Study:
    plan, runs, tally = made.plan, made.runs, made.tally
    manifest = own_manifest(folder)
    if runs.empty:
        message = f"Every run failed; `{folder / LEDGER}` holds the errors."
        raise StoppedEarlyError(message)
    noted = ledger.wordings()
    concluded, behind = conclude(made)
    worded = with_wording(concluded, wording_of(plan.experiment, noted))
    verdicts = with_words(worded, plan.experiment)
    figures: list[Figure] = estimate_all(plan.experiment, runs)
    earlier = manifest.get("sessions", [])
    here = circumstances()
    session = {
        "written": here["written"],
        "wall_seconds": round(seconds, 1),
        **hands.described(),
        "runs_made": tally.made,
        "runs_failed": tally.failed,
    }
    sessions = [*earlier, session] if tally.made or tally.failed or not earlier else earlier
    whole = {
        **manifest,
        **here,
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
    replaced = whole.pop("replaces", [])
    with ledger.replacing(*behind, VERDICTS, ESTIMATES) as hashes:
        for name, table in behind.items():
            hashes[name] = write_csv(folder / name, table)
        hashes[VERDICTS] = write_json(folder / VERDICTS, verdicts)
        hashes[ESTIMATES] = write_json(folder / ESTIMATES, [one.as_json() for one in figures])
        hashes[MANIFEST] = write_manifest(folder, whole, ledger, hashes)
    remove_files(folder, replaced)
    return Study(folder, runs, verdicts, own_manifest(folder))


def _planned(
    name_or_path: str | Path,
    out: str | Path | None,
    parts: Parts,
    *,
    quick: bool,
    fresh: bool = False,
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
    refuse_other_results(folder, experiment.study.name, quick=quick, fresh=fresh)
    return plan, folder, text


@contextlib.contextmanager
def _at_work(folder: Path, manifest: dict[str, Any], progress: Progress) -> Iterator[Ledger]:
    """The ledger of a folder, open, and the manifest of what is to be made there in its place.

    The manifest comes first, so that whatever is written after it is known to be ours.
    """
    with no_room_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    refuse_if_at_work(folder / LEDGER)
    if not (folder / MANIFEST).exists():
        files = [MANIFEST, LEDGER]
        write_json(folder / MANIFEST, {**manifest, "state": RUNNING, "files": files})
    with Ledger.open(folder / LEDGER) as ledger:
        _begin(folder, ledger, manifest, progress)
        yield ledger


def _begin(folder: Path, ledger: Ledger, manifest: dict[str, Any], progress: Progress) -> None:
    """Note the manifest in the folder if what is there is not of this study as it stands.

    What was concluded from other runs goes aside: until these are made there is no verdict.
    """
    stored, noted = own_manifest(folder), ledger.files.get(MANIFEST)
    is_as_noted = noted == hash_of_bytes((folder / MANIFEST).read_bytes())
    decisive = ("experiment", "cells", "model_version")
    wanted = json.loads(json.dumps({name: manifest[name] for name in decisive}))
    is_same = all(stored.get(name) == value for name, value in wanted.items())
    if is_as_noted and is_same:
        return
    kept: dict[str, Any] = {
        name: stored[name] for name in ("sessions", "replaces") if name in stored
    }
    if noted is not None and ledger.was_sealed and not is_as_noted:
        progress.say("the manifest was damaged; what it told of earlier sessions is lost")
        kept = {}
    with ledger.replacing(MANIFEST) as hashes:
        if noted is None:
            hashes |= hashes_of_listed(folder)
        if not is_same:
            hashes |= move_conclusions(folder, ledger)
        whole = {**manifest, **kept, "state": RUNNING}
        hashes[MANIFEST] = write_manifest(folder, whole, ledger, hashes)


def _moved_aside(folder: Path) -> list[str]:
    """Move the result of a folder aside, to be removed when the new one is whole."""
    refuse_if_at_work(folder / LEDGER)
    if not listed(folder):
        return []
    refuse_changed(folder)
    return [*own_manifest(folder).get("replaces", []), *move_aside(folder)]


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


def refuse_other_results(folder: Path, name: str, *, quick: bool, fresh: bool = False) -> None:
    """A folder holds one study, and what is not ours in it is not touched.

    Raises ForeignError, ResultError or MutualsError where another study, or anything else, lies
    where this one would be written. fresh: whether one of an earlier format may be replaced.
    """
    refuse_foreign(folder)
    if not (folder / MANIFEST).exists():
        return
    stored = own_manifest(folder)
    if stored.get("name") != name or stored.get("quick", False) != quick:
        kind = "a quick trial of " if stored.get("quick") else ""
        message = f"{folder} holds {kind}{stored.get('name')}; name another folder with --out"
        raise MutualsError(message)
    if not fresh or stored["format"] > FORMAT:
        refuse_other_format(folder, stored)


def _known_outcomes(parts: Parts) -> set[str]:
    """Names that a claim may ask for: every end outcome of a run."""
    from sim.model.record.catalogue import end_names

    given = parts.catalogue
    return set(end_names()) if given is None else {outcome.name for outcome in given}


def _catalogue() -> Sequence[Any]:
    from sim.model.record.catalogue import CATALOGUE

    return CATALOGUE
