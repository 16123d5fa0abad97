"""There is no source of chance, and no clock in the model, but `sim/chance.py`."""

import ast
from pathlib import Path

import pytest

from tests.code_health.sources import SIM, files, functions, imported, name_of, tree

CHANCY = {"random", "secrets", "uuid", "numpy.random", "scipy.stats.sampling"}
CLOCKS = {"time", "datetime"}
CHANCY_NAMES = {
    "random",
    "default_rng",
    "RandomState",
    "rvs",
    "shuffle",
    "choice",
    "permutation",
    "uuid4",
    "urandom",
}
"""Attributes that draw, of numpy, of scipy or of a Mesa model."""
MODEL = ("model/rules", "model/state", "model/opening", "model/month", "model/record")
CHANCE = SIM / "chance.py"
ENTRY = SIM / "dashboard" / "server" / "entry.py"
"""Where the browser is given its key, which must be guessed by nobody and bears on no run."""
SYSTEM = {"secrets"}
"""What the system is asked through, in one place, for the seed of a run when nobody chose one."""


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_no_module_imports_another_source_of_chance(path: Path) -> None:
    found = {
        name
        for name in imported(tree(path))
        if any(name == c or name.startswith(f"{c}.") for c in CHANCY)
    }
    assert found == (SYSTEM if path in (CHANCE, ENTRY) else set())


def test_the_system_is_asked_for_nothing_but_the_name_of_a_run() -> None:
    asks = [
        function.name
        for function in functions(tree(CHANCE))
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id in SYSTEM
    ]
    assert asks == ["fresh_seed"]


@pytest.mark.parametrize("path", files(*MODEL, "chance.py"), ids=name_of)
def test_nothing_in_the_model_asks_the_system(path: Path) -> None:
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert "fresh_seed" not in names


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_no_module_asks_another_source_for_a_draw(path: Path) -> None:
    found = [
        f"{node.attr}: line {node.lineno}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in CHANCY_NAMES
    ]
    assert found == []


@pytest.mark.parametrize("path", files(*MODEL), ids=name_of)
def test_the_model_looks_at_no_clock_and_hashes_by_no_salt(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(tree(path))} & CLOCKS
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    assert not names & {"hash", "id"}


@pytest.mark.parametrize("path", files("model/rules"), ids=name_of)
def test_rules_draw_nothing_themselves(path: Path) -> None:
    assert not any(name.startswith("sim.chance") for name in imported(tree(path)))


@pytest.mark.parametrize("path", files(*MODEL), ids=name_of)
def test_nothing_is_decided_in_the_order_of_a_set(path: Path) -> None:
    """The order of a set of names differs from process to process."""
    loops = [node for node in ast.walk(tree(path)) if isinstance(node, ast.For | ast.comprehension)]
    over_sets = [
        node
        for node in loops
        if isinstance(node.iter, ast.Set | ast.SetComp)
        or (
            isinstance(node.iter, ast.Call)
            and isinstance(node.iter.func, ast.Name)
            and node.iter.func.id == "set"
        )
    ]
    assert over_sets == []
