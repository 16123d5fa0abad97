"""A scenario becomes a world: inheritance, overrides, and the memory of who set what."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.registry.provenance import provenance, world_hash
from sim.registry.reading.checks import not_above
from sim.registry.reading.scenario import override_layer, vary_world
from sim.registry.walk import Leaf, leaves, value_at
from tests.registry.conftest import Write, read
from tests.registry.worlds import SmallWorld

NUMBERS = [leaf for leaf in leaves(SmallWorld) if leaf.is_number]
FAR = 1e12


def vary(world: SmallWorld, overrides: dict[str, object], label: str = "arm x") -> SmallWorld:
    return vary_world(world, override_layer(overrides, label), ())


def test_a_child_says_only_what_differs(write: Write) -> None:
    write("parent", "title = 'Parent'\n[market]\nbid_cost = 10\nprice_weight = 0.2")
    world = read(write("child", "extends = 'parent'\n[market]\nprice_weight = 0.3"))
    assert (world.market.bid_cost, world.market.price_weight) == (10, 0.3)
    assert (world.market.contract_months, world.name, world.title) == (60, "child", "child")


def test_a_default_that_stands_in_the_schema_outlives_a_neighbour_being_set(write: Write) -> None:
    world = read(write("a", "services.homes.pay = 27000"))
    assert (world.services.homes.pay, world.services.homes.growth) == (27000, 0.02)


def test_lists_of_tables_are_replaced_whole(write: Write) -> None:
    write("parent", "[[mutuals]]\nname = 'one'\n[[mutuals]]\nname = 'two'")
    world = read(write("child", "extends = './parent.toml'\n[[mutuals]]\nname = 'three'"))
    assert [body.name for body in world.mutuals] == ["three"]


def test_the_last_hand_is_remembered_for_every_leaf(write: Write) -> None:
    write("parent", "[market]\nbid_cost = 10\nprice_weight = 0.2\n[[mutuals]]\nname = 'one'")
    path = write("child", "extends = 'parent'\n'market.price_weight' = 0.3")
    world = read(path, {"services.youth.pay": 25000}, "experiment webb, arm terms_3")
    found = provenance(world)
    assert set(found) == {leaf.path for leaf in leaves(SmallWorld)}
    assert found["market.bid_cost"] == found["mutuals"] == "scenario parent"
    assert found["market.price_weight"] == found["name"] == "scenario child"
    assert found["services.youth.pay"] == "experiment webb, arm terms_3"
    assert found["market.contract_months"] == "base"


def test_a_varied_world_keeps_the_memory_of_the_rest(write: Write) -> None:
    world = read(write("a", "[market]\nbid_cost = 10\n[[mutuals]]\nname = 'one'"))
    varied = vary(world, {"market.contract_months": np.int64(48)})
    assert (varied.market.contract_months, varied.market.bid_cost) == (48, 10)
    assert varied.mutuals == world.mutuals
    assert provenance(varied) == provenance(world) | {"market.contract_months": "arm x"}
    with pytest.raises(ScenarioError, match="did you mean contract_months"):
        vary(world, {"market.contract_mnths": 1})


def test_pickles_and_copies_keep_the_memory(write: Write) -> None:
    world = read(write("a", "market.bid_cost = 10"))
    for twin in (pickle.loads(pickle.dumps(world)), copy.deepcopy(world)):  # noqa: S301
        assert provenance(twin) == provenance(world)
        assert world_hash(twin) == world_hash(world)


def test_the_hash_sees_values_and_nothing_else(write: Write) -> None:
    plain = read(write("a", ""))
    same = read(write("a", "market.bid_cost = 6000"), {"services.youth.pay": 24000.0})
    other = read(write("a", "market.bid_cost = 6001"))
    assert world_hash(plain) == world_hash(same) != world_hash(other)
    assert len(world_hash(plain)) == 64


def test_a_path_that_is_no_text_is_refused(write: Write) -> None:
    for path in (3, "", "market.", ".x"):
        with pytest.raises(ScenarioError, match="no dotted path"):
            read(write("a", ""), {path: 1})  # type: ignore[dict-item]


def test_a_pair_in_the_wrong_order_is_found(write: Write) -> None:
    world = read(write("a", ""))
    assert not list(not_above(world, "market.price_weight", "market.quality_weight"))
    (found,) = not_above(world, "market.quality_weight", "market.price_weight")
    assert found.message == "is 0.6, above market.price_weight = 0.4"


def _within(leaf: Leaf) -> st.SearchStrategy[float]:
    least, most = leaf.bounds
    low, high = -FAR if least is None else least, FAR if most is None else most
    if leaf.annotation is int:
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_nan=False)


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.differing_executors])
def test_any_number_within_its_bounds_is_accepted(data: st.DataObject) -> None:
    leaf = data.draw(st.sampled_from(NUMBERS))
    value = data.draw(_within(leaf))
    assert value_at(vary(SmallWorld(), {leaf.path: value}), leaf.path) == value


@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.differing_executors])
def test_any_number_outside_its_bounds_is_refused_by_address(data: st.DataObject) -> None:
    leaf = data.draw(st.sampled_from(NUMBERS))
    least, most = leaf.bounds
    beyond = [st.sampled_from([float("nan"), float("inf"), float("-inf")])]
    whole = leaf.annotation is int
    if least is not None:
        top = int(least) - 1
        beyond.append(
            st.integers(-int(FAR), top) if whole else st.floats(-FAR, least, exclude_max=True)
        )
    if most is not None:
        low = int(most) + 1
        beyond.append(
            st.integers(low, int(FAR)) if whole else st.floats(most, FAR, exclude_min=True)
        )
    value = data.draw(st.one_of(beyond))
    with pytest.raises(ScenarioError) as caught:
        vary(SmallWorld(), {leaf.path: value})
    assert [found.address for found in caught.value.problems] == [leaf.path]
    assert [found.file for found in caught.value.problems] == ["arm x"]
