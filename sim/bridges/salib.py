"""The model as a problem for SALib: names, bounds, outcomes at its samples. See docs/bridges.md."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.bridges.points import Question, ranged

Samples = NDArray[np.float64]


def salib_problem(paths: Sequence[str]) -> dict[str, Any]:
    """A problem as SALib takes it, its bounds what the registry calls plausible."""
    parameters = ranged(paths)
    return {
        "num_vars": len(parameters),
        "names": [parameter.path for parameter in parameters],
        "bounds": [[float(parameter.low), float(parameter.high)] for parameter in parameters],
    }


def evaluate(
    problem: Mapping[str, Any], samples: Samples, question: Question, workers: int = 1
) -> Samples:
    """The outcomes at each sample, shape (samples, outcomes), on so many processes."""
    from joblib import Parallel, delayed

    whole = {one.path for one in ranged(problem["names"]) if one.type == "int"}
    points = [
        {
            name: round(value) if name in whole else float(value)
            for name, value in zip(problem["names"], row, strict=True)
        }
        for row in samples
    ]
    answers = Parallel(n_jobs=workers)(delayed(question.answer)(point) for point in points)
    return np.array([[answer[name] for name in question.outcomes] for answer in answers])
