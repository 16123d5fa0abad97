"""Votes of staff, customers and the council on a sale; and the voice that goes with votes."""

import math

import pytest

from sim.model.rules.own_work import (
    other_members_agree,
    sale_is_carried,
)
from tests.model.cases import (
    SIPS,
    near_home,
    sandwell,
)
from tests.small import opened, pass_month, played


def test_a_sale_needs_its_majority_of_all_votes() -> None:
    assert not sale_is_carried((1.0, 0.1, 0.0), (0.2, 0.8, 0.0), 0.5)
    assert sale_is_carried((1.0, 0.5, 0.0), (0.2, 0.8, 0.0), 0.5)
    assert not sale_is_carried((0.0, 1.0, 0.0), (0.25, 0.75, 0.0), 0.75)
    assert other_members_agree(2.0, False, 2.0) == pytest.approx(1 / (1 + math.exp(2)))
    assert other_members_agree(2.0, True, 2.0) == 0.5


@pytest.mark.parametrize(("on", "carried"), [(True, False), (False, True)])
def test_schools_that_are_members_stop_a_sale_that_staff_want(on: bool, carried: bool) -> None:
    from sim.model.month.looks import Deal
    from sim.model.month.takeovers import agreed

    settings = {"mechanisms__other_members": on, "takeovers__vote_offer": 20.0}
    state = opened(sandwell(**settings))
    row = state.providers.names.index(SIPS)
    buyer = state.providers.labels.index("group:Private Group K")
    deal = Deal(buyer, row, ask=1e6, limit=5e8, earnings=1e6)
    assert agreed(state, deal, 4e8) is carried


def test_staff_without_votes_are_no_members_and_have_no_voice() -> None:
    state = played(sandwell(), months=3)
    row = state.providers.names.index(SIPS)
    mine = (state.lots.holder == row)[state.posts.lot]
    assert state.providers.voice[row] == 0
    assert not state.posts.is_member[mine].any()


def test_people_who_share_posts_thin_the_voice() -> None:
    state = opened(near_home("tri_borough", ("E09000020", "E09000013", "E09000033")))
    row = state.providers.names.index("Epic")
    mine = state.posts.is_filled & (state.lots.holder == row)[state.posts.lot]
    alone: list[float] = []
    shared: list[float] = []
    for found, per_post in ((alone, 1.0), (shared, 20.0)):
        state = opened(near_home("tri_borough", ("E09000020", "E09000013", "E09000033")))
        state.providers.people_per_post[row] = per_post
        pass_month(state)
        found.append(state.posts.commitment[mine].mean())
    assert alone[0] > shared[0]
