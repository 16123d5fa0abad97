"""Who is followed, by what, and that the curves are those of the outcomes of a run."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.record.lives import GROUPINGS, survival_by
from tests.small import small_world

FIRM: dict[str, Any] = {
    "organisation": "a", "kind": "small", "kind_at_start": "small", "form": "", "service": "homes",
    "origin": "", "founded_month": -60.0, "entered_month": 0.0, "last_month": 35.0, "ending": "",
    "cohort": False, "is_spun_out": False, "is_charity": False, "has_traded": True,
}  # fmt: skip
MUTUAL = FIRM | {
    "kind": "mutual", "kind_at_start": "mutual", "form": "cic", "origin": "staff",
    "founded_month": 0.0, "cohort": True, "is_spun_out": True,
}  # fmt: skip


def bodies(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([row | {"organisation": str(n)} for n, row in enumerate(rows)])


def at(table: pd.DataFrame, months: int) -> pd.Series:
    (row,) = table[table["months"] == months].to_dict("records")
    return pd.Series(row)


def test_shares_and_numbers_at_risk_of_four_mutuals_are_those_done_on_paper() -> None:
    bought = MUTUAL | {"ending": "taken_over", "last_month": 11.0}
    lost = MUTUAL | {"ending": "lost_to_council", "last_month": 20.0}
    late = MUTUAL | {"founded_month": -15.0}  # 15 months old when first seen
    table = survival_by(bodies(bought, lost, MUTUAL, late))
    year, two, three = (at(table, months) for months in (12, 24, 36))
    assert (year["at_risk"], year["ended"], year["independent"]) == (2, 1, pytest.approx(2 / 3))
    assert two["independent"] == pytest.approx(2 / 3 * 2 / 3)
    assert two["taken_over"] == pytest.approx(1 / 3)
    assert two["lost_to_council"] == pytest.approx(2 / 3 / 3)
    assert (three["at_risk"], three["ended"]) == (1, 2)
    assert 0 < two["low"] < two["independent"] < two["high"] < 1


def test_a_firm_that_has_grown_into_a_group_is_still_one_of_those_who_began() -> None:
    grown = FIRM | {"kind": "group"}
    gone = FIRM | {"ending": "insolvent", "last_month": 5.0}
    table = survival_by(bodies(grown, gone))
    assert set(table["kind"]) == {"small_firm"}
    assert (at(table, 0)["at_risk"], at(table, 12)["independent"]) == (2, 0.5)


def test_nobody_is_followed_who_never_traded_or_was_never_small() -> None:
    others = (
        FIRM | {"has_traded": False},
        FIRM | {"kind": "group", "kind_at_start": "group"},
        FIRM | {"kind": "in_house", "kind_at_start": "in_house"},
        MUTUAL | {"cohort": False},
    )
    assert survival_by(bodies(*others)).empty
    assert set(survival_by(bodies(FIRM | {"is_charity": True}, *others))["kind"]) == {"charity"}


def test_over_several_runs_the_interval_is_over_their_luck() -> None:
    """Six bodies end in one run and none in the other: alone they look like twelve draws."""
    ended = MUTUAL | {"ending": "insolvent", "last_month": 5.0}
    people = bodies(*[ended] * 6, *[MUTUAL] * 6)
    as_one = at(survival_by(people), 12)
    as_two = at(survival_by(people.assign(run_id=np.repeat(["a", "b"], 6))), 12)
    assert as_one["independent"] == as_two["independent"] == 0.5
    assert as_two["high"] - as_two["low"] > 0.99
    assert as_one["high"] - as_one["low"] < 0.65
    assert at(survival_by(people.assign(run_id="a")), 12)["low"] == as_one["low"]


@pytest.mark.parametrize(("by", "says"), [("forms", "did you mean form"), ("xyz", "choose one of")])
def test_what_lives_are_not_told_by_is_refused(by: str, says: str) -> None:
    with pytest.raises(sim.MutualsError, match=says):
        survival_by(bodies(FIRM), by)


def test_the_curves_are_those_of_the_outcomes_of_a_run() -> None:
    run = sim.run(small_world(), seed=4)
    ten = {by: run.survival(by).query("months == 120").set_index(by) for by in GROUPINGS}
    kind, service = ten["kind"]["independent"], ten["service"]["independent"]
    assert kind["mutual"] == run.outcomes["independence_10y"]
    assert kind["small_firm"] == run.outcomes["independence_10y_small"]
    assert len(service) > 1
    for name, share in service.items():
        assert share == run.outcomes[f"independence_10y.{name}"]
    mutual = ten["kind"].loc["mutual"]
    assert mutual["lost_to_council"] == run.outcomes["lost_to_council_10y"]
    assert mutual["taken_over"] + mutual["stake_past_half"] == run.outcomes["taken_over_10y"]
    told = run.survival("starter")
    shares = told.loc[:, "taken_over":].sum(axis=1) + told["independent"]
    assert shares.to_numpy() == pytest.approx(1)


def test_the_firms_of_a_world_of_twins_count_where_mutuals_would() -> None:
    run = sim.run(small_world({"twins.is_firm": True}), seed=4, years=12)
    kinds = run.survival().query("months == 120").set_index("kind")["independent"]
    assert kinds["mutual"] == run.outcomes["independence_10y"]
    assert run.survival("form").empty
    assert set(run.survival("starter")["starter"]) <= {"top", "staff"}
