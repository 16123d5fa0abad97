"""A mutual that passes work on: the sum is kept, and near and proven bodies are chosen."""

import numpy as np
import pytest

from tests.model.cases import (
    LAMBETH,
    lambeth,
)
from tests.small import played


def test_passing_on_moves_price_and_cost_and_keeps_the_sum() -> None:
    from sim.model.month.commissioning import pass_on

    state = played(lambeth(), months=7)
    n, row = state.providers.n, state.providers.names.index(LAMBETH)
    price, direct, overhead = np.zeros(n), np.zeros(n), np.zeros(n)
    price[row], direct[row], overhead[row] = 100.0, 80.0, 10.0
    gained, borne = pass_on(state, price, direct, overhead)
    chosen = state.funded[row]
    assert gained.sum() == pytest.approx(0)
    assert borne.sum() == pytest.approx(0)
    assert gained[row] == pytest.approx(-85)
    assert borne[row] == pytest.approx(-0.85 * 90)
    assert gained[chosen] == pytest.approx(np.full(len(chosen), 85 / len(chosen)))


def test_commissioning_can_be_switched_off() -> None:
    state = played(lambeth(mechanisms__commissioning=False), months=9)
    assert state.funded == {}
    assert "commissions" not in {entry.kind for entry in state.log.entries}


def test_bodies_near_home_and_with_the_best_record_are_commissioned() -> None:
    state = played(lambeth(), months=7)
    row = state.providers.names.index(LAMBETH)
    chosen = state.funded[row]
    home = state.providers.home[chosen] == state.providers.home[row]
    assert (np.diff(home.astype(int)) <= 0).all()
    record = state.providers.track[chosen][home][:, 0]
    assert (np.diff(record) <= 1e-9).all()
