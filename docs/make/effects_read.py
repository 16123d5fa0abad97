"""The measured effects as docs/effects.csv holds them, and how pages tell them."""

import csv
import functools
import math
import re
from dataclasses import dataclass
from types import MappingProxyType

from docs.make.mechanisms import MECHANISMS
from sim.model.record.catalogue import end_unit
from sim.registry.shipped import CHECKOUT
from sim.registry.walk import plain_number

EFFECTS = CHECKOUT / "docs" / "effects.csv"
LARGE = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """What one outcome did when a switch was turned, from docs/effects.csv."""

    outcome: str
    difference: float
    low: float
    high: float
    moved: bool

    @property
    def is_never(self) -> bool:
        """Whether every pair of runs came out the same."""
        return self.difference == self.low == self.high == 0


@functools.cache
def _all_measured() -> MappingProxyType[str, tuple[Measured, ...]]:
    found: dict[str, tuple[Measured, ...]] = {}
    with EFFECTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            estimate, low, high = (float(row[name]) for name in ("difference", "low", "high"))
            one = Measured(row["outcome"], estimate, low, high, row["moved"] == "True")
            found[row["switch"]] = (*found.get(row["switch"], ()), one)
    return MappingProxyType(found)


def measured(switch: str) -> tuple[Measured, ...]:
    """What was measured of a switch; nothing if it is newer than the measurement."""
    return _all_measured().get(switch, ())


@functools.cache
def how_measured() -> str:
    """World, length and number of pairs of the measurement, as docs/effects.md has them."""
    text = EFFECTS.with_suffix(".md").read_text(encoding="utf-8")
    found = re.search(r"--world (\S+) --years (\d+) --seeds (\d+)", text)
    assert found is not None, "docs/effects.md says how it was made"
    world, years, seeds = found.groups()
    return f"{seeds} pairs of runs of `{world}` over {years} years"


def strongest_of(switch: str) -> str:
    """The outcome that a switch moves most, of those named beforehand, with its interval."""
    strongest = max(measured(switch), key=_strength, default=None)
    return "not measured yet" if strongest is None else _difference(strongest)


def _strength(one: Measured) -> float:
    """How many half-widths of its interval an effect lies from zero."""
    half = (one.high - one.low) / 2
    if not math.isfinite(half):
        return -1.0
    return abs(one.difference) / half if half > 0 else float(one.moved)


def effect_line(switch: str) -> str:
    """What a switch moved, as a sentence."""
    found = measured(switch)
    row = next((row for row in MECHANISMS if row.switch == switch), None)
    if not found or row is None:
        return "*What it moves* has not been measured yet."
    if all(one.is_never for one in found):
        names = ", ".join(f"`{one.outcome}`" for one in found)
        silence = f"nothing at all in {how_measured()}: {names} were the same in every pair."
        return f"*What it moves*: {silence}"
    values = "on less off"
    if not isinstance(row.on, bool):
        values = f"at {shown(row.on)} less at {shown(row.off)}"
    moved = [_difference(one) for one in found if one.moved]
    still = [_difference(one) for one in found if not one.moved]
    line = f"*What it moves*, {values}, in {how_measured()}: "
    line += "; ".join(moved) if moved else "none of the outcomes named beforehand, beyond chance"
    if still:
        line += ". Not beyond chance: " + "; ".join(still)
    return line + "."


def _difference(one: Measured) -> str:
    if one.is_never:
        return f"`{one.outcome}` not at all"
    beyond = "" if one.moved else ", chance"
    span = f"{_figure(one.low)} to {_figure(one.high)}{beyond}"
    return f"`{one.outcome}` {_figure(one.difference)} {end_unit(one.outcome)} ({span})"


def shown(value: object) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if abs(value) >= LARGE else plain_number(value)
    return str(value)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3g}"
