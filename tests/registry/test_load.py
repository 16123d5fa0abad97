"""The shipped world at its door, and settings as people type them."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.registry.reading.load import (
    load,
    parse_setting,
    parse_settings,
    provenance,
    vary,
    world_hash,
)
from sim.registry.shipped import shipped_folder
from sim.registry.walk import leaves, value_at


def test_an_empty_scenario_is_the_base_world_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "plain.toml"
    path.write_text("", encoding="utf-8")
    world = load(path)
    assert world.name == "plain"
    assert set(provenance(world).values()) == {"base", "scenario plain"}
    number = next(leaf for leaf in leaves(type(world)) if leaf.is_number)
    varied = vary(world, {number.path: number.default}, set_by="experiment webb, arm twin")
    assert provenance(varied)[number.path] == "experiment webb, arm twin"
    assert world_hash(varied) == world_hash(world)
    assert value_at(varied, number.path) == number.default


def test_every_shipped_scenario_loads() -> None:
    for path in sorted(shipped_folder("scenarios").glob("*.toml")):
        assert load(path.stem).name == path.stem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=36", 36),
        ("a.b = 0.5", 0.5),
        ("a.b=true", True),
        ("a.b='x y'", "x y"),
        ("a.b=word", "word"),
        ("a.b=[1, 2]", [1, 2]),
        ('a.b="x=y"', "x=y"),
    ],
)
def test_a_setting_is_read_as_toml(text: str, value: object) -> None:
    assert parse_setting(text) == ("a.b", value)


@pytest.mark.parametrize("text", ["a.b", "a.b=", "=3", "a.b=1 2", "a.b=1\nc=2", "a.b=[1", ""])
def test_a_setting_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_setting(text)


def test_all_bad_settings_are_told_at_once() -> None:
    assert parse_settings(["a=1", "b=2"]) == {"a": 1, "b": 2}
    with pytest.raises(ScenarioError) as caught:
        parse_settings(["a", "b=1", "b=2", "c=["])
    assert len(caught.value.problems) == 3
