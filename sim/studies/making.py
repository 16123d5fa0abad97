"""From a plan to its runs and what they say: at once, look by look, or point by point."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.studies.design.expansion import Points
from sim.studies.design.plan import Job, Plan
from sim.studies.judging.looks import (
    Look,
    Place,
    first_look,
    in_order,
    jobs_of_look,
    next_look,
    replications_at_first,
    rule_of,
    seen_at,
    whole_plan,
)
from sim.studies.judging.screening import screen
from sim.studies.judging.so_far import verdicts_so_far
from sim.studies.judging.space import SPACE, OverSpace, at_base_alone, judge_space, point_table
from sim.studies.judging.verdicts import judge, judged
from sim.studies.question.experiment import Experiment
from sim.studies.runs.backend import Backend
from sim.studies.runs.progress import Progress
from sim.studies.runs.runner import RETRIES, OneRun, Tally, carry_out
from sim.studies.store.files import OVER_POINTS, POINTS, SENSITIVITY, write_csv
from sim.studies.store.ledger import Ledger
from sim.studies.store.parts import sound_keys
from sim.studies.store.provenance import inputs_of
from sim.studies.store.result import runs_at_work
from sim.studies.store.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Made:
    """A plan carried out: its runs, and the verdicts of a study that stopped when it knew."""

    plan: Plan
    """With the replications there came to be."""
    runs: pd.DataFrame
    tally: Tally
    settled: tuple[Verdict, ...] | None = None
    looks: int = 0

    def told(self) -> dict[str, object]:
        """What the manifest says anew once the runs are in."""
        stopping = self.plan.experiment.stopping
        if stopping is None:
            return {}
        cells = inputs_of(self.plan, "")["cells"]
        rule = rule_of(self.plan.experiment)
        seeds = sorted({job.seed for job in self.plan.jobs})
        told = {**stopping.model_dump(mode="json"), "narrowest_at": rule.narrowest_at}
        return {"cells": cells, "seeds": seeds, "stopping": {**told, "looks": self.looks}}


def make_all(  # noqa: PLR0913
    plan: Plan,
    folder: Path,
    ledger: Ledger,
    backend: Backend,
    one_run: OneRun | None,
    progress: Progress,
    *,
    retries: int = RETRIES,
    runs_at_most: int | None = None,
) -> Made:
    """Make every run the experiment needs and the folder does not hold, look by look if it stops.

    ledger: that of the folder, open. All looks are made by the same backend. runs_at_most: runs to
    make, in all looks together, before stopping with StoppedEarlyError if more are missing.
    """
    left = runs_at_most

    def carry_on(to_make: Plan, settled: Mapping[Place, Verdict]) -> tuple[pd.DataFrame, Tally]:
        nonlocal left
        tally = carry_out(
            to_make,
            folder,
            ledger,
            backend,
            one_run,
            progress,
            retries=retries,
            at_most=left,
            verdict_so_far=verdicts_so_far(to_make, folder, ledger, settled),
        )
        left = None if left is None else left - tally.made - tally.failed
        return runs_at_work(folder, ledger), tally

    _write_points(plan, folder, ledger)
    stopping = plan.experiment.stopping
    if stopping is None:
        return Made(plan, *carry_on(plan, {}))
    stored = _stored_jobs(whole_plan(plan, stopping), folder, ledger)
    return _look_by_look(plan, stored, carry_on, progress)


def _write_points(plan: Plan, folder: Path, ledger: Ledger) -> None:
    """Write the points of a design, if the plan has one."""
    if plan.points is None:
        return
    with ledger.replacing(POINTS) as hashes:
        hashes[POINTS] = write_csv(folder / POINTS, pd.DataFrame(list(plan.points.rows())))


def _stored_jobs(plan: Plan, folder: Path, ledger: Ledger) -> list[Job]:
    """The runs of a plan that the folder holds already."""
    had = sound_keys(folder, ledger.files)
    return [job for job in plan.jobs if job.key in had]


CarryOn = Callable[[Plan, Mapping[Place, Verdict]], tuple[pd.DataFrame, Tally]]
"""Makes the missing runs of a plan, some verdicts being settled; returns all stored ones."""


def _look_by_look(plan: Plan, stored: Sequence[Job], carry_on: CarryOn, progress: Progress) -> Made:
    """Make the runs of a look and judge them, look by look, until the verdicts or the cap say so.

    stored: the runs that are there already, whichever look they are of.
    """
    look, looks = first_look(plan), 0
    before = len(stored)
    made = failed = 0
    while True:
        runs, tally = carry_on(jobs_of_look(plan, look, stored), look.verdicts)
        made, failed, looks = made + tally.made, tally.failed, looks + 1
        if runs.empty:
            break
        look = next_look(plan.experiment, look, runs)
        if look.is_last:
            break
        progress.say(_what_is_open(plan.experiment, look))
    verdicts = tuple(in_order(plan.experiment, look.verdicts))
    done = plan.with_replications(look.replications)
    seen = runs if runs.empty else seen_at(look, runs)
    return Made(done, seen, Tally(before, made, failed), verdicts, looks)


def conclude(made: Made) -> tuple[list[Verdict], dict[str, pd.DataFrame]]:
    """What the runs say of every hypothesis, and by file the tables behind it."""
    experiment, points = made.plan.experiment, made.plan.points
    if made.settled is not None:
        return list(made.settled), {}
    if points is None:
        return judge(experiment, made.runs), {}
    over = judge_space(experiment, points, made.runs)
    table = point_table(over)
    behind = {OVER_POINTS: table, SENSITIVITY: screen(experiment, points, made.runs, table)}
    return _with_space(experiment, over, made.runs), behind


def concluded_again(
    experiment: Experiment, points: Points | None, runs: pd.DataFrame
) -> tuple[list[Verdict], pd.DataFrame]:
    """The verdicts that stored runs give, and the runs they are of.

    Every look is judged anew on what it could know of. Writes nothing.
    """
    if experiment.stopping is not None:
        look = Look(replications_at_first(experiment))
        while not look.is_last:
            look = next_look(experiment, look, runs)
        return in_order(experiment, look.verdicts), seen_at(look, runs)
    if points is None:
        return judge(experiment, runs), runs
    return _with_space(experiment, judge_space(experiment, points, runs), runs), runs


def _with_space(
    experiment: Experiment, over: Sequence[OverSpace], runs: pd.DataFrame
) -> list[Verdict]:
    """What holds at the scenario's own point and over all points, in the order of the file."""
    found = [*judge(at_base_alone(experiment), runs), *(one.verdict for one in over)]
    order = [hypothesis.id for hypothesis in experiment.hypotheses]
    return sorted(found, key=lambda one: order.index(one.id))


def settings_told(plan: Plan) -> dict[str, str]:
    """Titles of the settings that verdicts speak of."""
    if plan.points is None:
        return {setting.name: setting.title for setting in plan.experiment.settings}
    count = len(plan.points.points)
    own = {setting.name: setting.title for setting in at_base_alone(plan.experiment).settings}
    return {**own, SPACE: f"Over {count} points of what is uncertain"}


def _what_is_open(experiment: Experiment, look: Look) -> str:
    asked = judged(experiment)
    still = ", ".join(
        f"{hypothesis.id} at {setting}"
        for hypothesis, setting in asked
        if (setting, hypothesis.id) not in look.verdicts
    )
    return f"{len(look.verdicts)} of {len(asked)} verdicts are settled; going on for {still}"
