"""Numbers shown beside the verdicts, with their intervals and no claim."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from sim.statistics import intervals
from sim.statistics.intervals import FIXED, Interval, Rule
from sim.studies.judging.looks import rule_of
from sim.studies.judging.samples import Sample, sample_of
from sim.studies.question.experiment import Claim, Estimate, Experiment, fill
from sim.studies.store.verdict import StoredEstimate


def estimate_all(experiment: Experiment, runs: pd.DataFrame) -> list[StoredEstimate]:
    """Every estimate at every setting where its arms ran.

    In a study that stops by itself the intervals hold at any look, and a share of runs has none.
    """
    rule = FIXED if experiment.stopping is None else rule_of(experiment)
    return [
        figure
        for estimate in experiment.estimates
        for setting in experiment.settings
        if set(estimate.arms) <= set(experiment.arms_of(setting))
        for figure in _figures(estimate, setting.name, runs[runs["setting"] == setting.name], rule)
    ]


def _figures(
    estimate: Estimate, setting: str, runs: pd.DataFrame, rule: Rule
) -> Iterator[StoredEstimate]:
    for service in estimate.services or ("",):
        for written in estimate.outcomes:
            name = fill(written, service)
            below = None if estimate.divided_by is None else fill(estimate.divided_by, service)
            sample = sample_of(estimate, Claim(name, below, "at least", 0.0, None), runs, rule)
            found = _estimated(sample, estimate.share_at_least, estimate.confidence)
            yield StoredEstimate(
                estimate.beside,
                estimate.statement,
                setting,
                name,
                estimate.comparison,
                found.estimate,
                found.low,
                found.high,
                found.confidence,
                found.runs,
                sample.pairing_gain,
            )


def _estimated(sample: Sample, share_at_least: float | None, confidence: float) -> Interval:
    if share_at_least is None:
        return sample.interval(confidence)
    kept = intervals.without_gaps(sample.values)
    found = intervals.share_interval(int((kept >= share_at_least).sum()), len(kept), confidence)
    return found if sample.rule is FIXED else replace(found, low=math.nan, high=math.nan)
