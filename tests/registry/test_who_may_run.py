"""A service that is put to market has somebody who may run it; shares leave the council its part."""

from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.registry.reading.load import load

NOBODY: dict[str, Any] = {
    "mutuals": [], "services.youth.small_share": 0.0, "services.youth.group_share": 0.0,
    "services.youth.local_bodies": 0.0, "services.youth.ease_of_entry": 0.0,
    "services.youth.spin_out_factor": 0.0, "services.youth.group_interest": 0.0,
}  # fmt: skip


def test_a_service_that_nobody_may_run_is_refused_together_with_all_else_that_is_wrong() -> None:
    wrong = {**NOBODY, "services.homes.small_share": 0.9, "scoring.price_weight": 0.6}
    with pytest.raises(ScenarioError) as caught:
        load("england", wrong)
    told = {problem.address: str(problem) for problem in caught.value.problems}
    assert {
        "services.youth.small_share",
        "services.homes.group_share",
        "scoring.quality_weight",
    } <= set(told)
    assert "nobody else may run the service" in told["services.youth.small_share"]
    assert "services.youth.market_testing" in told["services.youth.small_share"]
    assert "what they leave of 1" in told["services.homes.group_share"]


@pytest.mark.parametrize(
    "enough",
    [
        {"services.youth.small_share": 0.1},
        {"services.youth.local_bodies": 1.0},
        {"services.youth.ease_of_entry": 0.3},
        {"services.youth.spin_out_factor": 1.0},
        {"services.youth.group_interest": 0.5},
        {"services.youth.mutual_interest": 0.1},
        {"services.youth.market_testing": 0.0},
        {"mechanisms.market_testing": False},
    ],
)
def test_any_one_who_may_is_enough_and_so_is_no_market(enough: dict[str, Any]) -> None:
    load("england", {**NOBODY, **enough})


def test_a_door_closed_to_groups_lets_nobody_in() -> None:
    closed = {key.replace("youth", "social_work"): value for key, value in NOBODY.items()}
    closed["services.social_work.group_interest"] = 0.5
    with pytest.raises(ScenarioError, match="nobody else may run"):
        load("england", closed)
    load("england", {**closed, "policy.groups_in_social_work": True})
