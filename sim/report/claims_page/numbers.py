"""Numbers of a page of claims in words: an estimate with its interval, and what is asked of it."""

import math

from sim.report.claims import unit_of
from sim.report.claims_page.rows import ClaimRow

HUNDRED, THOUSAND, ONE = 100, 1000, 1.0
TIMES = "times"


def span(row: ClaimRow) -> str:
    """The estimate with its interval: "12.0% (9.1 to 15.2)"."""
    unit = _unit(row)
    if not math.isfinite(row.estimate):
        return "none"
    if not (math.isfinite(row.low) and math.isfinite(row.high)):
        return f"{_told(row.estimate, unit)} (no interval)"
    ends = f"{_digits(row.low, unit)} to {_digits(row.high, unit)}"
    return f"{_told(row.estimate, unit)} ({ends})"


def bar(row: ClaimRow) -> str:
    """What the claim asks of the number."""
    if not math.isfinite(row.threshold):
        return ""
    unit = _unit(row)
    value = row.threshold * (HUNDRED if unit in ("share", "points") else 1)
    after = _after(unit).removesuffix("s") if abs(value) == 1 else _after(unit)
    return f"{row.direction} {f'{value:g}'.replace('-', '−')}{after}"


def _unit(row: ClaimRow) -> str:
    """The unit of a row's numbers; a ratio is so many times what it is set beside."""
    return TIMES if row.comparison == "ratio" else unit_of(row.outcome, row.comparison)


def _told(value: float, unit: str) -> str:
    return f"{_digits(value, unit)}{_after(unit)}"


def _after(unit: str) -> str:
    """The unit as it stands behind a number."""
    if unit == "share":
        return "%"
    return f" {unit}" if unit else ""


def _digits(value: float, unit: str) -> str:
    """A number in as many digits as its unit bears, without the unit."""
    if unit in ("share", "points"):
        value *= HUNDRED
        digits = 1 if abs(value) >= ONE else 2
    elif abs(value) >= THOUSAND:
        return f"{value:,.0f}".replace("-", "−")
    else:
        digits = {"": 3, TIMES: 2}.get(unit, 1)
    return f"{value:.{digits}f}".replace("-", "−")
