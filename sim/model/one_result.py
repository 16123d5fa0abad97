"""What one run gives back: its tables, its end outcomes, and what was run."""

import difflib
from dataclasses import dataclass, field
from typing import Any, TypedDict

import pandas as pd

from sim.errors import UnknownNameError
from sim.model import showing
from sim.model.record.lives import survival_by


class RunManifest(TypedDict, total=False):
    """What was run, in full, and the time it took."""

    scenario: str
    seed: int
    years: int
    detail: str
    overrides: dict[str, Any]
    """What was set on top of the scenario's file, by dotted path."""
    world_hash: str
    """Hash of every value of the world: equal only if all values are."""
    version: str
    """Of this package; `model_version` of a stored run says which source played it."""
    seconds: float


class EndOutcomes(pd.Series):  # type: ignore[misc]
    """End outcomes by name; to a name that none has it says which is nearest."""

    def __getitem__(self, name: Any) -> Any:
        """The value of an outcome. Raises UnknownNameError, a KeyError, for a name none has."""
        try:
            return super().__getitem__(name)
        except KeyError:
            near = difflib.get_close_matches(str(name), [str(one) for one in self.index], 1)
            remedy = f"did you mean {near[0]}?" if near else "sim.outcomes() lists them"
            message = f"{name!r} is no outcome of a run; {remedy}"
            raise UnknownNameError(message) from None


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. See `sim.outcomes()` for every column.

    Of `sim.run`, a table with a column `month` has the first day of it as `date`, and the `attrs`
    of tables and outcomes hold, under "units", the unit of each column.
    """

    monthly: pd.DataFrame
    """Series by month and service ("all" for all together)."""
    organisations: pd.DataFrame
    """One row a provider that ever was: who, what, since when, how it ended."""
    events: pd.DataFrame
    """The decision log with its numbers and its because."""
    holders: pd.DataFrame
    """Largest holder of each council's service, once a year."""
    outcomes: pd.Series
    """End-of-run outcomes."""
    manifest: RunManifest = field(default_factory=RunManifest)
    """What was run, in full, and the time it took."""

    def survival(self, by: str = "kind") -> pd.DataFrame:
        """How long organisations last, by "kind", "form", "service" or "starter".

        See `sim.model.record.lives.survival_by` for the columns.
        """
        return survival_by(self.organisations, by)

    def __repr__(self) -> str:
        """The run in a line."""
        what = self.manifest
        return (
            f"<Run of {what.get('scenario')}, seed {what.get('seed')}, {what.get('years')} years: "
            f"{len(self.organisations)} organisations, {len(self.events)} events, "
            f"{len(self.outcomes)} outcomes>"
        )

    def _repr_html_(self) -> str:
        """The run as a small page of a notebook."""
        return showing.page_of(repr(self), self.outcomes.to_dict(), self.monthly)
