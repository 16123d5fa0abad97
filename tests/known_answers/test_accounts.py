"""Known answer: one council, one provider, no chance: accounts to the penny, by hand."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.model.state.codes import Kind
from sim.model.state.state import State
from tests.small import ALL_OFF, NO_MARKET, for_services, opened, pass_month

TABLE = (
    "code,name,region,lat,lon,population,aged_0_17,aged_13_25,hex_col,hex_row,neighbours\n"
    "X01,Alone,Nowhere,53,-1,100000,20000,10000,0,0,\n"
)
PENNY = 0.01
POSTS = 24
"""2.4 posts for each 1,000 of 10,000 young people."""
PAY, PENSION, NON_PAY, OVERHEAD, MARKUP = 24_000.0, 0.22, 0.30, 0.10, 0.01
STAFF = POSTS * PAY * (1 + PENSION)
OTHER = STAFF * NON_PAY / (1 - NON_PAY)
DIRECT = STAFF + OTHER
COST = DIRECT * (1 + OVERHEAD)
PRICE = COST * (1 + MARKUP)
RESERVES = DIRECT * 6 / 52
"""A small provider begins with six weeks of direct cost."""


@pytest.fixture
def alone(tmp_path: Path) -> State:
    """One council whose youth service is all with one small provider."""
    table = tmp_path / "alone.csv"
    table.write_text(TABLE, encoding="utf-8")
    still = {"base_vacancy": 0.0, "opening_new_terms": 0.0, "spread_between_councils": 0.0}
    world = sim.load(
        "england",
        {
            **ALL_OFF,
            **NO_MARKET,
            **for_services(**still, small_share=0.0, group_share=0.0),
            "place.table": str(table),
            "mutuals": (),
            "groups": (),
            "spin_outs.opening_mutuals": 0,
            "services.youth.small_share": 1.0,
            "services.youth.for_profit_share": 1.0,
            "services.youth.lot_posts": 24.0,
            "mechanisms.payout": True,
            "costs.overhead": OVERHEAD,
            "kinds.small.opening_markup": MARKUP,
        },
    )
    return opened(world)


def _firm(state: State) -> int:
    (row,) = np.flatnonzero(state.providers.kind == Kind.SMALL)
    return int(row)


def test_a_month_moves_a_twelfth_of_the_price_and_of_every_cost(alone: State) -> None:
    firm = _firm(alone)
    assert alone.lots.required[alone.lots.holder == firm].tolist() == [POSTS]
    assert alone.providers.cash[firm] == pytest.approx(RESERVES, abs=PENNY)
    pass_month(alone)
    paid = alone.payments.this_month
    assert paid["contract prices"] == pytest.approx(PRICE / 12, abs=PENNY)
    margin = (PRICE - COST) / 12
    assert alone.providers.cash[firm] == pytest.approx(RESERVES + margin, abs=PENNY)
    # What else the council pays for its own teams: they charge what they cost, and keep nothing.
    team = int(np.flatnonzero(alone.providers.kind == Kind.IN_HOUSE)[0])
    assert alone.providers.cash[team] == pytest.approx(0.0, abs=PENNY)
    assert paid["client side"] == pytest.approx(0.02 * PRICE / 12, abs=PENNY)
    in_post = alone.posts.is_filled & (alone.lots.holder == firm)[alone.posts.lot]
    assert in_post.sum() == POSTS


def test_after_a_year_half_the_surplus_is_paid_out_and_every_penny_is_somewhere(
    alone: State,
) -> None:
    firm = _firm(alone)
    for _ in range(12):
        pass_month(alone)
    surplus = PRICE - COST
    assert alone.providers.cash[firm] == pytest.approx(
        RESERVES + surplus - _paid(surplus), abs=PENNY
    )
    council = -alone.councils.cash[0]
    team_direct = alone.services.in_house_direct * _team_posts(alone)
    teams = team_direct.sum() * 1.12
    assert council == pytest.approx(PRICE * 1.02 + teams, abs=PENNY)
    out = alone.payments.outside
    team_pay = float((alone.services.council_reward * _team_posts(alone)).sum())
    assert out["staff"] == pytest.approx(STAFF + team_pay, abs=PENNY)
    assert alone.payments.imbalance() == pytest.approx(0.0, abs=1e-6)


def _paid(surplus: float) -> float:
    """Half of the surplus, but never below six weeks of the last month's cost, year on year."""
    floor = COST / 52 * 6
    return min(surplus / 2, max(RESERVES + surplus - floor, 0.0))


def _team_posts(state: State) -> np.ndarray:
    own = state.lots.is_open & (state.lots.holder < state.n_council_teams)
    posts = np.bincount(state.lots.service[own], weights=state.lots.required[own], minlength=5)
    return np.asarray(posts)
