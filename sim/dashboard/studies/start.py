"""Starting, stopping and taking up studies from the browser."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from sim.dashboard.frame.folders import SUFFIX, UNDER_WAY, FolderError, Folders
from sim.dashboard.studies.under_way import LOG, STOP, UnderWay, last_words, note, under_way_in
from sim.dashboard.worlds.bounds import problems_of_experiment
from sim.errors import MutualsError, Problem
from sim.registry.shipped import shipped_folder, shipped_names
from sim.studies.catalogue import check_text
from sim.studies.folder import refuse_other_results
from sim.studies.store.ownership import refuse_foreign
from sim.studies.study import QUICK_SUFFIX

MOST_AT_ONCE = 2
SECONDS_TO_END = 30.0
_starting = Lock()
"""Two requests at once start one study, not two."""

_started: dict[Path, subprocess.Popen[bytes]] = {}
"""Processes of this server, by folder: to notice when one has ended."""


def experiments(folders: Folders) -> dict[str, str]:
    """Every experiment that can be started, one's own first, with words for a list."""
    own = {name: f"{name} (your own)" for name in folders.experiments.names()}
    return own | {name: name for name in shipped_names("experiments") if name not in own}


def text_of_experiment(name: str, folders: Folders) -> tuple[str, Path]:
    """Text and file of an experiment by name; raises FolderError if there is none."""
    if name in shipped_names("experiments"):
        path = shipped_folder("experiments") / f"{name}{SUFFIX}"
        return path.read_text(encoding="utf-8"), path
    if name in folders.experiments.names():
        file = f"{name}{SUFFIX}"
        return folders.experiments.read(file), folders.experiments.place(file)
    message = f"there is no experiment {name!r}"
    raise FolderError(message)


def problems_of(name: str, folders: Folders) -> list[Problem]:
    """All that is wrong with an experiment of one's own, as `mutuals check` would say it.

    Shipped ones are sound; one of many worlds may take a minute to check.
    """
    text, path = text_of_experiment(name, folders)
    if name in shipped_names("experiments"):
        return []
    return problems_of_experiment(text, str(path), folders) or check_text(text, path)


def keep_experiment(name: str, text: str, folders: Folders) -> None:
    """Save an experiment that came through the browser, once it is found sound and inside.

    Raises MutualsError with every problem.
    """
    if name in shipped_names("experiments"):
        message = f"{name} is the name of a shipped experiment; give the file another"
        raise FolderError(message)
    file = f"{name}{SUFFIX}"
    # As it will be read: a table of points is named from where the experiment lies.
    path = folders.experiments.root / file
    found = problems_of_experiment(text, file, folders) or check_text(text, path)
    if found:
        raise FolderError("; ".join(str(problem) for problem in found))
    if "[study]" not in text:
        message = f"{file} is a scenario; open it on the page Scenarios"
        raise FolderError(message)
    if name in folders.experiments.names() and folders.experiments.read(file) != text:
        message = (
            f"{folders.experiments.root.name}/{file} is there already and reads otherwise; "
            "give the file another name"
        )
        raise FolderError(message)
    folders.experiments.write(name, text, replace=True)


def folder_for(name: str, folders: Folders, *, quick: bool) -> tuple[str, Path]:
    """Address and folder of the results an experiment will have."""
    from sim.studies.question.read import parse_experiment

    text, path = text_of_experiment(name, folders)
    study = parse_experiment(text, str(path)).study.name
    shelf = folders.results[0]
    inside = study + (QUICK_SUFFIX if quick else "")
    return f"{shelf.key}:{inside}", shelf.place(inside)


def begin(
    name: str, folders: Folders, *, quick: bool, workers: int, forecast_only: bool = False
) -> str:
    """Start a study, take it up again, or make its forecast; returns the address of its results.

    Raises MutualsError if the experiment is unsound, or its folder is at work or holds another.
    """
    problems = problems_of(name, folders)
    if problems:
        raise FolderError("; ".join(str(problem) for problem in problems))
    address, folder = folder_for(name, folders, quick=quick)
    _, path = text_of_experiment(name, folders)
    with _starting:
        study = folder.name.removesuffix(QUICK_SUFFIX) if quick else folder.name
        refuse_other_results(folder, study, quick=quick)
        if under_way_in(folder) is None:
            refuse_foreign(folder, (UNDER_WAY, STOP, LOG))
        if is_at_work(folder):
            message = f"{folder.name} is at work already; wait for it, or stop it"
            raise MutualsError(message)
        if sum(process.poll() is None for process in _started.values()) >= MOST_AT_ONCE:
            message = f"{MOST_AT_ONCE} studies are at work already; wait for one, or stop it"
            raise MutualsError(message)
        _let_end(folder)
        note(folder, UnderWay(name, quick, workers))
        (folder / STOP).unlink(missing_ok=True)
        what = "forecast" if forecast_only else "study"
        size = "quick" if quick else "full"
        words = [str(path), str(folder), name, str(workers), size, what]
        _started[folder] = _set_going(words, folder, folders)
    return address


def _let_end(folder: Path) -> None:
    """Wait for an earlier process that has said its last word but has not gone yet."""
    earlier = _started.pop(folder, None)
    if earlier is None:
        return
    try:
        earlier.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        _started[folder] = earlier
        message = f"the last work on {folder.name} is still ending; try again in a moment"
        raise MutualsError(message) from None


def stop(folder: Path) -> None:
    """Ask a study to stop after the run it is at; what is stored stays."""
    if is_at_work(folder):
        (folder / STOP).touch()


def is_stopping(folder: Path) -> bool:
    """Whether a study has been asked to stop and has not yet."""
    return (folder / STOP).exists() and is_at_work(folder)


def is_at_work(folder: Path) -> bool:
    """Whether a study from the browser goes on in a folder."""
    under_way = standing_of(folder)
    return under_way is not None and under_way.is_at_work


def standing_of(folder: Path) -> UnderWay | None:
    """How the last under_way in a folder stands; one whose process is gone is broken off."""
    under_way = under_way_in(folder)
    process = _started.get(folder)
    if under_way is None or process is None or process.poll() is None:
        return under_way
    again = under_way_in(folder)
    if again is not None and again.is_at_work:
        return replace(again, state="failed", error=last_words(folder))
    return again


def most_workers() -> int:
    """Processes that make sense here."""
    return os.cpu_count() or 1


def _set_going(words: list[str], folder: Path, folders: Folders) -> "subprocess.Popen[bytes]":
    """The process of a study, apart from this one so that it outlives the server."""
    apart: dict[str, Any] = {"start_new_session": True}
    if os.name == "nt":
        apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    # The very package that serves the page, wherever the work is done.
    found = (str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", ""))
    with (folder / LOG).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "sim.dashboard.studies.work", *words],
            cwd=folders.scenarios.root.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in found if path)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **apart,
        )
