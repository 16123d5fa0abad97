"""Where a few runs speak for all: what may be decided, and what is said of it."""

import math

import pandas as pd
import pytest

from sim.studies.judging.many import Judged, false_discoveries, luck_of_many
from tests.draws import normal
from tests.studies.judging.test_verdicts import about, arm, runs, verdict


def test_equal_runs_decide_nothing_where_nothing_bounds_them() -> None:
    found = verdict(runs(x=[0.9] * 40))
    assert found.verdict == "undecided"
    assert math.isnan(found.low)
    assert "every run gives the same value" in found.reason
    assert "no method can judge it on so few" in found.reason


def test_between_known_bounds_equal_runs_decide_what_is_far_off() -> None:
    table = runs(taken_over_10y=[0.0] * 13)
    far = verdict(table, outcome="taken_over_10y", direction="at most", threshold=0.3)
    assert (far.verdict, far.low) == ("supported", 0)
    assert 0.25 < far.high < 0.3
    near = verdict(table, outcome="taken_over_10y", direction="at most", threshold=0.2)
    assert near.verdict == "undecided"


def test_no_interval_reaches_beyond_what_a_number_can_be() -> None:
    table = runs(independence_10y=about(0.04, 0.2, 14))
    found = verdict(table, outcome="independence_10y")
    assert found.low == 0


def test_arms_alike_in_every_run_decide_nothing() -> None:
    table = pd.concat([arm("a", x=[0.4] * 20), arm("b", x=[0.4] * 20)])
    found = verdict(table, comparison="a minus b", arms=["a", "b"], threshold=0, smallest_effect=1)
    assert (found.verdict, found.no_effect) == ("undecided", False)
    assert "both arms are alike in every run" in found.reason


def test_luck_of_many_counts_and_names_what_would_fall() -> None:
    sure = [Judged(f"H{number}", "supported", 1e-6, 0.95) for number in range(9)]
    barely = Judged("H9 at base", "refuted", 0.04, 0.95)
    said = luck_of_many([*sure, barely])
    assert said.startswith(
        "10 verdicts over runs: if every truth lay on its line, luck would decide at most about 0.5"
    )
    assert said.endswith(
        "Of 10 decided, 9 stand with the rate of false discoveries held at 5%; not H9 at base."
    )
    unknown = Judged("space", "undecided", math.nan, 0.95)
    assert luck_of_many([sure[0], unknown]) == ""


def test_the_rate_of_false_discoveries_is_benjamini_and_yekutielis() -> None:
    multiple = pytest.importorskip("statsmodels.stats.multitest")
    chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]
    judged = [Judged(str(chance), "supported", chance, 0.95) for chance in chances]
    expected = multiple.multipletests(chances, method="fdr_by")[1]
    unknown = Judged("no", "undecided", math.nan, 0.95)
    found = false_discoveries([*judged, unknown])
    assert found[:-1] == pytest.approx(list(expected))
    assert math.isnan(found[-1])


def test_an_interval_cut_off_at_the_line_by_what_can_be_refutes_nothing() -> None:
    for values, direction, line in (([1.0] * 20, "at least", 1), ([0.0] * 20, "at most", 0)):
        table = runs(taken_over_10y=values)
        found = verdict(table, outcome="taken_over_10y", direction=direction, threshold=line)
        assert found.verdict == "undecided"
        assert found.chance_refuted == 1


def test_a_ratio_that_rests_on_few_at_its_line_is_undecided_and_has_no_chance() -> None:
    """Whole as in parts: what no method can judge does not count for "at least two"."""
    below = about(4.0, 1.0)
    columns = {f"x.{name}": [0.0] * 9 + [1.0, 2.0, 1.0] for name in ("youth", "homes", "fostering")}
    found = verdict(
        runs(y=below, **columns),
        outcome="x.{service}",
        services=["youth", "homes", "fostering"],
        comparison="ratio",
        divided_by="y",
        direction="at most",
        threshold=0.9,
        combine="at least 2 (Holm)",
    )
    assert [part.verdict for part in found.parts] == ["undecided"] * 3
    assert found.verdict == "undecided"


def test_of_too_few_services_no_chance_is_told() -> None:
    table = runs(**{"x.youth": about(0.85), "start.youth": [0.1] * 12, "start.homes": [0.9] * 12})
    found = verdict(
        table,
        outcome="x.{service}",
        services=["youth", "homes"],
        only_where_below={"start.{service}": 0.5},
        combine="at least 2 (Holm)",
    )
    assert found.verdict == "undecided"
    assert math.isnan(found.chance_supported)
    assert math.isnan(found.estimate)


@pytest.mark.parametrize("ratio", [False, True])
def test_verdict_and_chance_agree(ratio: bool) -> None:
    above = normal(0.5, 0.2, (300, 13), 3)
    below = normal(1.0, 0.1, (300, 13), 4)
    for one, other in zip(above, below, strict=True):
        says = {"comparison": "ratio", "divided_by": "y"} if ratio else {}
        found = verdict(runs(x=list(one), y=list(other)), **says)
        assert (found.verdict == "supported") == (found.chance_supported <= 0.025)
        assert (found.verdict == "refuted") == (found.chance_refuted <= 0.025)
