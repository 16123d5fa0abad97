"""A study from its file to its verdicts, and back from disk."""

import time
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import cast

import pandas as pd

from sim.asked import count_of
from sim.errors import StoppedEarlyError
from sim.model.record.columns import units_of
from sim.model.record.lives import survival_by
from sim.model.showing import table
from sim.studies.folder import at_work
from sim.studies.forecast import Forecast, foretell
from sim.studies.judging.by_arm import shown_by_arm
from sim.studies.judging.estimates import estimate_all
from sim.studies.judging.saying import with_words
from sim.studies.making import Made, conclude, make_all
from sim.studies.planning import Parts, Planned, placed, plan_of
from sim.studies.question.experiment import BASE
from sim.studies.question.read import experiment_text
from sim.studies.runs.backend import Backend
from sim.studies.runs.executors import backend_for
from sim.studies.runs.progress import Progress, Silence
from sim.studies.runs.runner import RETRIES, OneRun, Tally
from sim.studies.store.files import (
    ESTIMATES,
    LEDGER,
    MANIFEST,
    VERDICTS,
    write_csv,
)
from sim.studies.store.inputs import with_inputs
from sim.studies.store.ledger import Ledger
from sim.studies.store.manifest import (
    Manifest,
    Session,
    joined,
    read_manifest,
    write_manifest,
)
from sim.studies.store.ownership import remove_files
from sim.studies.store.provenance import circumstances
from sim.studies.store.result import open_result
from sim.studies.store.told import told_table
from sim.studies.store.verdict import StoredVerdict, write_estimates, write_verdicts
from sim.studies.store.wording import wording_of

__all__ = ["How", "Parts", "Study", "carried_out", "forecast", "load_study", "study"]

RESULTS = Path("results")
QUICK_SUFFIX = "-quick"


@dataclass(frozen=True, slots=True)
class Study:
    """A finished study: its runs, its verdicts, where it came from."""

    folder: Path
    runs: pd.DataFrame
    """One row a run: which it is, each parameter that was varied (by its path), end outcomes.

    Units in `attrs["units"]`."""
    verdicts: list[StoredVerdict]
    """As in verdict.json, in the order of the file."""
    manifest: Manifest

    def __repr__(self) -> str:
        """The study in a line."""
        name, found = self.manifest["name"], len(self.verdicts)
        return f"<Study {name}: {len(self.runs)} runs, {found} verdicts, in {self.folder}>"

    def _repr_html_(self) -> str:
        """The study as a small page of a notebook: what was found, and where it lies."""
        shown = ("id", "statement", "setting", "words", "estimate", "low", "high", "runs")
        rows = [{name: one.get(name, "") for name in shown} for one in self.verdicts]
        if not rows:
            found = self.by_arm().drop(columns=["unit"]).dropna(axis=1, how="all")
            rows = [
                {str(name): value for name, value in row.items()}
                for row in found.to_dict("records")
            ]
        return f"<p>{escape(repr(self))}</p>{table(rows)}"

    def table(self, kind: str) -> pd.DataFrame:
        """Another stored table: "series", "events", "organisations" or "holders".

        With a `date` beside each month, and the unit of each column in `attrs["units"]`.
        """
        return told_table(open_result(self.folder), kind)

    def by_arm(self, *outcomes: str) -> pd.DataFrame:
        """Each outcome at each setting by arm, beside the first arm; see `judging.by_arm.by_arm`.

        outcomes: end outcomes; unless named, those of interest in the file, or of a run's summary.
        """
        return shown_by_arm(self.manifest, self.runs, outcomes)

    def survival(self, by: str = "kind", *, arm: str = BASE, setting: str = BASE) -> pd.DataFrame:
        """How long organisations last, by "kind", "form", "service" or "starter", over all runs.

        See `sim.model.record.lives.survival_by` for the columns. Raises ResultError if no run of
        the arm is stored at the setting.
        """
        return survival_by(open_result(self.folder).rows("organisations", setting, arm), by)


@dataclass(frozen=True, slots=True)
class How:
    """Who makes the runs, who is told of them, and how hard is tried; see `study`."""

    backend: Backend
    progress: Progress
    one_run: OneRun | None = None
    retries: int = RETRIES
    runs_at_most: int | None = None
    fresh: bool = False


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
    design: pd.DataFrame | None = None,
    progress: Progress | None = None,
    parts: Parts | None = None,
) -> Study:
    """Make all runs of an experiment, or those still missing, and judge its hypotheses.

    out: folder for the results, results/NAME unless said. workers: processes; unless said, one for
    each processor. scheduler: address of a Dask scheduler whose workers make the runs instead.
    retries: how often a run that fails is tried again. runs_at_most: runs to make this time;
    StoppedEarlyError if more are missing. quick: the small stand-in, whose verdicts mean nothing.
    fresh: make all of it again; what is stored there lies aside until the new study is whole.
    design: the points at which every arm is run, one row each, columns named by parameters' paths,
    as in a CSV that `[design] file` names; the experiment then names no points itself.
    Raises ExperimentError or ScenarioError with every problem before anything is run or written.
    """
    parts = replace(parts or Parts(), design=design)
    if runs_at_most is not None:
        runs_at_most = count_of(runs_at_most, "runs_at_most", 1)
    how = How(
        backend_for(workers, scheduler),
        progress or Silence(),
        parts.one_run,
        count_of(retries, "retries", 0),
        runs_at_most,
        fresh=fresh,
    )
    return carried_out(_planned(name_or_path, out, parts, quick=quick, fresh=fresh), how)


def carried_out(planned: Planned, how: How) -> Study:
    """Make the missing runs of a study in its folder, and judge its hypotheses."""
    folder, began = planned.folder, time.monotonic()
    with at_work(folder, planned.manifest, how.progress, fresh=how.fresh) as ledger:
        made = make_all(
            planned.plan,
            folder,
            ledger,
            how.backend,
            how.one_run,
            how.progress,
            retries=how.retries,
            runs_at_most=how.runs_at_most,
        )
        return _finish(made, folder, ledger, time.monotonic() - began, how.backend)


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
    backend = backend_for(workers, scheduler)
    planned = _planned(name_or_path, out, parts, quick=quick)
    plan, folder, told = planned.plan, planned.folder, progress or Silence()
    with at_work(folder, planned.manifest, told) as ledger:
        return foretell(plan, folder, ledger, backend, parts.one_run, told, retries=retries)


def load_study(folder: str | Path) -> Study:
    """A study or a run as it is stored; raises ResultError if it is not there or cannot be read."""
    found = open_result(Path(folder))
    runs = _as_told(found.table("runs"), found.manifest)
    return Study(found.folder, runs, [one.as_json() for one in found.verdicts()], found.manifest)


def _as_told(runs: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    """Runs as a user gets them: with what was varied, and units."""
    whole = with_inputs(runs, manifest)
    whole.attrs["units"] = units_of(whole, "runs")
    return whole


def _finish(made: Made, folder: Path, ledger: Ledger, seconds: float, backend: Backend) -> Study:
    plan, runs, tally = made.plan, made.runs, made.tally
    if runs.empty:
        message = f"Every run failed; `{folder / LEDGER}` holds the errors."
        raise StoppedEarlyError(message)
    noted = ledger.wordings()
    concluded, behind = conclude(made)
    verdicts = with_words(concluded, plan.experiment, wording_of(plan.experiment, noted))
    manifest, here = read_manifest(folder), circumstances()
    sessions = _sessions(manifest.get("sessions", []), tally, here["written"], seconds, backend)
    concluding = {
        "state": "complete" if not tally.failed else "complete but for failed runs",
        "runs": len(runs),
        "runs_failed": tally.failed,
        "wall_seconds": round(sum(one["wall_seconds"] for one in sessions), 1),
        "sessions": sessions,
        "hypotheses_written": [
            {"hash": note["hash"], "written": note["written"]} for note in noted
        ],
    }
    whole = joined(manifest, here, made.told(), concluding)
    replaced = whole.pop("replaces", [])
    with ledger.replacing(*behind, VERDICTS, ESTIMATES) as hashes:
        for name, table in behind.items():
            hashes[name] = write_csv(folder / name, table)
        hashes[VERDICTS] = write_verdicts(folder / VERDICTS, verdicts)
        figures = estimate_all(plan.experiment, runs)
        hashes[ESTIMATES] = write_estimates(folder / ESTIMATES, figures)
        hashes[MANIFEST] = write_manifest(folder, whole, {*ledger.files, *hashes})
    remove_files(folder, replaced)
    told = read_manifest(folder)
    return Study(folder, _as_told(runs, told), [one.as_json() for one in verdicts], told)


def _sessions(
    earlier: list[Session], tally: Tally, written: str, seconds: float, backend: Backend
) -> list[Session]:
    """The sessions in which the runs were made, this one too if it made any or is the first."""
    session = {
        "written": written,
        "wall_seconds": round(seconds, 1),
        **backend.described(),
        "runs_made": tally.made,
        "runs_failed": tally.failed,
    }
    is_told = tally.made or tally.failed or not earlier
    return [*earlier, cast(Session, session)] if is_told else earlier


def _planned(
    name_or_path: str | Path,
    out: str | Path | None,
    parts: Parts,
    *,
    quick: bool,
    fresh: bool = False,
) -> Planned:
    file, text = experiment_text(name_or_path)
    plan = plan_of(text, file, parts, quick=quick)
    name = plan.experiment.study.name
    folder = Path(out) if out is not None else RESULTS / (name + (QUICK_SUFFIX if quick else ""))
    return placed(plan, text, folder, quick=quick, fresh=fresh)
