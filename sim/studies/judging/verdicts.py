"""Verdicts on claims fixed before the runs: supported, refuted, or undecided.

A claim is supported if its whole interval lies on the claimed side of the threshold, refuted if
the whole of it lies on the other side, and undecided otherwise. The interval is over luck only:
runs are the units, paired by seed where arms are compared. Its *rule* says why the runs ended:
their number was fixed beforehand, or they stopped when enough was known.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from sim.statistics import intervals
from sim.statistics.intervals import FIXED, Interval, Rule
from sim.studies.judging.samples import Sample, column, sample_of
from sim.studies.question.experiment import Claim, Experiment, Hypothesis, fill
from sim.studies.store.verdict import FIXED_BEFOREHAND, Finding, Verdict

AT_LEAST: Literal["at least"] = "at least"
NO_END_OF_LEVEL = "too few runs yet for an interval that holds at every look"
NO_END_OF_RATIO = "what stands below the line cannot be told from nought"
ALWAYS = "always valid: holds at every look"
SAME = "every run gives the same value"
ALIKE = "both arms are alike in every run"
FOR_ANY_SHAPE = "a few runs speak for the rest, so the interval allows for values of any shape"
TOO_FEW_TO_JUDGE = (
    "too few runs differ from the commonest value, and nothing bounds the outcome: "
    "no method can judge it on so few"
)


def judge(experiment: Experiment, runs: pd.DataFrame, rule: Rule = FIXED) -> list[Verdict]:
    """Every hypothesis at every setting where its arms ran, in the order of the file."""
    return [
        judge_one(hypothesis, setting, runs[runs["setting"] == setting], rule)
        for hypothesis, setting in judged(experiment)
    ]


def judged(experiment: Experiment) -> list[tuple[Hypothesis, str]]:
    """Every hypothesis with every setting where its arms run."""
    return [
        (hypothesis, setting.name)
        for hypothesis in experiment.hypotheses
        for setting in experiment.settings
        if set(hypothesis.arms) <= set(experiment.arms_of(setting))
    ]


def judge_one(
    hypothesis: Hypothesis, setting: str, runs: pd.DataFrame, rule: Rule = FIXED
) -> Verdict:
    """The verdict on one hypothesis from the runs of one setting."""

    def claims(service: str) -> list[Verdict]:
        return [
            judge_claim(hypothesis, claim, setting, sample_of(hypothesis, claim, runs, rule))
            for claim in hypothesis.claims(service)
        ]

    if not hypothesis.services:
        return _whole(hypothesis, setting, claims(""))
    asked = [service for service in hypothesis.services if applies(hypothesis, service, runs)]
    parts = [_all_must_hold(f"{hypothesis.id}.{service}", claims(service)) for service in asked]
    verdict = _whole(hypothesis, setting, parts)
    left_out = [service for service in hypothesis.services if service not in asked]
    if not left_out or not asked:
        return verdict
    note = f"not asked of {', '.join(left_out)}, which do not meet the condition at the start"
    return replace(verdict, reason="; ".join(part for part in (verdict.reason, note) if part))


def judge_claim(hypothesis: Hypothesis, claim: Claim, setting: str, sample: Sample) -> Verdict:
    """The verdict on one outcome against one threshold."""
    interval = sample.interval(hypothesis.confidence)
    narrower = sample.interval(intervals.equivalence_confidence(hypothesis.confidence))
    # Where the interval has no end, or there is no value, no chance can be told either. Whether a
    # ratio rests on few is asked at its line too: what no chance can be told of is not decided.
    is_sound = interval.is_known and interval.may_decide
    chances = sample.chances(claim.threshold) if is_sound else (math.nan, math.nan)
    if math.isnan(chances[0]):
        interval = replace(interval, may_decide=False)
    upwards = claim.direction == AT_LEAST
    size = claim.smallest_effect
    is_difference = hypothesis.difference is not None and size is not None
    return Verdict(
        id=f"{hypothesis.id}.{claim.outcome}",
        statement=hypothesis.statement,
        setting=setting,
        verdict=_side(interval, claim),
        estimate=interval.estimate,
        low=interval.low,
        high=interval.high,
        threshold=claim.threshold,
        confidence=hypothesis.confidence,
        runs=interval.runs,
        smallest_effect=size,
        equivalence=None if size is None else _is_as_good_as(narrower, claim.threshold, size),
        no_effect=_is_as_good_as(narrower, 0, size) if is_difference and size is not None else None,
        outcome=claim.outcome,
        comparison=hypothesis.comparison,
        direction=claim.direction,
        reason=_oddity(interval, sample),
        chance_supported=chances[0] if upwards else chances[1],
        chance_refuted=chances[1] if upwards else chances[0],
        pairing_gain=sample.pairing_gain,
        interval=FIXED_BEFOREHAND if sample.rule is FIXED else ALWAYS,
    )


def _is_as_good_as(interval: Interval, centre: float, size: float) -> bool:
    return interval.may_decide and interval.lies_within(centre, size)


def _side(interval: Interval, claim: Claim) -> Finding:
    if not interval.is_known or not interval.may_decide:
        return "undecided"
    # On the line a claim holds: an interval cut off at the line by what can be refutes nothing.
    if claim.direction == AT_LEAST:
        holds, fails = interval.low >= claim.threshold, interval.high < claim.threshold
    else:
        holds, fails = interval.high <= claim.threshold, interval.low > claim.threshold
    return "supported" if holds else "refuted" if fails else "undecided"


def _oddity(interval: Interval, sample: Sample) -> str:
    """Why there is no plain answer, or what to know of it."""
    said = [_missing(interval, sample)]
    if interval.runs == 1:
        said.append("one run gives no interval")
    if interval.runs and math.isnan(interval.estimate):
        said.append("the mean below the line is nought")
    if math.isinf(interval.low) or math.isinf(interval.high):
        said.append(NO_END_OF_LEVEL if sample.below is None else NO_END_OF_RATIO)
    kept = intervals.without_gaps(sample.values)
    if interval.runs > 1 and np.ptp(kept) == 0:
        said.append(ALIKE if sample.pair and not kept[0] else SAME)
    if interval.is_for_any_shape:
        said.append(FOR_ANY_SHAPE)
    if interval.runs and not interval.may_decide:
        said.append(TOO_FEW_TO_JUDGE)
    return "; ".join(filter(None, said))


def _missing(interval: Interval, sample: Sample) -> str:
    if sample.asked == 0:
        return "no run has this outcome"
    if interval.runs == 0:
        return f"none of {sample.asked} runs has a value"
    missing = sample.asked - interval.runs
    return f"{missing} of {sample.asked} runs have no value" if missing else ""


def applies(hypothesis: Hypothesis, service: str, runs: pd.DataFrame) -> bool:
    """Whether a claim is made of a service: `only_where_below` is met by the mean of the runs."""
    own = runs[runs["arm"].isin(hypothesis.arms)]
    for name, most in hypothesis.only_where_below.items():
        values = intervals.without_gaps(column(own, fill(name, service)))
        if not len(values) or values.mean() >= most:
            return False
    return True


def _whole(hypothesis: Hypothesis, setting: str, parts: Sequence[Verdict]) -> Verdict:
    if not parts:
        return _of_nothing(hypothesis, setting)
    if len(parts) == 1 and not hypothesis.services:
        return replace(parts[0], id=hypothesis.id)
    needed = hypothesis.parts_needed
    if needed is None:
        return _all_must_hold(hypothesis.id, parts)
    return _some_must_hold(hypothesis, parts, needed)


def _all_must_hold(name: str, parts: Sequence[Verdict]) -> Verdict:
    """A claim that needs every part: as strong as its weakest, and refuted when one surely fails.

    The weakest part speaks for the whole (an intersection-union test: no adjustment is needed to
    support it; to refute it any part will do, so that the least chance of wrongly refuting one is
    multiplied by their number, and the whole is refuted only if that is within what is allowed).
    """
    weakest = max(parts, key=_weakness)
    findings = {part.verdict for part in parts}
    verdict: Finding = "undecided"
    refuting = np.nanmin([part.chance_refuted for part in parts] + [1.0]) * len(parts)
    if "refuted" in findings and refuting <= (1 - weakest.confidence) / 2:
        verdict = "refuted"
    elif findings == {"supported"}:
        verdict = "supported"
    return replace(
        weakest,
        id=name,
        verdict=verdict,
        chance_supported=weakest.chance_supported,
        chance_refuted=float(min(1.0, refuting)),
        no_effect=_agreed([part.no_effect for part in parts]),
        reason=_spoken_for(weakest, parts),
        parts=tuple(parts) if len(parts) > 1 else (),
    )


def _some_must_hold(hypothesis: Hypothesis, parts: Sequence[Verdict], needed: int) -> Verdict:
    """At least `needed` parts must hold, each tested one-sidedly with Holm's adjustment.

    Supported when so many parts are; refuted when so many fail that the rest cannot suffice. The
    part that would tip the balance, the `needed`-th most favourable, speaks for the whole.
    """
    if len(parts) < needed:
        return _too_few(hypothesis, parts, needed)
    allowed = (1 - hypothesis.confidence) / 2
    for_it = intervals.holm([part.chance_supported for part in parts])
    against = intervals.holm([part.chance_refuted for part in parts])
    holds, fails = for_it <= allowed, against <= allowed
    verdict: Finding = "undecided"
    if holds.sum() >= needed:
        verdict = "supported"
    elif fails.sum() > len(parts) - needed:
        verdict = "refuted"
    findings: list[Finding] = [
        "supported" if yes else "refuted" if no else "undecided"
        for yes, no in zip(holds, fails, strict=True)
    ]
    judged = [replace(part, verdict=found) for part, found in zip(parts, findings, strict=True)]
    tipping = sorted(judged, key=_weakness)[min(needed, len(judged)) - 1]
    told = f"after Holm {int(holds.sum())} of {len(parts)} parts lie on the claimed side"
    told += f", {int(fails.sum())} on the other"
    return replace(
        tipping,
        id=hypothesis.id,
        verdict=verdict,
        chance_supported=float(np.sort(for_it)[needed - 1]),
        chance_refuted=float(np.sort(against)[len(parts) - needed]),
        no_effect=_agreed([part.no_effect for part in parts]),
        reason=f"{told}; {_spoken_for(tipping, judged)}",
        parts=tuple(judged),
    )


def _too_few(hypothesis: Hypothesis, parts: Sequence[Verdict], needed: int) -> Verdict:
    """Of fewer services than must hold the claim cannot be judged."""
    reason = f"only {len(parts)} of the {needed} services needed meet the condition"
    return replace(
        parts[0],
        id=hypothesis.id,
        verdict="undecided",
        estimate=math.nan,
        low=math.nan,
        high=math.nan,
        chance_supported=math.nan,
        chance_refuted=math.nan,
        reason=reason,
        parts=tuple(parts),
    )


def _agreed(parts: Sequence[bool | None]) -> bool | None:
    """Whether all parts say so; None if any was not asked."""
    return None if None in parts else all(parts)


def _weakness(part: Verdict) -> tuple[float, float]:
    """Orders parts from the most favourable to the claim to the least; no value is least of all."""
    chance = 1.0 if math.isnan(part.chance_supported) else part.chance_supported
    gap = part.threshold - part.estimate
    shortfall = gap if part.direction == AT_LEAST else -gap
    return (chance, math.inf if math.isnan(shortfall) else shortfall)


def _spoken_for(speaker: Verdict, parts: Sequence[Verdict]) -> str:
    if len(parts) == 1:
        return speaker.reason
    shown = f"estimate shown: {speaker.id.partition('.')[2]}"
    return "; ".join(part for part in (shown, speaker.reason) if part)


def _of_nothing(hypothesis: Hypothesis, setting: str) -> Verdict:
    nothing = Sample(np.empty(0), None, 0)
    claim = hypothesis.claims(hypothesis.services[0])[0]
    verdict = judge_claim(hypothesis, claim, setting, nothing)
    return replace(verdict, id=hypothesis.id, reason="no service meets the condition")
