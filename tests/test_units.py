"""Rates and chances agree with their closed forms."""

import math

import numpy as np
import pytest

from sim.units import chance_within_a_month


def test_twelve_months_make_a_year() -> None:
    for rate in (0.0, 0.01, 0.35, 2.0, 40.0):
        staying = (1 - chance_within_a_month(rate)) ** 12
        assert staying == pytest.approx(math.exp(-rate))


def test_small_rates_lose_no_digits() -> None:
    assert chance_within_a_month(1e-12) == pytest.approx(1e-12 / 12, rel=1e-12)


def test_columns_go_in_and_columns_come_out() -> None:
    chances = chance_within_a_month(np.array([0.0, 0.35]))
    assert chances.shape == (2,)
    assert chances[0] == 0
