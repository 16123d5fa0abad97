"""Phase 7: commitment moves, people leave, posts are filled, agency covers the rest."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, sums, within
from sim.chance import Purpose, joined, normal, uniform
from sim.model.rules.staff import (
    commitment_after,
    commitment_slope,
    fill_chance,
    going_reward,
    insecurity,
    log_leaving_rate,
    pull,
    unfairness,
    voice,
    who_leaves,
    work_left_over,
)
from sim.model.state.codes import Kind
from sim.model.state.estimates import note_mean_reward, offers
from sim.model.state.state import State
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR


@dataclass(slots=True)
class LotStaff:
    """Totals of the people in post by lot, (L,) each."""

    people: Floats
    protected: Floats  # on terms above the employer's present offer
    reward: Floats  # sum of reward over council reward
    reward_protected: Floats


def is_protected(state: State, offer: Floats) -> Bools:
    """People whose terms are above what their employer offers now, by more than the tier gap.

    Shape (N,): one answer a post.
    """
    line = state.lots.to_posts(offer[state.lots.holder] + state.world.staff.tier_gap)
    above: Bools = state.posts.is_filled & (state.posts.reward > line)
    return above


def lot_staff(state: State, protected: Bools) -> LotStaff:
    """Add up the people in post by lot."""
    posts, first = state.posts, state.lots.first_post
    filled = posts.is_filled.astype(np.float64)
    shielded = protected.astype(np.float64)
    return LotStaff(
        people=np.add.reduceat(filled, first),
        protected=np.add.reduceat(shielded, first),
        reward=np.add.reduceat(posts.reward * filled, first),
        reward_protected=np.add.reduceat(posts.reward * shielded, first),
    )


def work_a_month(state: State) -> None:
    """One month of everybody's working life."""
    _harmonise(state)
    offer = offers(state)
    protected = is_protected(state, offer)
    staff = lot_staff(state, protected)
    vacant = state.posts.is_on & ~state.posts.is_filled
    if state.world.mechanisms.commitment:
        _move_commitment(state, staff, protected)
    state.posts.tenure += state.posts.is_filled
    _set_going_reward(state, staff)
    _count_people(state, staff)
    if state.world.mechanisms.leaving:
        _leave(state, protected)
    if state.world.mechanisms.hiring:
        _hire(state, offer, vacant)
    _pay(state)


def _harmonise(state: State) -> None:
    """Staff taken back a year ago get council terms."""
    due = np.flatnonzero(state.lots.harmonise == state.month)
    if len(due):
        mine = state.lots.posts_of(due)
        state.posts.reward[mine] = 1.0
        state.posts.log_reward[mine] = 0.0


def _move_commitment(state: State, staff: LotStaff, protected: Bools) -> None:
    posts, lots, world, providers = state.posts, state.lots, state.world, state.providers
    rules, on = world.staff, world.mechanisms
    members = sums(lots.holder, staff.people * lots.is_open, providers.n)
    members = members * providers.people_per_post
    said = (
        voice(providers.voice, members, rules.voice, rules.voice_full_members, rules.voice_dilution)
        * on.voice
    )
    external = state.is_external()
    unsure = insecurity(lots.end - state.month, rules.insecurity, rules.insecurity_months)
    unsure = np.where(external, unsure, 0.0) * on.insecurity
    strain = rules.workload * uncovered_share(state, staff.people) * on.workload
    level = rules.base_commitment + said[lots.holder] - unsure - strain
    new = staff.people - staff.protected
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = (
            staff.reward_protected / staff.protected - (staff.reward - staff.reward_protected) / new
        )
        share_new = new / staff.people
    two_tier = (staff.protected > 0) & (new > 0)
    gap, share_new = np.where(two_tier, gap, 0.0), np.where(two_tier, share_new, 0.0)
    for_protected = level - unfairness(share_new, gap, rules.unfairness) * on.unfairness
    for_new = level - unfairness(1 - share_new, gap, rules.unfairness) * on.unfairness
    heading = np.where(protected, lots.to_posts(for_protected), lots.to_posts(for_new))
    heading += posts.personal
    np.clip(heading, 0.0, 1.0, out=heading)
    posts.commitment[:] = commitment_after(posts.commitment, heading, rules.commitment_half_life)


def uncovered_share(state: State, people: Floats) -> Floats:
    """Share of needed posts that neither staff nor agency cover, less time freed. Shape (L,).

    Below nought where a practice has more time for its work than full posts would give.
    """
    required = np.maximum(state.lots.required, 1)
    vacant: Floats = within(1 - people / required, 0.0, 1.0) * state.lots.is_open
    uncovered: Floats = vacant * (1 - state.services.agency_cover)
    if not (state.world.mechanisms.time_freed and state.world.staff.time_freed):
        return uncovered
    freed = _is_practice(state).astype(np.float64) * state.world.staff.time_freed
    return work_left_over(uncovered, people / required, freed)


def _is_practice(state: State) -> Bools:
    """Whether a lot is that of a social work practice: social work that a mutual holds. (L,)."""
    lots = state.lots
    by_mutual = state.providers.kind[lots.holder] == Kind.MUTUAL
    practice: Bools = lots.is_open & by_mutual & (lots.service == SOCIAL_WORK)
    return practice


SOCIAL_WORK = SERVICES.index("social_work")


def _set_going_reward(state: State, staff: LotStaff) -> None:
    """Going reward over council reward by service: 1, or the market's under the rival rule."""
    world, lots = state.world, state.lots
    if not world.staff.rival_pay:
        return
    service = lots.service
    n = len(state.market.going)
    reward = sums(service, staff.reward, n)
    people = sums(service, staff.people, n)
    required = sums(service, lots.required * lots.is_open, n)
    mean = np.divide(reward, people, out=np.ones(n), where=people > 0)
    vacancy = 1 - np.divide(people, required, out=np.ones(n), where=required > 0)
    state.market.going[:] = going_reward(
        mean, vacancy, state.services.vacancy, world.staff.vacancy_pay_response
    )


def _count_people(state: State, staff: LotStaff) -> None:
    """Count the people in post before anyone leaves, by lot."""
    posts, lots, flows = state.posts, state.lots, state.flows
    first = posts.is_filled & (posts.nth_holder == 0)
    flows.filled_at_start[:] = staff.people
    flows.filled_first[:] = np.add.reduceat(first.astype(np.int32), lots.first_post)
    flows.filled_protected[:] = staff.protected


def _leave(state: State, protected: Bools) -> None:
    posts, lots, flows = state.posts, state.lots, state.flows
    draws = uniform(state.seed, Purpose.LEAVING, state.month, posts.person)
    # Nobody's rate can be above this, so most draws settle the matter without working the rate out.
    most = _highest_rate(state)[lots.service] / MONTHS_PER_YEAR
    near = np.flatnonzero(posts.is_filled & (draws < lots.to_posts(most)))
    leaves = near[who_leaves(draws[near], leaving_rates(state, near), MONTHS_PER_YEAR)]
    first, shielded = leaves[posts.nth_holder[leaves] == 0], leaves[protected[leaves]]
    flows.leavers[:] = np.bincount(posts.lot[leaves], minlength=lots.n)
    flows.leavers_first[:] = np.bincount(posts.lot[first], minlength=lots.n)
    flows.leavers_protected[:] = np.bincount(posts.lot[shielded], minlength=lots.n)
    posts.is_filled[leaves] = False


def leaving_rates(state: State, rows: np.ndarray) -> Floats:
    """Yearly leaving rate of the people in these posts."""
    posts, world = state.posts, state.world
    service = state.lots.service[posts.lot[rows]]
    elasticity = world.staff.pull * world.mechanisms.pay_pull
    slope = _slope(state)
    with np.errstate(divide="ignore"):
        log_base, log_going = np.log(state.leaving_base), np.log(state.market.going)
    log_rate = log_leaving_rate(
        log_base[service],
        pull(posts.log_reward[rows], log_going[service]),
        posts.commitment[rows],
        elasticity,
        slope,
        world.staff.base_commitment,
    )
    newcomer = posts.tenure[rows] < MONTHS_PER_YEAR
    rate: Floats = np.exp(log_rate) * np.where(newcomer, world.staff.first_year_factor, 1.0)
    return rate


def _slope(state: State) -> float:
    staff = state.world.staff
    if staff.personal_spread <= 0 or not state.world.mechanisms.commitment:
        return 0.0
    return commitment_slope(staff.commitment_on_leaving, staff.personal_spread)


def _highest_rate(state: State) -> Floats:
    """A bound on anybody's leaving rate, per year. Shape (S,): one number a service."""
    staff = state.world.staff
    lowest = min(float(state.posts.log_reward.min()), 0.0)
    elasticity = staff.pull * state.world.mechanisms.pay_pull
    worst_pull = elasticity * (np.maximum(np.log(state.market.going), 0.0) - lowest)
    bound: Floats = state.leaving_base * np.exp(worst_pull + _slope(state) * staff.base_commitment)
    return bound * max(staff.first_year_factor, 1.0)


def _hire(state: State, offer: Floats, vacant: Bools) -> None:
    """Fill posts that were vacant when the month began."""
    posts, lots, world, providers = state.posts, state.lots, state.world, state.providers
    log_offer = np.log(offer[lots.holder]) - np.log(state.market.going)[lots.service]
    elasticity = world.staff.fill_elasticity * world.mechanisms.pay_pull
    chance = fill_chance(state.fill_base[lots.service], log_offer, elasticity)
    chance = np.where(providers.stage[lots.holder] > 0, 0.0, chance)
    rows = np.flatnonzero(vacant)
    draws = uniform(state.seed, Purpose.HIRING, state.month, posts.identity[rows])
    new = rows[draws < chance[posts.lot[rows]]]
    posts.is_filled[new] = True
    posts.nth_holder[new] += 1
    posts.person[new] = joined(posts.identity[new], posts.nth_holder[new])
    posts.personal[new] = world.staff.personal_spread * normal(
        state.seed, Purpose.PERSON, 0, posts.person[new]
    )
    posts.commitment[new] = np.clip(world.staff.base_commitment + posts.personal[new], 0.0, 1.0)
    posts.reward[new] = offer[lots.holder[posts.lot[new]]]
    posts.log_reward[new] = np.log(posts.reward[new])
    posts.tenure[new] = 0
    has_members = (providers.kind == Kind.MUTUAL) & (providers.staff_votes > 0)
    posts.is_member[new] = has_members[lots.holder[posts.lot[new]]]
    state.flows.hires[:] = np.bincount(posts.lot[new], minlength=lots.n)


def _pay(state: State) -> None:
    """What pay and agency cover cost this month, by lot."""
    lots, posts, services, flows = state.lots, state.posts, state.services, state.flows
    people = (flows.filled_at_start - flows.leavers + flows.hires).astype(np.float64)
    reward = np.add.reduceat(posts.reward * posts.is_filled, lots.first_post)
    note_mean_reward(state, people, reward)
    council_reward = services.council_reward[lots.service]
    flows.pay[:] = reward * council_reward / MONTHS_PER_YEAR
    vacant = np.maximum(lots.required - people, 0.0) * lots.is_open
    premium = state.world.staff.agency_premium
    flows.agency[:] = vacant * services.agency_cover * premium * council_reward / MONTHS_PER_YEAR
