"""Everything that is wrong with a sweep, before anything is run."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sim.asked import MOST_YEARS, whole
from sim.registry.files.text import brief
from sim.registry.walk import Leaf, allowed
from sim.studies.design.expansion import MOST_ARMS
from sim.studies.design.ranges import range_of
from sim.studies.question.naming import Said, nearest
from sim.studies.question.sections import MOST_POINTS, MOST_RUNS, Between
from sim.studies.sweeping.asked import FORM, Pairs, Stretch, Varied

LENGTH = "time.years"
MEAN = "mean_"
MOST_TOLD = 3
"""Values of one parameter that are told one by one."""


def odd_values(pairs: Pairs, known: Mapping[str, Leaf], follows: Collection[str]) -> Iterator[Said]:
    """What is wrong with each parameter and what is asked of it."""
    if not pairs:
        yield "", "names no parameter to vary", FORM
    for path, times in Counter(path for path, _ in pairs).items():
        if times > 1:
            yield path, f"is given {times} times", "give all its values at once"
    for path, asked in pairs:
        if path == LENGTH:
            yield path, "is the length of all runs, not to be varied", "say years (--years)"
        elif path in follows:
            section = path.rpartition(".")[0]
            yield path, "follows from other values", f"vary others under {section}"
        elif path not in known:
            yield path, "is no parameter", nearest(path, known)
        else:
            yield from _odd(known[path], asked)


def _odd(leaf: Leaf, asked: Varied) -> Iterator[Said]:
    """What is wrong with the values of a parameter, or with its range."""
    given = (asked.low, asked.high) if isinstance(asked, Stretch) else asked
    strange = [value for value in given if not isinstance(value, bool | int | float | str)]
    if strange:
        yield leaf.path, f"holds {strange[0]!r}, which is no single value", f"write {allowed(leaf)}"
        return
    if not isinstance(asked, Stretch):
        yield from _placed(leaf, Between(values=asked))
    elif not leaf.is_number:
        yield leaf.path, "has a range, and is no number", f"list values: {allowed(leaf)}"
    else:
        bounds = [value for value in given if isinstance(value, bool | str)]
        if bounds:
            yield leaf.path, f"has {bounds[0]!r} for a bound, which is no number", FORM
            return
        yield from _placed(leaf, Between(low=asked.low, high=asked.high))


def _placed(leaf: Leaf, between: Between) -> Iterator[Said]:
    told = [(leaf.path, *said[1:]) for said in range_of(leaf, between)[1]]
    yield from told[:MOST_TOLD]
    if len(told) > MOST_TOLD:
        yield leaf.path, f"holds {len(told) - MOST_TOLD:,} more such values", told[0][2]


def odd_counts(asked: Mapping[str, Any]) -> Iterator[Said]:
    """Counts that are no counts: seeds, points, years."""
    most = {"seeds": MOST_RUNS, "points": MOST_POINTS, "years": MOST_YEARS}
    for name, value in asked.items():
        count = whole(value)
        if count is None or not 1 <= count <= most[name]:
            is_int = isinstance(value, int) and not isinstance(value, bool)
            told = f"{value:,}" if is_int else repr(value)
            yield name, f"is {told}", f"ask for a whole number, 1 to {most[name]:,}"


def odd_outcomes(names: Sequence[Any], known: Collection[str]) -> Iterator[Said]:
    """Outcomes that no run has at its end, or that are named twice."""
    if not names:
        yield "outcomes", "names none", "name some, or leave it out for those of a run's summary"
    for name, times in Counter(map(str, names)).items():
        if times > 1:
            yield "outcomes", f"{name} is named twice", "name it once"
        if name in known:
            continue
        mean = f"{MEAN}{name}"
        remedy = f"its mean over the run is {mean}" if mean in known else nearest(name, known)
        yield "outcomes", f"{brief(name)} is no outcome of a whole run", remedy


def crossed(lists: Mapping[str, Sequence[Any]]) -> int:
    """Combinations that lists cross to, an empty one left out."""
    return math.prod(max(len(values), 1) for values in lists.values())


def too_many(lists: Mapping[str, Sequence[Any]], points: int, seeds: int) -> Iterator[Said]:
    """More combinations, worlds or runs than a machine can make."""
    combinations = crossed(lists)
    if combinations > MOST_ARMS:
        message = f"cross to {combinations:,} combinations, more than {MOST_ARMS:,}"
        yield "lists", message, "give fewer values, or ranges to draw from"
    elif combinations * points > MOST_POINTS:
        message = (
            f"make {combinations * points:,} worlds with the points, more than {MOST_POINTS:,}"
        )
        yield "lists", message, "give fewer values or points"
    if combinations * points * seeds > MOST_RUNS:
        message = f"makes {combinations * points * seeds:,} runs, more than {MOST_RUNS:,}"
        yield "sweep", message, "ask for fewer values, points or seeds"
