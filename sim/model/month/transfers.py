"""Phase 6: contracts change hands, and the staff with them (TUPE): one write in `lots.holder`."""

import numpy as np

from sim.arrays import Bools, Ints
from sim.model.month.budgets import lot_paths, set_required
from sim.model.opening.money import endow, fill_rings
from sim.model.opening.mutuals import start_trading
from sim.model.rules.terms import shock_of_transfer
from sim.model.state.codes import Ending, Kind, Payer, Route
from sim.model.state.state import State
from sim.model.state.tables import NEVER, NOBODY


def transfer_contracts(state: State) -> None:
    """Start the contracts whose month has come."""
    lots, providers = state.lots, state.providers
    rows = np.flatnonzero((lots.next_holder != NOBODY) & (lots.next_month <= state.month))
    if not len(rows):
        return
    before = lots.holder[rows].copy()
    after = successors(state, rows)
    opening = rows[~lots.is_open[rows]]
    was_open = lots.is_open[rows].copy()
    _complete_contracts(state, rows, before, after, was_open)
    _write_contracts(state, rows, after)
    _open_homes(state, opening)
    opening_posts = lots.opening_posts[rows]
    path = opening_posts * lot_paths(state, state.month, rows)
    lots.need[rows] = np.where(was_open, path, opening_posts)
    set_required(state, rows[was_open], lots.need)
    moves = was_open & (before != after)
    move_staff(state, rows[moves], before[moves], after[moves])
    for row in np.unique(after[providers.is_forming[after]]):
        begin_after_race(state, int(row), rows[after == row])
    _note_for_nulls(state, rows, after)
    providers.works_in[after, lots.service[rows]] = True
    _note_work_abroad(state, rows, after)
    _log_transfers(state, rows, before, after)


def successors(state: State, rows: Ints) -> Ints:
    """Who really takes over.

    That is the buyer of a winner that was taken over, and the council where a winner has failed.
    """
    lots, providers = state.lots, state.providers
    after = lots.next_holder[rows].copy()
    while True:
        bought = (providers.owner[after] != NOBODY) & ~providers.is_active[after]
        if not bought.any():
            break
        after[bought] = providers.owner[after[bought]]
    gone = ~providers.is_active[after]
    after[gone] = lots.council[rows[gone]]
    return after


def _write_contracts(state: State, rows: Ints, after: Ints) -> None:
    lots, market = state.lots, state.world.market
    own = after < state.n_council_teams
    reserved = lots.next_route[rows] == Route.RESERVED
    lots.holder[rows] = after
    lots.set_price(rows, np.where(own, 0.0, lots.next_unit_price[rows]))
    lots.start[rows] = state.month
    lots.end[rows] = np.where(own, NEVER, state.month + lots.next_term[rows])
    lots.extension[rows] = np.where(own | reserved, 0, market.extension_months)
    lots.route[rows] = np.where(own, Route.TAKEN_BACK, lots.next_route[rows])
    lots.letting[rows] += 1
    lots.reserved_end[rows[reserved]] = lots.end[rows[reserved]]
    lots.reserved_by[rows[reserved]] = after[reserved]
    lots.next_holder[rows] = NOBODY
    lots.next_month[rows] = NEVER
    lots.relet_by[rows] = NEVER
    lots.harmonise[rows] = NEVER
    lots.ceiling_factor[rows] = 1.0


def _complete_contracts(
    state: State, rows: Ints, before: Ints, after: Ints, was_open: np.ndarray
) -> None:
    """Remember for each former holder that a contract ran out, if it was kept, and who won it."""
    lots, providers = state.lots, state.providers
    former = before[was_open]
    np.add.at(providers.lettings, np.unique(former), 1)
    kept = np.zeros(providers.n, dtype=bool)
    kept[former[after[was_open] == former]] = True
    first_time = np.zeros(providers.n, dtype=bool)
    first_time[former] = True
    first_time &= providers.is_spun_out & (providers.kept_second == NOBODY)
    providers.kept_second[first_time] = kept[first_time]
    lost = was_open & (before != after)
    order = np.argsort(
        lots.required[rows[lost]], kind="stable"
    )  # the largest lot lost names the winner
    providers.lost_to[before[lost][order]] = after[lost][order]
    providers.is_partial[before[lost]] = True
    providers.last_loss[before[lost]] = Ending.STILL_INDEPENDENT


def _open_homes(state: State, rows: Ints) -> None:
    """A dormant lot begins: all its posts on, all of them vacant."""
    lots, posts = state.lots, state.posts
    if not len(rows):
        return
    lots.is_open[rows] = True
    lots.is_awaited[rows] = False
    lots.quality[rows] = state.world.quality.start
    mine = lots.posts_of(rows)
    lot = posts.lot[mine]
    posts.is_on[mine] |= mine - lots.first_post[lot] < lots.required[lot]


def move_staff(state: State, rows: Ints, before: Ints, after: Ints) -> None:
    """Staff follow their lot and keep their terms; a change of employer is a shock.

    Memberships end and begin. Staff taken back by the council get its terms after a year.
    """
    lots, posts, providers, world = state.lots, state.posts, state.providers, state.world
    if not len(rows):
        return
    shock = np.zeros(lots.n)
    kind = providers.kind[after]
    size = world.staff.transfer_shock * world.mechanisms.transfer_shock
    own_mutual = (
        (kind == Kind.MUTUAL)
        & (providers.home[after] == lots.council[rows])
        & (before < state.n_council_teams)
    )
    shock[rows] = shock_of_transfer(kind == Kind.GROUP, own_mutual, size)
    mine = lots.posts_of(rows)
    people = state.people_in(rows)
    posts.commitment[people] = np.clip(
        posts.commitment[people] - shock[posts.lot[people]], 0.0, 1.0
    )
    has_members = (
        (providers.kind == Kind.MUTUAL) & providers.is_active & (providers.staff_votes > 0)
    )
    posts.is_member[mine] = has_members[lots.holder[posts.lot[mine]]]
    back = rows[after < state.n_council_teams]
    lots.harmonise[back] = state.month + world.staff.harmonise_months
    number = np.bincount(posts.lot[people], minlength=lots.n)[rows]
    state.flows.staff_moved += int(number.sum())
    state.flows.count("staff_moved", lots.service[rows], number.astype(np.float64))


def begin_after_race(state: State, row: int, lots: Ints) -> None:
    """A spin-out that won an open race begins to trade."""
    state.providers.founded[row] = state.month
    state.providers.entered[row] = state.month
    start_trading(state, row, lots)
    fill_rings(state, np.array([row]))
    endow(state, np.array([row]))


def _note_for_nulls(state: State, rows: Ints, after: Ints) -> None:
    """Keep what the null markets need: which lots went outside, and which to a new supplier.

    New is a winner that did not work in the service before, and one that has held nothing yet.
    """
    lots, providers = state.lots, state.providers
    external = (after >= state.n_council_teams) & (lots.payer[rows] == Payer.COUNCIL)
    is_new = ~providers.works_in[after, lots.service[rows]]
    is_new |= ~providers.has_traded[after] & (state.month > 0)
    note_awards(state, rows, external, np.where(external & is_new, after, NOBODY))


def note_awards(state: State, rows: Ints, external: Bools, newcomer: Ints) -> None:
    """Note for the null markets where lots go this month.

    external: whether each goes outside. newcomer: provider row of a supplier new there, else
    NOBODY.
    """
    if len(rows):
        state.awards.add(month=state.month, lot=rows, is_external=external, newcomer=newcomer)


def _note_work_abroad(state: State, rows: Ints, after: Ints) -> None:
    """Remember for each body when its first contract away from its home council began."""
    providers = state.providers
    away = (providers.home[after] != NOBODY) & (providers.home[after] != state.lots.council[rows])
    first = np.unique(after[away])
    first = first[providers.abroad_from[first] == NEVER]
    providers.abroad_from[first] = state.month


def _log_transfers(state: State, rows: Ints, before: Ints, after: Ints) -> None:
    if not state.log.wants("transfer"):
        return
    for row, former, new in zip(rows, before, after, strict=True):
        if former != new:
            state.log.add(
                state.month, "transfer", int(new), other=int(former),
                council=int(state.lots.council[row]),
                service=int(state.lots.service[row]), lot=int(row),
                posts=float(state.lots.required[row]),
                price=float(state.lots.unit_price[row] * state.lots.required[row]),
                because="the contract begins and staff move with their terms",
            )  # fmt: skip
