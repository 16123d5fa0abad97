"""Mutuals beside council teams of the same service in the same month: quality, work, money."""

import numpy as np

from sim.arrays import Floats, sums
from sim.model.month.workforce import uncovered_share
from sim.model.record.series import Ratio
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.units import MONTHS_PER_YEAR


def quality_and_work(state: State, people: Floats, teams: Ratio) -> dict[str, Ratio]:
    """Quality of mutuals beyond that of council teams, and what of their work is left over.

    people: in post by lot. teams: quality of council teams by service, over posts. Where no team is
    left to compare with, a mutual's quality is left out.
    """
    lots = state.lots
    by_mutual = (state.providers.kind[lots.holder] == Kind.MUTUAL) & lots.is_open
    rows = np.flatnonzero(by_mutual)
    service, required = lots.service[rows], lots.required[rows].astype(np.float64)
    has_team = (teams.under > 0)[service]
    mean = np.divide(teams.over, teams.under, out=np.zeros(N_SERVICES), where=teams.under > 0)
    beyond = (lots.quality[rows] - mean[service]) * required * has_team
    left = uncovered_share(state, people)[rows] * required
    return {
        "quality_gain_mutual": Ratio(
            sums(service, beyond, N_SERVICES), sums(service, required * has_team, N_SERVICES)
        ),
        "work_left_over_mutual": Ratio(
            sums(service, left, N_SERVICES), sums(service, required, N_SERVICES)
        ),
    }


def saved_by_named(state: State) -> Floats:
    """What the public saves in a month by named mutuals, beside council teams. GBP, (S,).

    A council team's usual cost of the same posts, less the price. Managing a contract, and the
    charge left behind, are not what a mutual is paid and are not set against it.
    """
    lots, providers = state.lots, state.providers
    is_named = providers.is_named & (providers.kind == Kind.MUTUAL)
    rows = np.flatnonzero(is_named[lots.holder] & state.is_public())
    service = lots.service[rows]
    cost = state.services.in_house_cost[service] * lots.required[rows]
    return sums(service, cost - lots.value[rows], N_SERVICES) / MONTHS_PER_YEAR
