"""Shares of points: blocks count once, noise is told and taken out."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.statistics.intervals import share_interval
from sim.statistics.shares import (
    Seen,
    chance_of_at_least,
    clustered_share,
    less_noise,
    share_despite_luck,
)
from tests.draws import lopsided, normal


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


def seen(z: np.ndarray, **more: int) -> Seen:
    return Seen(z, z, np.arange(len(z)), **more)


@pytest.mark.parametrize("points", [50, 200])
@pytest.mark.parametrize("truth", [0.8, 0.95])
@pytest.mark.parametrize("shape", ["normal", "lopsided", "two heaps"])
def test_luck_as_large_as_the_spread_leaves_the_truth_inside(
    shape: str, truth: float, points: int
) -> None:
    studies = 200
    spread = {
        "normal": normal(ndtri(truth), 1, (studies, points), 1),
        # A pile of points just on the right side of the line, which luck often puts on the wrong one.
        "lopsided": lopsided((studies, points), 2) + np.log(truth),
        "two heaps": np.where(normal(0, 1, (studies, points), 3) < ndtri(truth), 0.3, -0.3),
    }[shape]
    luck = normal(0, 1, (studies, points, 2), 4)
    found = 0
    for world, own in zip(spread, luck, strict=True):
        size = np.sqrt(own.var(axis=1, ddof=1).mean() / 2)
        low, high = share_despite_luck(seen((world + own.mean(axis=1)) / size), 0.95)
        found += low <= truth <= high
    assert found / studies >= 0.93


def test_without_luck_the_share_has_nearly_wilsons_interval() -> None:
    far = np.where(np.arange(200) < 150, 99.0, -99.0)
    low, high = share_despite_luck(seen(far), 0.95)
    wilson = share_interval(150, 200, 0.95)
    assert wilson.low - 0.04 < low < wilson.low
    assert wilson.high < high < wilson.high + 0.04


def test_what_is_unknown_is_counted_against_both_ends() -> None:
    known = np.full(60, 99.0)
    least, most = np.append(known, [-np.inf] * 40), np.append(known, [np.inf] * 40)
    low, high = share_despite_luck(Seen(least, most, np.arange(100)), 0.95)
    assert low < 0.6
    assert high == 1


def test_the_more_numbers_must_be_seen_aright_the_wider_it_is() -> None:
    z = normal(1, 2, 200, 5)
    one, ten = share_despite_luck(seen(z), 0.95), share_despite_luck(seen(z, for_true=10), 0.95)
    assert ten[1] > one[1]
    assert ten[0] == one[0]


def test_no_points_no_interval() -> None:
    assert np.isnan(share_despite_luck(seen(np.empty(0)), 0.95)).all()
