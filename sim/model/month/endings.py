"""When a provider stops being independent, why, and who caused it; how one takes in another."""

import numpy as np

from sim.arrays import Bools
from sim.model.month.transfers import move_staff
from sim.model.state.codes import ENDINGS, Ending, Kind
from sim.model.state.estimates import lives_by_giving
from sim.model.state.state import State
from sim.model.state.tables import NOBODY


def end_independence(state: State, row: int, ending: int, by: int, because: str) -> None:
    """Write down the first month in which a provider is no longer independent.

    A later ending changes nothing.
    """
    providers = state.providers
    if providers.ending[row] != Ending.STILL_INDEPENDENT or providers.kind[row] in (
        Kind.GROUP,
        Kind.IN_HOUSE,
    ):
        return
    providers.ending[row] = ending
    providers.ended[row] = state.month
    providers.ended_by[row] = by
    if providers.is_spun_out[row] and providers.kept_second[row] == NOBODY:
        providers.kept_second[row] = 0
    state.log.add(
        state.month, "ending", row, other=by, council=int(providers.home[row]),
        ending_code=ending, age=state.month - int(providers.founded[row]),
        because=f"{ENDINGS[ending].replace('_', ' ')}: {because}",
    )  # fmt: skip


def absorb(state: State, target: int, buyer: int) -> None:
    """One body takes in another: contracts, staff, cash and debt move as one."""
    lots, providers = state.lots, state.providers
    held = np.flatnonzero(lots.holder == target)
    open_held = held[lots.is_open[held]]
    before = lots.holder[open_held].copy()
    lots.holder[held] = buyer
    move_staff(state, open_held, before, lots.holder[open_held])
    cash = providers.cash[target : target + 1].copy()
    state.payments.pay(
        ("provider", np.array([target])), ("provider", np.array([buyer])), cash, "taken in"
    )
    providers.debt[buyer] += providers.debt[target]
    providers.debt[target] = 0.0
    for ring in (providers.turnover, providers.direct, providers.earnings):
        ring[buyer] += ring[target]
        ring[target] = 0.0
    providers.overhead_base[buyer] += providers.overhead_base[target]
    providers.giving[buyer] += providers.giving[target] * providers.is_charity[buyer]
    providers.giving[target] = 0.0
    providers.works_in[buyer] |= providers.works_in[target]
    providers.owner[target] = buyer
    providers.is_active[target] = False
    inherited = lots.next_holder == target
    lots.next_holder[inherited] = buyer


def find_endings(state: State) -> None:
    """Find who has no contract left at the end of the month, and name who won the last one lost."""
    providers = state.providers
    held = state.lots_held()
    serves = (held > 0) | ((providers.customers > 0) & providers.is_active)
    goes_on = serves | lives_by_giving(state, held)
    # Observation begins with the first contract: before it nothing could have ended.
    providers.entered[serves & ~providers.has_traded] = state.month
    providers.has_traded |= serves
    outside = (
        providers.is_active & (providers.kind != Kind.IN_HOUSE) & (providers.kind != Kind.GROUP)
    )
    lost_all = (
        outside & providers.has_traded & ~goes_on & (providers.ending == Ending.STILL_INDEPENDENT)
    )
    for row in np.flatnonzero(lost_all):
        taker = int(providers.lost_to[row])
        ending, because = _cause(state, int(row), taker)
        taker = taker if ending in WON_BY_ANOTHER else NOBODY
        end_independence(state, int(row), ending, taker, because)
    _wind_up_idle(state, outside & ~goes_on, goes_on)


WON_BY_ANOTHER = (Ending.LOST_TO_COUNCIL, Ending.LOST_TO_GROUP, Ending.LOST_TO_NONPROFIT)


def _cause(state: State, row: int, taker: int) -> tuple[int, str]:
    """How a body without work lost its last, and why. taker: who won it, or NOBODY."""
    providers = state.providers
    if providers.last_loss[row] == Ending.STOPPED:
        return Ending.STOPPED, "the council stopped the service it ran"
    if providers.last_loss[row] == Ending.CUSTOMERS_LEFT:
        return Ending.CUSTOMERS_LEFT, "too few customers were left to go on"
    if taker == NOBODY:
        return Ending.WOUND_UP, "its contracts ended"
    if providers.kind[taker] == Kind.IN_HOUSE:
        return Ending.LOST_TO_COUNCIL, "the council took its last contract in-house"
    if providers.kind[taker] == Kind.GROUP:
        return Ending.LOST_TO_GROUP, f"{providers.names[taker]} won its last contract"
    return Ending.LOST_TO_NONPROFIT, f"{providers.names[taker]} won its last contract"


def _wind_up_idle(state: State, idle: Bools, serves: Bools) -> None:
    """A body without a lot for long enough winds up.

    What it has goes to its owners, what it owes is written off.
    """
    providers = state.providers
    providers.idle[:] = np.where(serves, 0, providers.idle + idle)
    waiting = np.zeros(providers.n, dtype=bool)
    waiting[state.lots.next_holder[state.lots.next_holder != NOBODY]] = True
    closing = np.flatnonzero(idle & ~waiting & (providers.idle >= state.world.entry.idle_months))
    for row in closing:
        because = "it held no contract for too long"
        if providers.has_traded[row]:
            end_independence(state, int(row), Ending.WOUND_UP, NOBODY, because)
        state.log.add(
            state.month, "wound_up", int(row), because=because, cash=float(providers.cash[row])
        )
        close(state, int(row))


def close(state: State, row: int) -> None:
    """Close a body's account: cash left goes to its owners, an overdraft is borne by lenders."""
    providers = state.providers
    left = providers.cash[row : row + 1].copy()
    if left[0] < 0 and not providers.is_forming[row]:
        service = np.argmax(providers.works_in[row : row + 1], axis=1)
        state.flows.count("company_failures", service)
    state.payments.pay(
        ("provider", np.array([row])), "owners" if left[0] > 0 else "lenders", left, "wound up"
    )
    providers.is_active[row] = False
    providers.debt[row] = 0.0
    providers.idle[row] = 0
