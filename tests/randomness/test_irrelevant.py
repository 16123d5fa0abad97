"""The minimally different world: what should not matter changes nobody else's year, bit for bit."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.chance import identity_of, joined
from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind
from sim.model.state.state import State
from tests.randomness.histories import (
    Told,
    differences,
    events_told,
    lots_told,
    posts_told,
    providers_told,
)
from tests.small import ALL_OFF, Small, opened, pass_month

EXTRA = "nobody:in:particular"
MONTHS = 60


def _without(told: Told, *identities: int) -> Told:
    keep = ~np.isin(told["identity"], np.array(identities, dtype=np.uint64))
    return {name: column[keep] for name, column in told.items()}


def _add_provider(state: State) -> int:
    """A small provider that works nowhere, has no home and will wind up when its time has come."""
    identity = identity_of(EXTRA)
    state.providers.add(
        "Nobody Ltd", EXTRA, identity=identity, kind=Kind.SMALL, home=-1, cash=1000.0
    )
    state.payments.outside["opening balances"] -= 1000.0
    return identity


@pytest.mark.parametrize("seed", [1, 2])
def test_a_provider_that_works_nowhere_changes_nobody_elses_years(small: Small, seed: int) -> None:
    world = small()
    with_it, without = opened(world, seed), opened(world, seed)
    extra = _add_provider(with_it)
    for _ in range(MONTHS):
        pass_month(with_it)
        pass_month(without)
    assert differences(lots_told(without), lots_told(with_it)) == []
    assert differences(posts_told(without), posts_told(with_it)) == []
    assert differences(providers_told(without), _without(providers_told(with_it), extra)) == []
    told = [event for event in events_told(with_it) if EXTRA not in event]
    assert told == events_told(without)


def _add_lot(state: State, council: int, service: int, n_posts: int) -> int:
    """One more in-house lot, fully staffed, that is spoken for and so will never be let."""
    lots, posts = state.lots, state.posts
    identity = int(joined(state.councils.identity[council : council + 1], service, 999)[0])
    own = int(
        np.flatnonzero(lots.is_open & (lots.holder == council) & (lots.service == service))[0]
    )
    new: dict[str, Any] = {
        "identity": identity,
        "first_post": posts.n,
        "n_posts": n_posts,
        "opening_posts": n_posts,
        "number": 999,
        "required": n_posts,
        "need": n_posts,
        "next_holder": council,
        "next_month": 10**6,
    }
    for column in fields(lots):
        old = getattr(lots, column.name)
        value = new.get(column.name, old[own])
        setattr(lots, column.name, np.append(old, np.array([value], dtype=old.dtype)))
    lot = lots.n - 1
    at = int(lots.first_post[own])
    post_identity = joined(np.full(n_posts, identity, dtype=np.uint64), np.arange(n_posts))
    given: dict[str, Any] = {
        "identity": post_identity,
        "lot": lot,
        "is_on": True,
        "is_filled": True,
        "person": joined(post_identity, 0),
    }
    for column in fields(posts):
        old = getattr(posts, column.name)
        fresh = np.empty(n_posts, dtype=old.dtype)
        fresh[:] = given.get(column.name, old[at])
        setattr(posts, column.name, np.concatenate((old, fresh)))
    return identity


@pytest.mark.parametrize("seed", [1, 2])
def test_a_lot_that_is_never_let_changes_nobody_elses_years(small: Small, seed: int) -> None:
    world = small()
    with_it, without = opened(world, seed), opened(world, seed)
    council, service = _a_council_with_its_own(without)
    extra = _add_lot(with_it, council, service, 7)
    team = int(with_it.providers.identity[council])
    for _ in range(MONTHS):
        pass_month(with_it)
        pass_month(without)
    own = int(with_it.posts.identity[-7:][0])
    # A team's overhead is shared out over its lots: their costs agree to rounding, all else
    # bit for bit.
    lots, others_lots = lots_told(without), _without(lots_told(with_it), extra)
    assert differences({"cost": lots.pop("cost")}, others_lots, tolerance=1e-12) == []
    assert differences(lots, others_lots) == []
    others = _without(posts_told(with_it), own, *(int(i) for i in with_it.posts.identity[-7:]))
    assert differences(posts_told(without), others) == []
    rest = _without(providers_told(without), team)
    assert differences(rest, _without(providers_told(with_it), team)) == []
    assert events_told(without) == events_told(with_it)


def _a_council_with_its_own(state: State) -> tuple[int, int]:
    lots = state.lots
    row = np.flatnonzero(
        lots.is_open & (lots.holder < state.n_council_teams) & (lots.service == 2)
    )[0]
    return int(lots.council[row]), 2


def test_a_hire_has_the_same_luck_whoever_leaves_elsewhere(small: Small) -> None:
    world = small(
        {
            **ALL_OFF,
            "mechanisms.leaving": True,
            "mechanisms.hiring": True,
            "mechanisms.commitment": True,
        }
    )
    one, two = opened(world), opened(world)
    left = np.flatnonzero(two.posts.is_filled)[::50]
    two.posts.is_filled[left] = False
    for state in (one, two):
        for _ in range(36):
            for _name, phase in PHASES:
                phase(state)
            close_month(state)
    touched = np.isin(one.posts.lot, one.posts.lot[left])
    assert 0.05 < touched.mean() < 0.95
    elsewhere = {name: column[~touched] for name, column in _posts_in_rows(one).items()}
    assert differences(elsewhere, {n: c[~touched] for n, c in _posts_in_rows(two).items()}) == []
    # Even beside the extra leavers, the n-th holder of a post is the same person.
    same = one.posts.nth_holder == two.posts.nth_holder
    assert (one.posts.person[same] == two.posts.person[same]).all()
    assert (one.posts.personal[same] == two.posts.personal[same]).all()
    assert not same.all()


def _posts_in_rows(state: State) -> Told:
    return {column.name: getattr(state.posts, column.name) for column in fields(state.posts)}
