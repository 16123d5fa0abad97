"""Phases 2 and 6: councils whose budget falls stop a service when its contract ends."""

import numpy as np

from sim.arrays import Floats, Ints
from sim.chance import Purpose, uniform
from sim.model.month.budgets import lot_paths, make_redundant
from sim.model.month.transfers import note_awards
from sim.model.opening.named import close_lots
from sim.model.rules.councils import stop_chance
from sim.model.state.codes import Ending
from sim.model.state.state import State
from sim.model.state.tables import NOBODY


def decide_stops(state: State, due: Ints) -> Ints:
    """Which of the contracts that end soon councils let again.

    due: rows of contracts that are not extended. What is not let again runs to its end and stops.
    """
    lots = state.lots
    rate = state.services.stopping[lots.service[due]]
    asked = due[rate > 0]
    if not (state.world.mechanisms.stopping and len(asked)):
        return due
    fall = _fall_since_start(state, asked)
    chance = stop_chance(fall, rate[rate > 0])
    draw = uniform(state.seed, Purpose.STOPPING, 0, state.identity(asked, lots.letting[asked]))
    stops = draw < chance
    stopped = asked[stops]
    lots.stops[stopped] = True
    state.flows.count("contracts_ended", lots.service[stopped])
    for row, lost, likely in zip(stopped, fall[stops], chance[stops], strict=True):
        state.log.add(
            state.month, "stopped", int(lots.holder[row]), council=int(lots.council[row]),
            service=int(lots.service[row]), lot=int(row), posts=float(lots.required[row]),
            fall=float(lost), chance=float(likely), until=int(lots.end[row]),
            because="the council has less than when it let the contract, and lets it no more",
        )  # fmt: skip
    rest: Ints = due[~lots.stops[due]]
    return rest


def _fall_since_start(state: State, due: Ints) -> Floats:
    """Fall of what each lot's council has for it since its contract began, a share. (n,)."""
    lots = state.lots
    now = lot_paths(state, state.month, due)
    then = np.ones(len(due))
    start = np.maximum(lots.start[due], 0)
    for month in np.unique(start):
        began = start == month
        then[began] = lot_paths(state, int(month), due[began])
    fall: Floats = 1 - now / then
    return fall


def stop_services(state: State) -> None:
    """End the work that councils stop this month: its posts are gone, and who held them too."""
    lots, providers = state.lots, state.providers
    ends = lots.stops & lots.is_open & (lots.end <= state.month)
    rows = np.flatnonzero(ends).astype(np.int32)
    if not len(rows):
        return
    state.flows.count("stopped", lots.service[rows])
    people = state.people_in(rows)
    close_lots(state, rows)
    make_redundant(state, people)
    nobody = np.full(len(rows), NOBODY)
    note_awards(state, rows, np.zeros(len(rows), dtype=bool), nobody)
    holder = lots.holder[rows]
    providers.last_loss[holder] = Ending.STOPPED
    providers.is_partial[holder] = True
    np.add.at(providers.lettings, np.unique(holder), 1)
    first = holder[providers.is_spun_out[holder] & (providers.kept_second[holder] == NOBODY)]
    providers.kept_second[first] = 0
    lots.stops[rows] = False
    lots.need[rows] = 0.0
