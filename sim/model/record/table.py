"""The outcomes as a table: `sim.outcomes()`."""

import warnings
from typing import TYPE_CHECKING, Any

from sim.model.record.catalogue import CATALOGUE
from sim.model.record.outcome import ANYTHING, Outcome

if TYPE_CHECKING:
    import pandas as pd

MEANS = "mean_SERIES"
SAID = ["name", "unit", "kind", "formula", "meaning", "lowest", "highest"]
"""What a table of outcomes says of each; lowest and highest is the least and the most it can be."""


def said(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a row of the table; without bounds where it stands for series of any."""
    low, high = ANYTHING if outcome.name == MEANS else outcome.bounds
    plain = {name: getattr(outcome, name) for name in SAID if hasattr(outcome, name)}
    return {**plain, "lowest": low, "highest": high}


class Outcomes:
    """Called: every outcome as a table; SERVICE and SERIES in a name stand for each of them."""

    def __call__(self) -> "pd.DataFrame":
        """Name, unit, kind ("stock", "flow" or "end"), formula, meaning and bounds of every one."""
        import pandas as pd

        return pd.DataFrame([said(outcome) for outcome in CATALOGUE], columns=SAID)

    @property
    def CATALOGUE(self) -> tuple[Outcome, ...]:  # noqa: N802 (its name of before)
        """Every outcome; say `sim.outcomes()` instead, which is a table."""
        message = "sim.outcomes.CATALOGUE goes with the next release; say sim.outcomes()"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return CATALOGUE


outcomes = Outcomes()
