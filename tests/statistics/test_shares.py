"""Shares of points: blocks count once, noise is told and taken out."""

import numpy as np
import pytest
from scipy.special import ndtr

from sim.statistics.intervals import share_interval
from sim.statistics.shares import chance_of_at_least, clustered_share, less_noise
from tests.draws import normal


def test_points_that_stand_alone_have_wilsons_interval() -> None:
    holds = np.arange(200) < 150
    found = clustered_share(holds, np.arange(200), 0.95)
    assert found == share_interval(150, 200, 0.95)


def test_copies_of_a_point_add_nothing() -> None:
    alone = np.arange(50) < 30
    found = clustered_share(np.repeat(alone, 4), np.repeat(np.arange(50), 4), 0.95)
    plain = share_interval(30, 50, 0.95)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.005)
    assert found.runs == 200
    sure = clustered_share(np.ones(200, dtype=bool), np.repeat(np.arange(50), 4), 0.95)
    assert sure.low == pytest.approx(share_interval(50, 50, 0.95).low)


def test_clustered_intervals_cover_as_often_as_they_say() -> None:
    hits = 0
    between, within = normal(0, 1, (400, 40), 5), normal(0, 1, (400, 200), 7)
    for block, own in zip(between, within, strict=True):
        holds = (np.repeat(block, 5) + own) > 0
        found = clustered_share(holds, np.repeat(np.arange(40), 5), 0.95)
        hits += found.low <= 0.5 <= found.high
    assert hits / 400 > 0.92


def test_noise_pulls_a_share_towards_half_and_is_mostly_taken_out() -> None:
    truth = normal(1, 1, 20_000, 6)
    seen = truth + normal(0, 0.7, 20_000, 8)
    holds = seen > 0
    true_share = float((truth > 0).mean())
    corrected = less_noise(holds, ndtr(seen / 0.7))
    assert holds.mean() < true_share - 0.03
    assert abs(corrected - true_share) < 0.4 * abs(holds.mean() - true_share)


def test_chances_of_several_things() -> None:
    assert chance_of_at_least(3, [1.0, 1.0, 1.0, 0.0, 0.0]) == 1.0
    assert chance_of_at_least(1, [0.5, 0.5]) == 0.75
    assert chance_of_at_least(4, [1.0, 1.0]) == 0.0
