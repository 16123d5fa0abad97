"""A point of the space of assumptions, and what the model makes of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import MutualsError
from sim.registry.table import Parameter, parameter_list


def ranged(paths: Sequence[str]) -> list[Parameter]:
    """These parameters, each with a plausible range; raises MutualsError, naming all that lack one.

    >>> [(one.path, one.low < one.high) for one in ranged(["market.contract_months"])]
    [('market.contract_months', True)]
    """
    known = {parameter.path: parameter for parameter in parameter_list()}
    unknown = [path for path in paths if path not in known]
    if unknown:
        message = f"not parameters: {', '.join(unknown)}; `mutuals parameters` lists them"
        raise MutualsError(message)
    bare = [path for path in paths if known[path].type not in ("int", "float")]
    if bare:
        message = f"no plausible range to sample from: {', '.join(bare)}; set them instead"
        raise MutualsError(message)
    return [known[path] for path in paths]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every point: which outcomes of which world, with which luck.

    Every point has the same seeds, so that points differ by their inputs and not by their luck; an
    outcome is its mean over them.
    """

    scenario: str
    outcomes: tuple[str, ...]
    years: int | None = None
    seeds: tuple[int, ...] = (1,)

    def answer(self, values: Mapping[str, Any]) -> dict[str, float]:
        """The outcomes at a point: values by dotted path.

        NaN where a run is too short for an outcome; raises MutualsError if there is none so named.
        """
        from sim.model.one_run import run
        from sim.model.record.catalogue import end_names
        from sim.registry.reading.load import load

        known = set(end_names())
        unknown = [name for name in self.outcomes if name not in known]
        if unknown:
            message = f"not outcomes: {', '.join(unknown)}; `mutuals outcomes` lists them"
            raise MutualsError(message)
        world = load(self.scenario, values, set_by="the study tool")
        runs = [run(world, seed=seed, years=self.years, detail="study") for seed in self.seeds]
        return {
            name: float(sum(made.outcomes.get(name, math.nan) for made in runs) / len(runs))
            for name in self.outcomes
        }
