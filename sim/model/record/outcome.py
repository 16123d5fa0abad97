"""The form of an outcome: what one number of a result means, and the words its lines share."""

import math
from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Literal

from sim.registry.sections.kinds import KINDS
from sim.registry.words import KIND_WORDS

FOR_KIND, FOR_KINDS = "KIND", "KINDS"
"""What stands in a line for each kind of provider: in a name its code, in a text its words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one number of a result means."""

    name: str
    unit: str
    kind: Literal["stock", "flow", "end"]
    formula: str
    meaning: str
    words: str = ""
    """How a report says it in a sentence; of a series, its mean over the run."""
    said_in: str = ""
    """The unit in which a report says it, where `unit` alone does not tell."""
    _: KW_ONLY
    of: tuple[str, str] | None = None
    """The two flows that it is a ratio of; over a run, of their totals."""
    by_service: bool = False
    """Whether the mean of a series is also kept by service."""
    is_kept: bool = False
    """Whether the mean of a series is also kept under the series' own name."""
    within: tuple[float, float] | None = None
    """The least and the most it can be, where its unit alone does not tell."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most it can be: of a share 0 and 1, of anything else 0 and no end."""
        return self.within or (0.0, 1.0 if self.unit in FROM_0_TO_1 else math.inf)


def stock(name: str, unit: str, *said: str, **how: Any) -> Outcome:
    """A series that has a value each month; what is `said` changes no number, `how` does."""
    return Outcome(name, unit, "stock", *said, **how)


def flow(name: str, unit: str, *said: str) -> Outcome:
    """A series of amounts a month, counted under its name as it happens."""
    return Outcome(name, unit, "flow", *said)


def end(name: str, unit: str, *said: str, **how: Any) -> Outcome:
    """One number for the whole run."""
    return Outcome(name, unit, "end", *said, **how)


def each_kind(
    line: Outcome,
    words: Mapping[str, str] | None = None,
    *,
    kinds: Collection[str] = KINDS,
    by_service: Collection[str] = (),
) -> tuple[Outcome, ...]:
    """The outcome of each kind of provider that a line tells of. words: of kinds that have own."""
    return tuple(
        replace(
            line,
            name=line.name.replace(FOR_KIND, kind),
            formula=line.formula.replace(FOR_KINDS, KIND_WORDS[kind].several),
            meaning=line.meaning.replace(FOR_KINDS, KIND_WORDS[kind].several),
            words=(words or {}).get(kind, line.words).replace(FOR_KINDS, KIND_WORDS[kind].brief),
            by_service=kind in by_service,
        )
        for kind in kinds
    )


SHARE = "share"
RATE = "per year"
FROM_0_TO_1 = (SHARE, "0 to 1", "index 0 to 1", "per look")
"""Units of what cannot be below 0 or above 1."""
ANYTHING, OF_CHANGE, AT_LEAST_0 = (-math.inf, math.inf), (-1.0, 1.0), (0.0, math.inf)
POINTS = "points"
"""What a difference of shares is said in."""
OUTSIDE = KINDS[1:]
