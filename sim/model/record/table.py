"""The outcomes as a table: `sim.outcomes()`."""

import warnings
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.model.record.catalogue import CATALOGUE, Outcome

if TYPE_CHECKING:
    import pandas as pd

SAID = ["name", "unit", "kind", "formula", "meaning"]
"""What a table of outcomes says of each."""


class Outcomes:
    """Called: every outcome as a table; SERVICE and SERIES in a name stand for each of them."""

    def __call__(self) -> "pd.DataFrame":
        """Name, unit, kind ("stock", "flow" or "end"), formula and meaning of every outcome."""
        import pandas as pd

        return pd.DataFrame([asdict(outcome) for outcome in CATALOGUE], columns=SAID)

    @property
    def CATALOGUE(self) -> tuple[Outcome, ...]:  # noqa: N802 (its name of before)
        """Every outcome; say `sim.outcomes()` instead, which is a table."""
        message = "sim.outcomes.CATALOGUE goes with the next release; say sim.outcomes()"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return CATALOGUE


outcomes = Outcomes()
