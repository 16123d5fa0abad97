"""Verdicts over the space of what is uncertain: the share of its points where a claim holds.

At each point a claim is judged by its mean over the few replications there. Luck blurs the edge: a
point near the line may be seen on the wrong side of it. The interval of the share allows for that
without supposing how the truth is spread over the points, so a verdict needs points that lie clear
of the line; beside it stand the points too near to tell, and a guess of the share without luck.
Points that somebody listed are no sample of anything: of them only counts are told.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.statistics import shares
from sim.statistics.intervals import Interval
from sim.statistics.shares import (
    chance_of_at_least,
    less_noise,
    share_despite_luck,
)
from sim.studies.design.expansion import Points
from sim.studies.judging.point_seen import Number, Seen, by_service, see
from sim.studies.judging.verdicts import AT_LEAST
from sim.studies.question.experiment import BASE, Experiment, Hypothesis
from sim.studies.store.verdict import Finding, Space, ToldVerdict

Values = NDArray[np.float64]
Blocks = NDArray[np.int64]

SPACE = "space"
"""Stands where a setting's name does in a verdict over all points."""

SHARE_OF_POINTS = "share of points where the claim holds"
NEAREST = (0.05, 0.1, 0.25, 0.5, 1.0)
"""Parts of the points, those nearest the line, over which the size of luck is taken."""
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
    judged = [one for one in seen if one.holds is not None or one.is_same]
    holds = np.array([one.holds is True for one in judged])
    blocks = np.array([one.block for one in judged], dtype=np.int64)
    spread = _spread(judged)
    ends = math.nan, math.nan
    if points.design.is_drawn and points.design.has_own_luck and spread is not None:
        ends = share_despite_luck(
            _despite_luck(hypothesis, judged, spread, blocks), hypothesis.confidence
        )
    share = Interval(
        float(holds.mean()) if len(judged) else math.nan, *ends, len(judged), hypothesis.confidence
    )
    chances = None if spread is None else _chances(hypothesis, judged, spread)
    space = _space(points, seen, judged, share, chances)
    if chances is not None and len(judged):
        space = replace(space, share_less_noise=less_noise(holds, chances))
    space = _with_no_effect(space, hypothesis, judged)
    return OverSpace(_verdict(hypothesis, points, share, space), tuple(seen))


def _space(
    points: Points,
    seen: Sequence[Seen],
    judged: Sequence[Seen],
    share: Interval,
    chances: Values | None,
) -> Space:
    near = None
    if chances is not None:
        near = int(((chances > NEAR) & (chances < 1 - NEAR)).sum())
    return Space(
        design=points.design.kind,
        points=len(seen),
        not_asked=sum(not one.numbers for one in seen),
        no_value=sum(bool(one.numbers) and one.holds is None and not one.is_same for one in seen),
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
        no_difference_at=sum(one.is_same for one in seen),
    )


def _spread(judged: Sequence[Seen]) -> dict[str, float] | None:
    """The size of luck in one run, by number; None where single replications do not show it.

    Taken together over all points, or, where it is larger there, over those nearest the line: luck
    that differs between points would else be underrated just where it can turn an answer.
    """
    found: dict[str, list[Number]] = defaultdict(list)
    for one in (number for point in judged for number in point.numbers):
        if not one.is_same and not math.isnan(one.gap):
            found[one.name].append(one)
    spread = {name: _size_of_luck(numbers) for name, numbers in found.items()}
    return None if any(math.isnan(size) for size in spread.values()) else spread


def _size_of_luck(numbers: Sequence[Number]) -> float:
    """The largest standard deviation of a run over all points or the nearest; NaN if none shows."""
    nearest = sorted(numbers, key=lambda one: abs(one.gap))
    sizes = []
    for part in NEAREST:
        some = nearest[: math.ceil(part * len(nearest))]
        freedom = sum(max(one.runs - 1, 0) for one in some)
        if freedom:
            sizes.append(math.sqrt(sum(one.squares for one in some) / freedom))
    return max(sizes, default=math.nan)


def _distance(one: Number, spread: Mapping[str, float]) -> float:
    """How far a number lies on the claimed side, in standard errors; NaN where that is unknown."""
    if one.is_same or math.isnan(one.gap):
        return math.nan
    error = spread[one.name] / math.sqrt(max(one.runs, 1))
    return one.gap / error if error else math.copysign(math.inf, one.gap)


def _despite_luck(
    hypothesis: Hypothesis, judged: Sequence[Seen], spread: Mapping[str, float], blocks: Blocks
) -> shares.Seen:
    """How far from its line the claim as a whole was seen at each point.

    A service is as far as its worst number; the claim is as far as the last service it needs.
    """
    groups = [by_service(point.numbers) for point in judged]
    many = max((len(group) for group in groups), default=1)
    needed = hypothesis.parts_needed

    def whole(parts: Sequence[Sequence[Number]], unknown: float) -> float:
        far = sorted(
            (
                min(
                    unknown if math.isnan(found) else found
                    for found in (_distance(one, spread) for one in part)
                )
                for part in parts
            ),
            reverse=True,
        )
        last = len(far) if needed is None else needed
        return far[last - 1] if last <= len(far) else -math.inf

    numbers = max((len(part) for group in groups for part in group), default=1)
    return shares.Seen(
        np.array([whole(parts, -math.inf) for parts in groups]),
        np.array([whole(parts, math.inf) for parts in groups]),
        blocks,
        for_true=numbers * (many if needed is None else needed),
        for_false=1 if needed is None else max(1, many - needed + 1),
    )


def _chances(hypothesis: Hypothesis, judged: Sequence[Seen], spread: Mapping[str, float]) -> Values:
    """For each point, the chance to be judged to hold after a second helping of luck.

    The numbers of one claim are taken as independent.
    """
    from scipy.special import ndtr

    def chance(one: Number) -> float:
        far = _distance(one, spread)
        return 0.5 if math.isnan(far) else float(ndtr(far))

    found = []
    for point in judged:
        groups = [math.prod(map(chance, group)) for group in by_service(point.numbers)]
        needed = hypothesis.parts_needed
        found.append(chance_of_at_least(len(groups) if needed is None else needed, groups))
    return np.array(found)


def _with_no_effect(space: Space, hypothesis: Hypothesis, judged: Sequence[Seen]) -> Space:
    """For two arms: with the share of points where their difference is too small to matter."""
    sized = [one for one in judged if all(number.size is not None for number in one.numbers)]
    if hypothesis.difference is None or not sized:
        return space
    return replace(space, no_effect_share=sum(_is_small(one.numbers) for one in sized) / len(sized))


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
        interval="share of points, whatever luck hid at each",
        space=space,
    )


def _said(points: Points, space: Space) -> str:
    of = space.holds_at + space.fails_at + space.no_difference_at
    listed = "listed " if points.design.kind == "csv" else ""
    same = f"no difference at {space.no_difference_at} of {of} {listed}points"
    said = [f"holds at {space.holds_at} of {of} {listed}points"]
    if space.no_difference_at:
        said = [same] if space.no_difference_at == of else [f"{said[0]}, {same}"]
    if space.near_the_line is None:
        said.append("one replication a point does not show luck's size: two or more are needed")
    elif space.near_the_line:
        said.append(f"{space.near_the_line} points are too near the line to tell")
    if space.not_asked:
        said.append(f"not asked at {space.not_asked}")
    if space.no_value:
        said.append(f"no value at {space.no_value}")
    if not points.design.is_drawn:
        said.append("points that were chosen, not drawn, give no interval and no verdict")
    elif not points.design.has_own_luck:
        said.append('points of one luck (seeds = "shared") give no interval and no verdict')
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
