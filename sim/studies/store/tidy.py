"""Tables as other programs take them: names that Stata and R know as names, and a date a month."""

import re
from collections.abc import Iterable

import pandas as pd

from sim.studies.store.manifest import Manifest, varied
from sim.units import MONTHS_PER_YEAR

LONGEST_NAME = 32
"""Letters of a name in Stata."""
HEAD = 15
"""Letters kept of the beginning of a name that is too long; the end tells it from its like."""
MONTH, DATE = "month", "date"
BEGINNING = {"time.start_year", "time.start_month"}
FIRST_YEAR, FIRST_MONTH = 2013, 4
"""When a world begins that does not say."""


def short_names(names: Iterable[str]) -> dict[str, str]:
    """A name for each column, none twice: at most 32 letters, digits and underscores.

    >>> short_names(["market.contract_months", "top4_end.homes", "top4_end_homes", "1st"])
    {'market.contract_months': 'market_contract_months', 'top4_end.homes': 'top4_end_homes', \
'top4_end_homes': 'top4_end_homes_2', '1st': 'x_1st'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if plain[:1].isalpha() else f"x_{plain.lstrip('_')}"
        short, number = _within(plain, LONGEST_NAME), 1
        while short.casefold() in taken:
            number += 1
            ending = f"_{number}"
            short = _within(plain, LONGEST_NAME - len(ending)) + ending
        taken.add(short.casefold())
        found[name] = short
    return found


def _within(name: str, longest: int) -> str:
    """The name, its middle left out where it is too long."""
    if len(name) <= longest:
        return name
    return f"{name[:HEAD]}_{name[HEAD + 1 - longest :]}"


def with_dates(table: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    """The table with a date beside each column of months: the first day of the calendar month.

    As it is where worlds that begin at different times are compared.
    """
    if BEGINNING & varied(manifest).keys():
        return table
    began = manifest["world"].get("time")
    said = began if isinstance(began, dict) else {}
    year, month = said.get("start_year", FIRST_YEAR), said.get("start_month", FIRST_MONTH)
    dated = table.copy()
    for name in table:
        if name != MONTH and not str(name).endswith(f"_{MONTH}"):
            continue
        dates = _dates(table[name], year * MONTHS_PER_YEAR + month - 1)
        dated.insert(int(dated.columns.get_loc(name)) + 1, str(name)[: -len(MONTH)] + DATE, dates)
    return dated


def _dates(months: "pd.Series[float]", first: int) -> "pd.Series[pd.Timestamp]":
    """The first day of each month; nothing where there is none."""
    counted = first + months.astype("float64")
    parts = pd.DataFrame(
        {"year": counted // MONTHS_PER_YEAR, "month": counted % MONTHS_PER_YEAR + 1, "day": 1}
    )
    return pd.to_datetime(parts.where(counted.notna()), errors="coerce")
