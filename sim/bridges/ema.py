"""The model as the EMA Workbench knows it: levers, uncertainties, outcomes. See docs/bridges.md."""

from collections.abc import Sequence
from typing import Any

from sim.bridges.points import Question, ranged
from sim.registry.table import Parameter

NAME = "mutuals"


class _Asked:
    """A question as a function of keywords, which can travel to other processes."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, **values: Any) -> dict[str, float]:
        """The outcomes at a point, its values named by dotted path."""
        return self.question.answer(values)


def ema_model(
    question: Question, *, levers: Sequence[str] = (), uncertainties: Sequence[str] = ()
) -> Any:
    """An `ema_workbench.Model` whose parameters range over what the registry calls plausible.

    Their names are the dotted paths. Needs the package ema_workbench, of a version below 3.
    """
    from ema_workbench import Model, ScalarOutcome

    model = Model(NAME, function=_Asked(question))
    model.levers = [_parameter(parameter) for parameter in ranged(levers)]
    model.uncertainties = [_parameter(parameter) for parameter in ranged(uncertainties)]
    model.outcomes = [ScalarOutcome(name) for name in question.outcomes]
    return model


def _parameter(parameter: Parameter) -> Any:
    from ema_workbench import IntegerParameter, RealParameter

    kind = IntegerParameter if parameter.type == "int" else RealParameter
    return kind(parameter.path, parameter.low, parameter.high)
