"""Pairing: a lever on one contract leaves every other organisation's luck as it was."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from sim import chance
from sim.model.state.state import State
from tests.randomness.histories import events_told
from tests.small import Small, opened, pass_month

MONTHS = 60
LONGER = 36

Address = tuple[int, int, int]
"""Purpose, month, identity."""


@contextmanager
def noted_draws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Address, float]]:
    """Every draw made by anyone, by its address."""
    drawn: dict[Address, float] = {}
    plain = chance.uniform

    def noting(seed: int, purpose: chance.Purpose, month: int, identity: Any) -> Any:
        asked = np.array(identity, copy=True).reshape(-1)
        found = plain(seed, purpose, month, identity)
        drawn.update(
            ((int(purpose), month, int(name)), float(value))
            for name, value in zip(asked, np.asarray(found).reshape(-1), strict=True)
        )
        return found

    with monkeypatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("sim.") and getattr(module, "uniform", None) is plain:
                patch.setattr(module, "uniform", noting)
        yield drawn


def _play(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[Address, float], list[tuple[Any, ...]]]:
    with noted_draws(monkeypatch) as drawn:
        for _ in range(MONTHS):
            pass_month(state)
    return drawn, events_told(state)


def _a_contract_that_ends_soon(state: State) -> int:
    lots = state.lots
    outside = lots.holder >= state.n_council_teams
    return int(np.flatnonzero(lots.is_open & outside & (lots.end > 12) & (lots.end < 30))[0])


@pytest.mark.long
def test_a_lever_on_one_contract_leaves_all_other_luck_untouched(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was, longer = (opened(small(), 1) for _ in range(2))
    lot = _a_contract_that_ends_soon(as_it_was)
    longer.lots.end[lot] += LONGER
    first_drawn, first_events = _play(as_it_was, monkeypatch)
    second_drawn, second_events = _play(longer, monkeypatch)

    both = first_drawn.keys() & second_drawn.keys()
    assert all(first_drawn[address] == second_drawn[address] for address in both)
    # Nearly everyone is asked the same questions: it is not that there is little to compare.
    assert len(both) > 0.99 * max(len(first_drawn), len(second_drawn))

    # Yet the lever does something: decisions answer to it, with the same luck.
    assert first_events != second_events
