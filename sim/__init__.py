"""What becomes of public service mutuals: a simulation of England's market in children's services.

    import sim
    world = sim.load("england", {"market.contract_months": 36})
    run = sim.run(world, seed=1)
    study = sim.study("webb", workers=2)

Names load when first used (PEP 562), so that `import sim` and `mutuals --help` are quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from sim.errors import ExperimentError, MutualsError, ResultError, ScenarioError
    from sim.model.mesa import MutualsModel
    from sim.model.one_result import Run
    from sim.model.one_run import run
    from sim.model.record.table import outcomes
    from sim.registry.provenance import provenance, world_hash
    from sim.registry.reading.load import load, vary
    from sim.registry.table import parameters
    from sim.registry.world import World
    from sim.studies.study import Study, study
    from sim.studies.sweeping.make import sweep
    from sim.studies.sweeping.swept import Sweep

__all__ = [
    "ExperimentError",
    "MutualsError",
    "MutualsModel",
    "ResultError",
    "Run",
    "ScenarioError",
    "Study",
    "Sweep",
    "World",
    "load",
    "outcomes",
    "parameters",
    "provenance",
    "run",
    "study",
    "sweep",
    "vary",
    "world_hash",
]

_HOMES = {
    "sim.errors": ("ExperimentError", "MutualsError", "ResultError", "ScenarioError"),
    "sim.model.mesa": ("MutualsModel",),
    "sim.model.one_result": ("Run",),
    "sim.model.one_run": ("run",),
    "sim.model.record.table": ("outcomes",),
    "sim.registry.provenance": ("provenance", "world_hash"),
    "sim.registry.reading.load": ("load", "vary"),
    "sim.registry.table": ("parameters",),
    "sim.registry.world": ("World",),
    "sim.studies.study": ("Study", "study"),
    "sim.studies.sweeping.make": ("sweep",),
    "sim.studies.sweeping.swept": ("Sweep",),
}
"""Where each public name comes from; as above, where type checkers read it."""
_HOME = {name: home for home, names in _HOMES.items() for name in names}

if not TYPE_CHECKING:  # so that a type checker refuses a name that is not public

    def __getattr__(name: str) -> object:
        """Bring in a public name from its home, the first time it is asked for."""
        if name == "__version__":
            return import_module("importlib.metadata").version("mutuals")
        if name not in _HOME:
            message = f"module 'sim' has no attribute '{name}'"
            raise AttributeError(message)
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return sorted(__all__)
