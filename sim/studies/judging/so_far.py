"""How the verdicts stand while the runs are still being made."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sim.statistics.intervals import FIXED, Rule
from sim.studies.design.plan import Job, Plan
from sim.studies.judging.looks import Place, rule_of
from sim.studies.judging.saying import finding_words, tally
from sim.studies.judging.space import at_base_alone, judge_space
from sim.studies.judging.verdicts import judge_one, judged
from sim.studies.store.ledger import Ledger
from sim.studies.store.result import runs_at_work
from sim.studies.store.verdict import Verdict

NOTHING_SETTLED: Mapping[Place, Verdict] = {}


def verdicts_so_far(
    plan: Plan, folder: Path, ledger: Ledger, settled: Mapping[Place, Verdict] = NOTHING_SETTLED
) -> Callable[[Sequence[Job]], str]:
    """A function that says how the claims stand on the runs stored in a folder.

    settled: verdicts of earlier looks, which stand as they are. The others are judged on an
    unfinished look: a view of where it is going, on which nothing is stopped.
    """

    def say(stored: Sequence[Job]) -> str:
        if not stored or not plan.experiment.hypotheses:
            return ""
        of_person = bool(plan.experiment.person)
        found = _now(plan, runs_at_work(folder, ledger))
        told = tally(finding_words(verdict.verdict, of_person=of_person) for verdict in found)
        return f"{told} on {len(stored)} runs"

    def _now(plan: Plan, runs: pd.DataFrame) -> list[Verdict]:
        experiment = plan.experiment
        rule: Rule = FIXED if experiment.stopping is None else rule_of(experiment)
        own = experiment if plan.points is None else at_base_alone(experiment)
        found = [
            settled.get((setting, hypothesis.id))
            or judge_one(hypothesis, setting, runs[runs["setting"] == setting], rule)
            for hypothesis, setting in judged(own)
        ]
        if plan.points is None:
            return found
        return [*found, *(one.verdict for one in judge_space(experiment, plan.points, runs))]

    return say
