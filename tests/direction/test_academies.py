"""Schools that buy nationally for themselves take their money and their need with them."""

import numpy as np
import pytest

from sim.model.rules.costs import schools_that_stay
from sim.model.state.state import SCHOOL_SUPPORT
from tests.direction.paired import mean
from tests.small import opened, played, small_world

HALF = {"policy.academies_share": 0.5, "policy.academies_years": 10}


def test_money_and_need_leave_school_support_alone_and_in_equal_steps() -> None:
    base, half = (opened(small_world(changes)) for changes in ({}, HALF))
    for years, stay in ((0, 1.0), (2, 0.9), (10, 0.5), (20, 0.5)):
        for before, now in zip(base.path(12 * years), half.path(12 * years), strict=True):
            left = np.ones_like(before)
            left[SCHOOL_SUPPORT] = stay
            assert now == pytest.approx(before * left)


def test_prices_that_councils_would_pay_stay_where_they_were() -> None:
    base, half = (played(small_world(changes), months=30) for changes in ({}, HALF))
    service = base.lots.service == SCHOOL_SUPPORT
    for state in (base, half):
        state.lots.ceiling_factor[:] = 1.0
    assert half.ceilings()[service] == pytest.approx(base.ceilings()[service])


def test_without_academies_nothing_is_as_if_there_were_no_lever() -> None:
    none = {"policy.academies_share": 0.0, "policy.academies_years": 5}
    base, same = (played(small_world(changes), months=30) for changes in ({}, none))
    assert np.array_equal(base.lots.need, same.lots.need)
    assert np.array_equal(base.lots.unit_price, same.lots.unit_price)
    assert schools_that_stay(0.0, 3, 5) == 1


def test_fewer_posts_and_less_public_cost() -> None:
    for outcome in ("mean_posts_required", "mean_public_cost"):
        assert mean(HALF, outcome) < mean({}, outcome)
