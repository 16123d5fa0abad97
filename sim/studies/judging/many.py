"""What luck does to many verdicts at once: how many it would decide, and which of them stand.

Each verdict is wrong by luck at most as often as its confidence allows. Of many, some will be. The
rate of false discoveries is the part of the decided ones that luck decided: it is held at a level
by Benjamini and Yekutieli (2001), Annals of Statistics 29:1165, which allows for verdicts that rest
on the same runs; scipy works it out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.studies.store.verdict import Verdict

RATE = 0.05
"""At which the rate of false discoveries is held."""
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judged:
    """What luck needs to know of a verdict."""

    name: str
    verdict: str
    chance: float
    """Two-sided: of a mean as far from the threshold by luck alone; NaN if it cannot be told."""
    confidence: float


def judged_as(one: Verdict) -> Judged:
    """A verdict as luck sees it."""
    sides = [one.chance_supported, one.chance_refuted]
    chance = math.nan if any(map(math.isnan, sides)) else min(1.0, 2 * min(sides))
    return Judged(f"{one.id} at {one.setting}", one.verdict, chance, one.confidence)


def false_discoveries(verdicts: Sequence[Judged]) -> list[float]:
    """For each verdict, the least rate of false discoveries at which it would stand; else NaN."""
    from scipy.stats import false_discovery_control

    chances = np.array([one.chance for one in verdicts])
    found = np.full(len(chances), math.nan)
    known = ~np.isnan(chances)
    if known.any():
        found[known] = false_discovery_control(chances[known], method="by")
    return [float(rate) for rate in found]


def luck_of_many(verdicts: Sequence[Judged]) -> str:
    """How many of several verdicts luck might have decided, in words; nothing of a single one.

    >>> sure, barely = Judged("a", "supported", 0.001, 0.95), Judged("b", "refuted", 0.04, 0.95)
    >>> luck_of_many([sure, barely]).partition(". ")[2]
    'Of 2 decided, 1 stands with the rate of false discoveries held at 5%; not b.'
    """
    asked = [one for one in verdicts if not math.isnan(one.chance)]
    if len(asked) <= 1:
        return ""
    by_luck = sum(1 - one.confidence for one in asked)
    decided = [
        (one, rate)
        for one, rate in zip(asked, false_discoveries(asked), strict=True)
        if one.verdict != UNDECIDED
    ]
    fallen = [one.name for one, rate in decided if rate > RATE]
    said = f"{len(asked)} verdicts over runs: if every truth lay on its line, luck would decide "
    said += f"at most about {by_luck:.1f} of them. "
    if not decided:
        return f"{said}None is decided."
    standing = len(decided) - len(fallen)
    stands = f"{standing} {'stands' if standing == 1 else 'stand'}" if standing else "none stands"
    said += f"Of {len(decided)} decided, {stands} with the rate of false discoveries held at "
    but = f"; not {', '.join(fallen)}" if fallen else ""
    return f"{said}{RATE:.0%}{but}."
