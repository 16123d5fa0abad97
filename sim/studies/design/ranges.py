"""From the words of an experiment to ranges that can be sampled, or to everything wrong with them.

A path may hold stars: "bidding.*" stands for every assumption under bidding that nothing else in
the file speaks of. A star passes over what has no plausible range; a path written out may not.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sim.registry.fields import Section
from sim.registry.reading.complaints import BEYOND_FLOAT, meant_by, shown
from sim.registry.reading.wholes import as_whole
from sim.registry.walk import Leaf, allowed, leaves, plain_number
from sim.studies.question.experiment import Experiment
from sim.studies.question.naming import Said, nearest
from sim.studies.question.sections import AS_IN_SCENARIO, PLAUSIBLE, Asked, Between

DIGITS = 10
"""Significant digits of a sampled value: the same on every machine, and short to read."""

LISTED = 10
"""Values of a list that are told."""

FACT = "fact"
STAR = "*"


@dataclass(frozen=True, slots=True)
class Range:
    """What one assumption may be: a stretch of numbers, or a list of values."""

    path: str
    low: float = 0.0
    high: float = 1.0
    is_whole: bool = False
    values: tuple[Any, ...] = ()
    """All the values there are, where it is no stretch."""

    def at(self, place: float) -> Any:
        """The value at a place from 0 to 1; whole numbers and listed values have equal shares.

        >>> Range("a", 2, 4, is_whole=True).at(1.0), Range("a", values=(True, False)).at(0.6)
        (4, False)
        """
        if self.values:
            return self.values[min(int(place * len(self.values)), len(self.values) - 1)]
        if self.is_whole:
            count = int(self.high - self.low) + 1
            return int(self.low) + min(int(place * count), count - 1)
        return float(f"{self.low + place * (self.high - self.low):.{DIGITS}g}")

    def in_words(self) -> str:
        """The range as a plan tells it.

        >>> Range("a", 0, 5).in_words(), Range("a", values=(True, False)).in_words()
        ('0 to 5', 'one of True, False')
        """
        if self.values:
            return f"one of {', '.join(map(str, self.values[:LISTED]))}"
        return f"{plain_number(self.low)} to {plain_number(self.high)}"

    def place_of(self, value: Any) -> float:
        """Where in the range a value lies, 0 to 1; the middle of its share for a listed value."""
        if self.values:
            return (self.values.index(value) + 0.5) / len(self.values)
        if self.is_whole:
            return (value - self.low + 0.5) / (self.high - self.low + 1)
        return float((value - self.low) / (self.high - self.low))

    def spaced(self, levels: int) -> tuple[Any, ...]:
        """So many values, evenly spaced from end to end; all of them where they are listed."""
        if self.values:
            return self.values
        steps = [index / max(levels - 1, 1) for index in range(levels)]
        if self.is_whole:
            span = self.high - self.low
            return tuple(dict.fromkeys(int(self.low + round(step * span)) for step in steps))
        return tuple(self.at(step) for step in steps)


@dataclass(frozen=True, slots=True)
class Ranges:
    """What an experiment varies, and what is wrong with how it says so."""

    levers: dict[str, tuple[Any, ...]]
    """By path, the values to take."""
    uncertainties: tuple[Range, ...]
    constants: dict[str, Any]
    problems: tuple[Said, ...]


def read_ranges(experiment: Experiment, world: Section, follows: Collection[str]) -> Ranges:
    """The levers, uncertainties and constants of an experiment on this world.

    follows: paths whose values follow from others, and so cannot be varied themselves.
    """
    known = {leaf.path: leaf for leaf in leaves(type(world)) if leaf.unit != FACT}
    problems: list[Said] = []
    kept = {path for path, value in experiment.constants.items() if value == AS_IN_SCENARIO}
    constants = {path: v for path, v in experiment.constants.items() if path not in kept}
    problems += _unknown("constants", constants, known)
    problems += _unknown("levers", experiment.levers, known)
    problems += _unmatched("constants", kept, known)
    spoken_for = {*constants, *experiment.levers, *follows, *_set_by_arms(experiment)}

    levers = {}
    for path, asked in experiment.levers.items():
        if path in known:
            values, said = _lever(known[path], asked, world)
            levers[path] = values
            problems += said
    ranges, said = _uncertainties(experiment, known, kept, spoken_for)
    problems += said
    problems += _said_twice(experiment, follows)
    return Ranges(levers, ranges, constants, tuple(problems))


def range_of(leaf: Leaf, asked: Asked) -> tuple[Range | None, list[Said]]:
    """The range of one assumption as an uncertainty, or what is wrong with it."""
    address = f'uncertainties "{leaf.path}"'
    if isinstance(asked, str):
        return _plausible(leaf, address) if asked == PLAUSIBLE else (None, [_no_word(address)])
    if isinstance(asked, Between) and asked.values is not None:
        return _listed(leaf, asked.values, address)
    if not leaf.is_number:
        values = asked if isinstance(asked, tuple) else ()
        return _listed(leaf, values, address)
    if isinstance(asked, tuple):
        if len(asked) != 2:  # noqa: PLR2004
            remedy = "write [low, high], or { values = [...] } for a list"
            return None, [(address, f"has {len(asked)} numbers", remedy)]
        return _stretch(leaf, asked[0], asked[1], address)
    return _stretch(leaf, asked.low, asked.high, address)


def _plausible(leaf: Leaf, address: str) -> tuple[Range | None, list[Said]]:
    if leaf.names or leaf.annotation is bool:
        return Range(leaf.path, values=leaf.names or (False, True)), []
    low, high = leaf.about.get("low"), leaf.about.get("high")
    if low is None or high is None or low == high:
        said = (address, "has no plausible range", "write [low, high], or leave it out")
        return None, [said]
    return _stretch(leaf, low, high, address)


def _stretch(leaf: Leaf, low: Any, high: Any, address: str) -> tuple[Range | None, list[Said]]:
    if low is None or high is None:
        return None, [(address, "lacks a bound", "give both low and high")]
    said = [*unsound(leaf, low, address), *unsound(leaf, high, address)]
    if said:
        return None, said
    if low > high:
        message = f"has its bounds reversed: {plain_number(low)} to {plain_number(high)}"
        return None, [(address, message, "put the lower first")]
    if low == high:
        return None, [(address, "has no width", "make it a constant, or widen it")]
    return Range(leaf.path, float(low), float(high), leaf.annotation is int), []


def _listed(leaf: Leaf, values: tuple[Any, ...], address: str) -> tuple[Range | None, list[Said]]:
    if not values:
        return None, [(address, "has no value", f"list some: {allowed(leaf)}")]
    values = tuple(map(as_whole, values)) if leaf.annotation is int else values
    said = [one for value in values for one in unsound(leaf, value, address)]
    twice = sorted(str(value) for value, times in Counter(values).items() if times > 1)[:10]
    if twice:
        said.append((address, f"lists {', '.join(twice)} twice", "list each value once"))
    return (None, said) if said else (Range(leaf.path, values=values), [])


def _lever(leaf: Leaf, asked: Asked, world: Section) -> tuple[tuple[Any, ...], list[Said]]:
    """The values of a lever. "plausible" is both ends and the scenario's own value."""
    from sim.registry.walk import value_at

    address = f'levers "{leaf.path}"'
    if isinstance(asked, tuple):
        found, said = _listed(leaf, asked, address)
        return (found.values if found else ()), said
    if isinstance(asked, Between):
        if asked.values is not None:
            return _lever(leaf, asked.values, world)
        found, said = _stretch(leaf, asked.low, asked.high, address)
    elif asked == PLAUSIBLE:
        found, said = _plausible(leaf, address)
    else:
        found, said = None, [_no_word(address)]
    if found is None:
        return (), said
    own = value_at(world, leaf.path)
    ends = found.values or (found.at(0), own, found.at(1))
    return tuple(dict.fromkeys(ends if found.values else sorted(ends))), said


def unsound(leaf: Leaf, value: Any, address: str) -> Iterator[Said]:
    """What is wrong with one value: its kind, no number, or outside the hard bounds."""
    told, remedy = shown(value).removeprefix("the text "), f"write {allowed(leaf)}"
    remedy = f"{meant_by(value, leaf)}{remedy}"
    if not leaf.is_number:
        known = leaf.names or (True, False)
        if not any(value is one or (value == one and leaf.names) for one in known):
            yield address, f"holds {told}, which is not {allowed(leaf)}", remedy
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or abs(value) > BEYOND_FLOAT or not math.isfinite(value):
        yield address, f"holds {told}, which is no number", remedy
        return
    if leaf.annotation is int and value != int(value):
        yield address, f"holds {told}, which is no whole number", remedy
    least, most = leaf.bounds
    if (least is not None and value < least) or (most is not None and value > most):
        yield address, f"holds {plain_number(value)}, out of bounds", remedy


def _uncertainties(
    experiment: Experiment, known: Mapping[str, Leaf], kept: set[str], spoken_for: set[str]
) -> tuple[tuple[Range, ...], list[Said]]:
    said: list[Said] = []
    asked = experiment.uncertainties
    said += _unknown("uncertainties", [path for path in asked if STAR not in path], known)
    said += _unmatched("uncertainties", [path for path in asked if STAR in path], known)
    found = []
    for path, leaf in known.items():
        pattern = _speaks_of(path, asked)
        if pattern is None:
            continue
        is_exact = pattern == path
        if not is_exact and (path in spoken_for or _speaks_of(path, kept)):
            continue
        one, wrong = range_of(leaf, asked[pattern])
        if is_exact or one is not None or asked[pattern] != PLAUSIBLE:
            said += wrong
        if one is not None:
            found.append(one)
    return tuple(found), said


def _speaks_of(path: str, patterns: Collection[str]) -> str | None:
    """The pattern that speaks of a path: the path itself, else the longest with stars."""
    if path in patterns:
        return path
    fitting = [one for one in patterns if STAR in one and fnmatchcase(path, one)]
    return max(fitting, key=len, default=None)


def _said_twice(experiment: Experiment, follows: Collection[str]) -> Iterator[Said]:
    for path in experiment.uncertainties:
        address = f'uncertainties "{path}"'
        for kind, others in (
            ("a lever", experiment.levers),
            ("a constant", experiment.constants),
        ):
            if path in others:
                yield address, f"is {kind} too", "keep one of the two"
        if path in follows:
            yield address, "follows from other values", f"vary those; {follows_remedy(path)}"
    for path in set(experiment.levers) & set(experiment.constants):
        yield f'levers "{path}"', "is a constant too", "keep one of the two"


def follows_remedy(path: str) -> str:
    """What to vary instead of a value that follows from others."""
    section = path.rpartition(".")[0]
    return f"see what is under {section}" if section else "see the scenario"


def _set_by_arms(experiment: Experiment) -> set[str]:
    return {path for arm in experiment.arms for path in arm.set}


def _unknown(table: str, paths: Collection[str], known: Mapping[str, Leaf]) -> Iterator[Said]:
    for path in paths:
        if path not in known:
            yield f'{table} "{path}"', "is no parameter", nearest(path, known)


def _unmatched(table: str, patterns: Collection[str], known: Mapping[str, Leaf]) -> Iterator[Said]:
    for pattern in patterns:
        if not any(pattern == path or fnmatchcase(path, pattern) for path in known):
            yield f'{table} "{pattern}"', "fits no parameter", "`mutuals parameters` lists them"


def _no_word(address: str) -> Said:
    return address, "is no range", 'write "plausible", [low, high] or { values = [...] }'
