"""Phase 8: the quality of every lot moves with its staff and its price.

Providers earn their track record.
"""

import numpy as np

from sim.arrays import within
from sim.model.month.workforce import uncovered_share
from sim.model.rules.staff import commitment_after, quality_heading
from sim.model.state.estimates import is_small
from sim.model.state.state import N_SERVICES, State
from sim.units import MONTHS_PER_YEAR


def move_quality(state: State) -> None:
    """Move quality by lot, and the track record of each provider in each service."""
    if not state.world.mechanisms.quality:
        return
    posts, lots, rules, providers = state.posts, state.lots, state.world.quality, state.providers
    first = lots.first_post
    people = np.add.reduceat(posts.is_filled.astype(np.float64), first)
    newcomers = np.add.reduceat(
        (posts.is_filled & (posts.tenure < MONTHS_PER_YEAR)).astype(np.float64), first
    )
    committed = np.add.reduceat(posts.commitment * posts.is_filled, first)
    some = people > 0
    base = state.world.staff.base_commitment
    above = np.divide(committed, people, out=np.full(lots.n, base), where=some) - base
    first_year = np.divide(newcomers, people, out=np.ones(lots.n), where=some)
    monthly_price = lots.value / MONTHS_PER_YEAR
    shortfall = np.divide(
        lots.cost - monthly_price, monthly_price, out=np.zeros(lots.n), where=monthly_price > 0
    )
    # A pound more than the cost does as much good as a pound less does harm.
    lasting = (providers.effect + rules.shortfall * providers.front_line)[lots.holder]
    heading = quality_heading(
        rules.start, above, uncovered_share(state, people), first_year,
        within(shortfall, 0.0, 1.0), lasting,
        (rules.commitment, rules.vacancy, rules.first_year, rules.shortfall),
    )  # fmt: skip
    lots.quality[:] = np.where(
        lots.is_open, commitment_after(lots.quality, heading, rules.half_life), lots.quality
    )
    _track_records(state)


def _track_records(state: State) -> None:
    """A provider's record in a service is the mean quality of its lots there, by posts."""
    lots, providers = state.lots, state.providers
    cell = lots.holder.astype(np.int64) * N_SERVICES + lots.service
    weight = lots.required * lots.is_open.astype(np.float64)
    size = providers.n * N_SERVICES
    total = np.bincount(cell, weights=weight * lots.quality, minlength=size).reshape(-1, N_SERVICES)
    posts = np.bincount(cell, weights=weight, minlength=size).reshape(-1, N_SERVICES)
    providers.track[:] = np.divide(total, posts, out=providers.track.copy(), where=posts > 0)
    external = state.is_external()
    service = lots.service[external]
    held = weight[external]
    people = np.bincount(service, weights=held, minlength=N_SERVICES)
    some = people > 0
    market = state.market
    mean = np.bincount(service, weights=held * lots.quality[external], minlength=N_SERVICES)
    market.quality[:] = np.divide(mean, people, out=market.quality.copy(), where=some)
    # Whom nobody has seen at work is taken for one of the service, but for its own lasting effect.
    untested = is_small(state) & ~providers.has_traded & (posts.sum(axis=1) == 0)
    providers.track[untested] = market.quality[None, :] + providers.effect[untested, None]
    social = np.bincount(
        service, weights=held * providers.social_value[lots.holder[external]], minlength=N_SERVICES
    )
    market.social_value[:] = np.divide(social, people, out=market.social_value.copy(), where=some)
