"""Which way the market moves when one mechanism or lever does, at paired seeds."""

import pytest

from sim.model.opening.plans import planned_spin_out, vote_on
from tests.direction.paired import mean, runs, total
from tests.small import opened, small_world

pytestmark = pytest.mark.long


@pytest.mark.parametrize("scope", ["service", "region"])
def test_bundling_makes_fewer_and_larger_tenders_and_a_more_concentrated_market(scope: str) -> None:
    bundles = {
        "policy.bundles": 1.0,
        "policy.bundle_window_months": 36,
        "policy.bundle_scope": scope,
    }
    assert total(bundles, "tenders") < 0.8 * total({}, "tenders")
    assert _mean_award(bundles) > 1.2 * _mean_award({})
    assert mean(bundles, "mean_top4_share") > mean({}, "mean_top4_share")
    assert total(bundles, "awards_mutual") < total({}, "awards_mutual")


def _mean_award(overrides: dict[str, object]) -> float:
    awards = [one.events[one.events["kind"] == "award"]["price"] for one in runs(overrides)]
    return sum(values.sum() for values in awards) / sum(len(values) for values in awards)


def test_an_asset_lock_on_every_mutual_leaves_none_to_be_bought() -> None:
    assert _mutuals_bought({}) > 0
    assert _mutuals_bought({"forms.locked_only": True}) < _mutuals_bought({})


def _mutuals_bought(overrides: dict[str, object]) -> int:
    tables = [one.organisations for one in runs({**overrides, "takeovers.mutual_share": 0.5})]
    return int(
        sum((table["is_spun_out"] & (table["ending"] == "taken_over")).sum() for table in tables)
    )


def test_a_guaranteed_pension_wins_votes_for_a_mutual() -> None:
    state = {
        flag: opened(small_world({"policy.pension_guarantee": flag})) for flag in (False, True)
    }
    odds = {
        flag: [
            vote_on(one, planned_spin_out(one, council, 0, 0, 12))
            for council in range(one.councils.n)
        ]
        for flag, one in state.items()
    }
    assert all(sure > unsure for unsure, sure in zip(odds[False], odds[True], strict=True))
