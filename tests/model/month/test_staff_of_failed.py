"""Who loses a job when an employer fails: the same people are counted above and below the line."""

import numpy as np

from sim.model.month.distress import fail, lay_off_unlet
from sim.model.month.phases import PHASES, close_month
from sim.model.record.catalogue import END_RATIOS
from sim.model.state.state import State
from sim.model.state.tables import NEVER
from tests.model.cases import CIRCLE, durham
from tests.small import opened, played, small_world

WAIT = 3
NOBODY_STEPS_IN = {"policy.last_resort": False, "finance.relet_months": WAIT}
ABOVE, BELOW = END_RATIOS["laid_off_after_failure_share"]


def counted(state: State, name: str) -> float:
    """How many were counted this month, all services together."""
    return float(np.sum(state.flows.counts.get(name, 0.0)))


def test_own_work_that_ends_with_its_body_counts_above_and_below_the_line() -> None:
    state = played(durham(), months=2)
    (work,) = state.grant_work
    people = int((state.posts.is_filled & (state.posts.lot == work.lot)).sum())
    assert people > 0
    fail(state, state.providers.names.index(CIRCLE), "a test")
    lay_off_unlet(state)
    assert counted(state, ABOVE) == counted(state, BELOW) == people
    assert counted(state, "staff_returned") == 0, "no council took them on"


def test_people_hired_while_a_lot_waits_are_in_neither_count() -> None:
    state = opened(small_world(NOBODY_STEPS_IN))
    state.posts.is_filled[::3] = False  # many vacancies, so that some are filled while it waits
    lots = state.lots
    outside = np.flatnonzero(state.is_external())
    held = np.bincount(lots.holder[outside])
    fail(state, int(np.argmax(held)), "a test")
    waiting = lots.relet_by != NEVER
    assert waiting.sum() == held.max()
    mine = waiting[state.posts.lot] & state.posts.is_filled
    before = set(state.posts.person[mine].tolist())
    assert counted(state, BELOW) == len(before)
    for _ in range(WAIT):
        close_month(state)
        for name, phase in PHASES:
            if name == "redundancy of unlet staff":
                there = state.posts.person[waiting[state.posts.lot] & state.posts.is_filled]
            if name not in ("contracts are let", "distress"):
                phase(state)
    stayed = before & set(there.tolist())
    assert 0 < len(stayed) < len(there), "some were hired since"
    assert counted(state, ABOVE) == len(stayed)
    assert counted(state, "laid_off_unlet") == len(there) == state.flows.jobs_lost
