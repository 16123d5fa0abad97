"""A sweep before its first run: what it varies, all that is wrong with it, and its plan in words.

It is a study without hypotheses: lists are levers, whose combinations are arms; ranges are
uncertainties, drawn together as a latin hypercube that all combinations share. Every combination
and every point is run with the same seeds.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.asked import whole
from sim.errors import Problem, ProblemsError, SweepError
from sim.registry.fields import Section
from sim.registry.walk import Leaf, leaves
from sim.studies.design.follow import follows_in
from sim.studies.design.outlook import hours, run_seconds
from sim.studies.design.plan import hash_of
from sim.studies.design.ranges import FACT
from sim.studies.planning import Parts, known_outcomes
from sim.studies.sweeping.asked import Pairs, Stretch, said
from sim.studies.sweeping.checked import crossed, odd_counts, odd_outcomes, odd_values, too_many

SCRIPT = "sweep"
HASH_LENGTH = 8
LONGEST_SCENARIO = 60
VALUES_TOLD = 12


@dataclass(frozen=True, slots=True)
class Request:
    """A sweep as it was asked for."""

    scenario: Any
    """A world, or the name or path of a scenario."""
    pairs: Pairs
    seeds: Any = 8
    outcomes: Sequence[str] | None = None
    points: Any = 64
    years: Any = None
    file: str = SCRIPT
    """Who asks, as problems name it."""


@dataclass(frozen=True, slots=True)
class Sweeping:
    """A sweep as it will be made, and what is wrong with it."""

    request: Request
    world: Any
    """The world whose values are varied; none where it could not be read."""
    known: Mapping[str, Leaf]
    outcomes: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def lists(self) -> dict[str, tuple[Any, ...]]:
        """By path the values to be crossed."""
        found = self.request.pairs
        return {path: asked for path, asked in found if not isinstance(asked, Stretch)}

    @property
    def ranges(self) -> dict[str, Stretch]:
        """By path what is drawn from."""
        return {path: asked for path, asked in self.request.pairs if isinstance(asked, Stretch)}

    @property
    def combinations(self) -> int:
        """How many the lists cross to."""
        return crossed(self.lists)

    @property
    def points(self) -> int:
        """Points of each combination: one where nothing is drawn."""
        return (whole(self.request.points) or 0) if self.ranges else 1

    @property
    def seeds(self) -> int:
        """Runs of each point of each combination."""
        return whole(self.request.seeds) or 0

    @property
    def years(self) -> int:
        """Length of the runs."""
        asked = self.request.years
        return (self.world.time.years if asked is None else whole(asked)) or 0

    @property
    def name(self) -> str:
        """The name of the study: the scenario and a hash of all but seeds and outcomes.

        So the same sweep with more seeds goes on from the runs there are.
        """
        asked = [hash_of(self.world), self.years, self.points, _as_json(self.request.pairs)]
        digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:HASH_LENGTH]
        scenario = re.sub(r"\W", "_", self.world.name, flags=re.ASCII)[:LONGEST_SCENARIO]
        return f"sweep_{scenario}_{digest}"

    def text(self) -> str:
        """The study as the text of an experiment file."""
        import tomlkit

        given, paths = self.request.scenario, ", ".join(path for path, _ in self.request.pairs)
        study = {
            "name": self.name,
            "title": f"Sweep of {paths}",
            "scenario": self.world.name if isinstance(given, Section) else str(given),
            "years": self.years,
            "replications": self.seeds,
        }
        tables: dict[str, Any] = {"study": study, "outcomes": {"of_interest": list(self.outcomes)}}
        if self.lists:
            tables["levers"] = {path: list(values) for path, values in self.lists.items()}
        if self.ranges:
            tables["uncertainties"] = {
                path: {"low": asked.low, "high": asked.high} for path, asked in self.ranges.items()
            }
            tables["design"] = {
                "kind": "latin hypercube",
                "points": self.points,
                "replications": self.seeds,
                "seeds": "shared",
                "with_base": False,
            }
        return tomlkit.dumps(tables)

    def told(self, workers: int, folder: Path | None) -> list[str]:
        """The plan, line by line, as far as it can be told."""
        scenario = self.world.name if self.world is not None else self.request.scenario
        years = f", {_years(self.years)} a run" if self.world is not None else ""
        points = f" x {self.points:,} points" if self.ranges else ""
        runs = self.combinations * self.points * self.seeds
        lines = [f"Sweep of {scenario}{years}", *self._varied_told()]
        combinations = f"{self.combinations:,} combinations{points}"
        lines.append(f"{combinations} x {self.seeds:,} seeds = {runs:,} runs{self._fewer()}")
        which = " (those a run's summary has)" if self.request.outcomes is None else ""
        lines.append(f"outcomes{which}: {', '.join(self.outcomes)}")
        if self.world is not None and not self.problems:
            seconds = runs * run_seconds(self.world, self.years) / workers
            many = "es" if workers > 1 else ""
            lines.append(f"about {hours(seconds)} on {workers} process{many} (a rough guess)")
        return [*lines, *([f"results: {folder}"] if folder else [])]

    def _fewer(self) -> str:
        """That there may be fewer runs: points of whole numbers may fall on one another."""
        drawn = [self.known[path] for path in self.ranges if path in self.known]
        is_coarse = drawn and all(leaf.annotation is int for leaf in drawn)
        return " at most: points that fall on one another are run once" if is_coarse else ""

    def _varied_told(self) -> list[str]:
        lines = []
        for path, asked in self.request.pairs:
            leaf = self.known.get(path)
            unit = f" {leaf.unit}" if leaf is not None and leaf.is_number else ""
            if isinstance(asked, Stretch):
                lines.append(f"  {path}: {said(asked.low)} to {said(asked.high)}{unit}, drawn")
                continue
            more = f" and {len(asked) - VALUES_TOLD:,} more" if len(asked) > VALUES_TOLD else ""
            listed = ", ".join(map(said, asked[:VALUES_TOLD])) or "nothing"
            lines.append(f"  {path}: {listed}{more}{unit}")
        return lines


def sweeping_of(request: Request, parts: Parts, before: Sequence[Problem] = ()) -> Sweeping:
    """A sweep looked at from all sides: what is wrong with it stands in `problems`.

    before: what could not even be read.
    """
    problems = list(before)
    world, unread = _world(request, parts)
    problems += unread
    known = _known(world)
    outcomes = _outcomes(request, known_outcomes(parts))
    counts = {"seeds": request.seeds, "points": request.points}
    counts |= {} if request.years is None else {"years": request.years}
    # What could not be read is no sign that nothing was asked.
    pairs = request.pairs
    wrong = list(odd_values(pairs, known, tuple(follows_in(world)) if world else ()))
    wrong = [one for one in wrong if one[0] or not before]
    wrong += odd_counts(counts)
    wrong += odd_outcomes(outcomes, known_outcomes(parts))
    found = Sweeping(request, world, known, outcomes, ())
    wrong += too_many(found.lists, found.points, found.seeds)
    problems += [Problem(request.file, *one) for one in wrong]
    return Sweeping(request, world, known, outcomes, tuple(dict.fromkeys(problems)))


def refuse_unsound(sweeping: Sweeping) -> None:
    """Raise SweepError with all that is wrong with a sweep, if anything is."""
    if sweeping.problems:
        raise SweepError(sweeping.problems)


def _world(request: Request, parts: Parts) -> tuple[Any, list[Problem]]:
    if isinstance(request.scenario, Section):
        return request.scenario, []
    from sim.registry.reading.load import load

    try:
        if parts.load is not None:
            return parts.load(request.scenario, {}, request.file), []
        return load(request.scenario), []
    except ProblemsError as error:
        return None, list(error.problems)


def _known(world: Any) -> dict[str, Leaf]:
    """Every parameter of the world, or of the shipped ones where there is none."""
    from sim.registry.world import World

    kind = World if world is None else type(world)
    return {leaf.path: leaf for leaf in leaves(kind) if leaf.unit != FACT}


def _outcomes(request: Request, known: set[str]) -> tuple[str, ...]:
    from sim.model.record.summary import SUMMARY

    asked = request.outcomes
    if asked is None:
        return tuple(name for name in SUMMARY if name in known)
    return (asked,) if isinstance(asked, str) else tuple(map(str, asked))


def _years(count: int) -> str:
    return f"{count} year{'s' if count != 1 else ''}"


def _as_json(pairs: Pairs) -> list[Any]:
    return [
        [path, {"low": asked.low, "high": asked.high} if isinstance(asked, Stretch) else asked]
        for path, asked in pairs
    ]
