"""Small staff-led mutuals: who is one, and that their outcomes are those done on paper."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.record.catalogue import end_bounds, end_names, end_unit
from sim.model.record.outcomes import GROUP_ENDINGS, LETTING_ENDINGS, fates
from sim.model.record.populations import (
    SMALL_UP_TO,
    counted_as,
    small_firms_like,
    small_staff_led,
    weighted_by_mix,
)
from sim.model.state.codes import ENDINGS
from tests.small import small_world

BODY: dict[str, Any] = {
    "founded_month": 0.0, "entered_month": 0.0, "last_month": 179.0, "ending": "",
    "second_letting_survived": np.nan, "lettings": 0.0,
}  # fmt: skip


def bodies(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([BODY | row for row in rows])


# ---------------------------------------------------------------- who is one


@pytest.mark.parametrize(
    ("staff", "customers", "passes_on", "said"),
    [
        (1.0, 0.0, 0.0, "staff_led"),
        (0.751, 0.0, 0.0, "staff_led"),  # 3BM's staff
        (0.0, 0.8, 0.0, "customers"),  # Sandwell's schools
        (0.5, 0.5, 0.0, "other"),  # neither holds most
        (0.0, 0.0, 0.0, "other"),  # residents do
        (1.0, 0.0, 0.6, "commissioning"),
    ],
)
def test_a_body_counts_by_who_holds_most_votes(
    staff: float, customers: float, passes_on: float, said: str
) -> None:
    assert counted_as(np.array([staff]), np.array([customers]), np.array([passes_on])) == [said]


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, True),
        ({"value": SMALL_UP_TO}, True),
        ({"value": SMALL_UP_TO + 1}, False),
        ({"counts_as": "customers"}, False),
        ({"service": "homes"}, False),
        ({"cohort": False}, False),
    ],
)
def test_who_is_small_and_staff_led(changed: dict[str, Any], counts: bool) -> None:
    body = {"counts_as": "staff_led", "value": 3e6, "service": "social_work", "cohort": True}
    told = {name: np.array([value]) for name, value in (body | changed).items()}
    told["counts_as"] = told["counts_as"].astype(object)
    assert bool(small_staff_led(**told)[0]) is counts


# ---------------------------------------------------------------- outcomes done on paper


def test_fates_of_four_bodies_are_those_done_on_paper() -> None:
    """One bought in month 24, one lost to a group in 60, one taken back in 100, one that lasts."""
    table = bodies(
        {"ending": "taken_over", "last_month": 24.0, "lettings": 0.0},
        {"ending": "lost_to_group", "last_month": 60.0, "lettings": 1.0,
         "second_letting_survived": 0.0},
        {"ending": "lost_to_council", "last_month": 100.0, "lettings": 2.0,
         "second_letting_survived": 1.0},
        {"lettings": 3.0, "second_letting_survived": 1.0},
    )  # fmt: skip
    found = fates(table)
    assert found["cohort"] == 4
    assert found["independence_10y"] == pytest.approx(0.25)
    assert found["taken_over_10y"] == pytest.approx(0.25)
    assert found["lost_to_group_10y"] == pytest.approx(0.25)
    assert found["lost_to_council_10y"] == pytest.approx(0.25)
    assert found["insolvent_10y"] == 0
    assert found["endings_by_group_share"] == 1  # two of the two the council did not choose
    assert found["hazard_per_letting"] == pytest.approx(2 / 6)  # two of three ended at a letting
    assert found["second_letting_survival"] == pytest.approx(2 / 3)
    # A month counts for those who had survived to its start.
    years = (25 + 61 + 101 + 168) / 4 / 12
    assert found["restricted_mean_years_14"] == pytest.approx(years)


def test_nobody_leaves_nothing_to_tell() -> None:
    found = fates(bodies({}).iloc[:0])
    assert found.pop("cohort") == 0
    assert all(np.isnan(value) for value in found.values())


def test_firms_are_weighted_as_mutuals_are_spread() -> None:
    mutuals = pd.DataFrame({"service": ["youth"] * 3 + ["social_work"]})
    shares = {"youth": 0.1, "school_support": 0.9, "social_work": 0.5}
    assert weighted_by_mix(shares, mutuals) == pytest.approx(0.75 * 0.1 + 0.25 * 0.5)
    gap = shares | {"social_work": float("nan")}
    assert weighted_by_mix(gap, mutuals) == pytest.approx(0.1)
    assert np.isnan(weighted_by_mix(shares, mutuals.iloc[:0]))


def test_firms_like_them_are_small_and_of_the_same_services() -> None:
    firms = pd.DataFrame(
        {"service": ["youth", "homes", "youth"], "turnover_start": [1e6, 1e6, 2e7]}
    )
    assert small_firms_like(firms).index.tolist() == [0]


def test_endings_that_outcomes_count_are_endings_that_there_are() -> None:
    assert {*GROUP_ENDINGS, *LETTING_ENDINGS} <= set(ENDINGS)


# ---------------------------------------------------------------- in a run


def test_every_outcome_of_the_population_is_in_the_catalogue_and_in_a_run() -> None:
    run = sim.run(small_world(), seed=4, years=12)
    names = {name for name in end_names() if "small_staff_led" in name or "small_like" in name}
    assert len(names) > 15
    for name in names:
        assert name in run.outcomes.index
        assert end_unit(name)
        low, high = end_bounds(name)
        assert np.isnan(run.outcomes[name]) or low <= run.outcomes[name] <= high
    assert run.outcomes["cohort_small_staff_led"] == run.organisations["small_staff_led"].sum()


def test_what_a_body_is_was_settled_at_its_founding() -> None:
    early, late = (sim.run(small_world(), seed=4, years=years) for years in (2, 12))
    kept = ["organisation", "counts_as", "value_at_founding", "is_named"]
    first = early.organisations.query("counts_as != ''")[kept].set_index("organisation")
    again = late.organisations[kept].set_index("organisation").loc[first.index]
    assert len(first)
    pd.testing.assert_frame_equal(first, again)
    traded = late.organisations.query("is_spun_out")
    assert (traded["value_at_founding"] > 0).all()
    assert set(traded["counts_as"]) <= {"staff_led", "customers", "commissioning", "other"}


def test_twins_are_the_same_bodies() -> None:
    mutuals, twins = (
        sim.run(small_world({"twins.is_firm": is_firm}), seed=4, years=2).organisations
        for is_firm in (False, True)
    )
    own, others = (set(one.query("small_staff_led")["organisation"]) for one in (mutuals, twins))
    assert own
    assert own == others


def test_schools_that_own_a_body_make_it_a_customers_mutual() -> None:
    table = sim.run("sandwell", seed=1, years=1).organisations
    body = table[table["is_named"]].iloc[0]
    assert body["counts_as"] == "customers"
    assert body["value_at_founding"] > 9e6  # schools' 9m, associates and the council's own
    assert not body["small_staff_led"]
