"""Fixtures for the registry: scenarios written to a folder, and the door to the small world."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.errors import Problem, ScenarioError
from sim.registry.reading import scenario as reading
from tests.registry.worlds import SmallWorld

Write = Callable[[str, str], Path]
Problems = Callable[..., dict[str, Problem]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario by name into a folder of its own; gives its path."""

    def write_it(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_it


def read(
    name_or_path: str | Path,
    overrides: Mapping[str, Any] | None = None,
    label: str = "command line",
) -> SmallWorld:
    """Read a small world as `load` reads the shipped one."""
    layers = reading.override_layer(overrides, label)
    return reading.read_world(SmallWorld, name_or_path, layers, ())


@pytest.fixture
def problems(write: Write) -> Problems:
    """The problems of a scenario's text, by address."""

    def find(text: str, overrides: Mapping[str, Any] | None = None) -> dict[str, Problem]:
        with pytest.raises(ScenarioError) as caught:
            read(write("bad", text), overrides)
        return {problem.address: problem for problem in caught.value.problems}

    return find
