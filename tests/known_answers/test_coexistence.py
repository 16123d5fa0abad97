"""Known answer: equals live side by side; who has the appetite to grow fills the market."""

from functools import cache

import numpy as np

from sim.model.state.codes import Kind
from sim.model.state.state import State
from sim.registry.sections.kinds import KINDS
from tests.small import Small, opened, played

YEARS = 15
SEEDS = (1, 2, 3)
OFF = (
    "takeovers",
    "partner_creep",
    "spin_outs",
    "market_testing",
    "insourcing",
    "budgets",
    "entry",
    "distress",
    "voice",
    "outside_income",
    "customers",
    "distress_mergers",
    "size_overhead",
    "foothold",
    "debt",
    "payout",
    "interest",
    "local_bodies",
    "giving",
    "wish_to_grow",
    "growth_cost",
)
"""Whatever else could set mutuals, small firms and groups apart."""


def test_with_equal_efficiency_and_equal_appetite_every_kind_keeps_its_part(small: Small) -> None:
    before, after = _parts(small, appetite_gap=False)
    assert (before > 0.15).all()
    assert (np.abs(after - before) < 0.08).all()


def test_with_equal_efficiency_groups_with_an_appetite_to_grow_fill_the_market(
    small: Small,
) -> None:
    before, after = _parts(small, appetite_gap=True)
    equal = _parts(small, appetite_gap=False)[1]
    mutual, firm, group = range(3)
    assert after[group] > 1.7 * before[group]
    assert after[group] > 1.5 * equal[group]
    assert after[mutual] < before[mutual]
    assert after[firm] < before[firm]


@cache
def _parts(small: Small, *, appetite_gap: bool) -> tuple[np.ndarray, np.ndarray]:
    """Parts of the outside market of mutuals, small providers and groups: first, last."""
    world = small(_equals(appetite_gap=appetite_gap))
    before = [_parts_now(opened(world, seed, YEARS)) for seed in SEEDS]
    after = [_parts_now(played(world, seed, 12 * YEARS, YEARS)) for seed in SEEDS]
    return np.mean(before, axis=0), np.mean(after, axis=0)


def _equals(*, appetite_gap: bool) -> dict[str, object]:
    same = {
        "pay_offer": 0.95,
        "pension_offer": 0.03,
        "social_value": 0.6,
        "markup_floor": 0.02,
        "opening_markup": 0.05,
        "bids_a_year": 1.0,
    }
    outside = [kind for kind in KINDS if kind != "in_house"]
    return {
        **{f"mechanisms.{name}": False for name in OFF},
        **{f"kinds.{kind}.{trait}": value for kind in outside for trait, value in same.items()},
        "kinds.group.bids_a_year": 8.0 if appetite_gap else 1.0,
        "bidding.group_turnover_per_bid": 2e6 if appetite_gap else 1e9,
        "kinds.mutual.abroad_reserve_weeks": 1,
        "market.contract_months": 36,
        "market.extension_months": 0,
        "spin_outs.opening_mutuals": 300,
        "spin_outs.first_price": 1.05,
        "policy.groups_in_social_work": True,
    }


def _parts_now(state: State) -> np.ndarray:
    external = state.is_external()
    kind = state.providers.kind[state.lots.holder]
    value = state.lots.value * external
    held = np.array([value[kind == one].sum() for one in (Kind.MUTUAL, Kind.SMALL, Kind.GROUP)])
    return held / value.sum()
