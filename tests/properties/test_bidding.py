"""Properties of bidding and scoring that hold for all numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model.rules.bidding import (
    best_markup,
    bids_a_year,
    chosen_bids,
    has_standing,
    has_surety,
    logit_scale,
    smoothed,
    stepped_markup,
    win_chance,
)
from sim.model.rules.councils import (
    award_score,
    best_of_each,
    extension_chance,
    insourcing_chance,
    mobilises,
    price_score,
    scaled_chance,
)
from tests.properties.strategies import Column, between, columns, money, share, shares

ROUNDING = 1e-12


@given(money, columns(1.0, 3.0), shares, shares, share, share)
def test_raising_a_price_never_raises_its_score(
    price: Column, raised: Column, quality: Column, social: Column, one: float, two: float
) -> None:
    weights = sorted((one, two))
    price_weight, quality_weight = np.array(weights[0]), np.array(weights[1] - weights[0])
    social_weight = 1 - price_weight - quality_weight
    lowest = price.min()

    def score(prices: Column) -> Column:
        part = price_score(prices, np.minimum(prices, lowest))
        return award_score(part, quality, social, price_weight, quality_weight, social_weight)

    before = score(price)
    assert (score(price * raised) <= before + ROUNDING).all()
    assert ((before >= -ROUNDING) & (before <= 1 + ROUNDING)).all()


@given(shares, columns(0.0, 0.5), shares, shares)
def test_better_seen_quality_never_lowers_a_score(
    quality: Column, more: Column, price: Column, social: Column
) -> None:
    weights = (np.array(0.4), np.array(0.5), np.array(0.1))
    before = award_score(price, quality, social, *weights)
    assert (award_score(price, quality + more, social, *weights) >= before).all()


@given(shares, shares, columns(0.1, 10), columns(0.005, 0.1), columns(0.0, 0.3))
def test_the_chance_to_win_is_a_share_and_falls_with_rivals_and_their_scores(
    own: Column, rival: Column, rivals: Column, scale: Column, better: Column
) -> None:
    chance = win_chance(own, rival, rivals, scale)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (win_chance(own, rival, rivals + 1, scale) <= chance).all()
    assert (win_chance(own, rival + better, rivals, scale) <= chance + ROUNDING).all()
    assert (win_chance(own + better, rival, rivals, scale) >= chance - ROUNDING).all()


@given(
    cost=money,
    room=columns(0.8, 2.0),
    rival=columns(0.7, 1.5),
    rivals=columns(0.1, 8),
    gap=columns(-0.3, 0.3),
    weight=columns(0.05, 0.9),
    low=columns(-0.03, 0.05),
    foothold=columns(0, 0.1),
    noise=between(0.04, 0.12),
)
def test_markups_never_pass_the_ceiling_nor_the_most_allowed_nor_the_least_asked(
    cost: Column,
    room: Column,
    rival: Column,
    rivals: Column,
    gap: Column,
    weight: Column,
    low: Column,
    foothold: Column,
    noise: float,
) -> None:
    ceiling = cost * room
    markup = best_markup(
        cost,
        ceiling,
        cost * rival,
        rivals,
        gap,
        (weight, logit_scale(0.9 - weight * 0.9 + 0.05, noise)),
        low,
        0.4,
        21,
        foothold * cost,
    )
    assert (cost * (1 + markup) <= ceiling * (1 + ROUNDING)).all()
    assert (markup <= 0.4 + ROUNDING).all()
    assert (markup >= np.minimum(low, room - 1) - ROUNDING).all()


@given(columns(-0.05, 0.4), columns(-0.05, 0.4), share)
def test_a_smoothed_markup_lies_between_the_last_one_and_the_best(
    last: Column, best: Column, part: float
) -> None:
    asked = smoothed(last, best, part)
    assert (asked >= np.minimum(last, best) - ROUNDING).all()
    assert (asked <= np.maximum(last, best) + ROUNDING).all()


@given(columns(-0.05, 0.4), st.integers(0, 5), st.integers(0, 5), between(0.001, 0.05))
def test_under_the_rival_rule_wins_raise_and_losses_lower_the_markup_within_bounds(
    markup: Column, wins: int, losses: int, step: float
) -> None:
    low = np.zeros(len(markup))
    inside = np.clip(markup, 0, 0.4)
    moved = stepped_markup(inside, np.array(wins), np.array(losses), step, low, 0.4)
    assert ((moved >= 0) & (moved <= 0.4)).all()
    assert (np.sign(moved - inside) * np.sign(wins - losses) >= 0).all()


@given(money, money, between(0, 2), between(1, 3))
def test_more_turnover_never_takes_standing_away_and_a_harder_test_never_gives_it(
    turnover: Column, value: Column, ratio: float, factor: float
) -> None:
    passes = has_standing(turnover, value, ratio)
    assert (has_standing(turnover * factor, value, ratio) >= passes).all()
    assert (has_standing(turnover, value, ratio * factor) <= passes).all()


@given(columns(-1e5, 1e6), columns(0, 1e5), money, between(0, 0.1))
def test_a_surety_only_ever_excludes(
    cash: Column, pledged: Column, value: Column, asked: float
) -> None:
    assert has_surety(cash, pledged, value, 0.0).all()
    passes = has_surety(cash, pledged, value, asked)
    assert (has_surety(cash + 1e4, pledged, value, asked) >= passes).all()


@given(
    st.lists(st.tuples(st.integers(0, 4), between(-1e5, 1e5)), min_size=0, max_size=30),
    columns(0, 5, n=5),
)
def test_bid_teams_write_their_worthiest_bids_and_no_more_than_they_can(
    possible: list[tuple[int, float]], allowance: Column
) -> None:
    bidder = np.array([b for b, _ in possible], dtype=np.int32)
    worth = np.array([w for _, w in possible], dtype=np.float64)
    made = chosen_bids(bidder, worth, allowance)
    assert (worth[made] > 0).all()
    for one in range(5):
        mine = bidder == one
        assert made[mine].sum() <= np.floor(allowance[one])
        left_out = worth[mine & ~made & (worth > 0)]
        if len(left_out):
            assert made[mine].sum() == np.floor(allowance[one])
            assert worth[mine & made].min(initial=np.inf) >= left_out.max()


@given(columns(0, 10), money, between(1e6, 3e7))
def test_only_groups_write_more_bids_as_they_grow(
    base: Column, turnover: Column, for_each: float
) -> None:
    is_group = np.arange(len(base)) % 2 == 0
    bids = bids_a_year(base, turnover, for_each, is_group)
    grown = bids_a_year(base, turnover * 2, for_each, is_group)
    assert (bids[~is_group] == base[~is_group]).all()
    assert (grown[is_group] >= bids[is_group]).all()


@given(st.lists(st.tuples(st.integers(0, 5), between(0, 1), st.booleans()), max_size=30))
def test_the_best_bid_not_refused_wins_each_tender(bids: list[tuple[int, float, bool]]) -> None:
    bids = sorted(bids, key=lambda bid: bid[0])
    tender = np.array([bid[0] for bid in bids], dtype=np.int32)
    score = np.array([bid[1] for bid in bids], dtype=np.float64)
    refused = np.array([bid[2] for bid in bids], dtype=bool)
    best = best_of_each(tender, score, refused)
    assert sorted(tender[best]) == sorted(set(tender[~refused].tolist()))
    assert not refused[best].any()
    for row in best:
        assert score[row] == score[(tender == tender[row]) & ~refused].max()


@given(shares, shares, between(1, 30), columns(0, 0.5))
def test_better_quality_makes_an_extension_likelier(
    quality: Column, at_half: Column, steepness: float, more: Column
) -> None:
    chance = extension_chance(quality, float(at_half[0]), steepness)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (extension_chance(quality + more, float(at_half[0]), steepness) >= chance).all()


@given(columns(-0.5, 0.5), shares, columns(-3, 3), columns(0, 0.5), between(-5, 5))
def test_insourcing_is_likelier_the_dearer_the_bid_and_the_poorer_the_quality(
    over: Column, quality: Column, taste: Column, more: Column, base: float
) -> None:
    def chance(price: Column, seen: Column, liking: Column) -> Column:
        return insourcing_chance(np.array(base), price, seen, liking, 5.0, 3.0)

    before = chance(over, quality, taste)
    assert ((before >= 0) & (before <= 1)).all()
    assert (chance(over + more, quality, taste) >= before).all()
    assert (chance(over, quality + more, taste) <= before).all()
    assert (chance(over, quality, taste + more) >= before).all()


@given(shares, between(0, 1), between(0.01, 1))
def test_scaled_chances_stay_chances(chance: Column, level: float, reference: float) -> None:
    scaled = scaled_chance(chance, level, reference)
    assert ((scaled >= 0) & (scaled <= 1)).all()


@given(columns(0, 200), columns(0, 200), columns(0, 200))
def test_who_can_take_on_posts_can_take_on_fewer(
    posts: Column, already: Column, capacity: Column
) -> None:
    fits = mobilises(posts, already, capacity)
    assert (mobilises(posts / 2, already, capacity) >= fits).all()
