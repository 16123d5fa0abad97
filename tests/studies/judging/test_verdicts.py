"""Verdicts with known answers, and their error rate by simulation."""

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.studies.judging.estimates import estimate_all
from sim.studies.judging.verdicts import judge, judge_one
from sim.studies.question.experiment import Experiment
from sim.studies.store.verdict import Verdict, told
from tests.draws import normal
from tests.studies.claims import claim


def runs(**outcomes: list[float]) -> pd.DataFrame:
    """Runs of the base arm, one for each value."""
    length = len(next(iter(outcomes.values())))
    return arm("base", **outcomes) if length else arm("base", x=[])


def arm(name: str, **outcomes: list[float]) -> pd.DataFrame:
    length = len(next(iter(outcomes.values())))
    ids = {"setting": "base", "arm": name, "replication": np.arange(1, length + 1)}
    return pd.DataFrame(ids | outcomes)


def verdict(table: pd.DataFrame, **says: Any) -> Verdict:
    return judge_one(claim(**says), "base", table)


def about(centre: float, reach: float = 0.1, runs: int = 12) -> list[float]:
    """Values at equal distances, as many above as below."""
    return [float(value) for value in np.linspace(centre - reach, centre + reach, runs)]


HIGH, LOW, MIXED = about(0.85), about(0.15), about(0.5, 0.4)


@pytest.mark.parametrize(
    ("direction", "values", "expected"),
    [
        ("at least", HIGH, "supported"),
        ("at least", LOW, "refuted"),
        ("at least", MIXED, "undecided"),
        ("at most", HIGH, "refuted"),
        ("at most", LOW, "supported"),
    ],
)
def test_the_side_of_the_threshold_decides(
    direction: str, values: list[float], expected: str
) -> None:
    assert verdict(runs(x=values), direction=direction).verdict == expected


def test_a_difference_is_taken_seed_by_seed() -> None:
    luck = normal(0, 1, 12, 1)
    noise = normal(0, 0.01, 12, 2)
    long, short = arm("long", x=list(luck + 0.6 + noise)), arm("short", x=list(luck))
    table = pd.concat([long, short.sample(frac=1, random_state=3)])
    found = verdict(table, comparison="long minus short", arms=["long", "short"])
    assert found.verdict == "supported"
    assert found.estimate == pytest.approx(0.6, abs=0.02)
    assert found.runs == 12


def test_only_shared_seeds_count_in_a_difference() -> None:
    table = pd.concat([arm("long", x=[1.0, 2.0, 9.0]), arm("short", x=[0.0, 1.0])])
    found = verdict(table, comparison="long minus short", arms=["long", "short"])
    assert (found.estimate, found.runs) == (1, 2)


def test_a_ratio_is_of_the_means_of_the_runs() -> None:
    table = runs(x=[0.0, 0.2, 0.1, 0.1], y=[0.2, 0.2, 0.0, 0.4])
    found = verdict(table, comparison="ratio", divided_by="y")
    assert found.estimate == pytest.approx(0.5)
    assert found.low < 0.5


def test_runs_without_a_value_are_counted_out_and_said() -> None:
    found = verdict(runs(x=[*HIGH, math.nan]))
    assert (found.verdict, found.runs) == ("supported", 12)
    assert found.reason == "1 of 13 runs have no value"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([math.nan, math.nan], "none of 2 runs has a value"),
        ([0.9], "one run gives no interval"),
        ([], "no run has this outcome"),
        ([0.5, 0.5, 0.5], "every run gives the same value"),
    ],
)
def test_too_little_to_go_on_is_undecided_with_a_reason(values: list[float], reason: str) -> None:
    found = verdict(runs(x=values))
    assert found.verdict == "undecided"
    assert reason in found.reason


def test_an_unknown_outcome_is_undecided_not_a_crash() -> None:
    assert verdict(runs(y=[0.9, 0.8])).verdict == "undecided"


def test_nought_below_the_line_is_undecided() -> None:
    found = verdict(runs(x=[0.1, 0.2], y=[0.0, 0.0]), comparison="ratio", divided_by="y")
    assert found.verdict == "undecided"
    assert "below the line" in found.reason


def test_equivalence_is_a_finding_of_its_own() -> None:
    values = about(0.5, 0.01)
    near = verdict(runs(x=values), smallest_effect=0.05)
    assert (near.verdict, near.equivalence, near.no_effect) == ("undecided", True, None)
    assert verdict(runs(x=[0.1, 0.9]), smallest_effect=0.05).equivalence is False
    assert verdict(runs(x=values)).equivalence is None


def test_two_arms_may_not_differ_in_a_way_that_matters() -> None:
    table = pd.concat([arm("a", x=about(0.501, 0.401)), arm("b", x=MIXED)])
    found = verdict(
        table, comparison="a minus b", arms=["a", "b"], threshold=0.05, smallest_effect=0.02
    )
    assert (found.verdict, found.no_effect, found.equivalence) == ("refuted", True, False)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (HIGH, HIGH, "supported"),
        (HIGH, LOW, "refuted"),
        (HIGH, MIXED, "undecided"),
        (MIXED, LOW, "refuted"),
    ],
)
def test_all_parts_must_hold(first: list[float], second: list[float], expected: str) -> None:
    found = verdict(runs(x=first, y=second), outcome=["x", "y"])
    assert found.verdict == expected
    assert [part.id for part in found.parts] == ["H.x", "H.y"]


def test_the_weakest_part_speaks_for_the_whole() -> None:
    found = verdict(runs(x=HIGH, y=MIXED), outcome=["x", "y"])
    assert found.outcome == "y"
    assert "estimate shown: y" in found.reason


def test_parts_may_point_different_ways() -> None:
    found = verdict(
        runs(x=LOW, y=HIGH),
        outcome=["x", "y"],
        direction=["at most", "at least"],
        threshold=[0.3, 0.5],
    )
    assert found.verdict == "supported"


SERVICES = ["youth", "homes", "fostering"]


def by_service(*values: list[float]) -> pd.DataFrame:
    return runs(**{f"x.{name}": column for name, column in zip(SERVICES, values, strict=True)})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((HIGH, HIGH, LOW), "supported"),
        ((LOW, LOW, HIGH), "refuted"),
        ((HIGH, MIXED, LOW), "undecided"),
    ],
)
def test_two_of_three_services_suffice(values: tuple[list[float], ...], expected: str) -> None:
    table = by_service(*values)
    found = verdict(table, outcome="x.{service}", services=SERVICES, combine="at least 2 (Holm)")
    assert found.verdict == expected


def test_holm_asks_more_than_each_part_alone() -> None:
    just = about(0.58, 0.18)
    alone = verdict(runs(x=just))
    together = verdict(
        by_service(just, just, MIXED),
        outcome="x.{service}",
        services=SERVICES,
        combine="at least 2 (Holm)",
    )
    assert alone.verdict == "supported"
    assert together.verdict == "undecided"


def test_services_that_start_concentrated_are_not_asked() -> None:
    table = by_service(HIGH, HIGH, LOW).assign(
        **{"start.youth": 0.2, "start.homes": 0.3, "start.fostering": 0.7}
    )
    condition = {"start.{service}": 0.5}
    found = verdict(table, outcome="x.{service}", services=SERVICES, only_where_below=condition)
    assert found.verdict == "supported"
    assert "not asked of fostering" in found.reason
    nobody = {"start.{service}": 0.1}
    found = verdict(table, outcome="x.{service}", services=SERVICES, only_where_below=nobody)
    assert (found.verdict, found.reason) == ("undecided", "no service meets the condition")


def experiment(**says: Any) -> Experiment:
    head = {"name": "s", "title": "S", "scenario": "tiny", "years": 1, "replications": 3}
    arms = [{"name": "base", "title": "As it is"}]
    return Experiment.model_validate({"study": head, "arms": arms} | says)


def test_a_verdict_for_every_setting_where_the_arms_ran() -> None:
    plan = experiment(
        hypotheses=[claim().model_dump(exclude_none=True)],
        settings=[{"name": "base", "title": "B"}, {"name": "high", "title": "H", "arms": []}],
    )
    found = judge(plan, runs(x=HIGH))
    assert [(one.id, one.setting) for one in found] == [("H", "base")]
    assert json.loads(json.dumps(told(found[0]).as_json()))["verdict"] == "supported"


def test_what_is_not_a_number_becomes_null_in_json() -> None:
    found = told(verdict(runs(x=[math.nan]))).as_json()
    assert found["estimate"] is None
    json.dumps(found, allow_nan=False)


def test_estimates_stand_beside_with_no_claim() -> None:
    shares = {"beside": "H", "statement": "often high", "outcome": "x", "share_at_least": 0.5}
    means = {"beside": "H", "statement": "how high", "outcome": "x"}
    plan = experiment(hypotheses=[claim().model_dump(exclude_none=True)], estimates=[shares, means])
    often, mean = estimate_all(plan, runs(x=[0.2, 0.6, 0.7, math.nan]))
    assert often.estimate == pytest.approx(2 / 3)
    assert often.runs == 3
    assert mean.estimate == pytest.approx(0.5)


@pytest.mark.parametrize(("above", "expected"), [(0.0, 0.05), (0.3, 0.0)])
def test_a_claim_that_is_false_is_rarely_supported_nor_a_true_one_refuted(
    above: float, expected: float
) -> None:
    # On the threshold each wrong side is reached 2.5% of the time; away from it, hardly ever.
    samples = normal(0.5 + above, 0.2, (1000, 16), 6)
    found = [verdict(runs(x=list(sample))).verdict for sample in samples]
    wrong = found.count("refuted") + (found.count("supported") if above == 0 else 0)
    assert stats.binomtest(wrong, 1000, max(expected, 1e-4)).pvalue > 0.001
    if above:
        assert found.count("supported") > 900


def test_the_family_of_parts_is_rarely_supported_when_none_holds() -> None:
    samples = normal(0.5, 0.2, (500, 3, 14), 7)
    found = [
        verdict(
            by_service(*(list(column) for column in sample)),
            outcome="x.{service}",
            services=SERVICES,
            combine="at least 1 (Holm)",
        ).verdict
        for sample in samples
    ]
    assert stats.binomtest(found.count("supported"), 500, 0.025, "greater").pvalue > 0.001


def test_the_more_parts_a_claim_has_the_surer_its_refutation_must_be() -> None:
    just = about(0.425, 0.18)
    high = {f"y{number}": HIGH for number in range(6)}
    alone = verdict(runs(x=just))
    assert alone.verdict == "refuted"
    assert alone.chance_refuted > 0.025 / 7
    many = verdict(runs(x=just, **high), outcome=["x", *high])
    assert many.verdict == "undecided"
    assert many.chance_refuted == pytest.approx(7 * alone.chance_refuted)
    far = verdict(runs(x=[value - 0.4 for value in just], **high), outcome=["x", *high])
    assert far.verdict == "refuted"
