"""What a study will take and what it will be able to tell, from a pilot of a few of its runs."""

import math
import time
from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.statistics.intervals import FEWEST_RUNS, FIXED, Rule, share_interval, without_gaps
from sim.studies.design.plan import Job, Plan
from sim.studies.judging.looks import rule_of, whole_plan
from sim.studies.judging.samples import Sample, sample_of
from sim.studies.judging.space import SPACE, at_base_alone
from sim.studies.judging.verdicts import applies, judged
from sim.studies.question.experiment import Experiment, Hypothesis
from sim.studies.runs.backend import Backend
from sim.studies.runs.progress import Progress
from sim.studies.runs.runner import RETRIES, OneRun, carry_out
from sim.studies.store.files import plain
from sim.studies.store.ledger import Ledger
from sim.studies.store.manifest import read_manifest
from sim.studies.store.parts import Key, part_files, sound_keys
from sim.studies.store.result import runs_at_work
from sim.studies.store.tables import KINDS

PILOT_REPLICATIONS = 4
PILOT_POINTS = 4
POWER = 0.8
"""Chance with which the smallest detectable effect would be found."""

UNLUCKY = 0.9
"""The width is below the unlucky one with this chance, the pilot's spread being uncertain."""

SECONDS_PER_MINUTE = 60
BYTES_PER_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Expected:
    """What one number of a hypothesis will be known to."""

    id: str
    setting: str
    outcome: str
    runs: int
    """Replications there will be, or points."""
    estimate: float
    """As the pilot has it."""
    width: float
    """Expected width of the interval."""
    width_if_unlucky: float
    detectable: float
    """Distance from the threshold at which the study would decide four times in five."""
    smallest_effect: float | None


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
    pilot = pilot_jobs(whole)
    had = sound_keys(folder, ledger.files)
    keep = [job for job in whole.jobs if job.key in had]
    new = [job for job in pilot if job.key not in had]
    began = time.monotonic()
    pilots = plan.with_jobs([*keep, *new])
    carry_out(pilots, folder, ledger, backend, one_run, progress, retries=retries)
    seconds = time.monotonic() - began
    workers = int(backend.described()["workers"])
    pace = _seconds_a_year(new, seconds, workers) or _stored_pace(folder)
    stored = sound_keys(folder, ledger.files)
    runs = runs_at_work(folder, ledger)
    each = _megabytes(folder) / max(len(stored), 1)
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
        expected=tuple(expectations(plan, whole, runs)),
    )


def pilot_jobs(plan: Plan) -> list[Job]:
    """A few replications of each arm at the first setting, and at a few points of a design."""
    first = [cell.setting for cell in plan.cells[:1]]
    if plan.points is not None:
        settings = [point.setting for point in plan.points.points]
        step = max(len(settings) // PILOT_POINTS, 1)
        first += settings[::step][:PILOT_POINTS]
    return [
        job for job in plan.jobs if job.setting in first and job.replication <= PILOT_REPLICATIONS
    ]


def expectations(plan: Plan, whole: Plan, runs: pd.DataFrame) -> list[Expected]:
    """What each number of each hypothesis will be known to, where it is judged by replications."""
    experiment = plan.experiment
    rule: Rule = FIXED if experiment.stopping is None else rule_of(experiment)
    own = at_base_alone(experiment) if plan.points is not None else experiment
    most = {(cell.setting, cell.arm): cell.replications for cell in whole.cells}
    found = []
    for hypothesis, setting in judged(own):
        to_come = min(most[setting, arm] for arm in hypothesis.arms)
        seen = runs[runs["setting"] == setting]
        # A setting without a pilot of its own is taken to be as lucky as the first.
        here = seen if len(seen) else runs[runs["setting"] == plan.cells[0].setting]
        found += _of_hypothesis(hypothesis, setting, here, to_come, rule)
    return found + _over_space(plan, experiment)


def _of_hypothesis(
    hypothesis: Hypothesis, setting: str, runs: pd.DataFrame, to_come: int, rule: Rule
) -> list[Expected]:
    services = [one for one in hypothesis.services if applies(hypothesis, one, runs)]
    found = []
    for service in services if hypothesis.services else ("",):
        for claim in hypothesis.claims(service):
            sample = sample_of(hypothesis, claim, runs)
            error, freedom = _spread(sample, claim.threshold)
            error /= math.sqrt(to_come)
            reach = rule.reach(hypothesis.confidence, to_come)
            unlucky = error * _at_worst(freedom)
            found.append(
                Expected(
                    id=hypothesis.id,
                    setting=setting,
                    outcome=claim.outcome,
                    runs=to_come,
                    estimate=sample.interval(hypothesis.confidence).estimate,
                    width=2 * reach * error,
                    width_if_unlucky=2 * reach * unlucky,
                    detectable=(reach + _quantile_of_power()) * error,
                    smallest_effect=claim.smallest_effect,
                )
            )
    return found


def _spread(sample: Sample, threshold: float) -> tuple[float, int]:
    """Standard deviation of one replication of the number, and its degrees of freedom."""
    if sample.below is None:
        contrast, scale = without_gaps(sample.values), 1.0
    else:
        ratio = sample.interval(0.95).estimate
        contrast = without_gaps(sample.contrast(ratio if math.isfinite(ratio) else threshold))
        below = without_gaps(sample.below)
        scale = float(abs(below.mean())) if len(below) else math.nan
    if len(contrast) < FEWEST_RUNS or not scale:
        return math.nan, 0
    return float(contrast.std(ddof=1)) / scale, len(contrast) - 1


def _at_worst(freedom: int) -> float:
    """How much larger the true spread may be than the pilot's, with nine chances in ten below."""
    if not freedom:
        return math.nan
    from scipy.special import chdtri

    return math.sqrt(freedom / float(chdtri(freedom, UNLUCKY)))


def _quantile_of_power() -> float:
    from scipy.special import ndtri

    return float(ndtri(POWER))


def _over_space(plan: Plan, experiment: Experiment) -> list[Expected]:
    """A share of points: its interval at worst, when it holds at half of them."""
    if plan.points is None:
        return []
    count = len(plan.points.points)
    found = []
    for hypothesis in experiment.hypotheses:
        widest = share_interval(count / 2, count, hypothesis.confidence)
        near = share_interval(plan.points.design.widely * count, count, hypothesis.confidence)
        width = near.high - near.low
        worst = widest.high - widest.low
        found.append(
            Expected(
                hypothesis.id,
                SPACE,
                "share of points",
                count,
                math.nan,
                width,
                worst,
                width / 2,
                None,
            )
        )
    return found


def _minutes(plan: Plan, stored: Set[Key], pace: float) -> float:
    """How long the runs of a plan take that are not stored, at so many seconds a year of a run."""
    years = sum(job.years for job in plan.jobs if job.key not in stored)
    return years * pace / SECONDS_PER_MINUTE


def _megabytes(folder: Path) -> float:
    """What the tables of the stored runs take of the disk."""
    size = sum(path.stat().st_size for kind in KINDS for path in part_files(folder, kind))
    return size / BYTES_PER_MEGABYTE


def _seconds_a_year(jobs: Sequence[Job], seconds: float, workers: int) -> float:
    """Processor seconds that a year of a run takes; 0 if nothing was made."""
    years = sum(job.years for job in jobs)
    if not years:
        return 0.0
    rounds = math.ceil(len(jobs) / workers)
    in_use = len(jobs) / (rounds * workers)
    return seconds * workers * in_use / years


def _stored_pace(folder: Path) -> float:
    """The pace of earlier sittings, as the manifest tells it; NaN if it does not."""
    manifest = read_manifest(folder)
    years = {cell["arm"]: cell["years"] for cell in manifest.get("cells", [])}
    sessions = manifest.get("sessions", [])
    made = sum(one["runs_made"] for one in sessions)
    worked = sum(one["wall_seconds"] * one["workers"] for one in sessions)
    if not made or not years:
        return math.nan
    return float(worked / made / np.mean(list(years.values())))
