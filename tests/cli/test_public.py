"""The Python face: names load when asked for, and no module bears the name of a public function."""

import subprocess
import sys
from pathlib import Path

import pytest

import sim

HERE = Path(__file__).resolve().parents[2]
FUNCTIONS = ("load", "run", "study", "parameters")


def test_no_module_bears_the_name_of_a_public_function() -> None:
    names = {path.stem for path in (HERE / "sim").iterdir()}
    assert not names & set(FUNCTIONS)


def test_importing_sim_loads_nothing_heavy() -> None:
    script = "import sim, sys; sys.exit(bool({'pandas', 'numpy', 'mesa'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, check=False)
    assert done.returncode == 0


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sim.nothing  # noqa: B018


@pytest.mark.parametrize("name", ["load", "parameters", "study"])
def test_a_public_function_stays_a_function(name: str) -> None:
    script = (
        f"import sim; first = sim.{name}; import sim.studies.study, sim.registry.load\n"
        f"assert sim.{name} is first and callable(first)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, check=False)
    assert done.returncode == 0


def test_the_public_names_are_listed() -> None:
    assert {*FUNCTIONS, "MutualsModel", "ScenarioError"} <= set(dir(sim))
