"""A mutual where there is no work for it is refused, with whatever else is wrong, all at once."""

import pytest

import sim
from sim.errors import ScenarioError

NAMED = {"name": "A", "council": "E09000022", "service": "youth", "form": "cic"}


def problems(**overrides: object) -> dict[str, str]:
    with pytest.raises(ScenarioError) as found:
        sim.load("tiny", overrides)
    return {one.address: f"{one.message}; {one.remedy}" for one in found.value.problems}


def test_a_mutual_of_a_service_that_the_world_does_not_have() -> None:
    told = problems(**{"mutuals": [NAMED], "services.youth.posts_per_1000": 0.0})
    assert "has no posts" in told["mutuals[1].service"]
    assert "posts_per_1000" in told["mutuals[1].service"]


def test_a_mutual_beyond_what_its_council_can_need() -> None:
    told = problems(mutuals=[{**NAMED, "posts": 5000}, {**NAMED, "name": "B", "value": 4.0e8}])
    assert "is 5,000 posts" in told["mutuals[1].posts"]
    assert "the pay of 16,667 posts" in told["mutuals[2].value"]


def test_everything_is_told_at_once() -> None:
    nowhere = {**NAMED, "name": "B", "council": "E99999999"}
    told = problems(
        **{
            "mutuals": [
                {**NAMED, "service": "homes"},
                nowhere,
                {**NAMED, "name": "C", "posts": 9000},
            ],
            "services.homes.posts_per_1000": 0.0,
        }
    )
    assert {"mutuals[1].service", "mutuals[2].council", "mutuals[3].posts"} <= set(told)


def test_the_shipped_ones_are_well_within() -> None:
    for name in ("england", "tri_borough", "sandwell", "staffordshire", "lambeth", "durham"):
        sim.load(name)
