"""Phase 12, continued: what is written down each month by kind of employer, and of mutuals alone.

Kinds are compared like with like: where a figure sets mutuals beside council teams, each mutual's
lot is set beside what council teams of the same service do in the same month.
"""

from typing import NamedTuple

import numpy as np

from sim.registry.people import KINDS
from sim.world.state import MONTHS_PER_YEAR, N_SERVICES, State
from sim.world.tables import IN_HOUSE, MUTUAL, Bools, Floats, Ints, sums

N_KINDS = len(KINDS)
SIZES = (("under_2m", 0.0, 2e6), ("2m_to_5m", 2e6, 5e6), ("over_5m", 5e6, np.inf))
"""Bands of mutuals by what the public pays them, from and below so many GBP a year."""
YOUNG_MONTHS = 12
"""Age below which a mutual is in its first year."""


class Parts(NamedTuple):
    """A ratio by service, as what stands over and under the line. (S,) each."""

    over: Floats
    under: Floats


class Spending(NamedTuple):
    """What the public pays for lots and what of it reaches the front line, GBP a year. (L,)."""

    spend: Floats
    """The price and the council's cost of managing it; a council team's cost."""
    front_line: Floats
    """Pay and agency."""


def spending(state: State) -> Spending:
    """What the public pays for each lot now, and what of it goes on people who serve."""
    lots, flows, costs = state.lots, state.flows, state.world.costs
    price = lots.value * (1 + costs.client_side)
    spend = np.where(state.is_external(), price, lots.cost * MONTHS_PER_YEAR) * lots.is_open
    return Spending(spend, (flows.pay + flows.agency) * MONTHS_PER_YEAR * lots.is_open)


def kind_ratios(state: State, people: Floats) -> dict[str, Parts]:
    """Ratios by kind of employer. `people`: in post by lot (L,)."""
    lots = state.lots
    cell = state.providers.kind[lots.holder].astype(np.int64) * N_SERVICES + lots.service

    def by_kind(weights: Floats | Ints) -> Floats:
        return sums(cell, weights * lots.is_open, N_KINDS * N_SERVICES).reshape(N_KINDS, N_SERVICES)

    paid = spending(state)
    required = by_kind(lots.required)
    quality = by_kind(lots.quality * lots.required)
    spend, front_line = by_kind(paid.spend), by_kind(paid.front_line)
    found: dict[str, Parts] = {}
    for code, name in enumerate(KINDS):
        found[f"quality_{name}"] = Parts(quality[code], required[code])
        found[f"front_line_share_{name}"] = Parts(front_line[code], spend[code])
        found[f"unit_cost_{name}"] = Parts(spend[code], required[code])
    found["local_jobs_share"] = _local_jobs(state, people)
    found |= _mutuals_beside_teams(state, paid, spend, front_line, required)
    return found


def kind_totals(state: State) -> dict[str, Floats]:
    """Totals by service for each kind of employer: people in post and people made redundant."""
    lots, flows = state.lots, state.flows
    kind = state.providers.kind[lots.holder]
    found = {}
    for code, name in enumerate(KINDS):
        mine = (kind == code) & lots.is_open
        found[f"people_{name}"] = sums(lots.service, flows.filled_at_start * mine, N_SERVICES)
        found[f"redundancies_{name}"] = flows.counts.get(
            f"redundancies_{name}", np.zeros(N_SERVICES)
        )
    return found


def tier_commitment(state: State, on_new_terms: Bools) -> dict[str, Parts]:
    """Mean commitment of outside staff by tier of terms. `on_new_terms`: (N,), people below."""
    posts, lots = state.posts, state.lots
    outside = state.is_external()[posts.lot] & posts.is_filled
    service = lots.service[posts.lot]
    found = {}
    for name, tier in (("council_terms", ~on_new_terms), ("new_terms", on_new_terms)):
        rows = np.flatnonzero(outside & tier)
        found[f"commitment_{name}"] = Parts(
            sums(service[rows], posts.commitment[rows], N_SERVICES),
            np.bincount(service[rows], minlength=N_SERVICES).astype(np.float64),
        )
    return found


def young_commitment(state: State, people: Floats, commitment: Floats) -> Parts:
    """Commitment of staff of mutuals in their first year. Both arguments are sums by lot (L,)."""
    providers, lots = state.providers, state.lots
    age = state.month - providers.founded
    young = providers.is_spun_out & (age >= 0) & (age < YOUNG_MONTHS)
    mine = young[lots.holder] & lots.is_open
    return Parts(
        sums(lots.service, commitment * mine, N_SERVICES),
        sums(lots.service, people * mine, N_SERVICES),
    )


def abroad(state: State, value: Floats) -> Parts:
    """Part of what mutuals hold that lies outside their home council, by value."""
    lots, providers = state.lots, state.providers
    mine = (providers.kind[lots.holder] == MUTUAL) & lots.is_open
    away = mine & (providers.home[lots.holder] != lots.council)
    return Parts(
        sums(lots.service, value * away, N_SERVICES), sums(lots.service, value * mine, N_SERVICES)
    )


def _local_jobs(state: State, people: Floats) -> Parts:
    """People employed by a body at home in the council they serve, of all people in post."""
    lots, providers = state.lots, state.providers
    home = providers.home[lots.holder] == lots.council
    return Parts(
        sums(lots.service, people * home * lots.is_open, N_SERVICES),
        sums(lots.service, people * lots.is_open, N_SERVICES),
    )


def _mutuals_beside_teams(
    state: State, paid: Spending, spend: Floats, front_line: Floats, required: Floats
) -> dict[str, Parts]:
    """Mutuals set beside council teams of the same service.

    The gain is what reaches the front line beyond what council teams would put there for the same
    spending; the unit cost is over theirs for the same posts. Where no team is left to compare
    with, mutuals are left out. `spend`, `front_line`, `required`: by kind and service (K, S).
    """
    lots, providers = state.lots, state.providers
    nothing = np.full(N_SERVICES, np.nan)
    teams_spend, teams_posts = spend[IN_HOUSE], required[IN_HOUSE]
    share = np.divide(front_line[IN_HOUSE], teams_spend, out=nothing.copy(), where=teams_spend > 0)
    cost = np.divide(teams_spend, teams_posts, out=nothing.copy(), where=teams_posts > 0)
    rows = np.flatnonzero(
        (providers.kind[lots.holder] == MUTUAL) & lots.is_open & np.isfinite(share[lots.service])
    )
    service = lots.service[rows]
    mine, reached = paid.spend[rows], paid.front_line[rows]
    beyond = reached - share[service] * mine
    size = sums(lots.holder[rows], mine, providers.n)[lots.holder[rows]]
    found = {
        "front_line_gain_mutual": Parts(
            sums(service, beyond, N_SERVICES), sums(service, mine, N_SERVICES)
        ),
        "unit_cost_mutual_to_in_house": Parts(
            sums(service, mine, N_SERVICES),
            sums(service, cost[service] * lots.required[rows], N_SERVICES),
        ),
    }
    for name, least, below in SIZES:
        band = (size >= least) & (size < below)
        found[f"front_line_gain_mutual_{name}"] = Parts(
            sums(service, beyond * band, N_SERVICES), sums(service, mine * band, N_SERVICES)
        )
    return found


def gain_with_stranded(state: State, gain: Parts) -> Floats:
    """The front-line gain of mutuals once the charge they leave behind is counted. (S + 1,).

    Only for all services together: what is left behind is kept by council, not by service.
    """
    stranded = float(state.councils.stranded.clip(min=0).sum()) * MONTHS_PER_YEAR
    with_all = np.full(N_SERVICES + 1, np.nan)
    spent, beyond = float(gain.under.sum()), float(gain.over.sum())
    if spent > 0:
        whole = _teams_share(state)
        with_all[N_SERVICES] = (beyond - whole * stranded) / (spent + stranded)
    return with_all


def _teams_share(state: State) -> float:
    """Part of council teams' cost that reaches the front line, all services together."""
    paid = spending(state)
    teams = (state.lots.holder < state.n_council_teams) & state.lots.is_open
    spent = float((paid.spend * teams).sum())
    return float((paid.front_line * teams).sum()) / spent if spent > 0 else 0.0
