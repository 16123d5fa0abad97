"""Phase 1: budgets and need step each April; posts are switched on and off.

New homes are called for.
"""

import numpy as np

from sim.arrays import Floats, Ints, sums
from sim.chance import Purpose, uniform
from sim.model.rules.costs import path_of_lot, required_posts
from sim.model.state.codes import Payer
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR


def step_budgets(state: State) -> None:
    """In April, and in a month of a shock, let every lot follow its council's budget and need.

    Call for homes where need has passed them.
    """
    shocked = any(
        event.kind == "budget_shock" and event.month == state.month for event in state.world.events
    )
    april = state.month % MONTHS_PER_YEAR == 0 and state.month > 0
    if not state.world.mechanisms.budgets or not (april or shocked):
        return
    now = lot_paths(state, state.month)
    before = lot_paths(state, state.month - 1) if state.month else np.ones(state.lots.n)
    lots = state.lots
    by_contract = state.services.cut_passed_on[lots.service]
    # A fall of a lot's own is written into its contract.
    whole = ~state.is_external() | (lots.budget_fall > 0)
    passed_on = np.where(whole, 1.0, by_contract)
    lots.need[:] = required_posts(lots.need, before, now, passed_on)
    set_required(state, np.flatnonzero(lots.is_open), lots.need)
    call_for_homes(state)


def lot_paths(state: State, month: int, rows: Ints | None = None) -> Floats:
    """Required posts over opening posts, as far as a lot itself can follow.

    Shape (L,), one factor a lot; of some rows alone, theirs.
    """
    lots = slice(None) if rows is None else rows
    budget, demand = state.path(month)
    path = np.minimum(budget, demand)
    path = np.where(state.services.grows_by_lots, np.minimum(path, 1.0), path)
    by_lot: Floats = path[state.lots.service[lots]]
    return _own_paths(state, by_lot, month, lots)


def _own_paths(state: State, by_lot: Floats, month: int, rows: Ints | slice) -> Floats:
    """The paths of the services, but for lots with a path of their own: one factor for each row."""
    lots, world = state.lots, state.world
    by_council = (lots.payer[rows] == Payer.COUNCIL) | (not state.has_own_work)
    fall = lots.budget_fall[rows] * world.mechanisms.budgets
    years = min(month // MONTHS_PER_YEAR, world.market.budget_years)
    return path_of_lot(by_lot, by_council, fall, years)


def call_for_homes(state: State) -> None:
    """Put a dormant lot to market where a council's need has passed the lots it has."""
    lots = state.lots
    budget, demand = state.path(state.month)
    for code in range(N_SERVICES):
        service = getattr(state.world.services, SERVICES[code])
        if not service.grows_by_lots:
            continue
        mine = lots.service == code
        at_start = mine & (lots.number < state.councils.opening_lots[lots.council, code])
        opening = sums(lots.council, lots.opening_posts * at_start, state.councils.n)
        need = opening * min(budget[code], demand[code])
        here = sums(
            lots.council,
            lots.opening_posts * (mine & (lots.is_open | lots.is_awaited)),
            state.councils.n,
        )
        dormant = np.flatnonzero(mine & ~lots.is_open & ~lots.is_awaited)
        first = dormant[np.unique(lots.council[dormant], return_index=True)[1]]
        called = first[
            need[lots.council[first]] - here[lots.council[first]] >= lots.opening_posts[first] / 2
        ]
        lots.is_awaited[called] = True
        lots.need[called] = lots.opening_posts[called]
        lots.required[called] = np.maximum(1, np.rint(lots.opening_posts[called])).astype(np.int32)


def set_required(state: State, rows: Ints, need: Floats) -> None:
    """Switch posts of these lots on or off so that as many are on as are needed.

    need: posts, not whole. Shape (L,): one number a lot.
    """
    lots = state.lots
    wanted = np.clip(np.rint(need[rows]), 1, lots.n_posts[rows]).astype(np.int32)
    change = np.zeros(lots.n, dtype=np.int32)
    change[rows] = wanted - lots.required[rows]
    lots.required[rows] = wanted
    if (change > 0).any():
        _switch_on(state, change)
    if (change < 0).any():
        _switch_off(state, change)


def _ranks(lot: Ints) -> Ints:
    """Place of each entry among those of its lot, the entries being sorted by lot."""
    starts = np.flatnonzero(np.concatenate(([True], lot[1:] != lot[:-1])))
    lengths = np.diff(np.append(starts, len(lot)))
    ranks: Ints = np.arange(len(lot)) - np.repeat(starts, lengths)
    return ranks


def _switch_on(state: State, change: Ints) -> None:
    posts = state.posts
    off = state.lots.posts_of(np.flatnonzero(change > 0))
    off = off[~posts.is_on[off]]
    if len(off):
        posts.is_on[off[_ranks(posts.lot[off]) < change[posts.lot[off]]]] = True


def _switch_off(state: State, change: Ints) -> None:
    """Switch off vacant posts first, then posts by lot.

    Who is in them is redeployed or made redundant.
    """
    posts, lots = state.posts, state.lots
    on = lots.posts_of(np.flatnonzero(change < 0))
    on = on[posts.is_on[on]]
    draw = uniform(state.seed, Purpose.REDUNDANCY, state.month, posts.person[on])
    key = np.where(posts.is_filled[on], 1 + draw, 0.0)
    on = on[np.lexsort((key, posts.lot[on]))]
    off = on[_ranks(posts.lot[on]) < -change[posts.lot[on]]]
    people = off[posts.is_filled[off]]
    posts.is_on[off] = False
    posts.is_filled[off] = False
    make_redundant(state, people)


def make_redundant(state: State, people: Ints) -> None:
    """Councils find part of those whose post is gone another; the others lose their job.

    people: the posts they held, now off.
    """
    posts, lots, world = state.posts, state.lots, state.world
    lot = posts.lot[people]
    in_house = lots.holder[lot] < state.n_council_teams
    luck = uniform(state.seed, Purpose.REDEPLOYMENT, state.month, posts.person[people])
    redundant = ~(in_house & (luck < world.staff.redeployed_share))
    state.flows.jobs_lost += int(redundant.sum())
    state.flows.count("jobs_lost", lots.service[lot[redundant]])
    _count_redundancies(state, lot[redundant])
    if world.mechanisms.redundancy:
        pay = (
            world.staff.redundancy_pay
            * state.services.council_reward[lots.service[lot]]
            * posts.reward[people]
        )
        state.flows.redundancy += sums(lot, pay * redundant, lots.n)


def _count_redundancies(state: State, lot: Ints) -> None:
    """Count people made redundant by the kind of their employer. `lot`: one entry a person."""
    kind = state.providers.kind[state.lots.holder[lot]]
    for code, name in enumerate(KINDS):
        state.flows.count(f"redundancies_{name}", state.lots.service[lot[kind == code]])
