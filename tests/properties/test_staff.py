"""Properties of the rules on staff that hold for all numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model.rules.staff import (
    commitment_after,
    commitment_slope,
    fill_chance,
    going_reward,
    insecurity,
    log_leaving_rate,
    pull,
    quality_heading,
    unfairness,
    voice,
    who_leaves,
)
from tests.properties.strategies import Column, between, columns, share, shares

ROUNDING = 1e-12


def _rate(reward: Column, commitment: Column, elasticity: float = 1.5, fall: float = 0.1) -> Column:
    slope = commitment_slope(fall, 0.15)
    gap = pull(np.log(reward), np.zeros(len(reward)))
    return np.exp(
        log_leaving_rate(np.log(np.full(len(reward), 0.2)), gap, commitment, elasticity, slope, 0.5)
    )


@given(columns(0.6, 1.3), columns(1, 1.5), shares, between(0, 2.5))
def test_a_higher_reward_never_raises_leaving(
    reward: Column, raised: Column, commitment: Column, elasticity: float
) -> None:
    before = _rate(reward, commitment, elasticity)
    assert (_rate(reward * raised, commitment, elasticity) <= before * (1 + ROUNDING)).all()


@given(shares, columns(0, 0.5), between(0, 0.2))
def test_more_commitment_never_raises_leaving(
    commitment: Column, more: Column, fall: float
) -> None:
    reward = np.ones(len(commitment))
    before = _rate(reward, commitment, fall=fall)
    assert (_rate(reward, commitment + more, fall=fall) <= before * (1 + ROUNDING)).all()


@given(between(0, 0.5), between(0.01, 0.5))
def test_one_spread_of_commitment_lowers_leaving_by_the_given_share(
    fall: float, spread: float
) -> None:
    assert np.isclose(np.exp(-commitment_slope(fall, spread) * spread), 1 - fall)


@given(shares, columns(0, 20), shares)
def test_a_higher_rate_never_keeps_somebody_who_would_have_left(
    draws: Column, rate: Column, more: Column
) -> None:
    leaves = who_leaves(draws, rate, 12)
    assert (leaves == (draws < 1 - np.exp(-rate / 12))).all() or np.isclose(
        draws, 1 - np.exp(-rate / 12)
    ).any()
    assert (who_leaves(draws, rate + more, 12) >= leaves).all()


@given(columns(0, 1.2), columns(0, 500), columns(0, 200), between(0, 0.5))
def test_voice_thins_with_membership_and_never_beyond_a_full_one(
    form: Column, members: Column, more: Column, dilution: float
) -> None:
    said = voice(form, members, 0.12, 10.0, dilution)
    assert ((said >= 0) & (said <= 0.12 * form + ROUNDING)).all()
    assert (voice(form, members + more, 0.12, 10.0, dilution) <= said + ROUNDING).all()
    assert (voice(0 * form, members, 0.12, 10.0, dilution) == 0).all()


@given(shares, columns(-0.4, 0.4), between(0, 1.5))
def test_unfairness_is_never_negative_and_nought_where_terms_are_equal(
    other_side: Column, gap: Column, sensitivity: float
) -> None:
    assert (unfairness(other_side, gap, sensitivity) >= 0).all()
    assert (unfairness(other_side, 0 * gap, sensitivity) == 0).all()
    assert (unfairness(0 * other_side, gap, sensitivity) == 0).all()


@given(st.lists(st.integers(-12, 120), min_size=5, max_size=5), between(0, 0.2), between(1, 24))
def test_insecurity_rises_as_the_end_nears_and_is_nought_before(
    months: list[int], loss: float, felt: float
) -> None:
    left = np.sort(np.array(months, dtype=np.int32))
    felt_loss = insecurity(left, loss, felt)
    assert (np.diff(felt_loss) <= ROUNDING).all()
    assert ((felt_loss >= 0) & (felt_loss <= loss + ROUNDING)).all()
    assert (felt_loss[left >= felt] == 0).all()


@given(shares, shares, between(0.5, 60))
def test_commitment_moves_towards_where_it_is_heading_and_never_past(
    now: Column, heading: Column, half_life: float
) -> None:
    after = commitment_after(now, heading, half_life)
    assert (np.abs(heading - after) <= np.abs(heading - now) + ROUNDING).all()
    assert ((after - now) * (heading - now) >= -ROUNDING).all()
    assert ((after >= 0) & (after <= 1)).all()


@given(shares, columns(-0.5, 0.5), columns(0, 0.5), between(0, 3))
def test_a_higher_offer_never_makes_a_post_harder_to_fill(
    base: Column, offer: Column, more: Column, elasticity: float
) -> None:
    chance = fill_chance(base, offer, elasticity)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (fill_chance(base, offer + more, elasticity) >= chance).all()


@given(columns(0.7, 1.2), shares, shares, between(0, 1))
def test_vacancies_only_ever_raise_the_going_reward(
    mean: Column, vacancy: Column, opening: Column, response: float
) -> None:
    going = going_reward(mean, vacancy, opening, response)
    assert (going >= mean).all()
    assert (going_reward(mean, np.minimum(vacancy, opening), opening, response) == mean).all()


@given(shares, columns(-0.5, 0.5), shares, shares, columns(-1, 1), columns(-0.3, 0.3), share)
def test_quality_lies_between_nought_and_one_and_each_burden_lowers_it(
    start: Column,
    above: Column,
    uncovered: Column,
    newcomers: Column,
    shortfall: Column,
    effect: Column,
    more: float,
) -> None:
    weights = (0.5, 1.0, 0.5, 0.2)

    def heading(vacant: Column, new: Column, short: Column) -> Column:
        return quality_heading(float(start[0]), above, vacant, new, short, effect, weights)

    before = heading(uncovered, newcomers, shortfall)
    assert ((before >= 0) & (before <= 1)).all()
    assert (heading(uncovered + more, newcomers, shortfall) <= before).all()
    assert (heading(uncovered, newcomers + more, shortfall) <= before).all()
    assert (heading(uncovered, newcomers, shortfall + more) <= before).all()
