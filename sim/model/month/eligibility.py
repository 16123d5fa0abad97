"""Who may bid for what: reach, standing, surety, and who dares to leave home."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.model.month.growth import draws_groups, seeks
from sim.model.month.notices import Notices
from sim.model.rules.bidding import (
    has_standing,
    has_surety,
    leaves_home,
)
from sim.model.rules.finance import borrowing_room, money_to_pledge
from sim.model.state.codes import Kind, Route
from sim.model.state.estimates import (
    is_federated,
)
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR


def can_bid(state: State, notices: Notices, ceiling: Floats) -> Bools:
    """Which providers may bid for which tenders. Shape (T, P): yes or no for each pair.

    Whoever works in the service or is interested, seeks new work, is within reach, has the standing
    and the surety; the holder always may.
    """
    world, providers, councils = state.world, state.providers, state.councils
    council, service = state.lots.council[notices.lead], state.lots.service[notices.lead]
    trading = providers.is_active & (providers.kind != Kind.IN_HOUSE) & ~providers.is_forming
    works = (providers.works_in | providers.interested)[:, service].T & trading[None, :]
    is_group = providers.kind == Kind.GROUP
    holding = notices.holder[:, None] == np.arange(providers.n)[None, :]
    works &= ~is_group[None, :] | draws_groups(state, notices, ceiling)[:, None] | holding
    if world.mechanisms.reach:
        near = councils.reach[council][:, np.maximum(providers.home, 0)]
        works &= is_group[None, :] | ((providers.home >= 0)[None, :] & near)
    tender, provider = np.nonzero(works)
    holds = notices.holder[tender] == provider
    value = ceiling[tender]
    needed = np.maximum(value - np.where(holds, _value_held(state, notices)[tender], 0.0), 0.0)
    may = _goes_abroad(state, provider, council[tender], service[tender])
    may &= holds | seeks(state, provider, council[tender])
    if world.mechanisms.standing:
        may &= _vouched_for(state, provider, value, needed)
    may &= _can_pledge(state, provider, needed)
    may &= (notices.route[tender] != Route.RESERVED) | (providers.kind[provider] == Kind.MUTUAL)
    eligible = np.zeros((notices.n, providers.n), dtype=bool)
    eligible[tender[may], provider[may]] = True
    holder = notices.holder
    alone = np.bincount(notices.tender, minlength=notices.n) == 1
    stays = (holder >= 0) & ((alone & trading[holder]) | providers.is_forming[holder])
    eligible[stays, holder[stays]] = True
    return eligible


def _value_held(state: State, notices: Notices) -> Floats:
    """Yearly value of the lots of each tender that its holder has now, GBP. Shape (T,)."""
    mine = state.lots.holder[notices.lots] == notices.holder[notices.tender]
    return notices.total(state.lots.value[notices.lots] * mine)


def _vouched_for(state: State, provider: Ints, value: Floats, needed: Floats) -> Bools:
    """Who has the standing to bid. Shape of `provider`: one answer a pair.

    value, needed: of the contract, and what of it the bidder must vouch for; GBP a year.
    """
    world, providers = state.world, state.providers
    backing = np.maximum(providers.yearly_turnover, state.contracts_a_year()) + providers.giving
    if world.policy.federation:
        backing = _with_federation(state, backing)
    passes = has_standing(backing[provider], needed, world.bidding.standing)
    fresh = (providers.kind == Kind.SMALL) & ~providers.is_spun_out
    fresh &= state.month - providers.founded < 2 * MONTHS_PER_YEAR
    return passes | fresh[provider] & (value <= world.bidding.entrant_equity_limit)


def _can_pledge(state: State, provider: Ints, needed: Floats) -> Bools:
    """Who can set aside the surety, if one is asked. Shape of `provider`: one answer a pair.

    needed: what of the contract's yearly value the bidder must vouch for, GBP.
    """
    share = state.world.bidding.surety
    pledged = share * state.contracts_a_year()
    return has_surety(cash_to_pledge(state)[provider], pledged[provider], needed, share)


def cash_to_pledge(state: State) -> Floats:
    """Money each bidder can set aside as surety, GBP. Shape (P,): one number a provider."""
    providers, finance = state.providers, state.world.finance
    room = borrowing_room(providers.debt, providers.yearly_earnings, finance.group_debt_limit)
    return money_to_pledge(providers.cash, room, providers.kind == Kind.GROUP)


def _with_federation(state: State, backing: Floats) -> Floats:
    """Backing of federated mutuals: that of all of them in the region together."""
    member = is_federated(state) > 0
    region = state.councils.region[np.maximum(state.providers.home, 0)]
    together = sums(region[member], backing[member], len(state.councils.regions))
    shared: Floats = np.where(member, together[region], backing)
    return shared


def _goes_abroad(state: State, provider: Ints, council: Ints, service: Ints) -> Bools:
    """Which providers dare to bid in these councils. Shape of `provider`: one answer a pair."""
    providers = state.providers
    weeks = state.world.kinds.mutual.abroad_reserve_weeks
    reserve = weeks * providers.yearly_direct / WEEKS_PER_YEAR
    return leaves_home(
        providers.is_cautious[provider],
        providers.home[provider] == council,
        providers.cash[provider],
        reserve[provider],
        providers.track[provider, service],
        state.market.quality[service],
    )
