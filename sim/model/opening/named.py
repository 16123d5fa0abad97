"""The mutuals that a scenario names: their contract, their own work, their people and votes."""

import numpy as np

from sim.arrays import Ints
from sim.model.opening.founding import found_spin_out, is_twin
from sim.model.opening.known_lots import known_value, promised_lots
from sim.model.opening.mutuals import begin_spin_out, begin_with, join_as_members, lots_to_spin_out
from sim.model.opening.plans import VOTE_LOST, named_spin_out, vote_on
from sim.model.state.codes import Payer
from sim.model.state.own_work import CustomerWork, GrantWork, accounts_of
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.registry.sections.named import NamedMutual
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR


def open_named_mutuals(state: State) -> None:
    """Found the named mutuals that trade at the start."""
    for place, mutual in enumerate(state.world.mutuals):
        if mutual.founded_month <= 0 and mutual.council in state.councils.codes:
            _open_one(state, place, mutual)


def _open_one(state: State, place: int, mutual: NamedMutual) -> None:
    """Found a named mutual that trades at the start, with its contract and its own work.

    place: in the world's list of named mutuals.
    """
    plan = named_spin_out(state, mutual)
    if mutual.asks_staff and (log_odds := vote_on(state, plan)) <= 0:
        state.log.add(
            0, "vote_lost", council=plan.council, service=plan.service, log_odds=log_odds,
            because=f"{mutual.name}: {VOTE_LOST}",
        )  # fmt: skip
        release_promise(state, place)
        return
    lots = lots_for(state, place, mutual)
    own = np.concatenate(
        [promised_lots(state, place, payer) for payer in (Payer.CUSTOMERS, Payer.FUNDER)]
    )
    if not len(lots) and not len(own):
        tell_not_founded(state, mutual)
        return
    row = found_spin_out(state, plan)
    if len(lots):
        value = known_value(state, mutual, lots)
        begin_spin_out(state, row, lots, mutual.contract_months, value)
    else:
        state.providers.bids_a_year[row] = 0.0  # it lives by its customers or grants alone
    if len(own):
        _begin_own_work(state, row, own, mutual)
    count_people(state, row, mutual)
    sell_advice(state, row, mutual)


def sell_advice(state: State, row: int, mutual: NamedMutual) -> None:
    """Let a mutual earn by advice to others, where bodies may earn outside their contracts."""
    world = state.world
    if world.mechanisms.outside_income and not is_twin(world, "outside_income"):
        state.providers.outside_to[row] += mutual.advice_later


def lots_for(state: State, place: int, mutual: NamedMutual) -> Ints:
    """Lots with which a named mutual begins: those set aside for it, else free in-house ones."""
    promised = promised_lots(state, place, Payer.COUNCIL)
    if len(promised):
        return promised
    if mutual.customers or mutual.grant_value:
        return promised  # it has no council contract
    council, service = state.councils.codes.index(mutual.council), SERVICES.index(mutual.service)
    return lots_to_spin_out(state, council, service, mutual.lots)


def tell_not_founded(state: State, mutual: NamedMutual) -> None:
    """Say that a named mutual does not come to be."""
    because = f"{mutual.name} is not founded: its council has no free lot of the service in-house"
    state.log.add(
        state.month, "not_founded", council=state.councils.codes.index(mutual.council),
        service=SERVICES.index(mutual.service), because=because,
    )  # fmt: skip


def release_promise(state: State, place: int) -> None:
    """What was set aside for a mutual that does not come to be stays with the council.

    Work for customers or funders never begins.
    """
    lots = state.lots
    mine = lots.promised_to == place
    never = mine & (lots.payer != Payer.COUNCIL)
    lots.promised_to[mine] = NOBODY
    close_lots(state, np.flatnonzero(never))


def close_lots(state: State, rows: Ints) -> None:
    """Work ends that nobody takes over: its posts are gone."""
    lots, posts = state.lots, state.posts
    ends = lots.posts_of(rows)
    lots.is_open[rows] = False
    lots.required[rows] = 0
    lots.set_price(rows, 0.0)
    posts.is_on[ends] = False
    posts.is_filled[ends] = False


def count_people(state: State, row: int, mutual: NamedMutual) -> None:
    """How many people share each post, where it is known how many people work for a mutual."""
    filled = len(state.people_in(np.flatnonzero(state.lots.holder == row)))
    if mutual.people and filled:
        state.providers.people_per_post[row] = mutual.people / filled


def _begin_own_work(state: State, row: int, own: Ints, mutual: NamedMutual) -> None:
    """Hand a body the work that its customers and funders pay for, with its staff."""
    lots, providers = state.lots, state.providers
    lots.holder[own] = row
    lots.start[own] = providers.founded[row]
    lots.end[own] = state.month + MONTHS_PER_YEAR
    lots.promised_to[own] = NOBODY
    for lot in own:
        required = int(lots.required[lot])
        if lots.payer[lot] == Payer.CUSTOMERS:
            accounts = accounts_of(mutual.customer_members, mutual.customers, mutual.associates)
            value = mutual.customers_value * len(accounts) / mutual.customers
            state.customer_work.append(
                CustomerWork(
                    int(lot),
                    accounts,
                    accounts.copy(),
                    mutual.customer_loyalty,
                    float(lots.opening_posts[lot]),
                )  # fmt: skip
            )
        else:
            value = mutual.grant_value
            until = state.month + mutual.grant_months
            state.grant_work.append(
                GrantWork(int(lot), value / required, mutual.grant_months, until)
            )
        lots.set_price(int(lot), value / required)
        begin_with(state, row, value)
        customers = (
            len(state.customer_work[-1].accounts) if lots.payer[lot] == Payer.CUSTOMERS else 0
        )
        state.log.add(
            state.month, "own_work", row, council=int(lots.council[lot]),
            service=int(lots.service[lot]), lot=int(lot), because="no council lets this work",
            price=value, posts=required, customers=customers,
        )  # fmt: skip
    providers.is_forming[row] = False
    providers.works_in[row, lots.service[own]] = True
    join_as_members(state, row, own)
