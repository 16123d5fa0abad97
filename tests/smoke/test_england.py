"""Smoke bounds of the base world in years 5, 10 and 15: wide fences around England."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.one_result import Run

pytestmark = pytest.mark.long

SEEDS = (1, 2)
YEARS = (5, 10, 15)
OUTSIDE = ("youth", "school_support", "homes", "fostering")


@cache
def england(seed: int) -> Run:
    """Fifteen years of the base world."""
    return sim.run("england", seed=seed, years=15, detail="study")


def at(run: Run, service: str, year: int) -> pd.Series:
    """A service at the end of a year."""
    rows = run.monthly
    return rows[(rows["service"] == service) & (rows["month"] == 12 * year)].iloc[0]


def over(run: Run, service: str, series: str) -> "pd.Series[float]":
    """A series of a service over all months but the opening."""
    rows = run.monthly
    return rows[(rows["service"] == service) & (rows["month"] > 0)].set_index("month")[series]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", YEARS)
def test_neither_the_outside_market_nor_council_teams_vanish(seed: int, year: int) -> None:
    for service in OUTSIDE:
        # In 2012 councils ran four fifths of youth services by value (E162).
        assert 0.15 <= at(england(seed), service, year)["external_share"] <= 0.85, service
    # Nine of ten councils run all of social work themselves (E191).
    assert 0.02 <= at(england(seed), "social_work", year)["external_share"] <= 0.35


@pytest.mark.parametrize("year", YEARS)
def test_mutuals_are_alive_in_half_the_runs(year: int) -> None:
    alive = [at(england(seed), "all", year)["mutuals_alive"] > 0 for seed in SEEDS]
    assert np.mean(alive) >= 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_tenders_draw_between_one_and_a_half_and_five_bidders(seed: int) -> None:
    run = england(seed)
    bids, tenders = over(run, "all", "bids"), over(run, "all", "tenders")
    for year in YEARS:
        window = slice(12 * (year - 5) + 1, 12 * year)
        assert 1.5 <= bids.loc[window].sum() / tenders.loc[window].sum() <= 5, year


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", YEARS)
def test_groups_earn_between_five_and_twenty_five_per_cent(seed: int, year: int) -> None:
    assert 0.05 <= at(england(seed), "all", year)["margin_group"] <= 0.25


@pytest.mark.parametrize("seed", SEEDS)
def test_small_independents_are_taken_over_as_seldom_as_published(seed: int) -> None:
    assert 0.005 <= england(seed).outcomes["takeover_rate_small"] <= 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_few_providers_fail(seed: int) -> None:
    assert england(seed).outcomes["insolvency_rate"] < 0.02


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("service", "low", "high"), [("social_work", 0.135, 0.17), ("homes", 0.29, 0.35)]
)
def test_leaving_stays_within_the_published_rates(
    seed: int, service: str, low: float, high: float
) -> None:
    assert low <= over(england(seed), service, "leaving_rate").mean() <= high


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("service", "low", "high"), [("social_work", 0.12, 0.20), ("homes", 0.10, 0.20)]
)
def test_vacancies_stay_near_the_published_share(
    seed: int, service: str, low: float, high: float
) -> None:
    assert low <= over(england(seed), service, "vacancy_share").mean() <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_the_workforce_has_the_published_scale(seed: int) -> None:
    opening = at(england(seed), "all", 0)
    assert 80_000 <= opening["posts_required"] <= 150_000
