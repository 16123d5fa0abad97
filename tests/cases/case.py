"""Cases in words: a file of TOML says what must come out of a world, and this reads and judges it.

`docs/cases-in-words.md` says how to write one.
"""

import json
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import sim
from sim.errors import Problem, ProblemsError
from sim.model.one_result import Run
from sim.model.record.catalogue import CATALOGUE
from sim.studies.question.naming import nearest
from sim.units import MONTHS_PER_YEAR

FLOWS = frozenset(one.name for one in CATALOGUE if one.kind == "flow")
"""What happens in a month: a case asks for the total over the run and the seeds."""
STOCKS = frozenset(one.name for one in CATALOGUE if one.kind == "stock")
COMPARING = ("it", "at_most_times", "at_least_times")
Going = Literal["rises", "falls", "same"]
NEAR_ENOUGH = 1e-9
EXAMPLE = {
    "says": 'says = "Longer contracts mean fewer tenders"',
    "scenario": 'scenario = "tiny"',
    "months": "months = 72",
    "seeds": "seeds = [1, 2, 3, 4]",
    "expect": '[[expect]], and below it outcome = "tenders" and it = "falls"',
    "outcome": 'outcome = "tenders"',
}
"""What to write where something that every case needs is missing."""


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR_ENOUGH * max(abs(one), 1)


def _goes(it: str, here: float, there: float) -> bool:
    return {"rises": here > there, "falls": here < there, "same": _is_near(here, there)}[it]


HOLDS: dict[str, Callable[[Any, float, float], bool]] = {
    "it": _goes,
    "at_most_times": lambda times, here, there: here <= times * there,
    "at_least_times": lambda times, here, there: here >= times * there,
    "equals": lambda number, here, _: _is_near(number, here),
    "at_least": lambda number, here, _: here >= number,
    "at_most": lambda number, here, _: here <= number,
}
"""Whether what a word says holds, by what is written, the outcome here and in the other world."""


class CaseError(ProblemsError):
    """A case that cannot be read or makes no sense."""

    subject = "case"


class Plain(BaseModel):
    """A table of a case: no word but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Other(Plain):
    """The world that the case is compared with: the scenario as it is, unless said."""

    scenario: str | None = None
    set: dict[str, Any] = {}


class Expected(Plain):
    """What one outcome must be."""

    outcome: str
    it: Going | None = None
    at_most_times: float | None = None
    at_least_times: float | None = None
    equals: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    def words(self) -> list[str]:
        """Every word that says what must come out."""
        return [name for name in HOLDS if getattr(self, name) is not None]

    def fails(self, here: float, there: float) -> str:
        """Why it has not come out so; empty if it has."""
        said = {name: getattr(self, name) for name in self.words()}
        missed = [name for name, word in said.items() if not HOLDS[name](word, here, there)]
        told = [f"{name} = {json.dumps(said[name])}" for name in missed]
        beside = f", and {there:.6g} in the other world"
        return f"{self.outcome} is {here:.6g}{beside}, not {', '.join(told)}" if missed else ""


class Case(Plain):
    """A world, what must come out of it, and the world it is set beside."""

    says: str
    scenario: str
    months: int = Field(gt=0, multiple_of=MONTHS_PER_YEAR)
    seeds: tuple[int, ...] = Field(min_length=1)
    set: dict[str, Any] = {}
    than: Other = Other()
    expect: tuple[Expected, ...] = Field(min_length=1)

    def found(self, outcome: str) -> tuple[float, float]:
        """An outcome here and in the other world."""
        there = self.than.scenario or self.scenario
        return (
            _value(outcome, [self._run(self.scenario, self.set, seed) for seed in self.seeds]),
            _value(outcome, [self._run(there, self.than.set, seed) for seed in self.seeds]),
        )

    def _run(self, scenario: str, values: Mapping[str, Any], seed: int) -> Run:
        return run_of(scenario, dict(_flat(values)), seed, self.months // MONTHS_PER_YEAR)


WORDS_OF: dict[str, Collection[str]] = {
    "than": Other.model_fields,
    "expect": Expected.model_fields,
}


def run_of(scenario: str, values: Mapping[str, Any], seed: int, years: int) -> Run:
    """A run of a scenario with some values set: made once, however many ask for it."""
    return _run_of(scenario, json.dumps(sorted(values.items())), seed, years)


@cache
def _run_of(scenario: str, values: str, seed: int, years: int) -> Run:
    world = sim.load(scenario, dict(json.loads(values)), set_by="a case")
    return sim.run(world, seed=seed, years=years)


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Values by dotted path, however a file nests them."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _value(outcome: str, runs: list[Run]) -> float:
    """A flow in total over runs and services; any other as a mean over the runs that have it."""
    if outcome in FLOWS:
        every = [run.monthly.loc[run.monthly["service"] == "all", outcome] for run in runs]
        return float(sum(months.sum() for months in every))
    found = np.array([run.outcomes[outcome] for run in runs])
    return float(found[~np.isnan(found)].mean()) if not np.isnan(found).all() else np.nan


@cache
def outcomes() -> frozenset[str]:
    """Every name that a case may ask for."""
    return FLOWS | frozenset(run_of("tiny", {}, 1, 1).outcomes.index)


def read_case(path: Path) -> Case:
    """A case from its file. Raises CaseError with all that is wrong with it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError([Problem(path.name, "", f"is not TOML: {error}", "mend it")]) from None
    try:
        case = Case.model_validate(tables)
    except ValidationError as error:
        raise CaseError(list(_complaints(path.name, error))) from None
    if found := [Problem(path.name, *said) for said in _odd(case)]:
        raise CaseError(found)
    for world in ((case.scenario, case.set), (case.than.scenario or case.scenario, case.than.set)):
        sim.load(world[0], dict(_flat(world[1])), set_by=path.name)
    return case


def _complaints(file: str, error: ValidationError) -> Iterator[Problem]:
    for one in error.errors():
        name = str(one["loc"][-1])
        steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in one["loc"])
        address = "".join(steps).removeprefix(".")
        if one["type"] == "extra_forbidden":
            known = WORDS_OF.get(str(one["loc"][0]), Case.model_fields)
            yield Problem(file, address, "is no word of a case", nearest(name, known))
        elif one["type"] in ("missing", "too_short"):
            yield Problem(file, address, "is missing", f"write {EXAMPLE.get(name, name)}")
        elif one["type"] == "literal_error":
            given = str(one["input"])
            yield Problem(file, address, f'is "{given}"', nearest(given, get_args(Going)))
        else:
            remedy = f"write {EXAMPLE[name]}" if name in EXAMPLE else "write a number"
            yield Problem(file, address, f"is {one['input']!r}: {one['msg']}", remedy)


def _odd(case: Case) -> Iterator[tuple[str, str, str]]:
    for number, one in enumerate(case.expect, 1):
        place = f"expect[{number}]"
        if one.outcome in STOCKS:
            mean = f'write outcome = "mean_{one.outcome}"'
            yield f"{place}.outcome", f"{one.outcome} changes from month to month", mean
        elif one.outcome not in outcomes():
            yield (
                f"{place}.outcome",
                f"{one.outcome} is no outcome",
                nearest(one.outcome, outcomes()),
            )
        if not one.words():
            remedy = "write it, at_most_times, at_least_times, equals, at_least or at_most"
            yield place, "says nothing of what must come out", remedy
        if set(one.words()) & set(COMPARING) and not case.set and case.than == Other():
            yield place, "compares a world with itself", "write what is set under [set] or [than]"
