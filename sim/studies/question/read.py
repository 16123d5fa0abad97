"""From an experiment file to a checked Experiment, or to every problem at once."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import ExperimentError, Problem
from sim.studies.question.design_checks import without_worlds
from sim.studies.question.experiment import Experiment, Hypothesis, Question, Setting
from sim.studies.question.naming import Said, nearest


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
    try:
        return str(path), path.read_text(encoding="utf-8")
    except FileNotFoundError:
        said = Problem(
            str(path), "", "there is no such file", "`mutuals list` names the shipped ones"
        )
    except UnicodeDecodeError:
        said = Problem(str(path), "", "is not text in UTF-8", "save it as UTF-8")
    except OSError as error:
        said = Problem(str(path), "", f"cannot be read: {error.strerror}", "name a readable file")
    raise ExperimentError([said])


def parse_experiment(text: str, file: str, outcomes: Collection[str] = ()) -> Experiment:
    """An experiment from the text of its file; `file` is what problems name as their place."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(
            [Problem(file, "", f"is not TOML: {error}", "mend that line")]
        ) from None
    try:
        experiment = Experiment.model_validate(tables)
    except ValidationError as error:
        raise ExperimentError(list(_complaints(file, error))) from None
    found = [
        *without_worlds(experiment),
        *_repeated(experiment),
        *_misnamed(experiment),
        *(() if experiment.levers else misnamed_in_questions(experiment)),
        *_odd_claims(experiment, outcomes),
    ]
    if found:
        raise ExperimentError([Problem(file, *said) for said in found])
    return experiment


def _repeated(experiment: Experiment) -> Iterator[Said]:
    lists: dict[str, Sequence[str]] = {
        "arms": [arm.name for arm in experiment.arms],
        "settings": [setting.name for setting in experiment.settings],
        "hypotheses": [hypothesis.id for hypothesis in experiment.hypotheses],
    }
    for kind, names in lists.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                yield f"{kind}[{index + 1}]", f"{name} is named twice", "give each its own name"


def _misnamed(experiment: Experiment) -> Iterator[Said]:
    arms = [arm.name for arm in experiment.arms]
    for index, setting in enumerate(experiment.settings):
        for name in _arms_of(setting):
            if name not in arms:
                yield f"settings[{index + 1}]", f"{name} is not an arm", nearest(name, arms)
    for index, drawn in enumerate(experiment.side_by_side):
        for name in drawn.arms:
            if name not in arms and arms:
                yield f"side_by_side[{index + 1}]", f"{name} is not an arm", nearest(name, arms)


def misnamed_in_questions(experiment: Experiment) -> Iterator[Said]:
    """Claims that speak of arms or hypotheses there are not."""
    arms = [arm.name for arm in experiment.arms]
    for address, question in _questions(experiment):
        for name in question.arms:
            if name not in arms:
                yield f"{address}.arms", f"{name} is not an arm", nearest(name, arms)
    ids = [hypothesis.id for hypothesis in experiment.hypotheses]
    for index, estimate in enumerate(experiment.estimates):
        if estimate.beside not in ids:
            address = f"estimates[{index + 1}].beside"
            yield address, f"{estimate.beside} is not a hypothesis", nearest(estimate.beside, ids)
    if experiment.claim is not None and experiment.claim.id not in ids:
        name = experiment.claim.id
        yield "claim.id", f"{name} is not a hypothesis", nearest(name, ids)


def _arms_of(setting: Setting) -> set[str]:
    own = setting.replications if isinstance(setting.replications, Mapping) else {}
    return {*(setting.arms or ()), *own}


def _questions(experiment: Experiment) -> Iterator[tuple[str, Question]]:
    for index, hypothesis in enumerate(experiment.hypotheses):
        yield f"hypotheses[{index + 1}]", hypothesis
    for index, estimate in enumerate(experiment.estimates):
        yield f"estimates[{index + 1}]", estimate


def _odd_claims(experiment: Experiment, outcomes: Collection[str]) -> Iterator[Said]:
    bases = {name.partition(".")[0] for name in outcomes} | set(outcomes)
    for address, question in _questions(experiment):
        yield from _odd_comparison(address, question)
        if isinstance(question, Hypothesis):
            yield from _odd_lists(address, question)
            yield from _odd_combination(address, question)
        for name in sorted(question.asked_outcomes()) if outcomes else []:
            if name not in bases and name.rpartition(".")[0] not in bases:
                yield f"{address}.outcome", f"{name} is not an outcome", nearest(name, outcomes)
    for name in experiment.outcomes.of_interest if outcomes else ():
        if name not in bases and name.rpartition(".")[0] not in bases:
            place = "outcomes.of_interest"
            yield place, f"{name} is not an outcome", nearest(name, outcomes)


def _odd_comparison(address: str, question: Question) -> Iterator[Said]:
    pair = question.difference
    place = f"{address}.comparison"
    if pair is None and question.comparison not in {"level", "ratio"}:
        yield (
            place,
            f'"{question.comparison}" is no comparison',
            'write "level", "ratio" or "ARM minus ARM"',
        )
    if pair is not None and set(pair) != set(question.arms):
        yield place, "names other arms than `arms`", f'write arms = ["{pair[0]}", "{pair[1]}"]'
    if pair is None and len(question.arms) > 1:
        yield f"{address}.arms", "a level or a ratio is taken in one arm", "name one arm"
    if (question.comparison == "ratio") != (question.divided_by is not None):
        yield f"{address}.divided_by", "goes with a ratio and only with it", "name both or neither"


def _odd_lists(address: str, hypothesis: Hypothesis) -> Iterator[Said]:
    length = len(hypothesis.outcomes)
    for name in ("direction", "threshold", "smallest_effect"):
        given = getattr(hypothesis, name)
        if isinstance(given, tuple) and len(given) != length:
            many = f"has {len(given)} values for {length} outcome{'s' if length > 1 else ''}"
            yield f"{address}.{name}", many, "give one value, or one for each outcome"


def _odd_combination(address: str, hypothesis: Hypothesis) -> Iterator[Said]:
    place = f"{address}.combine"
    needed = hypothesis.parts_needed
    parts = len(hypothesis.services) or len(hypothesis.outcomes)
    if needed is None and hypothesis.combine != "all":
        yield place, f'"{hypothesis.combine}" is unknown', 'write "all" or "at least K (Holm)"'
    if needed is not None and not 1 <= needed <= parts:
        yield place, f"asks for {needed} of {parts} parts", f"ask for 1 to {parts}"


def _complaints(file: str, error: ValidationError) -> Iterator[Problem]:
    """What pydantic found, each place named once."""
    seen: set[str] = set()
    for found in error.errors(include_url=False):
        place = tuple(step for step in found["loc"] if not _is_branch(step))
        address = _address(place)
        if address in seen:
            continue
        seen.add(address)
        yield Problem(file, address, *_explain(place, found))


def _explain(place: tuple[str | int, ...], found: Mapping[str, Any]) -> tuple[str, str]:
    if found["type"] == "missing":
        return "is missing", "write it in"
    if found["type"] == "extra_forbidden":
        return "is not known here", nearest(str(place[-1]), _neighbours(place))
    message = str(found["msg"])
    return f"is {found['input']!r}: {message[:1].lower()}{message[1:]}", ""


def _is_branch(step: str | int) -> bool:
    """Whether pydantic named a branch of "this or that" rather than a place in the file."""
    return isinstance(step, str) and (
        step in {"str", "int", "float", "bool", "Between"} or any(mark in step for mark in "[]()")
    )


def _address(place: Sequence[str | int]) -> str:
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.lstrip(".")


def _neighbours(place: Sequence[str | int]) -> list[str]:
    """The names that could stand where an unknown one stands."""
    section: type[BaseModel] = Experiment
    for step in place[:-1]:
        if isinstance(step, int) or step not in section.model_fields:
            continue
        inner = _section_in(section.model_fields[step].annotation)
        if inner is None:
            return []
        section = inner
    return list(section.model_fields)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section_in(part))), None)
