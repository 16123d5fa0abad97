"""Verdicts over the space of what is uncertain: the share of its points where a claim holds.

At each point a claim is judged by its mean over the few replications there, not by an interval: the
question is where the truth lies in the space, and most of the doubt is about the point, not about
luck. Luck still blurs the edge, so the share is told together with how many points lie too near the
line to tell, and with the share after taking that blur back out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.statistics.intervals import Interval
from sim.statistics.shares import chance_of_at_least, clustered_share, less_noise
from sim.studies.design.expansion import Points
from sim.studies.judging.point_seen import Number, Seen, by_service, see
from sim.studies.judging.verdicts import AT_LEAST
from sim.studies.question.experiment import BASE, Experiment, Hypothesis
from sim.studies.question.sections import SAMPLED
from sim.studies.store.verdict import Finding, Space, ToldVerdict

SPACE = "space"
"""Stands where a setting's name does in a verdict over all points."""

SHARE_OF_POINTS = "share of points where the claim holds"
NEAR = 0.025
"""A point is too near the line if another helping of luck has more than this chance to turn it."""


@dataclass(frozen=True, slots=True)
class OverSpace:
    """One hypothesis over all points."""

    verdict: ToldVerdict
    seen: tuple[Seen, ...] = field(repr=False)


def at_base_alone(experiment: Experiment) -> Experiment:
    """The experiment without its points: the scenario's own point, if it is run."""
    own = tuple(setting for setting in experiment.settings if setting.name == BASE)
    return experiment.model_copy(update={"settings": own})


def judge_space(experiment: Experiment, points: Points, runs: pd.DataFrame) -> list[OverSpace]:
    """Every hypothesis over all points of a design, in the order of the file."""
    own = dict(iter(runs.groupby("setting", sort=False)))
    nothing = runs.iloc[0:0]
    return [
        _over(
            hypothesis,
            points,
            [
                see(hypothesis, point.setting, point.block, own.get(point.setting, nothing))
                for point in points.points
            ],
        )
        for hypothesis in experiment.hypotheses
    ]


def _over(hypothesis: Hypothesis, points: Points, seen: Sequence[Seen]) -> OverSpace:
    judged = [one for one in seen if one.holds is not None]
    holds = np.array([bool(one.holds) for one in judged])
    blocks = np.array([one.block for one in judged], dtype=np.int64)
    is_drawn = points.design.kind in (*SAMPLED, "sobol")
    share = clustered_share(holds, blocks, hypothesis.confidence)
    if not is_drawn and len(judged):
        share = replace(share, low=share.estimate, high=share.estimate)
    chances = _chances(hypothesis, judged)
    space = _space(points, seen, judged, share, chances)
    if chances is not None and len(judged):
        corrected = less_noise(holds, chances)
        space = replace(space, share_less_noise=corrected)
        share = _widened(share, corrected)
    space = _with_no_effect(space, hypothesis, judged, is_drawn=is_drawn)
    return OverSpace(_verdict(hypothesis, points, share, space), tuple(seen))


def _space(
    points: Points,
    seen: Sequence[Seen],
    judged: Sequence[Seen],
    share: Interval,
    chances: np.ndarray | None,
) -> Space:
    near = None
    if chances is not None:
        near = int(((chances > NEAR) & (chances < 1 - NEAR)).sum())
    return Space(
        design=points.design.kind,
        points=len(seen),
        not_asked=sum(not one.numbers for one in seen),
        no_value=sum(bool(one.numbers) and one.holds is None for one in seen),
        holds_at=sum(one.holds is True for one in seen),
        fails_at=sum(one.holds is False for one in seen),
        share=share.estimate,
        share_low=share.low,
        share_high=share.high,
        share_less_noise=None,
        near_the_line=near,
        replications=points.design.replications,
        blocks=len({one.block for one in judged}),
        widely=points.design.widely,
    )


def _chances(hypothesis: Hypothesis, judged: Sequence[Seen]) -> np.ndarray | None:
    """For each point, the chance to be judged to hold after a second helping of luck.

    The size of luck is taken together over all points, number by number; the numbers of one claim
    are taken as independent. None where single replications do not show luck's size.
    """
    from scipy.special import ndtr

    squares: dict[str, float] = defaultdict(float)
    freedom: dict[str, int] = defaultdict(int)
    for one in (number for point in judged for number in point.numbers):
        squares[one.name] += one.squares
        freedom[one.name] += max(one.runs - 1, 0)
    if not all(freedom[name] for name in squares):
        return None
    spread = {name: math.sqrt(squares[name] / freedom[name]) for name in squares}

    def chance(one: Number) -> float:
        if math.isnan(one.gap):
            return 0.5
        error = spread[one.name] / math.sqrt(max(one.runs, 1))
        return float(ndtr(one.gap / error)) if error else float(one.gap >= 0)

    found = []
    for point in judged:
        groups = [math.prod(map(chance, group)) for group in by_service(point.numbers)]
        needed = hypothesis.parts_needed
        found.append(chance_of_at_least(len(groups) if needed is None else needed, groups))
    return np.array(found)


def _widened(share: Interval, corrected: float) -> Interval:
    """The interval stretched so as to allow for what noise did to the share."""
    shift = corrected - share.estimate
    low = max(0.0, share.low + min(shift, 0.0))
    return replace(share, low=low, high=min(1.0, share.high + max(shift, 0.0)))


def _with_no_effect(
    space: Space, hypothesis: Hypothesis, judged: Sequence[Seen], *, is_drawn: bool
) -> Space:
    """For two arms: with the share of points where their difference is too small to matter."""
    sized = [one for one in judged if all(number.size is not None for number in one.numbers)]
    if hypothesis.difference is None or not sized:
        return space
    small = np.array([_is_small(one.numbers) for one in sized])
    blocks = np.array([one.block for one in sized], dtype=np.int64)
    found = clustered_share(small, blocks, hypothesis.confidence)
    return replace(
        space,
        no_effect_share=found.estimate,
        no_effect_low=found.low if is_drawn else found.estimate,
        no_effect_high=found.high if is_drawn else found.estimate,
    )


def _is_small(numbers: Iterable[Number]) -> bool:
    return all(one.size is not None and abs(one.estimate) < one.size for one in numbers)


def _verdict(hypothesis: Hypothesis, points: Points, share: Interval, space: Space) -> ToldVerdict:
    widely = points.design.widely
    verdict: Finding = "undecided"
    if share.is_known and share.low >= widely:
        verdict = "supported"
    elif share.is_known and share.high < widely:
        verdict = "refuted"
    return ToldVerdict(
        id=hypothesis.id,
        statement=hypothesis.statement,
        setting=SPACE,
        verdict=verdict,
        estimate=share.estimate,
        low=share.low,
        high=share.high,
        threshold=widely,
        confidence=hypothesis.confidence,
        runs=share.runs,
        smallest_effect=None,
        equivalence=None,
        no_effect=None,
        outcome=SHARE_OF_POINTS,
        comparison=hypothesis.comparison,
        direction=AT_LEAST,
        reason=_said(points, space),
        chance_supported=math.nan,
        chance_refuted=math.nan,
        interval="share of points, widened for luck within them",
        space=space,
    )


def _said(points: Points, space: Space) -> str:
    said = [f"holds at {space.holds_at} of {space.holds_at + space.fails_at} points"]
    if space.near_the_line is None:
        said.append("one replication a point does not show luck's size")
    elif space.near_the_line:
        said.append(f"{space.near_the_line} points are too near the line to tell")
    if space.not_asked:
        said.append(f"not asked at {space.not_asked}")
    if space.no_value:
        said.append(f"no value at {space.no_value}")
    if points.design.kind not in (*SAMPLED, "sobol"):
        said.append("the points are listed, not drawn, so the share has no interval")
    return "; ".join(said)


def point_table(found: Sequence[OverSpace]) -> pd.DataFrame:
    """Every number at every point, one row each: setting, hypothesis, outcome, estimate, gap."""
    return pd.DataFrame(
        [
            {
                "setting": seen.setting,
                "hypothesis": one.verdict.id,
                "holds": seen.holds,
                "outcome": number.name,
                "estimate": number.estimate,
                "gap": number.gap,
                "runs": number.runs,
            }
            for one in found
            for seen in one.seen
            for number in seen.numbers
        ],
        columns=["setting", "hypothesis", "holds", "outcome", "estimate", "gap", "runs"],
    )
