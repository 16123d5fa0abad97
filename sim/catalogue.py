"""What there is to choose from: shipped files and outcomes; and whether a file is sound."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.errors import Problem, ProblemsError
from sim.registry.layers import SUFFIX, read_settings, settings_of, shipped_folder, shipped_names
from sim.registry.reading import find_file, is_path

KINDS = {"scenario": "scenarios", "experiment": "experiments"}


def shipped() -> list[dict[str, str]]:
    """Every shipped scenario and experiment with its title."""
    return [
        {"kind": kind, "name": name, "title": _title(shipped_folder(folder) / f"{name}{SUFFIX}")}
        for kind, folder in KINDS.items()
        for name in shipped_names(folder)
    ]


def outcome_rows() -> list[dict[str, Any]]:
    """Every outcome: name, unit, kind, formula, meaning."""
    from sim.outcomes import CATALOGUE

    return [asdict(outcome) for outcome in CATALOGUE]


def check_file(name_or_path: str) -> list[Problem]:
    """Everything wrong with a scenario or an experiment; nothing if it is sound."""
    try:
        if _is_experiment(name_or_path):
            _check_experiment(name_or_path)
        else:
            from sim.registry.load import load

            load(name_or_path)
    except ProblemsError as error:
        return list(error.problems)
    return []


def check_text(text: str, path: Path) -> list[Problem]:
    """The same of a text that is not saved, as if it were the file `path`; nothing is written."""
    try:
        if "study" in settings_of(text, str(path))[0]:
            _check_experiment_text(text, str(path))
        else:
            from sim.registry.load import load_text

            load_text(text, path)
    except ProblemsError as error:
        return list(error.problems)
    return []


def _check_experiment(name_or_path: str) -> None:
    from sim.studies.read import experiment_text

    file, text = experiment_text(name_or_path)
    _check_experiment_text(text, file)


def _check_experiment_text(text: str, file: str) -> None:
    from sim.outcomes import end_names
    from sim.studies.plan import make_plan
    from sim.studies.read import parse_experiment

    experiment = parse_experiment(text, file, set(end_names()))
    make_plan(experiment, file)
    make_plan(experiment.in_quick_form(), file)


def _is_experiment(name_or_path: str) -> bool:
    """An experiment has a [study]; a bare name is looked for among the shipped scenarios first."""
    if not is_path(name_or_path):
        in_scenarios, _ = find_file(name_or_path, "scenarios")
        in_experiments, _ = find_file(name_or_path, "experiments")
        return in_scenarios is None and in_experiments is not None
    return "study" in _tables(Path(name_or_path))


def _title(path: Path) -> str:
    tables = _tables(path)
    head = tables.get("study", tables)
    return str(head.get("title", "")) if isinstance(head, dict) else ""


def _tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, or none if it cannot be read: the check itself will say why."""
    return read_settings(path)[0]
