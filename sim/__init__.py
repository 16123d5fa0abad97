"""What becomes of public service mutuals: a simulation of England's market in children's services.

    import sim
    world = sim.load("england", {"market.contract_months": 36})
    run = sim.run(world, seed=1)
    study = sim.study("webb", workers=2)

Names load when first used (PEP 562), so that `import sim` and `mutuals --help` are quick.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "load": "sim.registry.reading.load",
    "vary": "sim.registry.reading.load",
    "provenance": "sim.registry.reading.load",
    "world_hash": "sim.registry.reading.load",
    "parameters": "sim.registry.table",
    "World": "sim.registry.world",
    "MutualsModel": "sim.model.mesa",
    "run": "sim.model.one_run",
    "Run": "sim.model.one_run",
    "study": "sim.studies.study",
    "Study": "sim.studies.study",
    "MutualsError": "sim.errors",
    "ScenarioError": "sim.errors",
    "ExperimentError": "sim.errors",
    "ResultError": "sim.errors",
}

_MODULES = {"outcomes": "sim.model.record.catalogue"}
"""Modules that are themselves part of the public face: `sim.outcomes.CATALOGUE`."""

__all__ = [*_HOME, *_MODULES]  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Bring in a public name from the module that holds it, the first time it is asked for."""
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name not in _HOME:
        message = f"module 'sim' has no attribute '{name}'"
        raise AttributeError(message)
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return sorted(__all__)
