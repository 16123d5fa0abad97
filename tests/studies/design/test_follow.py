"""Values that follow from others keep a point's world in one piece."""

import math

import pytest

import sim
from sim.studies.design.follow import following

CONSTANTS = {
    "solved.leaving": (0.14, 0.10, 0.14, 0.22, 0.10),
    "solved.fill": (0.12, 0.11, 0.07, 0.18, 0.11),
    "solved.insource": (0.8, 0.6, 0.4, -1.6, -0.3),
}


@pytest.fixture(scope="module")
def world() -> sim.World:
    return sim.load("england", CONSTANTS)


def test_quality_takes_what_price_and_social_value_leave(world: sim.World) -> None:
    found = following(world, {"scoring.price_weight": 0.6})
    assert found == {"scoring.quality_weight": pytest.approx(0.3)}
    both = following(world, {"scoring.price_weight": 0.6, "scoring.social_weight": 0.2})
    assert both["scoring.quality_weight"] == pytest.approx(0.2)
    assert sim.load("england", {"scoring.price_weight": 0.6, **found}).scoring.price_weight == 0.6


def test_what_a_point_sets_itself_is_not_overwritten(world: sim.World) -> None:
    given = {"scoring.price_weight": 0.6, "scoring.quality_weight": 0.3}
    assert following(world, given) == {}
    assert following(world, {"bidding.bid_cost": 4000}) == {}


def test_solved_constants_move_with_what_they_were_solved_for(world: sim.World) -> None:
    listed = world.services.homes
    found = following(world, {"services.homes.base_leaving": 2 * listed.base_leaving})
    assert found["solved.leaving"][3] == pytest.approx(0.44)
    assert found["solved.leaving"][:3] == CONSTANTS["solved.leaving"][:3]
    assert found["solved.fill"][3] > CONSTANTS["solved.fill"][3]

    odds = listed.insourcing / (1 - listed.insourcing) * math.e
    moved = following(world, {"services.homes.insourcing": odds / (1 + odds)})
    assert moved["solved.insource"][3] == pytest.approx(-0.6)


def test_constants_that_were_never_solved_stay_so() -> None:
    bare = sim.load("england", dict.fromkeys(CONSTANTS, (0.0,) * 5))
    found = following(bare, {"services.homes.base_leaving": 0.3})
    assert found["solved.leaving"] == (0.0,) * 5
