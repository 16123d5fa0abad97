"""How the verdicts stand while the runs are still being made."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.studies.experiment import Experiment
from sim.studies.plan import Job
from sim.studies.store import read_table
from sim.studies.verdicts import Finding, judge

FINDINGS: tuple[Finding, ...] = ("supported", "refuted", "undecided")


def verdicts_so_far(experiment: Experiment, folder: Path) -> Callable[[Sequence[Job]], str]:
    """A function that says how the claims stand on the runs stored in a folder.

    These are ordinary intervals on an unfinished study: a view of where it is going, on which
    nothing is stopped.
    """

    def say(stored: Sequence[Job]) -> str:
        if not stored or not experiment.hypotheses:
            return ""
        verdicts = judge(experiment, read_table(folder, "runs"))
        counted = Counter(verdict.verdict for verdict in verdicts)
        told = [f"{counted[finding]} {finding}" for finding in FINDINGS if counted[finding]]
        return f"{', '.join(told)} on {len(stored)} runs"

    return say
