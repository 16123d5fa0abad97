"""Whatever is written in a scenario, the answer is a world or a ScenarioError: never a crash."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.registry.reading.load import load
from sim.registry.reading.scenario import override_layer, vary_world
from sim.registry.walk import leaves, section_paths
from tests.registry.conftest import Write, read
from tests.registry.worlds import SmallWorld

PATHS = [*(leaf.path for leaf in leaves(SmallWorld)), *section_paths(SmallWorld)]
names = st.one_of(st.sampled_from(PATHS), st.text(max_size=8))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.times(),
)
values = st.recursive(
    st.one_of(scalars, st.just(10**400)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(names, values, max_size=4))
@settings(max_examples=500)
def test_any_settings_give_a_world_or_a_list_of_problems(overrides: dict[str, Any]) -> None:
    problems = None
    try:
        world = vary_world(SmallWorld(), override_layer(overrides, "fuzz"), ())
    except ScenarioError as error:
        problems = error.problems
    assert problems is None or all(found.message for found in problems)
    assert problems is not None or isinstance(world, SmallWorld)


@pytest.mark.parametrize(
    "text",
    [
        "market.bid_cost = " + "9" * 400,
        "market.bid_cost = " + "9" * 5000,
        "x = " + "[" * 3000 + "]" * 3000,
        '"" = 3',
        '"a..b" = 3',
        '[market]\n"" = 3',
        "[market]\nbid_cost = 1\nbid_cost = 2",
        "mutuals = [[]]",
        "[[mutuals]]\n[mutuals.name]\nx = 1",
        "[[market]]\nbid_cost = 1",
        "[services]\nhomes = []",
        "\x00",
        "extends = '" + "x" * 5000 + "'",
        "extends = 'a\\u0000b.toml'",
        'extends = "a\\u0000b.toml"',
        "extends = '../../../odd/./odd.toml'",
        "extends = './odd.toml'",
        'title = "\\ud800"',
    ],
)
def test_odd_files_are_refused_and_not_crashed_on(write: Write, text: str) -> None:
    path = write("odd", text)
    with pytest.raises(ScenarioError):
        read(path)
    with pytest.raises(ScenarioError):
        load(path)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "\x00", "x" * 5000, "con:.toml", "x\x00.toml"]
)
def test_odd_names_are_refused_and_not_crashed_on(name: str) -> None:
    with pytest.raises(ScenarioError):
        load(name)
