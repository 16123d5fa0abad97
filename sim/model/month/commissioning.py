"""A commissioning mutual passes part of its money and work on to small providers near by."""

import numpy as np

from sim.arrays import Floats, Ints
from sim.model.rules.own_work import best_records, passed_on
from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR


def pass_on(state: State, price: Floats, direct: Floats, overhead: Floats) -> tuple[Floats, Floats]:
    """Share price and cost of commissioning mutuals with small providers near by.

    price, direct, overhead: GBP this month, shape (P,): one number a provider. Returns what each
    gains in price and what it takes on in cost, in the same unit and shape; losses are negative.
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
        parts = passed_on(
            providers.passes_on[row], price[row], direct[row], overhead[row],
            bool(providers.passes_on_to[row]),
        )  # fmt: skip
        for moved, part in zip((price_moved, cost_moved), parts, strict=True):
            moved[row] -= part
            moved[chosen] += part / len(chosen)
    net = price_moved - cost_moved
    rows = np.arange(providers.n)
    state.payments.pay("passed on", ("provider", rows), net, "passed on to small providers")
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
    small = (providers.kind == Kind.SMALL) & providers.is_active & (providers.home >= 0) & near
    works = (providers.works_in & providers.works_in[row]).any(axis=1)
    chosen: Ints = np.flatnonzero(small & works)
    return chosen


def _choose(state: State, row: int, price: float) -> Ints:
    """This year's choice of small providers near by, told in the log."""
    providers = state.providers
    near = _small_near(state, row)
    service = np.flatnonzero(providers.works_in[row])
    record = providers.track[near][:, service].max(axis=1)
    away = providers.home[near] != providers.home[row]
    best = best_records(away, record, providers.identity[near], int(providers.passes_on_to[row]))
    chosen = near[best]
    passed = price * MONTHS_PER_YEAR * float(providers.passes_on[row])
    local = float((~away[best]).sum())
    because = "the best record of those near by"
    state.log.add(
        state.month, "commissions", row, council=int(providers.home[row]),
        service=int(service[0]), bodies=len(chosen), local=local,
        passed_on=passed if len(chosen) else 0.0,
        because=because if len(chosen) else "no small provider near by works in its service",
    )  # fmt: skip
    return chosen
