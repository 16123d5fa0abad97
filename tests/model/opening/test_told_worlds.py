"""Worlds that the articles tell of: a merged department, advice sold."""

import numpy as np
import pytest

import sim
from sim.model.opening.opening import opening_state
from sim.model.state.state import SCHOOL_SUPPORT

BODY = "Merged education support"


def test_education_support_of_two_councils_is_one_body() -> None:
    state = opening_state(sim.load("merged_department"), 1)
    row = state.providers.names.index(BODY)
    lots = state.lots
    held = lots.is_open & (lots.holder == row)
    codes = {state.councils.codes[council] for council in lots.council[held]}
    assert codes == {"E09000013", "E09000033"}
    assert state.providers.staff_votes[row] == 1
    assert {"3BM"}.isdisjoint(state.providers.names)
    assert lots.service[held].tolist() == [SCHOOL_SUPPORT] * held.sum()


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({}, 0.05),
        ({"mechanisms.outside_income": False}, 0.0),
        ({"twins.outside_income": True}, 0.0),
    ],
)
def test_advice_adds_to_outside_income_where_there_is_any(
    changes: dict[str, bool], more: float
) -> None:
    state = opening_state(sim.load("sandwell", changes, set_by="test"), 1)
    providers = state.providers
    row = int(np.flatnonzero(providers.is_named)[0])
    later = state.world.spin_outs.outside_income_later if more else 0.0
    assert providers.outside_to[row] == pytest.approx(later + more)
    others = providers.is_spun_out & ~providers.is_named
    assert providers.outside_to[others] == pytest.approx(later)
