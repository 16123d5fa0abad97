"""The gate: no time is printed before model and peer agree, month by month, person by person."""

from dataclasses import dataclass

import numpy as np

from sim.model.month.phases import PHASES, close_month
from sim.model.opening.opening import opening_state
from sim.model.state.state import State
from sim.registry.world import World
from tests.benchmarks.peer import PeerModel

RELATIVE = 1e-9
"""Sums of money are added in another order, and so may differ in the last digits."""


class DifferError(AssertionError):
    """Model and peer are not the same model."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was compared, and how much happened meanwhile."""

    months: int
    leavers: int
    hires: int
    awards: int
    moved: int
    largest_gap: float
    """Of any account, relative to the largest."""


def compare(world: World, seed: int, months: int) -> Agreed:
    """Play both for so many months; raises DifferError at the first difference."""
    state = opening_state(world, seed, years=max(1, -(-months // 12)), keeps_all=False)
    peer = PeerModel(state)
    leavers = hires = awards = moved = 0
    gap = 0.0
    for month in range(months):
        before = state.lots.holder.copy()
        for _name, phase in PHASES:
            phase(state)
        close_month(state)
        peer.step()
        _same_people(state, peer, month)
        _same_contracts(state, peer, month)
        gap = max(gap, _gap_in_cash(state, peer, month))
        leavers += int(state.flows.leavers.sum())
        hires += int(state.flows.hires.sum())
        awards += sum(tender.winner is not None for tender in peer.tenders)
        moved += int((state.lots.holder != before).sum())
    return Agreed(months, leavers, hires, awards, moved, gap)


def _same_people(state: State, peer: PeerModel, month: int) -> None:
    """The same people in post, and the same numbers gone and come in every lot."""
    people = (person.identity for lot in peer.lots for person in lot.staff)
    theirs = np.array(sorted(people), dtype=np.uint64)
    ours = np.sort(state.posts.person[state.posts.is_filled])
    rows = [lot.row for lot in peer.lots]
    _ask(np.array_equal(ours, theirs), month, "the people in post")
    for name in ("leavers", "hires"):
        found = [getattr(lot, name) for lot in peer.lots]
        _ask(np.array_equal(getattr(state.flows, name)[rows], found), month, name)


def _same_contracts(state: State, peer: PeerModel, month: int) -> None:
    """The same holders, and the same winners waiting to begin."""
    rows = [lot.row for lot in peer.lots]
    holder = [lot.holder.row for lot in peer.lots]
    winner = [-1 if lot.next_holder is None else lot.next_holder.row for lot in peer.lots]
    _ask(np.array_equal(state.lots.holder[rows], holder), month, "holders of lots")
    _ask(np.array_equal(state.lots.next_holder[rows], winner), month, "winners of tenders")


def _gap_in_cash(state: State, peer: PeerModel, month: int) -> float:
    """Largest difference between any two accounts, relative to the largest account."""
    ours = np.concatenate((state.providers.cash, state.councils.cash))
    theirs = [one.cash for agents in (peer.providers, peer.councils) for one in agents]
    gap = float(np.abs(ours - np.array(theirs)).max() / np.abs(ours).max())
    _ask(gap < RELATIVE, month, f"cash (a gap of {gap:.1e} of the largest account)")
    return gap


def _ask(is_same: object, month: int, what: str) -> None:
    if not is_same:
        message = f"model and peer differ in month {month}: {what}"
        raise DifferError(message)
