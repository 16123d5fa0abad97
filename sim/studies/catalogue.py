"""What there is to choose from: shipped files and outcomes; and whether a file is sound."""

from pathlib import Path
from typing import Any

from sim.errors import Problem, ProblemsError
from sim.registry.files.toml import read_toml, toml_of
from sim.registry.reading.scenario import is_path
from sim.registry.shipped import SUFFIX, shipped_folder, shipped_names
from sim.studies.batch import batch_files, batch_folder, shipped_batches

PLANNED = ("levers", "uncertainties", "constants", "design", "arms", "settings", "stopping")
"""Tables of an experiment that decide which worlds it has."""

KINDS = {"scenario": "scenarios", "experiment": "experiments"}


def shipped() -> list[dict[str, str]]:
    """Every shipped scenario, experiment and batch of experiments with its title."""
    batches = [
        {"kind": "batch", "name": name, "title": f"Every experiment whose name begins {name}/"}
        for name in shipped_batches()
    ]
    return batches + [
        {"kind": kind, "name": name, "title": _title(shipped_folder(folder) / f"{name}{SUFFIX}")}
        for kind, folder in KINDS.items()
        for name in shipped_names(folder)
    ]


def outcome_rows() -> list[dict[str, Any]]:
    """Every outcome: name, unit, kind, formula, meaning."""
    from sim.model.record.catalogue import CATALOGUE
    from sim.model.record.table import said

    return [said(outcome) for outcome in CATALOGUE]


def check_file(name_or_path: str) -> list[Problem]:
    """Everything wrong with a scenario or an experiment; nothing if it is sound."""
    return looked_at(name_or_path)[0]


def check_text(text: str, path: Path) -> list[Problem]:
    """The same of a text that is not saved, as if it were the file `path`; nothing is written."""
    if "study" in toml_of(text, str(path))[0]:
        return _experiment_looked_at(text, str(path))[0]
    try:
        from sim.registry.reading.load import load_text

        load_text(text, path)
    except ProblemsError as error:
        return list(error.problems)
    return []


def looked_at(name_or_path: str) -> tuple[list[Problem], list[str]]:
    """Everything wrong with a scenario or an experiment; and the plan of a sound experiment."""
    try:
        if _is_experiment(name_or_path):
            from sim.studies.question.read import experiment_text

            file, text = experiment_text(name_or_path)
            return _experiment_looked_at(text, file)
        from sim.registry.reading.load import load

        load(name_or_path)
    except ProblemsError as error:
        return list(error.problems), []
    return [], []


def files_meant(name_or_path: str) -> list[str]:
    """The files to check: those of a folder or a batch, or the one that is named."""
    folder = batch_folder(name_or_path)
    return [name_or_path] if folder is None else [str(path) for path in batch_files(folder)]


def _experiment_looked_at(text: str, file: str) -> tuple[list[Problem], list[str]]:
    from sim.model.record.catalogue import end_names
    from sim.studies.design.outlook import outlook_of, plan_problems
    from sim.studies.question.read import experiment_and_problems

    experiment, problems, stood_in = experiment_and_problems(text, file, set(end_names()))
    if experiment is None:
        return problems, []
    problems += plan_problems(experiment, file, is_whole=not stood_in & {*PLANNED})
    found = list(dict.fromkeys(problems))
    return found, [] if found else outlook_of(experiment, file)


def _is_experiment(name_or_path: str) -> bool:
    """An experiment has a [study]; a bare name is looked for among the shipped scenarios first."""
    if name_or_path in shipped_names("scenarios"):
        return False
    if name_or_path in shipped_names("experiments"):
        return True
    return is_path(name_or_path) and "study" in _tables(Path(name_or_path))


def _title(path: Path) -> str:
    tables = _tables(path)
    head = tables.get("study", tables)
    return str(head.get("title", "")) if isinstance(head, dict) else ""


def _tables(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, or none if it cannot be read: the check itself will say why."""
    return read_toml(path)[0]
