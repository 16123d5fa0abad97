"""A commissioning mutual passes part of its money and work on to small providers near by."""

import numpy as np

from sim.arrays import Floats, Ints
from sim.model.state.state import State
from sim.model.state.tables import SMALL
from sim.units import MONTHS_PER_YEAR


def pass_on(state: State, price: Floats, direct: Floats, overhead: Floats) -> tuple[Floats, Floats]:
    """Share price and cost of commissioning mutuals with small providers near by.

    Returns what each gains in price and takes on in cost, GBP this month; losses are negative.
    (P,), (P,). price, direct, overhead: GBP this month. (P,).

    In words: whom it chooses take their part of all its cost; where it takes all near by alike,
    it keeps the overhead.
    """
    providers = state.providers
    price_moved, cost_moved = np.zeros(providers.n), np.zeros(providers.n)
    passing = np.flatnonzero((providers.passes_on > 0) & providers.is_active & (price > 0))
    for former in [row for row in state.funded if row not in passing]:
        del state.funded[former]
    for row in passing:
        chosen = _funded(state, int(row), float(price[row]))
        if not len(chosen):
            continue
        cost = direct[row] + (overhead[row] if providers.passes_on_to[row] else 0.0)
        for moved, amount in ((price_moved, price[row]), (cost_moved, cost)):
            part = providers.passes_on[row] * amount
            moved[row] -= part
            moved[chosen] += part / len(chosen)
    net = price_moved - cost_moved
    rows = np.arange(providers.n)
    state.ledger.pay("passed on", ("provider", rows), net, "passed on to small providers")
    return price_moved, cost_moved


def _funded(state: State, row: int, price: float) -> Ints:
    """To whom a commissioning mutual passes work on: all near by, or this year's choice."""
    if not state.providers.passes_on_to[row]:
        return _small_near(state, row)
    due = state.month % MONTHS_PER_YEAR == 0 or row not in state.funded
    if due or not state.providers.is_active[state.funded[row]].all():
        state.funded[row] = _choose(state, row, price)
    return state.funded[row]


def _small_near(state: State, row: int) -> Ints:
    """Small providers at home or next door that work in one of its services."""
    providers, councils = state.providers, state.councils
    near = councils.reach[providers.home[row]][np.maximum(providers.home, 0)]
    small = (providers.kind == SMALL) & providers.is_active & (providers.home >= 0) & near
    works = (providers.works_in & providers.works_in[row]).any(axis=1)
    chosen: Ints = np.flatnonzero(small & works)
    return chosen


def _choose(state: State, row: int, price: float) -> Ints:
    """The small providers near by with the best record, at home before next door; told in the log.

    Records are equal at the start, when identity decides.
    """
    providers = state.providers
    near = _small_near(state, row)
    service = np.flatnonzero(providers.works_in[row])
    record = providers.track[near][:, service].max(axis=1)
    away = providers.home[near] != providers.home[row]
    order = np.lexsort((providers.identity[near], -record, away))
    chosen = near[order[: int(providers.passes_on_to[row])]]
    passed = price * MONTHS_PER_YEAR * float(providers.passes_on[row])
    local = float((~away[order[: len(chosen)]]).sum())
    because = "the best record of those near by"
    state.log.add(
        state.month, "commissions", row, council=int(providers.home[row]),
        service=int(service[0]), numbers=(len(chosen), passed if len(chosen) else 0.0, local),
        because=because if len(chosen) else "no small provider near by works in its service",
    )  # fmt: skip
    return chosen
