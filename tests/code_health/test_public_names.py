"""The public face is exactly what is listed, and importing it loads nothing before it is needed."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sim


def test_every_public_name_has_a_home_and_can_be_asked_for_twice() -> None:
    assert sorted(sim.__all__) == sim.__all__ == dir(sim)
    assert all(getattr(sim, name) is getattr(sim, name) for name in sim.__all__)
    assert len(sim.parameters()) == len(sim.parameters())


@pytest.mark.parametrize("name", ["load", "run", "parameters", "study"])
def test_a_public_function_stays_a_function(name: str) -> None:
    """No module, once it is imported, takes the place of a function of the same name."""
    importlib.import_module("sim.studies.study")
    importlib.import_module("sim.registry.reading.load")
    assert inspect.isfunction(getattr(sim, name))


def test_importing_the_package_loads_no_library() -> None:
    program = (
        "import sys, sim; print({'pandas', 'numpy', 'mesa', 'pydantic'} & set(sys.modules) or '')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


SCRIPT = """
import sim

world: sim.World = sim.load("tiny", {"market.contract_months": 36, "policy.reserved": True})
run: sim.Run = sim.run(world, seed=1, years=2)
share: float = float(run.outcomes["share_mutual"])
model = sim.MutualsModel(world, seed=3)
month: int = model.month
names: list[str] = [str(name) for name in sim.outcomes()["name"]]
study: sim.Study = sim.study("webb", out="results/mine", workers=2)
for verdict in study.verdicts:
    found: str = verdict["verdict"]
    estimate: float | None = verdict["estimate"]
seeds: list[int] = study.manifest["seeds"]
seed: int = run.manifest["seed"]
hashed: str = sim.world_hash(sim.vary(world, {"policy.reserved": False}, set_by="me"))
"""
"""A script of a user, on whose names and types a checker finds no fault."""


def checked(script: str, folder: Path) -> str:
    """What mypy says of a script of a user who has installed the package."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    words = ["--strict", "--no-error-summary", "--cache-dir", str(folder / "cache"), "script.py"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mypy", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.long
def test_a_type_checker_finds_a_wrong_name_and_a_wrong_argument_and_nothing_else(
    tmp_path: Path,
) -> None:
    wrong = SCRIPT + "sim.lode('tiny')\nsim.run(world, sed=1)\nsim.load('tiny', 36)\n"
    wrong += "study.verdicts[0].verdit\nstudy.verdicts[0]['verdit']\n"
    wrong += "study.manifest['sedes']\nrun.manifest['sede']\nverdict['estimate'] > 0.5\n"
    said = [line for line in checked(wrong, tmp_path).splitlines() if ": error: " in line]
    ends = [line.rpartition("[")[2] for line in said]
    keys = ["attr-defined]", "typeddict-item]", "typeddict-item]", "typeddict-item]"]
    assert ends == ["attr-defined]", "call-arg]", "arg-type]", *keys, "operator]"], said
    assert "lode" in said[0]
