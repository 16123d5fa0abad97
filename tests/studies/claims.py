"""A claim to judge, of which a test says only what matters to it."""

from typing import Any

from sim.studies.question.experiment import Hypothesis


def claim(**says: Any) -> Hypothesis:
    standard = {
        "id": "H",
        "statement": "x is large",
        "outcome": "x",
        "direction": "at least",
        "threshold": 0.5,
    }
    return Hypothesis.model_validate(standard | says)
