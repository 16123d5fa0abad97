"""Time that practices free from paperwork: nothing at rest, less leaving and more quality with it."""

import numpy as np
import pytest

from sim.model.month.workforce import SOCIAL_WORK, uncovered_share
from sim.model.state.codes import Kind
from sim.registry.sections.services import SERVICES
from tests.direction.paired import mean
from tests.small import played, small_world

FREED = {"staff.time_freed": 0.1}


def test_nothing_is_freed_unless_said_and_the_switch_undoes_it() -> None:
    off = {**FREED, "mechanisms.time_freed": False}
    base, switched = (played(small_world(changes), months=13) for changes in ({}, off))
    assert np.array_equal(base.posts.commitment, switched.posts.commitment)
    assert np.array_equal(base.lots.quality, switched.lots.quality)


def test_only_social_work_that_mutuals_hold_has_time_freed() -> None:
    state, base = (played(small_world(changes), months=13) for changes in (FREED, {}))
    people = np.add.reduceat(state.posts.is_filled.astype(float), state.lots.first_post)
    left = uncovered_share(state, people)
    state.world = base.world  # the same people, nothing freed
    without = uncovered_share(state, people)
    lots = state.lots
    practice = lots.is_open & (lots.service == SOCIAL_WORK)
    practice &= state.providers.kind[lots.holder] == Kind.MUTUAL
    assert practice.any()
    assert np.array_equal(left != without, practice & (people > 0))
    filled = (people / np.maximum(lots.required, 1))[practice]
    assert left[practice] == pytest.approx(without[practice] - 0.1 * filled)


def test_more_time_means_less_leaving_and_better_work_in_practices_alone() -> None:
    service = SERVICES[SOCIAL_WORK]
    for name, sign in (("quality", 1), ("leaving", -1), ("work_left_over", -1)):
        outcome = f"mean_{name}_mutual.{service}"
        assert sign * (mean(FREED, outcome) - mean({}, outcome)) > 0
