"""How well a study to come will know its numbers, from the spread of the runs there are."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.model.record.summary import SUMMARY
from sim.statistics.bounded import OFF_COMMONEST
from sim.statistics.intervals import FEWEST_RUNS, FIXED, Rule, without_gaps
from sim.statistics.shares import Seen, share_despite_luck
from sim.studies.design.plan import Plan
from sim.studies.judging.looks import rule_of
from sim.studies.judging.samples import Sample, sample_of
from sim.studies.judging.space import SPACE, at_base_alone
from sim.studies.judging.verdicts import applies, judged
from sim.studies.question.experiment import Claim, Experiment, Hypothesis, Question
from sim.studies.question.sections import MOST_RUNS, SAMPLED

POWER = 0.8
"""Chance with which the smallest detectable effect would be found."""

UNLUCKY = 0.9
"""The width is below the unlucky one with this chance, the pilot's spread being uncertain."""


FEWEST_THAT_DECIDE = OFF_COMMONEST + 1
"""Runs below which a verdict rests on few (`sim.statistics.bounded`), however alike they are."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one number will be known to."""

    id: str
    """Of the hypothesis; of a number that none asks about, the arm, or "ARM minus ARM"."""
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
    """Distance from the threshold, or from no difference, at which the study would decide four
    times in five; NaN where so few runs decide nothing."""
    smallest_effect: float | None
    width_asked: float | None = None
    """The widest interval that the file finds narrow enough; else twice the smallest effect, so
    that the interval reaches no further than that to either side."""
    needed: int | None = None
    """Replications that make the interval so narrow; MOST_RUNS where even those are too few."""
    needed_if_unlucky: int | None = None


@dataclass(frozen=True, slots=True)
class _Judge:
    """By what rule and for how many runs a number is judged."""

    rule: Rule
    confidence: float
    runs: int

    @property
    def may_decide(self) -> bool:
        """Whether so many runs can decide at all."""
        return self.runs >= FEWEST_THAT_DECIDE

    def expected(self, sample: Sample, claim: Claim, asked: float | None) -> dict[str, Any]:
        """The fields of `Expected` that hang on the spread of the sample."""
        spread, freedom = _spread(sample, claim.threshold)
        unlucky = spread * _at_worst(freedom)
        reach = self.rule.reach(self.confidence, self.runs)
        error = spread / math.sqrt(self.runs)
        return {
            "outcome": claim.outcome,
            "runs": self.runs,
            "estimate": sample.interval(self.confidence).estimate,
            "width": 2 * reach * error,
            "width_if_unlucky": 2 * reach * unlucky / math.sqrt(self.runs),
            "detectable": (reach + _quantile_of_power()) * error if self.may_decide else math.nan,
            "smallest_effect": claim.smallest_effect,
            "width_asked": asked,
            "needed": self.needed(spread, asked),
            "needed_if_unlucky": self.needed(unlucky, asked),
        }

    def needed(self, spread: float, width: float | None) -> int | None:
        """The fewest runs that make the interval no wider; None if no spread or width is known."""
        if width is None or not (math.isfinite(spread) and spread > 0):
            return None
        low, high = FEWEST_THAT_DECIDE, MOST_RUNS
        while low < high:
            middle = (low + high) // 2
            reach = self.rule.reach(self.confidence, middle) / math.sqrt(middle)
            low, high = (low, middle) if 2 * reach * spread <= width else (middle + 1, high)
        return low


def expectations(plan: Plan, whole: Plan, runs: pd.DataFrame) -> list[Expected]:
    """What each number of each hypothesis will be known to.

    Where there is no hypothesis: each outcome of interest by arm, and each arm's difference to the
    first.
    """
    if not plan.experiment.hypotheses:
        return list(_of_interest(plan, whole, runs))
    experiment = plan.experiment
    rule: Rule = FIXED if experiment.stopping is None else rule_of(experiment)
    own = at_base_alone(experiment) if plan.points is not None else experiment
    most = {(cell.setting, cell.arm): cell.replications for cell in whole.cells}
    found: list[Expected] = []
    for hypothesis, setting in judged(own):
        to_come = min(most[setting, arm] for arm in hypothesis.arms)
        seen = runs[runs["setting"] == setting]
        # A setting without a pilot of its own is taken to be as lucky as the first.
        here = seen if len(seen) else runs[runs["setting"] == plan.cells[0].setting]
        judge = _Judge(rule, hypothesis.confidence, to_come)
        found += _of_hypothesis(experiment, hypothesis, setting, here, judge)
    return found + _over_space(plan, experiment)


def _of_hypothesis(
    experiment: Experiment, hypothesis: Hypothesis, setting: str, runs: pd.DataFrame, judge: _Judge
) -> Iterator[Expected]:
    services = [one for one in hypothesis.services if applies(hypothesis, one, runs)]
    for service in services if hypothesis.services else ("",):
        for claim in hypothesis.claims(service):
            asked = _width_asked(experiment, hypothesis, claim)
            sample = sample_of(hypothesis, claim, runs)
            yield Expected(hypothesis.id, setting, **judge.expected(sample, claim, asked))


def _width_asked(experiment: Experiment, hypothesis: Hypothesis, claim: Claim) -> float | None:
    widest = experiment.stopping.interval_at_most if experiment.stopping else None
    if isinstance(widest, Mapping):
        widest = widest.get(hypothesis.id)
    if widest is None and claim.smallest_effect is not None:
        return 2 * claim.smallest_effect
    return widest


def _of_interest(plan: Plan, whole: Plan, runs: pd.DataFrame) -> Iterator[Expected]:
    """Over the points of a sample, which are draws themselves; else over replications."""
    experiment = plan.experiment
    if plan.points is not None and plan.points.design.kind in SAMPLED:
        names = [point.setting for point in plan.points.points]
        own = runs[runs["setting"].isin(names)]
        own = own.groupby(["setting", "arm"], as_index=False).mean(numeric_only=True)
        own = own.assign(replication=own["setting"].map({name: n for n, name in enumerate(names)}))
        setting, counts = SPACE, dict.fromkeys((arm.name for arm in experiment.arms), len(names))
    else:
        setting = plan.cells[0].setting
        own = runs[runs["setting"] == setting]
        counts = {cell.arm: cell.replications for cell in whole.cells if cell.setting == setting}
    first, *others = counts
    for outcome in experiment.outcomes.of_interest or [name for name in SUMMARY if name in own]:
        claim = Claim(outcome, None, "at least", 0.0, None)
        for asked in _questions(outcome, first, others):
            judge = _Judge(FIXED, asked.confidence, min(counts[arm] for arm in asked.arms))
            told = judge.expected(sample_of(asked, claim, own), claim, None)
            if asked.difference is None:
                yield Expected(asked.arms[0], setting, **{**told, "detectable": math.nan})
            else:
                yield Expected(asked.comparison, setting, **told)


def _questions(outcome: str, first: str, others: list[str]) -> Iterator[Question]:
    """Each arm by itself, then each beside the first."""
    for arm in (first, *others):
        yield Question(statement=outcome, outcome=outcome, arms=(arm,))
    for arm in others:
        comparison = f"{arm} minus {first}"
        yield Question(statement=outcome, outcome=outcome, comparison=comparison, arms=(arm, first))


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
    """A share of points: its interval if no point is near the line."""
    if plan.points is None:
        return []
    count = len(plan.points.points)
    found = []
    for hypothesis in experiment.hypotheses:
        worst = _width_of_share(0.5, count, hypothesis.confidence)
        width = _width_of_share(plan.points.design.widely, count, hypothesis.confidence)
        told = (hypothesis.id, SPACE, "share of points", count, math.nan, width, worst, width / 2)
        found.append(Expected(*told, smallest_effect=None))
    return found


def _width_of_share(share: float, count: int, confidence: float) -> float:
    clear = np.where(np.arange(count) < share * count, math.inf, -math.inf)
    low, high = share_despite_luck(Seen(clear, clear, np.arange(count)), confidence)
    return high - low
