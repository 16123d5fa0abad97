"""Properties of rules on cost, finance, takeover, spin-outs and entry, for all numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model.rules.costs import (
    ceiling_per_post,
    expected_pay_cost,
    marginal_overhead_share,
    overhead_base_after,
    overhead_share,
    required_posts,
    share_still_there,
)
from sim.model.rules.entry import entry_rate
from sim.model.rules.finance import (
    borrowing_room,
    credit_line,
    group_year_end,
    is_insolvent,
    member_year_end,
    next_rung,
    outside_share,
)
from sim.model.rules.spin_out import challenges, vote_log_odds
from sim.model.rules.takeover import (
    asking_price,
    blocked_by_control,
    buyers_limit,
    chance_member_agrees,
    passes,
    price_paid,
)
from tests.properties.strategies import Column, between, columns, money, share, shares

ROUNDING = 1e-9
VOTE = (0.5, 2.0, 6.0, 1.5)
"""Weights of offer, distress, commitment and voice in a vote on a sale."""


@given(columns(0, 1e8), columns(1, 10), between(0.05, 0.33), between(-0.3, 0), between(0.2, 0.4))
def test_a_bigger_body_never_has_the_higher_overhead_share(
    direct: Column, factor: Column, base: float, elasticity: float, most: float
) -> None:
    before = overhead_share(direct, base, 4e6, elasticity, most)
    assert (overhead_share(direct * factor, base, 4e6, elasticity, most) <= before + ROUNDING).all()
    assert ((before > 0) & (before <= most)).all()
    assert (marginal_overhead_share(before, elasticity) <= before).all()


@given(money, money, between(1.5, 36))
def test_overhead_follows_growth_at_once_and_a_loss_only_slowly(
    base: Column, direct: Column, lag: float
) -> None:
    after = overhead_base_after(base, direct, lag)
    assert (after >= direct - ROUNDING * direct).all()
    assert (after <= np.maximum(base, direct)).all()
    assert (overhead_base_after(base, direct, 1.0) >= direct * (1 - ROUNDING)).all()


@given(
    columns(10_000, 60_000), shares, columns(0, 1), between(0, 1), between(1, 2), between(0, 0.5)
)
def test_staffing_costs_more_the_higher_the_reward_and_the_leaving(
    reward: Column, vacancy: Column, leaving: Column, cover: float, premium: float, hiring: float
) -> None:
    def cost(pay: Column, rate: Column) -> Column:
        return expected_pay_cost(pay, reward, vacancy, rate, cover, premium, hiring)

    before = cost(reward, leaving)
    assert (before >= 0).all()
    assert (cost(reward * 1.1, leaving) >= before).all()
    assert (cost(reward, leaving + 0.1) >= before).all()


@given(columns(0, 3), columns(0, 20))
def test_the_share_of_staff_still_there_is_a_share_and_falls_with_leaving(
    leaving: Column, years: Column
) -> None:
    there = share_still_there(leaving, years)
    assert ((there > 0) & (there <= 1 + ROUNDING)).all()
    assert (share_still_there(leaving + 0.1, years) <= there + ROUNDING).all()


@given(money, columns(0.2, 3), columns(0.2, 3), columns(1, 1.3))
def test_a_ceiling_is_never_below_the_in_house_cost(
    cost: Column, budget: Column, demand: Column, factor: Column
) -> None:
    ceiling = ceiling_per_post(cost, budget, demand, factor)
    assert (ceiling >= cost * (1 - ROUNDING)).all()


@given(columns(1, 300), columns(0.3, 3), columns(0.3, 3), shares)
def test_growth_is_followed_in_full_and_a_cut_never_more_than_in_full(
    need: Column, before: Column, now: Column, passed_on: Column
) -> None:
    after = required_posts(need, before, now, passed_on)
    full = need * now / before
    grows = now >= before
    assert np.allclose(after[grows], full[grows])
    assert (after[~grows] >= full[~grows] - ROUNDING).all()
    assert (after[~grows] <= need[~grows] + ROUNDING).all()


@given(columns(-1e6, 1e6), columns(0, 1e6), columns(-1e6, 1e6), columns(0, 1e5), between(2, 6))
def test_a_groups_year_end_pays_out_spare_cash_and_no_more_debt_than_it_has(
    cash: Column, debt: Column, earnings: Column, kept: Column, years: float
) -> None:
    repaid, dividend = group_year_end(cash, debt, earnings, kept, years)
    assert ((repaid >= 0) & (repaid <= debt)).all()
    assert (dividend >= -ROUNDING).all()
    assert np.allclose(repaid + dividend, np.maximum(cash - kept, 0))


@given(columns(-1e6, 1e6), columns(-1e6, 1e6), shares, columns(0, 1e5))
def test_no_payout_takes_cash_below_the_floor_or_exceeds_the_surplus(
    cash: Column, surplus: Column, kept: Column, floor: Column
) -> None:
    paid = member_year_end(cash, surplus, kept, floor)
    assert (paid >= 0).all()
    assert (paid <= np.maximum(surplus, 0) * (1 - kept) + ROUNDING).all()
    assert (cash - paid >= np.minimum(cash, floor) - ROUNDING).all()


@given(st.lists(st.integers(0, 6), min_size=8, max_size=8), columns(-1e5, 1e5))
def test_the_ladder_is_climbed_rung_by_rung_and_left_with_the_first_cash(
    stages: list[int], cash: Column
) -> None:
    stage = np.array(stages, dtype=np.int8)
    line = np.full(len(cash), 5e4)
    rung = next_rung(stage, cash, line, 6)
    assert (rung[cash >= 0] == 0).all()
    short = cash < 0
    assert (rung[short] >= 1).all()
    assert (rung[short] <= np.minimum(stage[short] + 1, 6)).all()
    spent = cash <= -line
    assert (rung[spent] == np.minimum(stage[spent] + 1, 6)).all()
    assert (next_rung(stage, cash / 2, line, 6) <= rung).all()


@given(columns(-1e6, 1e6), money, between(1, 12), columns(0, 1e6))
def test_more_cash_never_makes_anybody_insolvent(
    cash: Column, cost: Column, weeks: float, more: Column
) -> None:
    line = credit_line(cost, weeks, 52.0)
    broke = is_insolvent(cash, line)
    assert not broke[cash >= 0].any()
    assert (is_insolvent(cash + more, line) <= broke).all()


@given(columns(0, 1e6), columns(-1e6, 1e6), between(0, 8))
def test_lenders_lend_less_the_more_is_owed(debt: Column, earnings: Column, limit: float) -> None:
    room = borrowing_room(debt, earnings, limit)
    assert (room >= 0).all()
    assert (borrowing_room(debt + 1000, earnings, limit) <= room).all()


@given(shares, shares, st.integers(-60, 300))
def test_outside_income_grows_from_its_first_to_its_later_share(
    first: Column, later: Column, age: int
) -> None:
    held = outside_share(first, later, np.full(len(first), age), 60)
    assert (held >= np.minimum(first, later) - ROUNDING).all()
    assert (held <= np.maximum(first, later) + ROUNDING).all()


@given(columns(-1e6, 1e6), columns(-1e6, 1e6), columns(0, 1e7), between(4, 6), between(0.05, 0.15))
def test_an_asking_price_is_never_below_net_assets_nor_nought_and_rises_with_earnings(
    earnings: Column, assets: Column, remaining: Column, multiple: float, worth: float
) -> None:
    ask = asking_price(earnings, assets, remaining, multiple, worth)
    assert (ask >= np.maximum(assets, 0)).all()
    assert (asking_price(earnings + 1e4, assets, remaining, multiple, worth) >= ask).all()


@given(columns(-1e6, 1e6), between(8, 14), share)
def test_the_risk_that_councils_leave_only_lowers_what_a_buyer_pays(
    earnings: Column, multiple: float, risk: float
) -> None:
    limit = buyers_limit(earnings, multiple, risk)
    assert ((limit >= 0) & (limit <= buyers_limit(earnings, multiple, 0.0))).all()


@given(columns(0, 1e7), columns(0, 1e7), share)
def test_the_price_lies_between_what_is_asked_and_what_the_buyer_can_pay(
    ask: Column, limit: Column, seller: float
) -> None:
    paid = price_paid(ask, limit, seller)
    assert (paid >= ask).all()
    assert (paid <= np.maximum(ask, limit) * (1 + ROUNDING)).all()


@given(between(0, 100), between(0, 50), st.booleans(), shares, between(0, 1.2))
def test_members_sell_more_readily_for_a_higher_offer_and_in_distress_less_with_voice(
    offer: float, more: float, in_distress: bool, commitment: Column, said: float
) -> None:
    chance = chance_member_agrees(offer, in_distress, commitment, 0.5, said, VOTE)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (
        chance_member_agrees(offer + more, in_distress, commitment, 0.5, said, VOTE) >= chance
    ).all()
    assert (chance_member_agrees(offer, True, commitment, 0.5, said, VOTE) >= chance).all()
    assert (
        chance_member_agrees(offer, in_distress, commitment, 0.5, said + 0.1, VOTE) <= chance
    ).all()
    assert (
        chance_member_agrees(offer, in_distress, commitment + 0.1, 0.5, said, VOTE) <= chance
    ).all()


@given(st.integers(0, 500), st.integers(0, 500), between(0.5, 1), between(0, 0.5))
def test_a_vote_passes_with_more_votes_and_fails_under_a_higher_majority(
    votes: int, members: int, majority: float, more: float
) -> None:
    won = passes(votes, members, majority)
    assert passes(votes + 1, members, majority) >= won
    assert passes(votes, members, majority + more) <= won
    assert passes(members, members, min(majority, 1.0))


@given(share, share)
def test_merger_control_at_nought_blocks_all_and_at_one_nothing(after: float, limit: float) -> None:
    assert not blocked_by_control(after, 1.0)
    assert blocked_by_control(after, 0.0)
    assert blocked_by_control(after, limit) <= blocked_by_control(after, limit / 2)


@given(between(0, 1.2), between(0.7, 1), between(0, 2), between(0, 0.2))
def test_staff_vote_to_leave_more_readily_with_voice_good_terms_and_no_union_against(
    said: float, offer: float, union: float, more: float
) -> None:
    weights = (2.0, 4.0, 0.6, 0.5)
    before = vote_log_odds(said, offer, union, False, weights)
    assert vote_log_odds(said + more, offer, union, False, weights) >= before
    assert vote_log_odds(said, offer + more, union, False, weights) >= before
    assert vote_log_odds(said, offer, union + more, False, weights) <= before
    assert vote_log_odds(said, offer, union, True, weights) >= before


@given(columns(-1e5, 1e6), between(0, 1e5), share, share)
def test_nobody_challenges_for_less_than_the_lawyers_cost_or_after_full_consultation(
    worth: Column, legal: float, draw: float, consultation: float
) -> None:
    assert not challenges(np.minimum(worth, legal), legal, draw, consultation)
    assert not challenges(np.zeros(0), legal, draw, consultation)
    if draw < 1:
        assert not challenges(worth, legal, draw, 1.0)


@given(between(0, 20), columns(0, 2), columns(-1, 1), between(0.01, 0.1))
def test_nobody_enters_below_the_least_margin_and_more_do_above_it(
    base: float, ease: Column, margin: Column, least: float
) -> None:
    rate = entry_rate(base, ease, margin, least)
    assert (rate[margin <= least] == 0).all()
    assert (entry_rate(base, ease, margin + 0.1, least) >= rate).all()
