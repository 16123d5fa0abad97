"""Phase 12, continued: what is written down each month by kind of employer, and of mutuals alone.

Kinds are compared like with like: where a figure sets mutuals beside council teams, each mutual's
lot is set beside what council teams of the same service do in the same month.
"""

from typing import NamedTuple

import numpy as np

from sim.arrays import Floats, Ints, sums
from sim.model.record.beside_teams import quality_and_work, saved_by_named
from sim.model.record.series import Ratio
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.kinds import KINDS
from sim.units import MONTHS_PER_YEAR

N_KINDS = len(KINDS)
SIZES = (("under_2m", 0.0, 2e6), ("2m_to_5m", 2e6, 5e6), ("over_5m", 5e6, np.inf))
"""Bands of mutuals by what the public pays them, from and below so many GBP a year."""
YOUNG_MONTHS = 12
"""Age below which a mutual is in its first year."""


class Spending(NamedTuple):
    """What the public pays for lots and what of it reaches the front line, GBP a year. (L,)."""

    spend: Floats
    """The price and the council's cost of managing it; a council team's cost."""
    front_line: Floats
    """Pay and agency, and what a mutual that aims at service spends of its surplus."""


def on_the_front_line(state: State) -> Floats:
    """What goes on people who serve: pay, agency, and what mutuals that aim at service add.

    GBP a month. (L,).
    """
    flows, lots = state.flows, state.lots
    added = state.providers.front_line[lots.holder] * lots.value / MONTHS_PER_YEAR
    spent: Floats = flows.pay + flows.agency + added
    return spent


def spending(state: State) -> Spending:
    """What the public pays for each lot now, and what of it goes on people who serve.

    Nothing for work that customers or funders pay for.
    """
    lots, costs = state.lots, state.world.costs
    price = lots.value * (1 + costs.client_side)
    public = state.is_public()
    spend = np.where(state.is_external(), price, lots.cost * MONTHS_PER_YEAR) * public
    return Spending(spend, on_the_front_line(state) * MONTHS_PER_YEAR * public)


class LotPeople(NamedTuple):
    """People in post by lot. (L,) each."""

    people: Floats
    commitment: Floats
    """Sum over people."""
    on_new_terms: Floats
    """People whose reward is below the council's by more than the tier gap."""
    commitment_new_terms: Floats
    """Sum over those people."""
    reward: Floats
    """Sum over people of reward over council reward."""
    reward_new_terms: Floats


def lot_people(state: State) -> LotPeople:
    """Add up the people in post by lot, and those on new terms among them."""
    posts, first = state.posts, state.lots.first_post
    filled = posts.is_filled.astype(np.float64)
    below = posts.is_filled & (posts.reward < 1 - state.world.staff.tier_gap)

    def by_lot(of_posts: Floats) -> Floats:
        total: Floats = np.add.reduceat(of_posts, first)
        return total

    return LotPeople(
        people=by_lot(filled),
        commitment=by_lot(posts.commitment * filled),
        on_new_terms=by_lot(below.astype(np.float64)),
        commitment_new_terms=by_lot(posts.commitment * below),
        reward=by_lot(posts.reward * filled),
        reward_new_terms=by_lot(posts.reward * below),
    )


class ByKind(NamedTuple):
    """What is seen by kind of employer in one month."""

    ratios: dict[str, Ratio]
    totals: dict[str, Floats]


def by_kind(state: State, staff: LotPeople) -> ByKind:
    """Ratios and totals by kind of employer, and mutuals beside council teams."""
    lots, flows = state.lots, state.flows
    cell = state.providers.kind[lots.holder].astype(np.int64) * N_SERVICES + lots.service

    def summed(weights: Floats | Ints) -> Floats:
        return sums(cell, weights * lots.is_open, N_KINDS * N_SERVICES).reshape(N_KINDS, N_SERVICES)

    paid = spending(state)
    required, spend, front_line = summed(lots.required), summed(paid.spend), summed(paid.front_line)
    paid_for = summed(lots.required * state.is_public())
    quality, people = summed(lots.quality * lots.required), summed(flows.filled_at_start)
    ratios: dict[str, Ratio] = {}
    for code, name in enumerate(KINDS):
        ratios[f"quality_{name}"] = Ratio(quality[code], required[code])
        ratios[f"front_line_share_{name}"] = Ratio(front_line[code], spend[code])
        ratios[f"unit_cost_{name}"] = Ratio(spend[code], paid_for[code])
    ratios["local_jobs_share"] = _local_jobs(state, staff.people)
    ratios |= _mutuals_beside_teams(state, paid, spend, front_line, paid_for)
    ratios |= _tiers(state, staff)
    ratios |= quality_and_work(state, staff.people, ratios["quality_in_house"])
    ratios["commitment_young_mutuals"] = _young(state, staff)
    ratios["front_line_gain_mutual_with_stranded"] = _with_stranded(
        state, ratios["front_line_gain_mutual"], front_line[Kind.IN_HOUSE], spend[Kind.IN_HOUSE]
    )
    totals = {f"people_{name}": people[code] for code, name in enumerate(KINDS)}
    totals["saving_named"] = saved_by_named(state)
    return ByKind(ratios, totals)


def _tiers(state: State, staff: LotPeople) -> dict[str, Ratio]:
    """Mean commitment of outside staff by tier of terms."""
    lots = state.lots
    outside = state.is_external()

    def by_service(of_lots: Floats) -> Floats:
        return sums(lots.service, of_lots * outside, N_SERVICES)

    old = staff.people - staff.on_new_terms
    return {
        "commitment_council_terms": Ratio(
            by_service(staff.commitment - staff.commitment_new_terms), by_service(old)
        ),
        "commitment_new_terms": Ratio(
            by_service(staff.commitment_new_terms), by_service(staff.on_new_terms)
        ),
    }


def _young(state: State, staff: LotPeople) -> Ratio:
    """Commitment of staff of mutuals in their first year."""
    providers, lots = state.providers, state.lots
    age = state.month - providers.founded
    young = providers.is_spun_out & (age >= 0) & (age < YOUNG_MONTHS)
    mine = young[lots.holder] & lots.is_open
    return Ratio(
        sums(lots.service, staff.commitment * mine, N_SERVICES),
        sums(lots.service, staff.people * mine, N_SERVICES),
    )


def abroad(state: State, value: Floats) -> Ratio:
    """Part of what mutuals hold that lies outside their home council, by value."""
    lots, providers = state.lots, state.providers
    mine = (providers.kind[lots.holder] == Kind.MUTUAL) & lots.is_open
    away = mine & (providers.home[lots.holder] != lots.council)
    return Ratio(
        sums(lots.service, value * away, N_SERVICES), sums(lots.service, value * mine, N_SERVICES)
    )


def _local_jobs(state: State, people: Floats) -> Ratio:
    """People employed by a body at home in the council they serve, of all people in post."""
    lots, providers = state.lots, state.providers
    home = providers.home[lots.holder] == lots.council
    return Ratio(
        sums(lots.service, people * home * lots.is_open, N_SERVICES),
        sums(lots.service, people * lots.is_open, N_SERVICES),
    )


def _mutuals_beside_teams(
    state: State, paid: Spending, spend: Floats, front_line: Floats, posts: Floats
) -> dict[str, Ratio]:
    """Mutuals set beside council teams of the same service.

    The gain is what reaches the front line beyond what council teams would put there for the same
    spending; the unit cost is over theirs for the same posts. Where no team is left to compare
    with, mutuals are left out. `spend`, `front_line`, `posts` (needed and paid for by councils): by
    kind and service (K, S).
    """
    lots, providers = state.lots, state.providers
    nothing = np.full(N_SERVICES, np.nan)
    teams_spend, teams_posts = spend[Kind.IN_HOUSE], posts[Kind.IN_HOUSE]
    reaches = front_line[Kind.IN_HOUSE]
    share = np.divide(reaches, teams_spend, out=nothing.copy(), where=teams_spend > 0)
    cost = np.divide(teams_spend, teams_posts, out=nothing.copy(), where=teams_posts > 0)
    by_mutual = (providers.kind[lots.holder] == Kind.MUTUAL) & state.is_public()
    rows = np.flatnonzero(by_mutual & np.isfinite(share[lots.service]))
    service = lots.service[rows]
    mine, reached = paid.spend[rows], paid.front_line[rows]
    beyond = reached - share[service] * mine
    size = sums(lots.holder[rows], mine, providers.n)[lots.holder[rows]]
    found = {
        "front_line_gain_mutual": Ratio(
            sums(service, beyond, N_SERVICES), sums(service, mine, N_SERVICES)
        ),
        "unit_cost_mutual_to_in_house": Ratio(
            sums(service, mine, N_SERVICES),
            sums(service, cost[service] * lots.required[rows], N_SERVICES),
        ),
    }
    for name, least, below in SIZES:
        band = (size >= least) & (size < below)
        found[f"front_line_gain_mutual_{name}"] = Ratio(
            sums(service, beyond * band, N_SERVICES), sums(service, mine * band, N_SERVICES)
        )
    return found


def _with_stranded(state: State, gain: Ratio, reaches: Floats, spend: Floats) -> Ratio:
    """The front-line gain of mutuals once the charge they leave behind is counted.

    The charge is paid and reaches nobody: at the council teams' share of the service (`reaches` of
    `spend`, (S,) each) it would have brought so much more to the front line.
    """
    left = state.stranded
    still = left.until > state.month
    charge = sums(left.service, left.monthly * still, N_SERVICES) * MONTHS_PER_YEAR
    share = np.divide(reaches, spend, out=np.zeros(N_SERVICES), where=spend > 0)
    charge = np.where(spend > 0, charge, 0.0)  # no team is left to compare with
    return Ratio(gain.over - share * charge, gain.under + charge)
