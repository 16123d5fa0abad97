"""Grants: won by record, paid in time, and gone with the body that had them."""

import math

import pytest

from sim.model.month.distress import fail, lay_off_unlet
from sim.model.month.own_work import renew_own_work
from sim.model.rules.own_work import (
    grant_rate,
)
from sim.model.state.codes import Payer
from tests.model.cases import (
    CIRCLE,
    durham,
)
from tests.small import opened, pass_month, played


def test_a_grant_is_won_at_a_rate_that_follows_the_record() -> None:
    assert grant_rate(1.0, 0.6, 0.6) == 1.0
    assert grant_rate(2.0, 0.3, 0.6) == 1.0


def test_the_first_grant_pays_and_none_follows_without_the_switch() -> None:
    world = durham(mechanisms__grants=False, mechanisms__distress=False)
    state = opened(world)
    paid = []
    for _ in range(40):
        pass_month(state)
        (work,) = state.grant_work
        paid.append(state.lots.unit_price[work.lot] > 0)
    assert paid == [True] * 36 + [False] * 4


def test_the_next_grant_comes_in_time_as_often_as_the_rate_says() -> None:
    """Search begins a year before the end at rate 1: in time with chance 1 - 1/e."""
    state = opened(durham())
    (work,) = state.grant_work
    in_time, tries = 0, 400
    for seed in range(tries):
        state.seed = seed
        work.until, work.next_from = 36, -9999
        for month in range(24, 36):
            state.month = month
            renew_own_work(state)
        in_time += work.next_from == 36
    expected = 1 - math.exp(-1)
    assert in_time / tries == pytest.approx(
        expected, abs=4 * math.sqrt(expected * (1 - expected) / tries)
    )


def test_when_a_body_without_a_council_fails_its_work_ends_and_jobs_are_lost() -> None:
    state = played(durham(), months=2)
    row = state.providers.names.index(CIRCLE)
    (work,) = state.grant_work
    people = int((state.posts.is_filled & (state.posts.lot == work.lot)).sum())
    state.flows.jobs_lost = 0
    fail(state, row, "a test")
    lay_off_unlet(state)
    assert not state.lots.is_open[work.lot]
    assert not (state.posts.is_on & (state.posts.lot == work.lot)).any()
    assert state.flows.jobs_lost == people
    assert state.lots.payer[work.lot] == Payer.FUNDER
    pass_month(state)
    assert state.lots.unit_price[work.lot] == 0
