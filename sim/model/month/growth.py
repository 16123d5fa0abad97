"""Who seeks work beyond what it has, and what growing costs a small bidder."""

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.model.month.notices import Notices
from sim.model.rules.growth import cost_of_growing, draws_group, seeks_new_work
from sim.model.state.estimates import is_small
from sim.model.state.state import State
from sim.model.state.tables import NOBODY


def draws_groups(state: State, notices: Notices, ceiling: Floats) -> Bools:
    """Which tenders draw bids from private groups that do not hold them. Shape (T,).

    A bundle is closed to them if any of its lots is.
    """
    services, service = state.services, state.lots.service
    closed = notices.total(services.closed_to_groups[service[notices.lots]].astype(np.float64)) > 0
    return draws_group(ceiling, services.group_least_value[service[notices.lead]], closed)


def seeks(state: State, provider: Ints, council: Ints) -> Bools:
    """Who seeks work that it does not hold. Shape of `provider`: one answer a pair."""
    providers, lots = state.providers, state.lots
    has_work = state.lots_held() > 0
    has_work[lots.next_holder[lots.next_holder != NOBODY]] = True
    return seeks_new_work(
        providers.wishes_to_grow[provider],
        has_work[provider],
        providers.home[provider] == council,
        (providers.giving > 0)[provider],
    )


def growing_costs(
    state: State, notices: Notices, tender: Ints, provider: Ints, direct: Floats
) -> Floats:
    """What each contract costs a small bidder beyond the work itself, GBP a year. Shape (B,)."""
    world = state.world
    if not world.mechanisms.growth_cost:
        return np.zeros(len(tender))
    is_holder = notices.holder[tender] == provider
    grows = is_small(state)[provider]
    others = state.lots_held()[provider] - is_holder
    service = state.lots.service[notices.lots]
    tied_up = notices.total(state.services.capital[service] * notices.posts)[tender]
    asked = world.bidding.capital_return * tied_up * ~is_holder
    more = cost_of_growing(others, world.bidding.span, world.bidding.span_cost, direct, asked)
    return more * grows
