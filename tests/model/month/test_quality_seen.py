"""What councils know of quality binds every decision of theirs that answers it."""

from copy import deepcopy
from typing import Any

import pytest

from sim.model.month.phases import PHASES, close_month, let_contracts
from sim.model.state.state import State
from tests.happening import must_happen
from tests.small import opened, played, small_world

MONTHS = 36
BUSY: dict[str, Any] = {
    "market.contract_months": 24, "market.extension_months": 12, "market.insourcing_level": 0.4,
    "spin_outs.rate": 0.0, "spin_outs.later_rate": 0.0,
}  # fmt: skip
DECIDED = ("next_holder", "next_unit_price", "next_route", "end", "extension")


def turned_round(state: State) -> State:
    """The same world in which the best work is the poorest, what councils take for usual kept."""
    other = deepcopy(state)
    other.lots.quality[:] = 1 - other.lots.quality
    other.providers.track[:] = 1 - other.providers.track
    # Whether a mutual dares to bid abroad is its own decision, by its own record.
    for one in (state, other):
        one.providers.is_cautious[:] = False
    return other


def differing(seen: str) -> tuple[set[str], int]:
    """Decisions that come out otherwise where quality is turned round, and how many there were."""
    state, found, made = opened(small_world({**BUSY, "scoring.quality_seen": seen})), set(), 0
    for _ in range(MONTHS):
        for name, phase in PHASES:
            if name == "contracts are let":
                other, before = turned_round(state), len(state.log.entries)
                let_contracts(other)
                phase(state)
                for column in DECIDED:
                    if (getattr(state.lots, column) != getattr(other.lots, column)).any():
                        found.add(column)
                kinds = [entry.kind for entry in state.log.entries[before:]]
                made += sum(kind in ("award", "insourced", "extension") for kind in kinds)
                told = [one.log.entries[before:] for one in (state, other)]
                if told[0] != told[1]:
                    found.add("log")
            else:
                phase(state)
        close_month(state)
    return found, made


def test_councils_that_see_no_quality_decide_alike_whatever_it_is() -> None:
    found, made = differing("not_at_all")
    assert found == set()
    must_happen(made > 50)


@pytest.mark.parametrize("seen", ["with_error", "exactly"])
def test_councils_that_see_quality_answer_it_in_awards_and_extensions(seen: str) -> None:
    found, _ = differing(seen)
    assert found >= {"next_holder", "end", "log"}


def test_what_is_told_is_what_was_reckoned_with() -> None:
    state = opened(small_world({**BUSY, "scoring.quality_seen": "not_at_all"}))
    met = 0
    for _ in range(MONTHS):
        usual = state.market.quality.copy()
        before = len(state.log.entries)
        for name, phase in PHASES:
            phase(state)
            if name == "contracts are let":
                for entry in state.log.entries[before:]:
                    if entry.kind in ("extension", "insourced"):
                        assert entry.numbers["quality"] == usual[entry.service]
                        assert "content with its quality" not in entry.because
                        assert "and quality" not in entry.because
                        met += 1
        close_month(state)
    must_happen(met > 10)


def test_an_error_of_nearly_nothing_is_exact_sight() -> None:
    small = {**BUSY, "scoring.noise": 0.0001}
    one, two = (
        played(small_world({**small, "scoring.quality_seen": seen}))
        for seen in ("with_error", "exactly")
    )
    assert one.lots.holder.tolist() == two.lots.holder.tolist()
    assert one.lots.next_holder.tolist() == two.lots.next_holder.tolist()
