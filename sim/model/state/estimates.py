"""What a provider expects a lot to cost it.

The incumbents' staff list, own offer to later staff, own overhead.
"""

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.model.rules.costs import (
    expected_direct_cost,
    expected_pay_cost,
    expected_reward,
    marginal_overhead_share,
    overhead_share,
    share_still_there,
)
from sim.model.rules.councils import reckoned_quality
from sim.model.rules.growth import span_cost_share
from sim.model.rules.terms import offer_to_new_staff, offer_with_council_pension
from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.units import chance_within_a_month


def offers(state: State) -> Floats:
    """Reward offered to new staff over council reward, after codes and guarantees.

    Shape (P,): one ratio a provider.
    """
    world, providers = state.world, state.providers
    if not world.mechanisms.new_terms:
        return np.ones(providers.n)
    return offer_to_new_staff(
        providers.offer.copy(),
        pay_offers(state),
        world.policy.pension_guarantee,
        world.policy.two_tier_code,
    )


def pay_offers(state: State) -> Floats:
    """Pay (without pension) offered over council pay. Shape (P,): one ratio a provider."""
    kinds = state.world.kinds
    pension = np.array(
        [getattr(kinds, name).pension_offer for name in ("in_house", "mutual", "small", "group")]
    )
    own = pension[state.providers.kind]
    return offer_with_council_pension(state.providers.offer, own, state.world.staff.council_pension)


def note_mean_reward(state: State, people: Floats, reward: Floats) -> None:
    """Keep the mean reward of the people in post by lot: 1 where nobody is.

    people: (L,) in post. reward: (L,) their rewards over council reward, added up.
    """
    mean = state.lots.mean_reward
    mean[:] = 1.0
    np.divide(reward, people, out=mean, where=people > 0)


def steady_leaving_and_vacancy(state: State, service: Ints, offer: Floats) -> tuple[Floats, Floats]:
    """Yearly leaving rate and vacancy share that an offer leads to in a service.

    Shape of `service`, both: one number an offer.
    """
    world = state.world
    log_offer = np.log(offer) * world.mechanisms.pay_pull
    leaving = (
        state.services.leaving[service]
        * np.exp(-world.staff.pull * log_offer)
        * world.mechanisms.leaving
    )
    fill = state.fill_base[service] * np.exp(world.staff.fill_elasticity * log_offer)
    monthly = chance_within_a_month(leaving)
    vacancy: Floats = monthly / np.maximum(monthly + fill, np.finfo(float).tiny)
    return leaving, vacancy


def direct_cost_per_post(
    state: State, lot: Ints, provider: Ints, offer: Floats, years: Floats
) -> Floats:
    """Yearly direct cost of one required post that a provider expects over a contract, GBP.

    Shape of `lot`: one number a pair of lot and provider. offer: shape (P,), one ratio a provider.
    years: length of the contract, shape of `lot`.
    """
    world, services = state.world, state.services
    service = state.lots.service[lot]
    own_offer = offer[provider]
    leaving, vacancy = steady_leaving_and_vacancy(state, service, own_offer)
    still = share_still_there(leaving, years)
    reward = expected_reward(still, state.lots.mean_reward[lot], own_offer)
    council_reward = services.council_reward[service]
    pay = expected_pay_cost(
        reward * council_reward,
        council_reward,
        vacancy,
        leaving,
        services.agency_cover,
        world.staff.agency_premium,
        0.0,
    )
    return expected_direct_cost(
        pay, vacancy, leaving, services.hiring[service], services.non_pay[service],
        state.providers.saving[provider],
    )  # fmt: skip


def overhead_of(state: State, direct_cost: Floats, provider: Ints) -> Floats:
    """Overhead share of direct cost at a yearly size (GBP) for providers of given rows.

    What a charity does by gifts carries its part, so its contracts bear the share of a larger body.

    Shape of `provider`: one number each.
    """
    world, providers = state.world, state.providers
    costs = world.costs
    elasticity = costs.overhead_elasticity * world.mechanisms.size_overhead
    share = overhead_share(
        direct_cost + providers.giving[provider],
        costs.overhead,
        costs.overhead_size,
        elasticity,
        max(costs.overhead_most, costs.overhead),
    )
    share = share * (1 - providers.overhead_cut[provider])
    mentored = providers.mentored_until[provider] > state.month
    share = share * (1 - mentored * world.policy.mentor_relief / TENTH)
    if world.policy.federation:
        share = share * (1 - is_federated(state)[provider] * world.policy.federation_relief)
    recharge = world.costs.recharge
    share_or_recharge: Floats = np.where(providers.kind[provider] == Kind.IN_HOUSE, recharge, share)
    return share_or_recharge


TENTH = 10
"""A mentor lowers overhead by a tenth of what it takes off the cost of a bid."""


def marginal_overhead(state: State, added_cost: Floats, provider: Ints) -> Floats:
    """Overhead, as a share of its direct cost, that one more contract brings.

    Shape of `provider`: one number each.
    """
    elasticity = state.world.costs.overhead_elasticity * state.world.mechanisms.size_overhead
    size = state.providers.yearly_direct[provider] + added_cost
    grows = elasticity * size / np.maximum(size + state.providers.giving[provider], 1.0)
    return marginal_overhead_share(overhead_of(state, size, provider), grows)


def span_cost(state: State) -> Floats:
    """Cost of managing what goes beyond a small provider's span, over its direct cost.

    Shape (P,): one share a provider.
    """
    rules = state.world.bidding
    share = span_cost_share(state.lots_held(), rules.span, rules.span_cost)
    return share * is_small(state) * state.world.mechanisms.growth_cost


def is_small(state: State) -> Bools:
    """Charities and small firms, those apart that stand in for mutuals. (P,)."""
    providers = state.providers
    small: Bools = (providers.kind == Kind.SMALL) & ~providers.is_spun_out
    return small


def lives_by_giving(state: State, held: Ints) -> Bools:
    """Charities that hold no contract and live by grants and gifts. (P,).

    held: open lots by provider.
    """
    providers = state.providers
    alone: Bools = (providers.giving > 0) & providers.is_active & (held == 0)
    return alone


def is_federated(state: State) -> Floats:
    """1 for independent mutuals that have another one in their region to federate with, else 0.

    Shape (P,): one number a provider.
    """
    providers, councils = state.providers, state.councils
    member = providers.is_active & (providers.kind == Kind.MUTUAL) & (providers.home >= 0)
    region = np.where(providers.home >= 0, councils.region[providers.home], 0)
    number = np.bincount(region[member], minlength=len(councils.regions))
    federated: Floats = (member & (number[region] > 1)).astype(np.float64)
    return federated


def is_small_or_spun_out(state: State) -> np.ndarray:
    """Providers whose owner would rather keep its own lot at the ceiling than lose it. (P,)."""
    small: np.ndarray = (state.providers.kind == Kind.SMALL) | state.providers.is_spun_out
    return small


def quality_to_councils(state: State, service: Ints, own: Floats) -> Floats:
    """Quality that councils reckon with, by what the world lets them know of it: 0 to 1.

    Shape of `service` and `own`: one number a bid or contract. Every decision of a council that
    answers quality goes by this.
    """
    is_seen = state.world.scoring.quality_seen != "not_at_all"
    return reckoned_quality(own, state.market.quality[service], is_seen=is_seen)


def aims_at(state: State, aim: str) -> Bools:
    """Mutuals that aim at this; not those that price, or use their surplus, as a firm's twin.

    Shape (P,): yes or no for each provider.
    """
    world = state.world
    as_firm = world.twins.markup_floor if aim == "jobs" else world.twins.surplus
    is_aim = world.bidding.mutual_aims_at == aim and not as_firm
    return (state.providers.kind == Kind.MUTUAL) & is_aim
