"""Replications as many as needed and no more: look, and go on only where something is open.

Looks are at numbers of replications fixed in the file, and every run of a look is in before it is
judged, so the answer is the same for any number of workers and after any number of kills. The
intervals are a confidence sequence: they hold at all looks at once. A verdict stands as it was
when it was settled, even if its arms run on for the sake of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.statistics.always_valid import AlwaysValid
from sim.studies.design.plan import Job, Plan
from sim.studies.judging.verdicts import judge_one, judged
from sim.studies.question.experiment import Experiment, Hypothesis
from sim.studies.question.sections import Stopping
from sim.studies.store.verdict import Verdict

FIRST_LOOKS = 4
"""Intervals are tuned to be narrowest at this many times the first look, unless said."""

UNDECIDED, SUPPORTED, REFUTED = "undecided", "supported", "refuted"
Place = tuple[str, str]
"""A setting and an arm, or a setting and a hypothesis."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known after some replications, and how many there should be at the next look."""

    replications: Mapping[Place, int]
    """By setting and arm."""
    verdicts: Mapping[Place, Verdict] = field(default_factory=dict)
    """Settled ones, by setting and hypothesis, as they were when settled."""
    is_last: bool = False


def rule_of(experiment: Experiment) -> AlwaysValid:
    """The confidence sequence of a study, fixed by its file before the first run."""
    stopping = experiment.stopping
    first = experiment.study.replications
    tuned = stopping.narrowest_at if stopping and stopping.narrowest_at else FIRST_LOOKS * first
    return AlwaysValid(tuned)


def first_look(plan: Plan) -> Look:
    """The replications after which all is looked at for the first time."""
    return Look({(cell.setting, cell.arm): cell.replications for cell in plan.cells})


def replications_at_first(experiment: Experiment) -> dict[Place, int]:
    """The replications of the first look, as the file has them."""
    return {
        (setting.name, arm.name): experiment.replications_of(setting, arm)
        for setting in experiment.settings
        for arm in experiment.arms
        if arm.name in experiment.arms_of(setting)
    }


def jobs_of_look(plan: Plan, look: Look, stored: Iterable[Job]) -> Plan:
    """The plan up to a look. Runs stored beyond it, by an earlier sitting, are kept."""
    wanted = plan.with_replications(look.replications)
    asked = {job.key for job in wanted.jobs}
    return wanted.with_jobs([*wanted.jobs, *(job for job in stored if job.key not in asked)])


def whole_plan(plan: Plan, stopping: Stopping) -> Plan:
    """The plan with every arm at the cap: all runs there could be."""
    most = {(cell.setting, cell.arm): max(cell.replications, stopping.cap) for cell in plan.cells}
    return plan.with_replications(most)


def seen_at(look: Look, runs: pd.DataFrame) -> pd.DataFrame:
    """The runs a look may know of."""
    places = zip(runs["setting"], runs["arm"], strict=True)
    most = np.array([look.replications.get(place, 0) for place in places])
    return runs[runs["replication"].to_numpy() <= most]


def next_look(experiment: Experiment, look: Look, runs: pd.DataFrame) -> Look:
    """Judge all that is open, and say how many replications the next look needs."""
    stopping = experiment.stopping
    rule = rule_of(experiment)
    seen = seen_at(look, runs)
    settled = dict(look.verdicts)
    found: dict[Place, Verdict] = {}
    grown = dict(look.replications)
    for hypothesis, setting in judged(experiment):
        place = (setting, hypothesis.id)
        if place in settled:
            continue
        verdict = judge_one(hypothesis, setting, seen[seen["setting"] == setting], rule)
        found[place] = verdict
        if stopping is None or is_settled(hypothesis, verdict, stopping):
            settled[place] = verdict
            continue
        for arm in hypothesis.arms:
            had = look.replications[setting, arm]
            grown[setting, arm] = max(had, min(had + stopping.look_every, stopping.cap))
    if grown == dict(look.replications):
        return Look(look.replications, found | settled, is_last=True)
    return Look(grown, settled)


def is_settled(hypothesis: Hypothesis, verdict: Verdict, stopping: Stopping) -> bool:
    """Whether more runs are not needed: decided, or every number in it is known well enough.

    A number that is the same in every run is not settled by that: spread may yet show.
    """
    leaves = verdict.leaves
    telling = [leaf.low < leaf.high for leaf in leaves if leaf.verdict == verdict.verdict]
    if verdict.verdict == SUPPORTED and telling and all(telling):
        return True
    if verdict.verdict == REFUTED and any(telling):
        return True
    widest = stopping.interval_at_most
    if isinstance(widest, Mapping):
        widest = widest.get(hypothesis.id)
    return all(_is_known(leaf, widest) for leaf in leaves)


def _is_known(leaf: Verdict, widest: float | None) -> bool:
    width = leaf.high - leaf.low
    if not width > 0 or not np.isfinite(width):
        return False
    return (
        leaf.verdict != UNDECIDED
        or bool(leaf.equivalence)
        or (widest is not None and width <= widest)
    )


def in_order(experiment: Experiment, verdicts: Mapping[Place, Verdict]) -> list[Verdict]:
    """The verdicts in the order of the file."""
    return [
        verdicts[setting, hypothesis.id]
        for hypothesis, setting in judged(experiment)
        if (setting, hypothesis.id) in verdicts
    ]
