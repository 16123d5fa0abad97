"""What is counted by service and what is told event by event are the same happenings."""

from typing import Any

import numpy as np
import pytest

from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind
from tests.happening import must_happen
from tests.small import opened, small_world

MONTHS = 60
BUSY: dict[str, Any] = {
    "market.contract_months": 24, "takeovers.looks_a_year": 4.0, "finance.credit_weeks": 1,
    "spin_outs.rate": 0.4, "entry.rate": 40.0, "entry.margin_from": 0.01,
    "market.insourcing_level": 0.4, "costs.overhead": 0.14,
}  # fmt: skip
RACES = {**BUSY, "policy.shortlist_of_one": False, "bidding.standing": 2.0}
COUNTED = {
    "bids": "bid", "awards": "award", "insourced": "insourced", "extensions": "extension",
    "no_bids": "no_bid", "spin_outs": "spin_out", "entrants": "entry", "handbacks": "handback",
    "insolvencies": "insolvent", "takeovers_done": "takeover",
}  # fmt: skip
"""Counts, and the events that are counted."""


@pytest.mark.parametrize("overrides", [BUSY, RACES], ids=["shortlists", "races"])
def test_as_many_are_counted_as_are_told_of(overrides: dict[str, Any]) -> None:
    state = opened(small_world(overrides))
    met = dict.fromkeys(COUNTED, 0)
    for _ in range(MONTHS):
        logged = len(state.log.entries)
        for _, phase in PHASES:
            phase(state)
        told = state.log.entries[logged:]
        counts = state.flows.counts
        for count, kind in COUNTED.items():
            events = [event for event in told if event.kind == kind]
            number = sum(e.numbers["lots"] for e in events) if kind == "handback" else len(events)
            assert counts.get(count, np.zeros(1)).sum() == number, count
            met[count] += len(events)
            if count in ("awards", "bids", "no_bids", "insourced", "extensions", "entrants"):
                service = np.bincount([event.service for event in events], minlength=5)
                assert (counts.get(count, np.zeros(5)) == service).all(), count
        nought = np.zeros(5)
        for count in ("bids", "awards"):
            kinds = sum(
                (counts.get(f"{count}_{kind.name.lower()}", nought) for kind in Kind), nought
            )
            assert (kinds == counts.get(count, nought)).all()
        with_bid, tenders = (counts.get(name, nought) for name in ("tenders_with_bid", "tenders"))
        decided = counts.get("awards", nought) + counts.get("insourced", nought)
        assert (with_bid <= tenders).all()
        assert (counts.get("no_bids", nought) == tenders - decided).all()
        assert (counts.get("single_bids", nought) <= with_bid).all()
        assert (counts.get("incumbents_kept", nought) <= counts.get("relets", nought)).all()
        assert (counts.get("insourced", nought) <= counts.get("insourcing_decisions", nought)).all()
        close_month(state)
    must_happen(sum(number > 0 for number in met.values()) >= 7)
