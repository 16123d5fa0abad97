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
BOUNDS: tuple[Bounds, ...] = ((0.0, 1.0), NO_ENDS)
SHAPES = {
    "normal": (stats.norm(), NO_ENDS),
    "a share near 0 (beta 2, 18)": (stats.beta(2, 18), (0.0, 1.0)),
    "exponential": (stats.expon(), NO_ENDS),
    "log-normal (0.5)": (stats.lognorm(0.5), NO_ENDS),
}
JUMP = "0.1 give or take 0.02, but 1 in one run of twenty"
"""Shapes without a pile, and one that no method could guard against before it shows."""
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
    every = drawn(zeros, runs, studies, seed, bounds[1])
    return rates_of(every, truth(zeros, bounds[1]), bounds)


def rates_of(every: NDArray[np.float64], line: float, bounds: Bounds) -> Rates:
    """Of studies whose runs are given, (studies, runs), the truth being on the line."""
    found = Counter(decided(values, line, bounds, FIXED) for values in every)
    return Rates(found["supported"] / len(every), found["refuted"] / len(every))


def rates_by_shape(shape: str, runs: int, studies: int, seed: int = 1) -> Rates:
    """Of studies whose runs differ from one another, by how their values are spread."""
    size = (studies, runs)
    if shape == JUMP:
        jumps = stats.bernoulli.rvs(0.05, size=size, random_state=seed)
        plain = stats.norm.rvs(0.1, 0.02, size=size, random_state=seed + 1)
        return rates_of(np.where(jumps, 1.0, plain), 0.145, (0.0, 1.0))
    curve, bounds = SHAPES[shape]
    every = np.asarray(curve.rvs(size=size, random_state=seed))
    return rates_of(every, float(curve.mean()), bounds)


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
    """Print two tables."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--studies", type=int, default=2000)
    studies = asked.parse_args().studies
    often = f"{LOOKS[0]} to {LOOKS[-1]}, looking every {LOOKS.step}"
    lines = [
        "| zeros | runs | between 0 and 1: supported, refuted | without bounds |",
        "|---|---|---|---|",
    ]
    for zeros in ZEROS:
        for runs in RUNS:
            pair = [rates(zeros, runs, bounds, studies) for bounds in BOUNDS]
            lines.append(f"| {zeros:.0%} | {runs} | {' | '.join(map(_told, pair))} |")
        pair = [rates_when_stopping(zeros, bounds, studies // 4) for bounds in BOUNDS]
        lines.append(f"| {zeros:.0%} | {often} | {' | '.join(map(_told, pair))} |")
    lines += [
        "",
        "| spread of runs | 12 runs: supported, refuted | 24 runs | 60 runs |",
        "|---|---|---|---|",
    ]
    for shape in (*SHAPES, JUMP):
        found = [rates_by_shape(shape, runs, studies) for runs in (12, 24, 60)]
        lines.append(f"| {shape} | {' | '.join(map(_told, found))} |")
    print("\n".join(lines))  # noqa: T201


def _told(found: Rates) -> str:
    return f"{found.supported:.1%}, {found.refuted:.1%}"


if __name__ == "__main__":
    main()
