"""How often a claim is decided although the truth lies on its line: `python -m tests.statistics.decided_wrongly`.

Runs are mostly nothing: with a given chance a run's value is 0, else it is drawn from a curve. The
claim says that the mean is at most what it is in truth, so *supported* and *refuted* are both
wrong; each is promised to come out in at most 2.5% of studies.
"""

import argparse
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.statistics.always_valid import AlwaysValid
from sim.statistics.bounded import Bounds
from sim.statistics.intervals import FIXED, NO_ENDS, Rule
from sim.studies.judging.samples import Sample
from sim.studies.judging.verdicts import judge_claim
from sim.studies.question.experiment import Claim, Hypothesis
from tests.studies.claims import claim

ZEROS = (0.6, 0.85, 0.95)
RUNS = (5, 13)
MEAN_OF_OTHERS = 0.15
LOOKS = range(8, 105, 8)
"""Runs at which a study that stops by itself looks: at first, then every so many, to the cap."""
PROMISED = 0.025
HYPOTHESIS: Hypothesis = claim(direction="at most")


@dataclass(frozen=True, slots=True)
class Rates:
    """Parts of studies."""

    supported: float
    refuted: float


def drawn(zeros: float, runs: int, studies: int, seed: int, most: float) -> NDArray[np.float64]:
    """Values of the runs of many studies, none above `most`, (studies, runs)."""
    is_some = stats.bernoulli.rvs(1 - zeros, size=(studies, runs), random_state=seed)
    some = stats.expon.rvs(scale=MEAN_OF_OTHERS, size=(studies, runs), random_state=seed + 1)
    return np.asarray(is_some * np.minimum(some, most))


def truth(zeros: float, most: float) -> float:
    """The mean of such a run."""
    others = MEAN_OF_OTHERS * (1 - np.exp(-most / MEAN_OF_OTHERS))
    return float((1 - zeros) * others)


def decided(values: NDArray[np.float64], threshold: float, bounds: Bounds, rule: Rule) -> str:
    """The verdict on one study."""
    asked = Claim("x", None, "at most", threshold, None)
    sample = Sample(values, None, len(values), rule, bounds=bounds)
    return judge_claim(HYPOTHESIS, asked, "base", sample).verdict


def rates(zeros: float, runs: int, bounds: Bounds, studies: int, seed: int = 1) -> Rates:
    """Of studies with a fixed number of runs."""
    line = truth(zeros, bounds[1])
    every = drawn(zeros, runs, studies, seed, bounds[1])
    found = Counter(decided(values, line, bounds, FIXED) for values in every)
    return Rates(found["supported"] / studies, found["refuted"] / studies)


def rates_when_stopping(zeros: float, bounds: Bounds, studies: int, seed: int = 1) -> Rates:
    """Of studies that look again and again and stop at the first decision."""
    line = truth(zeros, bounds[1])
    rule = AlwaysValid(4 * LOOKS[0])
    found: Counter[str] = Counter()
    for values in drawn(zeros, LOOKS[-1], studies, seed, bounds[1]):
        verdicts = (decided(values[:runs], line, bounds, rule) for runs in LOOKS)
        found[next((one for one in verdicts if one != "undecided"), "undecided")] += 1
    return Rates(found["supported"] / studies, found["refuted"] / studies)


def main() -> None:
    """Print a table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--studies", type=int, default=2000)
    studies = asked.parse_args().studies
    lines = [
        "| zeros | runs | between 0 and 1: supported, refuted | without bounds |",
        "|---|---|---|---|",
    ]
    for zeros in ZEROS:
        for runs in (*RUNS, 0):
            pair = [
                rates(zeros, runs, bounds, studies)
                if runs
                else rates_when_stopping(zeros, bounds, studies // 4)
                for bounds in ((0.0, 1.0), NO_ENDS)
            ]
            said = [f"{one.supported:.1%}, {one.refuted:.1%}" for one in pair]
            lines.append(
                f"| {zeros:.0%} | {runs or f'{LOOKS[0]} to {LOOKS[-1]}, looking every {LOOKS.step}'} | {' | '.join(said)} |"
            )
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
