"""What a page shows survives an address and a file; what makes no sense is refused in words."""

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.dashboard.frame.links import (
    Choice,
    Shown,
    address,
    file_text,
    offer,
    read_address,
    read_file,
    world_of,
)
from sim.errors import MutualsError
from sim.registry.reading.load import load, world_hash

ONE, TWO = Shown(), Shown((Choice(), Choice()))
CHOICES = st.builds(
    Choice, st.text(max_size=20), st.lists(st.text(max_size=30), max_size=3).map(tuple)
)
WHOLE = st.integers(0, 999_999_999)


def query(link: str) -> list[tuple[str, str]]:
    return parse_qsl(link.partition("?")[2], keep_blank_values=True)


@given(st.lists(CHOICES, min_size=1, max_size=2).map(tuple), WHOLE, WHOLE)
def test_addresses_and_files_say_it_all(choices: tuple[Choice, ...], seed: int, month: int) -> None:
    shown = Shown(choices, seed, month, "homes")
    standing = ONE if len(choices) == 1 else TWO
    assert read_address(query(address(shown)), standing) == shown
    assert read_file(file_text(shown), standing) == shown


def test_what_an_address_leaves_out_is_as_it_stands() -> None:
    assert read_address([("seed", "7")], ONE) == Shown(seed=7)
    assert read_address([("world", "tiny")], ONE).choices == (Choice("tiny"),)


@pytest.mark.parametrize(
    "pair",
    [("seed", "-1"), ("seed", "1e9"), ("month", "x"), ("seed", "9" * 10), ("service", "<b>")],
)
def test_addresses_that_make_no_sense_are_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(MutualsError):
        read_address([pair], ONE)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 1}', '{"format": 1, "worlds": [1]}', "x" * 200_000,
     '{"format": 1, "worlds": [{"world": "tiny", "settings": [1]}]}', "[" * 5000],
)  # fmt: skip
def test_files_that_are_none_of_ours_are_refused(text: str) -> None:
    with pytest.raises(MutualsError):
        read_file(text, ONE)


def test_a_file_may_not_hold_more_settings_than_there_are_assumptions() -> None:
    content = json.loads(file_text(ONE))
    content["worlds"][0]["settings"] = ["a=1"] * 1000
    with pytest.raises(MutualsError, match="600"):
        read_file(json.dumps(content), ONE)


@pytest.mark.parametrize("name", ["", "nowhere", "../scenarios/tiny", "/etc/passwd", "tiny.toml"])
def test_worlds_are_named_and_never_paths(name: str) -> None:
    with pytest.raises(MutualsError, match="there is no world called"):
        world_of(Choice(name))


def test_settings_lie_on_the_world_named() -> None:
    world = world_of(Choice("tiny", ("market.contract_months=36", "policy.reserved=1.0")))
    assert (world.market.contract_months, world.policy.reserved) == (36, 1.0)
    with pytest.raises(MutualsError):
        world_of(Choice("tiny", ("market.contract_months=-3",)))


@pytest.mark.parametrize(
    "text", ["a=" + "[" * 3000, "a." * 3000 + "b=1", "a=" + "{a=" * 66, "=", ""]
)
def test_settings_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(MutualsError):
        world_of(Choice("tiny", (text,)))


def test_a_world_that_is_not_shipped_can_be_offered() -> None:
    world = load("tiny", {"market.contract_months": 36})
    name = offer(world)
    assert world_hash(world_of(Choice(name))) == world_hash(world)
    assert world_of(Choice(name, ("market.contract_months=48",))).market.contract_months == 48
