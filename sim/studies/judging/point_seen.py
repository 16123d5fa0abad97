"""What the runs of one point say of one hypothesis: its numbers, and whether it holds there."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.statistics.intervals import without_gaps
from sim.studies.judging.samples import Sample, sample_of
from sim.studies.judging.verdicts import AT_LEAST, applies
from sim.studies.question.experiment import Hypothesis


@dataclass(frozen=True, slots=True)
class Number:
    """One claim's number at one point."""

    name: str
    """The outcome it is about."""
    service: str
    estimate: float
    gap: float
    """How far on the claimed side of its threshold, in units of the contrast; NaN if unknown."""
    runs: int
    squares: float
    """Sum of squared deviations of the runs from their mean."""
    size: float | None
    """The smallest effect that matters."""
    is_same: bool = False
    """Whether two arms are alike in every run here, and the claim's line is no difference."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the runs of one point say of one hypothesis."""

    setting: str
    block: int
    numbers: tuple[Number, ...]
    """Empty where the claim is not made: no service meets its condition there."""
    holds: bool | None
    """None if it cannot be told, or if two arms are alike and neither is ahead."""

    @property
    def is_same(self) -> bool:
        """Whether it neither holds nor fails, because the two arms are alike in every run."""
        return self.holds is None and any(one.is_same for one in self.numbers)


def see(hypothesis: Hypothesis, setting: str, block: int, runs: pd.DataFrame) -> Seen:
    """What the runs of one point say of one hypothesis."""
    services = [one for one in hypothesis.services if applies(hypothesis, one, runs)]
    numbers = tuple(
        _number(hypothesis, index, service, runs)
        for service in (services if hypothesis.services else ("",))
        for index in range(len(hypothesis.claims(service)))
    )
    return Seen(setting, block, numbers, _combined(hypothesis, numbers))


def _number(hypothesis: Hypothesis, index: int, service: str, runs: pd.DataFrame) -> Number:
    claim = hypothesis.claims(service)[index]
    sample = sample_of(hypothesis, claim, runs)
    sign = 1.0 if claim.direction == AT_LEAST else -1.0
    gaps = without_gaps(sample.contrast(claim.threshold)) * sign
    estimate = _estimate(sample)
    is_known = len(gaps) > 0 and math.isfinite(estimate)
    return Number(
        claim.outcome,
        service,
        estimate,
        float(gaps.mean()) if is_known else math.nan,
        len(gaps),
        float(((gaps - gaps.mean()) ** 2).sum()) if len(gaps) else 0.0,
        claim.smallest_effect,
        is_same=sample.pair is not None and len(gaps) > 0 and not gaps.any(),
    )


def _estimate(sample: Sample) -> float:
    above = without_gaps(sample.values)
    if sample.below is None:
        return float(above.mean()) if len(above) else math.nan
    both = np.isfinite(sample.values) & np.isfinite(sample.below)
    below = float(sample.below[both].sum())
    return float(sample.values[both].sum()) / below if below else math.nan


def _combined(hypothesis: Hypothesis, numbers: Sequence[Number]) -> bool | None:
    """Whether the claim holds as a whole; None if what is unknown could turn it."""
    if not numbers:
        return None
    groups = [_all([_is_met(one) for one in group]) for group in by_service(numbers)]
    needed = hypothesis.parts_needed
    if needed is None:
        return _all(groups)
    if len(groups) < needed:
        return None  # Of fewer services than must hold the claim cannot be judged.
    if sum(one is True for one in groups) >= needed:
        return True
    return None if sum(one is not False for one in groups) >= needed else False


def _is_met(one: Number) -> bool | None:
    return None if one.is_same or math.isnan(one.gap) else one.gap >= 0


def _all(parts: Sequence[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def by_service(numbers: Sequence[Number]) -> list[list[Number]]:
    """The numbers that stand together: those of a service, or, without services, each its own."""
    if not numbers[0].service:
        return [[one] for one in numbers]
    groups: dict[str, list[Number]] = defaultdict(list)
    for one in numbers:
        groups[one.service].append(one)
    return list(groups.values())
