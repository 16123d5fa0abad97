"""From an experiment file to a checked Experiment, or to every problem at once."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import ExperimentError, Problem
from sim.registry.files.text import TOML_FILE, read_text
from sim.registry.files.toml import toml_of
from sim.registry.reading.complaints import MOST_TOLD
from sim.studies.question.claim_checks import odd_claims
from sim.studies.question.complaints import Place, address_of, complaints
from sim.studies.question.design_checks import without_worlds
from sim.studies.question.experiment import Experiment
from sim.studies.question.name_checks import odd_names
from sim.studies.question.standing_in import with_stand_ins

ENTANGLED = ("outcome", "comparison", "arms", "divided_by")
"""Values of a claim that others of the same claim must fit."""


def read_experiment(name_or_path: str | Path, outcomes: Collection[str] = ()) -> Experiment:
    """Read an experiment by shipped name or path; raises ExperimentError with all that is wrong.

    outcomes: the names of outcomes, to check the claims against; empty leaves them unchecked.
    Whether the arms' parameters exist is seen when the plan loads their worlds.
    """
    file, text = experiment_text(name_or_path)
    return parse_experiment(text, file, outcomes)


def experiment_text(name_or_path: str | Path) -> tuple[str, str]:
    """The file an experiment is written in, and its text."""
    from sim.registry.reading.scenario import find_file

    path, problem = find_file(name_or_path, "experiments")
    if path is None:
        raise ExperimentError([problem] if problem else [])
    text, problem = read_text(path, TOML_FILE)
    if problem:
        raise ExperimentError([problem])
    return str(path), text


def parse_experiment(
    text: str, file: str, outcomes: Collection[str] = (), points: str = ""
) -> Experiment:
    """An experiment from the text of its file; `file` is what problems name as their place.

    points: a table of points beside the text, which then may name none itself.
    """
    experiment, problems, _ = experiment_and_problems(text, file, outcomes, points)
    if problems or experiment is None:
        raise ExperimentError(problems)
    return experiment


def experiment_and_problems(
    text: str, file: str, outcomes: Collection[str] = (), points: str = ""
) -> tuple[Experiment | None, list[Problem], frozenset[str]]:
    """An experiment and all that is wrong with it, so far as its file alone can tell.

    Where single values are unsound others stand in for them, so that the rest can be looked at too,
    and the last part names the tables where it is so; nothing where too little is left.
    """
    tables, problems = toml_of(text, file)
    if problems:
        return None, problems, frozenset()
    if points:
        design = tables.setdefault("design", {})
        if not isinstance(design, dict) or "file" in design or design.get("kind", "csv") != "csv":
            remedy = "give the points in one way or the other"
            return None, [Problem(file, "design", "stands beside design=", remedy)], frozenset()
        design |= {"kind": "csv", "file": points}
    written = _listed(tables)
    try:
        experiment = Experiment.model_validate(written)
    except ValidationError as error:
        problems, places = complaints(file, error)
        if len(places) > MOST_TOLD:
            return None, problems, frozenset()
        mended = with_stand_ins(written, places)
        try:
            experiment = Experiment.model_validate(mended)
        except ValidationError:
            return None, problems, frozenset()
        found = _beyond(places, _odd(experiment, file, outcomes))
        return experiment, [*problems, *found], frozenset(str(place[0]) for place in places)
    return experiment, _odd(experiment, file, outcomes), frozenset()


def _odd(experiment: Experiment, file: str, outcomes: Collection[str]) -> list[Problem]:
    found = [
        *without_worlds(experiment),
        *odd_names(experiment),
        *odd_claims(experiment, outcomes),
    ]
    return [Problem(file, *said) for said in dict.fromkeys(found)]


def _beyond(places: Collection[Place], problems: Collection[Problem]) -> list[Problem]:
    """The problems that do not only follow from others: not those of what stands in."""
    tables = {str(place[0]) for place in places if place and not _is_listed(place)}
    entangled = {address_of(place[:2]) for place in places if _entangled(place)}
    unsound = {address_of(place) for place in places}
    arms_unknown = any(place[:1] == ("arms",) for place in places)
    return [
        problem
        for problem in problems
        if problem.address.partition(".")[0].partition("[")[0] not in tables - {"study"}
        and problem.address.partition(".")[0] not in entangled
        and problem.address not in unsound
        and not (arms_unknown and "is not an arm" in problem.message)
        and "unnamed" not in problem.message
    ]


def _is_listed(place: Place) -> bool:
    return len(place) > 1 and isinstance(place[1], int)


def _entangled(place: Place) -> bool:
    """Whether the other values beside an unsound one cannot be judged without it."""
    return _is_listed(place) and (place[2:] == () or place[2] in ENTANGLED)


def _listed(value: Any) -> Any:
    """The same with tuples for lists, as the form of an experiment has them."""
    if isinstance(value, dict):
        return {name: _listed(part) for name, part in value.items()}
    return tuple(_listed(part) for part in value) if isinstance(value, list) else value
