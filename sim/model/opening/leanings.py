"""What a body leans to besides its work: where else it bids, its wish to grow, its gifts."""

import numpy as np

from sim.arrays import Bools
from sim.chance import Purpose, joined, normal, one_uniform, uniform
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.services import SERVICES
from sim.units import WEEKS_PER_YEAR


def note_small(state: State, row: int, service: int) -> None:
    """A small provider works in one service; note its wish to grow, its gifts and its interests."""
    providers, world = state.providers, state.world
    terms = getattr(world.services, SERVICES[service])
    identity = int(providers.identity[row])
    providers.works_in[row, service] = True
    _note_interest(state, row, "small_interest")
    if world.mechanisms.wish_to_grow:
        wish = one_uniform(state.seed, Purpose.WISH, 0, identity)
        providers.wishes_to_grow[row] = wish < terms.wish_to_grow
    if providers.is_charity[row] and world.mechanisms.giving:
        spread = world.kinds.small.giving_spread
        luck = normal(state.seed, Purpose.GIVING, 0, providers.identity[row : row + 1])
        providers.giving[row] = terms.charity_grants * float(np.exp(spread * luck[0]))
        providers.saving[row] = terms.charity_volunteers


def note_mutual(state: State, row: int) -> None:
    """Note in which other services a mutual bids, by its interests."""
    _note_interest(state, row, "mutual_interest")


def note_groups(state: State) -> None:
    """Note where each group works at the start, for it holds something, and where else it bids."""
    providers, lots = state.providers, state.lots
    groups = np.flatnonzero(providers.kind == Kind.GROUP)
    held = np.flatnonzero(lots.is_open & (providers.kind[lots.holder] == Kind.GROUP))
    providers.works_in[lots.holder[held], lots.service[held]] = True
    if state.world.mechanisms.interest:
        for row in groups:
            _note_interest(state, int(row), "group_interest")
        return
    for row, group in zip(groups, state.world.groups, strict=True):
        providers.interested[row] = [getattr(group, name) > 0 for name in SERVICES]


def _note_interest(state: State, row: int, whose: str) -> None:
    """Draw for each service whether a body that does not work there bids there."""
    share = np.array([getattr(getattr(state.world.services, s), whose) for s in SERVICES])
    if state.world.mechanisms.interest and share.any():
        identity = state.providers.identity[row : row + 1]
        luck = uniform(state.seed, Purpose.INTEREST, 0, joined(identity, np.arange(N_SERVICES)))
        interested: Bools = luck < share
        state.providers.interested[row] = interested


def reserve_from_giving(state: State, row: int) -> None:
    """Pay in the reserves of a charity that lives by gifts alone: weeks of what it spends."""
    providers = state.providers
    weeks = state.world.kinds.small.reserve_weeks
    cash = providers.giving[row : row + 1] * weeks / WEEKS_PER_YEAR
    state.payments.pay("opening balances", ("provider", np.array([row])), cash, "opening reserves")
