"""Numbers, counts and lists as a reader would say them."""

import math
import re
from collections.abc import Sequence
from numbers import Real

FIRST_YEAR = 2013
FIRST_MONTH_OF_YEAR = 4
MONTHS_A_YEAR = 12
BAND_SHARE = 0.95
_WHOLE_PERCENT, _WHOLE, _THOUSAND = 0.1, 10, 1000
_COUNTED = ("", "providers")
_NAMES = ("Webb", "England", "April")
_SMALL_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


_POUNDS, _MILLION = "GBP", 1_000_000


def spoken(name: str) -> str:
    """A code name as words, for names this module does not know."""
    return name.replace("_", " ").strip()


def is_known(value: object) -> bool:
    """Whether a number is there and finite."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def number(value: float | None, unit: str = "", *, signed: bool = False) -> str:
    """A number with its unit, in few digits. Units: "share", "points" of shares, or a word.

    >>> number(0.4136, "share"), number(-0.052, "points"), number(2.31, "years")
    ('41%', '−5.2 points', '2.3 years')
    """
    if value is None or not is_known(float(value)):
        return "not known"
    if unit == "share":
        text = (
            f"{100 * value:.0f}%"
            if abs(value) >= _WHOLE_PERCENT or value == 0
            else f"{100 * value:.1f}%"
        )
    elif unit == "points":
        text = f"{100 * value:.1f} points"
    elif unit.startswith(_POUNDS):
        text = f"{_pounds(value)}{unit.removeprefix(_POUNDS).replace(' per ', ' a ')}"
    elif abs(value) >= _THOUSAND:
        text = f"{value:,.0f} {unit}"
    elif abs(value) >= _WHOLE or (unit in _COUNTED and float(value).is_integer()):
        text = f"{value:.0f} {unit}"
    else:
        text = f"{value:.1f} {unit}" if unit else f"{value:.2f}"
    text = f"+{text}" if signed and value > 0 else text
    return text.strip().replace("-", "−")


def _pounds(value: float) -> str:
    """An amount of money in few digits.

    >>> _pounds(147571742.0), _pounds(-12345.0)
    ('£147.6m', '-£12,345')
    """
    size = f"£{abs(value) / _MILLION:,.1f}m" if abs(value) >= _MILLION else f"£{abs(value):,.0f}"
    return f"-{size}" if value < 0 else size


def level(value: float | None, unit: str = "") -> str:
    """A threshold: like any number, but round ones are said round: "5 points"."""
    said = number(value, unit)
    return "1 point" if said == "1.0 points" else re.sub(r"\.0+(?=\D|$)", "", said)


def span(low: float | None, high: float | None, unit: str = "") -> str:
    """An interval, its unit said once: "31% to 38%", "0.4 to 1.2 years"."""
    if low is None or high is None or not (is_known(float(low)) and is_known(float(high))):
        return "no interval"
    first, second = number(low, unit), number(high, unit)
    if unit.startswith(_POUNDS):
        return f"{first.partition(' ')[0]} to {second}"
    if unit not in ("share", ""):
        first = first.removesuffix(f" {unit}")
    return f"{first} to {second}"


def count(how_many: int, one: str, many: str | None = None) -> str:
    """A count in words up to twelve: "three claims"."""
    return f"{counted(how_many)} {one if how_many == 1 else many or one + 's'}"


def counted(how_many: int) -> str:
    """A whole number, in words up to twelve."""
    return _SMALL_NUMBERS[how_many] if how_many < len(_SMALL_NUMBERS) else f"{how_many:,}"


def listed(items: Sequence[str]) -> str:
    """Items as a sentence says them: "a, b and c"."""
    if not items[1:]:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capital(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def inside(name: str) -> str:
    """A title as it reads inside a sentence: first letter small, unless it is a name."""
    is_name = name.startswith(_NAMES)
    return name if is_name else name[:1].lower() + name[1:]


def calendar_year(month: float) -> float:
    """Position of a month of the run on the calendar, in years; month 0 is April 2013."""
    return FIRST_YEAR + (FIRST_MONTH_OF_YEAR - 1 + month) / MONTHS_A_YEAR
