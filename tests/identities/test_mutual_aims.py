"""What mutuals aim at: prices and spending by hand, and who has the aim at all."""

from typing import Any

import numpy as np
import pytest

from sim.model.month.phases import PHASES, close_month
from sim.model.state.codes import Kind
from sim.model.state.providers import PROVIDER_COLUMNS
from sim.model.state.state import State
from tests.books import booked
from tests.happening import must_happen
from tests.identities.test_bids_by_pair import tenders
from tests.small import opened, played, small_world

MANY: dict[str, Any] = {"market.contract_months": 24, "spin_outs.opening_mutuals": 400}


@pytest.mark.parametrize("floor", [0.0, 0.03, -0.1])
def test_for_jobs_a_mutual_asks_its_least_and_never_below_cost(floor: float) -> None:
    least = {"kinds.mutual.markup_floor": floor, "bidding.mutual_aims_at": "jobs"}
    met = 0
    for state, _, ceiling, bids in tenders({**MANY, **least}):
        mutual = state.providers.kind[bids.provider] == Kind.MUTUAL
        free = mutual & (bids.price != ceiling[bids.tender])
        asked = bids.price[free] / bids.cost[free] - 1
        np.testing.assert_allclose(asked, max(floor, 0.0), atol=1e-9)
        met += int(free.sum())
    must_happen(met > 20)


def test_for_service_a_mutual_spends_what_is_left_once_a_year_and_no_more() -> None:
    aims = {"bidding.mutual_aims_at": "service", "kinds.mutual.markup_floor": 0.01}
    state, spent_ever = opened(small_world({**MANY, **aims})), 0.0
    for _ in range(36):
        for name, phase in PHASES:
            books = booked(state)
            phase(state)
            if name == "accounts":
                spent_ever += check_spending(state, -books.net("front line"))
        close_month(state)
    must_happen(spent_ever > 0)


def check_spending(state: State, spent: np.ndarray) -> float:
    """Everything but the least markup, as far as the reserves of the start stay whole."""
    providers, world = state.providers, state.world
    if state.month % 12 != 11:
        assert not spent.any()
        return 0.0
    turnover = providers.turnover.sum(axis=1)
    surplus = providers.earnings.sum(axis=1) + spent
    floor = providers.cost_now * 12 * world.kinds.mutual.reserve_weeks / 52
    wanted = np.maximum(surplus - providers.markup_floor * (turnover - surplus), 0.0)
    serves = (providers.kind == Kind.MUTUAL) & providers.is_active & (providers.stage == 0)
    assert (spent[~serves] == 0).all()
    assert (spent <= wanted + 0.01).all()
    held_back = serves & (spent < wanted - 0.01)
    some = held_back & (spent > 0)
    np.testing.assert_allclose(providers.cash[some], floor[some], atol=0.01)
    assert (providers.cash[held_back] <= floor[held_back] + 0.01).all()
    share = np.divide(spent, turnover, out=np.zeros_like(spent), where=turnover > 0)
    np.testing.assert_allclose(providers.front_line, share, atol=1e-12)
    return float(spent.sum())


@pytest.mark.parametrize("aim", ["jobs", "service"])
@pytest.mark.parametrize("others", [{"spin_outs.opening_mutuals": 0}, {"twins.is_firm": True}])
def test_without_mutuals_an_aim_changes_nothing(aim: str, others: dict[str, Any]) -> None:
    none = {**others, "spin_outs.rate": 0.0, "spin_outs.later_rate": 0.0, "mutuals": ()}
    one, two = (
        played(small_world({**none, "bidding.mutual_aims_at": a}), months=18)
        for a in ("surplus", aim)
    )
    for column in PROVIDER_COLUMNS:
        assert getattr(one.providers, column).tolist() == getattr(two.providers, column).tolist()
    assert one.lots.holder.tolist() == two.lots.holder.tolist()
