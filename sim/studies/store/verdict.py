"""Verdicts and estimates, and the one place where they are written and read back.

In memory a number that is not known is NaN; in the files it is null.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from sim.errors import DamageError
from sim.studies.store.files import parsed_json, plain, write_json
from sim.studies.store.manifest import misfit

Finding = Literal["supported", "refuted", "undecided"]
Known = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]
Number = TypeVar("Number")
FIXED_BEFOREHAND = "number of runs fixed beforehand"


@dataclass(frozen=True, slots=True)
class StoredEstimate:
    """A number shown beside a verdict, with its interval and no claim."""

    beside: str
    statement: str
    setting: str
    outcome: str
    comparison: str
    estimate: Known
    low: Known
    high: Known
    confidence: float
    runs: int
    pairing_gain: float | None = None
    """For two arms: how many times as many runs unpaired seeds would need."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the runs say of one claim at one setting, or of a claim made of parts."""

    id: str
    statement: str
    setting: str
    verdict: Finding
    estimate: Known
    low: Known
    high: Known
    threshold: float
    confidence: float
    runs: int
    smallest_effect: float | None
    equivalence: bool | None
    """Whether the number is as good as equal to the threshold: within the smallest effect."""
    no_effect: bool | None
    """For two arms: whether their difference is too small to matter."""
    outcome: str
    comparison: str
    direction: str
    reason: str
    """Why there is no plain answer, or what to know of it; empty when nothing is odd."""
    chance_supported: Known
    """One-sided p-value against the claim's opposite; of a whole, adjusted for its parts."""
    chance_refuted: Known
    pairing_gain: float | None = None
    """For two arms: how many times as many runs unpaired seeds would need."""
    interval: str = FIXED_BEFOREHAND
    """What the interval holds for."""
    parts: tuple["Verdict", ...] = ()

    @property
    def leaves(self) -> list["Verdict"]:
        """The single claims it is made of: itself, or those of its parts."""
        return [leaf for part in self.parts for leaf in part.leaves] or [self]


@dataclass(frozen=True, slots=True)
class Space:
    """What is behind a verdict over all points of a design."""

    design: str
    points: int
    not_asked: int
    no_value: int
    holds_at: int
    fails_at: int
    share: Known
    share_low: Known
    share_high: Known
    share_less_noise: float | None
    """The share after the blur of luck is taken back out; None where its size is not known."""
    near_the_line: int | None
    replications: int
    blocks: int
    widely: float
    no_effect_share: float | None = None
    """For two arms: the share of points where their difference is too small to matter."""
    no_effect_low: float | None = None
    no_effect_high: float | None = None
    no_difference_at: int = 0
    """Points where two arms are alike in every run, so that the claim neither holds nor fails."""


@dataclass(frozen=True, slots=True)
class ToldVerdict(Verdict):
    """A verdict as it is stored and told: in words, and whether its claim reads as it did."""

    space: Space | None = None
    """Of a verdict over all points."""
    text_hash: str = ""
    text_written: str | None = None
    text_changed: bool = False
    words: str = ""
    """What is printed; of one stored before there were words, nothing."""
    hangs_on: tuple[str, ...] = ()
    """Parameters with which it turns, if it does."""
    false_discoveries: Known = math.nan
    """The least rate of false discoveries, among the study's verdicts, at which it would stand."""

    def as_json(self) -> "StoredVerdict":
        """The verdict as it stands in verdict.json."""
        found = plain(asdict(self))
        if self.space is None:
            del found["space"]
        stored: StoredVerdict = found
        return stored


class StoredPart(TypedDict):
    """A verdict on one part of a claim, as in verdict.json."""

    id: str
    statement: str
    setting: str
    verdict: Finding
    estimate: float | None
    low: float | None
    high: float | None
    threshold: float
    confidence: float
    runs: int
    smallest_effect: float | None
    equivalence: bool | None
    no_effect: bool | None
    outcome: str
    comparison: str
    direction: str
    reason: str
    chance_supported: float | None
    chance_refuted: float | None
    pairing_gain: float | None
    interval: str
    parts: list["StoredPart"]


class StoredVerdict(StoredPart):
    """A verdict as in verdict.json: `ToldVerdict` for those who index it."""

    text_hash: str
    text_written: str | None
    text_changed: bool
    words: str
    hangs_on: list[str]
    false_discoveries: float | None
    space: NotRequired[dict[str, str | float | None]]


_VERDICTS, _FIGURES = TypeAdapter(list[ToldVerdict]), TypeAdapter(list[StoredEstimate])


def told(verdict: Verdict, **says: Any) -> ToldVerdict:
    """A verdict with more said of it."""
    had = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    return ToldVerdict(**{**had, **says})


def write_verdicts(path: Path, verdicts: Iterable[ToldVerdict]) -> str:
    """Write verdict.json; returns its hash."""
    return write_json(path, [one.as_json() for one in verdicts])


def read_verdicts(path: Path, content: bytes) -> list[ToldVerdict]:
    """Verdicts from the bytes of their file; raises DamageError where they do not fit."""
    return _read(_VERDICTS, path, content)


def write_estimates(path: Path, figures: Iterable[StoredEstimate]) -> str:
    """Write estimates.json; returns its hash."""
    return write_json(path, [asdict(one) for one in figures])


def read_estimates(path: Path, content: bytes) -> list[StoredEstimate]:
    """Estimates from the bytes of their file; raises DamageError where they do not fit."""
    return _read(_FIGURES, path, content)


def _read(shape: TypeAdapter[list[Number]], path: Path, content: bytes) -> list[Number]:
    parsed_json(path, content)  # so that what is no JSON is told as such
    try:
        return shape.validate_json(content, strict=True)
    except ValidationError as error:
        raise DamageError(misfit(path, error)) from None
