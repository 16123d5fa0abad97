"""Names of columns that Stata and R know as names."""

import re
from collections.abc import Iterable

LONGEST_NAME = 32
"""Letters of a name in Stata."""
HEAD = 15
"""Letters kept of the beginning of a name that is too long; the end tells it from its like."""


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
