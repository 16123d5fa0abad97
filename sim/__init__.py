"""What becomes of public service mutuals: a simulation of England's market in children's services.

Names are loaded when they are first used, so that `import sim` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import ExperimentError, MutualsError, ResultError, ScenarioError
    from sim.registry.load import load, provenance, vary, world_hash
    from sim.registry.schema import World
    from sim.registry.table import parameters

_HOME = {
    "ExperimentError": "sim.errors",
    "MutualsError": "sim.errors",
    "ResultError": "sim.errors",
    "ScenarioError": "sim.errors",
    "World": "sim.registry.schema",
    "load": "sim.registry.load",
    "parameters": "sim.registry.table",
    "provenance": "sim.registry.load",
    "vary": "sim.registry.load",
    "world_hash": "sim.registry.load",
}
"""Every public name and the module it lives in."""

__all__ = [
    "ExperimentError",
    "MutualsError",
    "ResultError",
    "ScenarioError",
    "World",
    "load",
    "parameters",
    "provenance",
    "vary",
    "world_hash",
]


def __getattr__(name: str) -> Any:
    """Load a public name the first time it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Every public name, loaded or not."""
    return sorted({*globals(), *__all__})
