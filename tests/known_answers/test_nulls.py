"""Known answers about the null markets: frozen is multinomial, drift is Moran's process."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.model.record.nulls import DRIFT, DRIFT_NATION, FROZEN, REPLICATES, History, NullMarket
from sim.model.state.histories import Awards
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from tests.small import Small, opened

ERROR = 1e-4
"""Chance that a test below fails although the nulls are right; seeds are fixed, so it fails always
or never."""
LOTS = 6
SEEDS = range(1, 121)
MARKETS = len(SEEDS) * REPLICATES


class Case(NamedTuple):
    """Six equal lots of one service in one region, held outside; and the rest of the world."""

    state: State
    history: History
    lots: NDArray[np.int64]


@cache
def _world_of_nulls(small: Small) -> State:
    return opened(small())


def _case(small: Small, seed: int, holders: list[int]) -> Case:
    state = _world_of_nulls(small)
    state.seed = seed
    lots = np.flatnonzero(state.lots.is_open & (state.lots.service == 3))[:LOTS]
    state.lots.required[lots] = 12
    history = History.of(state)
    history.external[:] = False
    history.external[lots] = True
    history.value[lots] = 1.0
    history.holder[lots] = np.array(holders) + state.n_council_teams
    return Case(state, history, lots)


def _award(month: int, lots: NDArray[np.int64], newcomer: int | list[int] = NOBODY) -> Awards:
    """All these lots are let to outside holders, who are not new unless said."""
    due = Awards()
    due.add(month=month, lot=lots, is_external=True, newcomer=newcomer)
    return due


def test_all_that_one_newcomer_wins_in_a_month_is_one_entrants(small: Small) -> None:
    case = _case(small, 1, list(range(LOTS)))
    market = NullMarket.of(case.state, case.history, DRIFT)
    market.settle(_award(0, case.lots[:4], [90, 90, 90, 91]))
    first, second, third, other = market.holder[:, case.lots[:4]].T
    assert (first == second).all()
    assert (first == third).all()
    assert (first != other).all()
    assert (market.holder[:, case.lots[4:]] < first[:, None]).all(), "the others are as they were"


def test_the_frozen_null_draws_winners_by_opening_shares_whatever_happened_since(
    small: Small,
) -> None:
    holders = [0] * 3 + [1] * 2 + [2]
    months = 6
    wins = np.zeros(3)
    for seed in SEEDS:
        case = _case(small, seed, holders)
        market = NullMarket.of(case.state, case.history, FROZEN)
        for month in range(months):
            market.settle(_award(month, case.lots))
        winner = market.holder[:, case.lots] - case.state.n_council_teams
        wins += np.bincount(winner.reshape(-1), minlength=3)
    expected = np.array([3, 2, 1]) / LOTS * MARKETS * LOTS
    assert stats.chisquare(wins, expected).pvalue > ERROR


@pytest.mark.long
@pytest.mark.parametrize("rule", [DRIFT, DRIFT_NATION])
def test_under_drift_the_chance_to_hold_all_is_the_opening_share(small: Small, rule: str) -> None:
    mine = 2
    fixed, lost = _one_at_a_time(small, rule, [0] * mine + [1] * (LOTS - mine), months=160)
    assert fixed + lost > 0.98 * MARKETS
    assert stats.binomtest(fixed, fixed + lost, mine / LOTS).pvalue > ERROR


def _one_at_a_time(small: Small, rule: str, holders: list[int], months: int) -> tuple[int, int]:
    fixed = lost = 0
    for seed in SEEDS:
        case = _case(small, seed, holders)
        market = NullMarket.of(case.state, case.history, rule)
        for month, lot in enumerate(_drawn_lots(seed, months)):
            market.settle(_award(month, case.lots[lot : lot + 1]))
        held = (market.holder[:, case.lots] == case.state.n_council_teams).sum(axis=1)
        fixed += int((held == LOTS).sum())
        lost += int((held == 0).sum())
    return fixed, lost


def _drawn_lots(seed: int, months: int) -> list[int]:
    """Which lot is let in each month, by chance as in the Moran process."""
    drawn: list[int] = stats.randint.rvs(0, LOTS, size=months, random_state=seed).tolist()
    return drawn


def test_under_drift_diversity_falls_as_moran_says_and_under_the_frozen_null_it_does_not(
    small: Small,
) -> None:
    months = 20
    expected = (1 - 1 / LOTS) * (1 - 2 / LOTS**2) ** months
    drift = _diversity(small, DRIFT_NATION, months)
    spread = drift.std() / np.sqrt(MARKETS)
    assert abs(drift.mean() - expected) < stats.norm.isf(ERROR / 2) * spread
    assert expected < 0.3
    assert _diversity(small, FROZEN, months).mean() > 0.6


def _diversity(small: Small, rule: str, months: int) -> NDArray[np.float64]:
    """Chance that two lots drawn with replacement have different holders, a lot let a month."""
    found = []
    for seed in SEEDS:
        case = _case(small, seed, list(range(LOTS)))
        market = NullMarket.of(case.state, case.history, rule)
        for month, lot in enumerate(_drawn_lots(seed, months)):
            market.settle(_award(month, case.lots[lot : lot + 1]))
        for holders in market.holder[:, case.lots]:
            share = np.unique(holders, return_counts=True)[1] / LOTS
            found.append(1 - (share**2).sum())
    return np.array(found)
