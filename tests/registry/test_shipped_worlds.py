"""Every shipped world loads, differs from England in exactly what its file says, and runs."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.registry.reading.layers import OWN_WORDS
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.walk import leaves, value_at
from sim.registry.world import World
from sim.studies.catalogue import check_file

WORLDS = shipped_names("scenarios")
VARIANTS = [name for name in WORLDS if name != "england"]
ARMS = {"webb_worst": "worst", "protected": "protected"}
LONGEST_DESCRIPTION = 160
MONTHS = 12


def file_of(name: str) -> dict[str, Any]:
    path: Path = shipped_folder("scenarios") / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def paths_in(tables: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in tables.items():
        is_table = isinstance(value, dict)
        found |= paths_in(value, f"{prefix}{name}.") if is_table else {f"{prefix}{name}"}
    return found


def settings_of(name: str) -> set[str]:
    return paths_in(file_of(name)) - {"extends", *OWN_WORDS}


def at_tiny_size(name: str) -> World:
    tiny = sim.load("tiny")
    said = settings_of(name) if name in VARIANTS else set()
    own = {
        "place.keep": tiny.place.keep,
        "groups": tuple(group.model_dump() for group in tiny.groups),
        "spin_outs.opening_mutuals": tiny.spin_outs.opening_mutuals,
    }
    return sim.load(name, {path: value for path, value in own.items() if path not in said})


@pytest.mark.parametrize("name", WORLDS)
def test_check_finds_nothing_in_a_shipped_world(name: str) -> None:
    assert check_file(name) == []


@pytest.mark.parametrize("name", WORLDS)
def test_a_shipped_world_says_what_it_is_in_one_sentence(name: str) -> None:
    world = sim.load(name)
    assert world.title
    assert world.description.endswith(".")
    assert len(world.description) <= LONGEST_DESCRIPTION


def test_no_two_worlds_share_a_title() -> None:
    titles = [file_of(name)["title"] for name in WORLDS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_world_differs_from_england_in_exactly_what_its_file_says(name: str) -> None:
    england, world = sim.load("england"), sim.load(name)
    differs = {
        leaf.path
        for leaf in leaves(World)
        if leaf.path not in OWN_WORDS and value_at(world, leaf.path) != value_at(england, leaf.path)
    }
    assert differs == settings_of(name)


@pytest.mark.parametrize("name", WORLDS)
def test_a_shipped_world_runs_a_year(name: str) -> None:
    run = sim.run(at_tiny_size(name), seed=1, years=1)
    assert run.monthly["month"].max() == MONTHS
    every = run.monthly[run.monthly["service"] == "all"]
    assert every["quality"].between(0, 1).all()
    assert (every["posts_filled"] > 0).all()


@pytest.mark.parametrize("name", ARMS)
def test_the_two_ends_of_policy_equal_their_arms_in_the_main_study(name: str) -> None:
    path = shipped_folder("experiments") / "webb.toml"
    arms = tomllib.loads(path.read_text(encoding="utf-8"))["arms"]
    (arm,) = (arm for arm in arms if arm["name"] == ARMS[name])
    world = sim.load(name)
    assert {path: value_at(world, path) for path in arm["set"]} == arm["set"]
    assert settings_of(name) == set(arm["set"])


def test_tiny_holds_every_service_and_kind_of_provider() -> None:
    run = sim.run("tiny", seed=1, years=1)
    opening = run.monthly[run.monthly["month"] == 0].set_index("service")
    assert (opening["posts_required"] > 0).all()
    held = opening.loc["all", ["share_in_house", "share_mutual", "share_small", "share_group"]]
    assert (held.astype(float) > 0).all()
