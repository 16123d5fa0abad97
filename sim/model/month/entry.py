"""Phase 11b: new small providers enter where margins are high."""

from functools import lru_cache

import numpy as np

from sim.arrays import Floats, Identities, sums
from sim.chance import Purpose, identity_of, joined, one_uniform, uniform
from sim.model.month.accounts import service_margins
from sim.model.opening.founding import found_firm
from sim.model.opening.leanings import note_small
from sim.model.opening.names import firm_name
from sim.model.rules.entry import entry_rate
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR

MOST_A_MONTH = 5
"""Entrants of one service that a region can have in a month; beyond that the rate has no
meaning."""


def let_enter(state: State) -> None:
    """Found this month's entrants, by region and service."""
    state.market.margin[:] = service_margins(state)
    if not state.world.mechanisms.entry:
        return
    chance = entry_chances(state)
    who = _possible_entrants(tuple(state.councils.regions))
    draw = uniform(state.seed, Purpose.ENTRY, state.month, who)
    for region, service, nth in np.argwhere(draw < chance[:, :, None]):
        _found_entrant(state, int(region), int(service), int(nth), int(who[region, service, nth]))


@lru_cache(maxsize=1)
def _possible_entrants(regions: tuple[str, ...]) -> Identities:
    """Identities of all who could enter in a month, the same every month.

    Shape (R, S, MOST_A_MONTH): regions by services by places in the queue.
    """
    places = np.array([identity_of(name) for name in regions], dtype=np.uint64)
    return joined(
        places[:, None, None],
        np.arange(N_SERVICES)[None, :, None],
        np.arange(MOST_A_MONTH)[None, None, :],
    )


def entry_chances(state: State) -> Floats:
    """Chance of each possible entrant this month. Shape (R, S): regions by services."""
    entry, lots, councils = state.world.entry, state.lots, state.councils
    rate = entry_rate(entry.rate, state.services.ease, state.market.margin, entry.margin_from)
    people = sums(councils.region, councils.children, len(councils.regions))
    lots_open = np.bincount(lots.service[lots.is_open], minlength=N_SERVICES) > 0
    by_cell = rate[None, :] * lots_open[None, :] * (people / ENGLAND_CHILDREN)[:, None]
    chance: Floats = -np.expm1(-by_cell / MONTHS_PER_YEAR / MOST_A_MONTH)
    return chance


ENGLAND_CHILDREN = 12_023_568.0
"""Residents aged 0 to 17 in England in mid-2019 (council table): a smaller world has its part of
the entrants."""


def _found_entrant(state: State, region: int, service: int, nth: int, identity: int) -> None:
    """Found one entrant in a council of the region, with its own capital."""
    councils, world = state.councils, state.world
    here = np.flatnonzero(councils.region == region)
    here = here[np.argsort(councils.identity[here], kind="stable")]
    weight = councils.children[here]
    luck = one_uniform(state.seed, Purpose.ENTRY_PLACE, state.month, identity)
    home = int(
        here[
            int(
                np.searchsorted(np.cumsum(weight / weight.sum()), luck, side="right").clip(
                    0, len(here) - 1
                )
            )
        ]
    )
    terms = getattr(world.services, SERVICES[service])
    is_charity = (
        one_uniform(state.seed, Purpose.FIRM_TRAITS, state.month, identity)
        >= terms.for_profit_share
    )
    label = f"entrant:{councils.regions[region]}:{SERVICES[service]}:{state.month}:{nth}"
    number = ENTRANT_NUMBERS + state.month * MOST_A_MONTH + nth
    name = firm_name(state, home, service, number, is_charity=is_charity)
    row = found_firm(state, name, label, Kind.SMALL, home, state.month, is_charity=is_charity)
    note_small(state, row, service)
    capital = terms.capital_per_post * terms.lot_posts
    state.payments.pay(
        "owners", ("provider", np.array([row])), np.array([capital]), "entrants' capital"
    )
    state.flows.count("entrants", np.array([service]))
    state.log.add(
        state.month, "entry", row, council=home, service=service,
        capital=capital, margin=float(state.market.margin[service]),
        because="margins in the service were high",
    )  # fmt: skip


ENTRANT_NUMBERS = 100
"""Names of entrants are numbered from here, so that none bears the name of a firm of the start."""
