"""What a page on a case is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEPPER_2010 = "Lepper 2010"
LEPPER_2013 = "Lepper 2013"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a case, where it stands in its world, and who says so."""

    says: str
    place: str
    source: str = LEPPER_2013


@dataclass(frozen=True, slots=True)
class Arm:
    """The case's world with something set differently."""

    name: str
    title: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Overrides by dotted path."""
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is changed of single named mutuals, by name."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of every run that a page shows."""

    name: str
    says: str
    kind: str = "number"
    """`chance` (0 or 1 in a run), `share`, `rate` (a year), `money` (GBP), `number`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case with its world of the same name."""

    name: str
    title: str
    story: str
    facts: tuple[Fact, ...]
    assumed: tuple[str, ...]
    measures: tuple[Measure, ...]
    arms: tuple[Arm, ...] = ()
    """Besides the world as it stands."""
    mutuals: tuple[str, ...] = ()
    """Whose endings are counted."""
    left_out: tuple[str, ...] = ()
    years: int = 10
    """Length of a run."""


BASE = Arm("base", "as it stands")
"""The world of a case, nothing changed."""


def arms_of(case: Case) -> tuple[Arm, ...]:
    """Every arm of a case, the world as it stands first."""
    return (BASE, *case.arms)


def of_mutual(name: str) -> tuple[Measure, ...]:
    """What is counted for every mutual of a case."""
    return (
        Measure(f"{name}: founded", f"{name} comes to be", "chance"),
        Measure(f"{name}: independent 5", f"{name} independent after five years", "chance"),
        Measure(f"{name}: independent 10", f"{name} independent after ten years", "chance"),
    )
