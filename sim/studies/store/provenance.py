"""Where a result comes from: inputs in full, who set them, versions, commit, machine, time."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.studies.design.plan import Cell, Plan
from sim.studies.design.version import model_version
from sim.studies.store.manifest import Circumstances, Inputs

PACKAGES = ("mutuals", "mesa", "numpy", "pandas", "scipy", "pydantic", "pyarrow", "joblib", "SALib")


def inputs_of(plan: Plan, text: str) -> Inputs:
    """Everything a study was given: the experiment's text, and each world."""
    return {
        "experiment": text,
        "hypotheses": [plain_model(claim) for claim in plan.experiment.hypotheses],
        "scenario": plan.experiment.study.scenario,
        "cells": [
            {
                "setting": cell.setting,
                "arm": cell.arm,
                "years": cell.years,
                "replications": cell.replications,
                "set": own_values(plan, cell),
                "world_hash": cell.world_hash,
            }
            for cell in plan.cells
        ],
        "points": (
            {point.setting: dict(point.values) for point in plan.points.points}
            if plan.points
            else {}
        ),
        "as_in_scenario": _as_in_scenario(plan),
        "world": plain_model(plan.cells[0].world),
        "set_by": who_set(plan.cells[0].world),
        "world_is_of": f"arm {plan.cells[0].arm} at setting {plan.cells[0].setting}",
    }


def _as_in_scenario(plan: Plan) -> dict[str, Any]:
    """What the scenario itself has of each parameter that some cells set and others do not."""
    from sim.registry.walk import value_at

    found = {}
    for path in dict.fromkeys(path for cell in plan.cells for path in cell.values_set):
        plain = next((cell for cell in plan.cells if path not in cell.values_set), None)
        if plain is not None:
            found[path] = value_at(plain.world, path)
    return found


def own_values(plan: Plan, cell: Cell) -> dict[str, Any]:
    """What is set in a cell beyond the values of its point, which stand once under "points"."""
    point = plan.points.by_setting.get(cell.setting) if plan.points else None
    shared = point.values if point else {}
    return {
        path: value
        for path, value in cell.values_set.items()
        if path not in shared or shared[path] != value
    }


def circumstances() -> Circumstances:
    """What the work was done with: versions, commit, machine."""
    return {
        "model_version": model_version(),
        "versions": {"python": platform.python_version(), **package_versions()},
        "commit": commit(),
        "machine": {
            "system": platform.platform(),
            "processor": platform.processor() or platform.machine(),
            "processors": os.cpu_count(),
            "cpu_features": cpu_features(),
        },
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "written": now(),
    }


def package_versions() -> dict[str, str]:
    """Version of each package the numbers depend on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def commit() -> str | None:
    """The commit of the checkout, marked if files differ from it; nothing outside a checkout."""
    root = Path(__file__).resolve().parents[3]
    if not (root / ".git").exists():
        return None
    told = _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{told} with changes" if told and changed else told


def cpu_features() -> list[str]:
    """Instruction sets numpy uses here: its exponential differs between them in the last bit."""
    import numpy as np

    config = np.show_config(mode="dicts")
    extensions: Any = dict(config or {}).get("SIMD Extensions", {})
    return [*extensions.get("baseline", []), *extensions.get("found", [])]


def plain_model(model: Any) -> Any:
    """Every value of a world or a claim as JSON can hold it."""
    return model.model_dump(mode="json")


def who_set(world: Any) -> dict[str, str]:
    """Who set each value that is not the schema's own default."""
    from sim.registry.provenance import BASE, provenance

    return {path: label for path, label in provenance(world).items() if label != BASE}


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
