"""What the columns of a result mean, and the date and units that its tables bear at the door.

Dates and units follow from what is stored, so no stored table has them.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.model.record.catalogue import outcome_of
from sim.model.state.events import NUMBERS
from sim.units import MONTHS_PER_YEAR

MEAN = "mean_"
MONTH, DATE = "month", "date"
WITH_OUTCOMES = ("runs", "series")
"""Tables whose columns are outcomes first."""
PLACE = {
    "run_id": ("", "The run, named by a hash of all that decides its result."),
    "setting": ("", "Level of an assumption at which all arms are looked at again."),
    "arm": ("", "The world that is compared with others."),
    "replication": ("", "Runs with the same number have the same luck in every arm and setting."),
    "seed": ("", "Names the luck of the run."),
    "years": ("years", "Length of the run."),
    "month": ("months", "Months since the start: 0 is the opening month."),
    DATE: ("", "First day of that month."),
    "service": ("", "One of the services, or all together."),
    "organisation": ("", "The provider's own name in the tables, never used twice."),
    "name": ("", "What the provider is called."),
    "kind": ("", "Kind of provider, or of event."),
    "council": ("", "Code of the council."),
    "path": ("", "Dotted path of a parameter."),
    "value": ("", "The number that goes with the row, in the parameter's unit."),
    "because": ("", "Why it was decided so."),
    "other": ("", "The other organisation in an event."),
    "lot": ("", "Number of the lot, the bundle of posts that a contract covers."),
    "kind_at_start": ("", "Kind of provider when it was first seen."),
    "form": ("", "Legal form."),
    "origin": ("", "Whether a spin-out was begun from the top or by staff; empty for others."),
    "founded_month": ("months", "Month of founding; negative before the start."),
    "entered_month": ("months", "First month under observation: the first in which it traded."),
    "left_month": ("months", "Month in which its independence ended; empty if it did not."),
    "last_month": ("months", "Last month under observation."),
    "months_at_risk": ("months", "Time under observation in which it could have ended."),
    "ending": ("", "How its independence ended; empty if it did not."),
    "ended_by": ("", "Kind of who ended it: a group, a non-profit, a council, or none."),
    "ended_by_organisation": ("", "Who ended it."),
    "lettings": ("contracts", "Contracts it completed."),
    "cohort": ("", "Whether a mutual founded by April 2018, whose survival is counted."),
    "is_spun_out": ("", "Whether it began as a council's own team and has traded."),
    "is_charity": ("", "Whether it is a charity."),
    "has_traded": ("", "Whether it ever held a contract."),
    "is_partial": ("", "Whether it has lost some contracts but not all."),
    "turnover_start": ("GBP a year", "Turnover when it was first seen."),
    "turnover_end": ("GBP a year", "Turnover when it was last seen."),
    "second_letting_survived": ("", "1 if it kept its second contract, 0 if not, else empty."),
    "looks": ("", "Times a buyer looked at it while it was independent."),
    "counts_as": ("", "Of a spin-out who leads it: staff_led, customers, commissioning or other."),
    "value_at_founding": ("GBP a year", "What it was paid when it was founded or first seen."),
    "small_staff_led": ("", "Whether a mutual of the cohort that is small and led by its staff."),
    "is_named": ("", "Whether the scenario names it."),
    "is_group": ("", "Whether it is a private group at the end."),
    "share": ("share", "Share by yearly value of the council's service that its holder has."),
}
"""Columns that are no outcomes: unit and meaning."""


class Column(NamedTuple):
    """What a column says; a formula only of an outcome."""

    unit: str
    meaning: str
    formula: str


def described(name: str, table: str) -> Column:
    """What a column of a table says: "cohort" is a number of a run, and a mark of a provider."""
    place = {**PLACE, **NUMBERS} if table == "events" else PLACE
    has_outcomes = table in WITH_OUTCOMES or name not in place
    outcome = outcome_of(name) if has_outcomes else None
    if outcome is None and name.endswith(f"_{DATE}"):
        month = name.removesuffix(DATE) + MONTH
        return Column("", f"The first day of the calendar month that {month} counts.", "")
    if outcome is None:
        unit, meaning = place.get(name, ("", name.replace("_", " ")))
        return Column(unit, meaning, "")
    mean = "Mean over the run. " if name.startswith(MEAN) else ""
    return Column(outcome.unit, mean + outcome.meaning, outcome.formula)


def units_of(names: Iterable[str], table: str) -> dict[str, str]:
    """The unit of every column of a table; empty where it has none."""
    return {str(name): described(str(name), table).unit for name in names}


def opening(start_year: int, start_month: int) -> int:
    """Month 0 of a run that begins in this month (1 to 12), counted in months from January 1970."""
    return (start_year - 1970) * MONTHS_PER_YEAR + start_month - 1


def told(
    table: pd.DataFrame, kind: str, opened: int | NDArray[np.float64], *, every: bool = False
) -> pd.DataFrame:
    """A table of a kind as a user gets it: a date beside each month, units in `attrs["units"]`.

    opened: the `opening` of the run, or of the run of each row; NaN where it is not known. every:
    beside each month of a life too, such as that of founding.

    >>> shown = told(pd.DataFrame({"month": [0, 9]}), "series", opening(2013, 4))
    >>> shown["date"].astype(str).tolist()
    ['2013-04-01', '2014-01-01']
    """
    shown = table.copy(deep=False)
    for name in map(str, table.columns):
        if name == MONTH or (every and name.endswith(f"_{MONTH}")):
            place = list(shown.columns).index(name) + 1
            shown.insert(place, name.removesuffix(MONTH) + DATE, _days(table[name], opened))
    shown.attrs["units"] = units_of(shown.columns, kind)
    return shown


def _days(months: "pd.Series[float]", opened: int | NDArray[np.float64]) -> NDArray[np.datetime64]:
    since = months.to_numpy(np.float64, na_value=np.nan) + opened
    known = np.nan_to_num(since).astype(np.int64).astype("datetime64[M]")
    return np.where(np.isnan(since), np.datetime64("NaT", "M"), known).astype("datetime64[s]")
