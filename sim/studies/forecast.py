"""What a study will take and what it will be able to tell, from a pilot of a few of its runs."""

import math
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.statistics.intervals import FEWEST_RUNS
from sim.studies.design.outlook import rough_seconds
from sim.studies.design.plan import Job, Plan
from sim.studies.judging.expecting import Expected, expectations
from sim.studies.judging.looks import whole_plan
from sim.studies.runs.backend import Backend
from sim.studies.runs.progress import Progress
from sim.studies.runs.runner import RETRIES, OneRun, carry_out
from sim.studies.store.files import plain
from sim.studies.store.ledger import Ledger
from sim.studies.store.manifest import read_manifest
from sim.studies.store.parts import Key, part_files, sound_keys
from sim.studies.store.result import runs_at_work
from sim.studies.store.tables import KINDS

ONE_IN = 10
"""A pilot is at most one run in so many of the study's own."""

PILOT_REPLICATIONS = 4
PILOT_POINTS = 8

SECONDS_PER_MINUTE = 60
BYTES_PER_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Forecast:
    """Minutes, disk and intervals to come."""

    runs: int
    runs_stored: int
    most_runs: int
    """If replications go on to the cap."""
    minutes: float
    """For what is still to be made."""
    most_minutes: float
    megabytes: float
    most_megabytes: float
    workers: int
    pilot_runs: int
    """None where a tenth of the study would be too few runs to see how they spread."""
    is_rough: bool
    """Whether no run was there to be timed, so that the time is a guess from the world's size."""
    not_in_pilot: tuple[str, ...]
    """Arms that are asked about and that a tenth of the study does not reach."""
    expected: tuple[Expected, ...]

    def as_json(self) -> dict[str, Any]:
        """The forecast as plain values."""
        return plain(asdict(self))


def foretell(  # noqa: PLR0913
    plan: Plan,
    folder: Path,
    ledger: Ledger,
    backend: Backend,
    one_run: OneRun | None,
    progress: Progress,
    *,
    retries: int = RETRIES,
) -> Forecast:
    """Make the pilot, beside whatever is stored, and say what the whole will take and tell."""
    stopping = plan.experiment.stopping
    whole = plan if stopping is None else whole_plan(plan, stopping)
    pilot = pilot_jobs(whole, len(plan.jobs) // ONE_IN)
    had = sound_keys(folder, ledger.files)
    keep = [job for job in whole.jobs if job.key in had]
    new = [job for job in pilot if job.key not in had]
    pilots = plan.with_jobs([*keep, *new])
    tally = carry_out(pilots, folder, ledger, backend, one_run, progress, retries=retries)
    workers = int(backend.described()["workers"])
    measured = _pace(tally.seconds, new) or _stored_pace(folder)
    pace = measured or (_guessed_pace(plan) if one_run is None else math.nan)
    stored = sound_keys(folder, ledger.files)
    runs = runs_at_work(folder, ledger)
    each = _megabytes(folder) / max(len(stored), 1)
    reached = {job.arm for job in (*pilot, *keep)}
    return Forecast(
        runs=len(plan.jobs),
        runs_stored=len(stored),
        most_runs=len(whole.jobs),
        minutes=_minutes(plan, stored, pace / workers),
        most_minutes=_minutes(whole, stored, pace / workers),
        megabytes=each * len(plan.jobs),
        most_megabytes=each * len(whole.jobs),
        workers=workers,
        pilot_runs=len(pilot),
        is_rough=not measured,
        not_in_pilot=tuple(arm for arm in arms_asked(plan) if arm not in reached) if pilot else (),
        expected=tuple(expectations(plan, whole, runs)) if len(runs) else (),
    )


def pilot_jobs(plan: Plan, most: int) -> list[Job]:
    """A few replications of each arm that is asked about, and a few points of a design.

    most: runs it may have. If two replications of each arm are more, it leaves out the arms that
    are asked about last; none if not even two arms (one, if there is one) can be seen twice.
    """
    arms = arms_asked(plan)
    fewest = FEWEST_RUNS * min(len(arms), 2)
    if most < fewest:
        return []
    arms = arms[: most // FEWEST_RUNS]
    jobs = {(job.setting, job.arm, job.replication): job for job in plan.jobs}
    chosen: list[Job] = []
    for setting, replication in _rounds(plan):
        places = [(setting, arm, replication) for arm in arms]
        found = [jobs[place] for place in places if place in jobs]
        if len(chosen) + len(found) > most:
            break
        chosen += found
    return chosen


def arms_asked(plan: Plan) -> list[str]:
    """The arms that hypotheses are about, in their order; all where there are none."""
    claims = plan.experiment.hypotheses
    asked = [arm for claim in claims for arm in claim.arms]
    return list(dict.fromkeys(asked or [arm.name for arm in plan.experiment.arms]))


def _rounds(plan: Plan) -> Iterator[tuple[str, int]]:
    """Settings and replications to look at, the most telling first."""
    first = [(plan.cells[0].setting, number + 1) for number in range(PILOT_REPLICATIONS)]
    settings = [point.setting for point in plan.points.points] if plan.points else []
    step = max(len(settings) // PILOT_POINTS, 1)
    few = settings[::step][:PILOT_POINTS]
    if plan.points is None or plan.experiment.hypotheses:
        yield from dict.fromkeys([*first, *((setting, 1) for setting in few)])
        return
    each = range(1, plan.points.design.replications + 1)
    yield from dict.fromkeys([*((setting, number) for setting in few for number in each), *first])


def _minutes(plan: Plan, stored: Set[Key], pace: float) -> float:
    """How long the runs of a plan take that are not stored, at so many seconds a year of a run."""
    years = sum(job.years for job in plan.jobs if job.key not in stored)
    return years * pace / SECONDS_PER_MINUTE


def _megabytes(folder: Path) -> float:
    """What the tables of the stored runs take of the disk."""
    size = sum(path.stat().st_size for kind in KINDS for path in part_files(folder, kind))
    return size / BYTES_PER_MEGABYTE


def _pace(seconds: float, made: list[Job]) -> float:
    """Seconds of one worker that a year of a run takes; 0 if nothing was made."""
    return seconds / sum(job.years for job in made) if made else 0.0


def _guessed_pace(plan: Plan) -> float:
    """As `mutuals check` guesses, from the size of the worlds; known of our own model only."""
    return rough_seconds(plan.cells) / sum(job.years for job in plan.jobs)


def _stored_pace(folder: Path) -> float:
    """The pace of earlier sittings, as the manifest tells it; 0 if it does not."""
    manifest = read_manifest(folder)
    years = {cell["arm"]: cell["years"] for cell in manifest.get("cells", [])}
    sessions = manifest.get("sessions", [])
    made = sum(one["runs_made"] for one in sessions)
    worked = sum(one["wall_seconds"] * one["workers"] for one in sessions)
    if not made or not years:
        return 0.0
    return float(worked / made / np.mean(list(years.values())))
