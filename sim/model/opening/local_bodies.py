"""Local charities without a contract at the start: they live by grants and gifts, and may bid."""

import numpy as np

from sim.chance import Purpose, joined, uniform
from sim.model.opening.founding import found_firm
from sim.model.opening.leanings import note_small, reserve_from_giving
from sim.model.opening.names import firm_name
from sim.model.rules.growth import number_of_bodies
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.services import SERVICES

LONG_AGO = -60
"""Month before which nobody asks when a body that is there at the start was founded."""
NUMBERED_FROM = 50
"""Names of local charities are numbered from here, so that none bears the name of another body."""


def open_local_bodies(state: State) -> None:
    """Found the local charities of every council and service."""
    if not state.world.mechanisms.local_bodies:
        return
    councils = state.councils
    cells = joined(councils.identity[:, None], np.arange(N_SERVICES)[None, :])
    luck = uniform(state.seed, Purpose.LOCAL_BODY, 0, cells)
    number = number_of_bodies(state.services.local_bodies[None, :], luck)
    for council, service in np.argwhere(number > 0):
        for nth in range(int(number[council, service])):
            _open_one(state, int(council), int(service), nth)


def _open_one(state: State, council: int, service: int, nth: int) -> None:
    label = f"local:{state.councils.codes[council]}:{SERVICES[service]}:{nth}"
    name = firm_name(state, council, service, NUMBERED_FROM + nth, is_charity=True)
    row = found_firm(state, name, label, Kind.SMALL, council, LONG_AGO, is_charity=True)
    note_small(state, row, service)
    reserve_from_giving(state, row)
