"""Which way the market moves by who bids where, at paired seeds."""

from typing import Any

import numpy as np
import pytest

from tests.direction.paired import mean, runs, total
from tests.small import for_services

pytestmark = pytest.mark.long


def share_of(overrides: dict[str, Any], service: str, series: str) -> float:
    """A share at the end of the run, averaged over seeds."""
    last = [
        one.monthly.query(f"service == '{service}'").iloc[-1][series] for one in runs(overrides)
    ]
    return float(sum(last) / len(last))


def test_groups_that_come_for_any_size_take_more_of_youth() -> None:
    small: dict[str, object] = {
        "services.youth.group_interest": 1.0,
        "services.youth.group_least_value": 0.0,
    }
    large: dict[str, object] = {
        "services.youth.group_interest": 1.0,
        "services.youth.group_least_value": 1e9,
    }
    assert share_of(small, "youth", "share_group") > 0.05
    assert share_of(large, "youth", "share_group") == 0
    assert share_of({"services.youth.group_interest": 0.0}, "youth", "share_group") == 0


def test_groups_run_social_work_only_with_the_lever_on() -> None:
    wide: dict[str, object] = {
        "services.social_work.group_interest": 1.0,
        "services.social_work.group_least_value": 0.0,
    }
    assert share_of(wide, "social_work", "share_group") == 0
    assert (
        share_of({**wide, "policy.groups_in_social_work": True}, "social_work", "share_group") > 0
    )


def test_local_charities_bring_bids() -> None:
    many, none = {"services.youth.local_bodies": 4.0}, {"mechanisms.local_bodies": False}
    assert total(many, "bids") > total(none, "bids")
    assert mean(many, "mean_bidders.youth") > 1.3 * mean(none, "mean_bidders.youth")


def test_gifts_bring_bids_and_volunteers_lower_prices() -> None:
    given, none = {"services.youth.charity_grants": 2e6}, {"mechanisms.giving": False}
    assert mean(given, "mean_bidders.youth") > 1.2 * mean(none, "mean_bidders.youth")
    many: dict[str, object] = {"services.youth.charity_volunteers": 0.15}
    few: dict[str, object] = {"services.youth.charity_volunteers": 0.0}
    assert price_in_youth(many) < price_in_youth(few)


def price_in_youth(overrides: dict[str, Any]) -> float:
    """Mean price over ceiling of awards in youth over all months that have any."""
    prices = [
        one.monthly.query("service == 'youth'")["price_over_ceiling"] for one in runs(overrides)
    ]
    return float(np.nanmean([price.mean() for price in prices]))


def test_who_wishes_to_stay_small_leaves_tenders_to_fewer() -> None:
    small, grow = for_services(wish_to_grow=0.0), for_services(wish_to_grow=1.0)
    assert mean(small, "mean_bidders") < mean(grow, "mean_bidders")
    assert mean(small, "mean_share_group") > mean(grow, "mean_share_group")


def test_growth_that_costs_more_is_bid_dearer() -> None:
    dear, off = {"bidding.span": 1, "bidding.span_cost": 0.1}, {"mechanisms.growth_cost": False}
    assert mean(dear, "mean_price_over_ceiling") > mean(off, "mean_price_over_ceiling")
    assert mean(dear, "mean_margin_small") < mean(off, "mean_margin_small")


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ("interest", for_services(group_interest=1.0, group_least_value=0.0, small_interest=1.0)),
        ("local_bodies", for_services(local_bodies=5.0)),
        (
            "giving",
            {
                **for_services(charity_grants=9e6, charity_volunteers=0.5),
                "kinds.small.giving_spread": 2.0,
            },
        ),
        ("wish_to_grow", for_services(wish_to_grow=0.0)),
        (
            "growth_cost",
            {"bidding.span": 0, "bidding.span_cost": 0.2, "bidding.capital_return": 0.5},
        ),
    ],
)
def test_switched_off_a_mechanism_is_gone_whatever_its_numbers(
    switch: str, said: dict[str, Any]
) -> None:
    off = {f"mechanisms.{switch}": False}
    for plain, changed in zip(runs(off, 2), runs({**off, **said}, 2), strict=True):
        assert plain.monthly.equals(changed.monthly)
    on, other = runs({}, 2)[0], runs(said, 2)[0]
    assert not on.monthly.equals(other.monthly)
