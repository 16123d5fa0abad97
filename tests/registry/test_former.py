"""Parameters that went are answered with what to write instead."""

import re

import pytest

from sim.registry.reading.former import FORMER
from sim.registry.walk import leaves
from sim.registry.world import World
from tests.registry.conftest import Problems

PATHS = {leaf.path for leaf in leaves(World)}


@pytest.mark.parametrize("address", FORMER)
def test_who_writes_a_parameter_that_went_is_told_its_new_name(
    problems: Problems, address: str
) -> None:
    section, _, name = address.rpartition(".")
    found = problems(f"[{section}]\n{name} = false")
    assert list(found) == [address]
    assert found[address].message == "is a parameter no more"
    assert found[address].remedy == FORMER[address]


@pytest.mark.parametrize("address", FORMER)
def test_what_to_write_instead_exists(address: str) -> None:
    assert address not in PATHS
    named = re.findall(r"[a-z_]+\.[a-z_.]+", FORMER[address])
    assert named
    assert set(named) <= PATHS
