"""Studies from the browser are processes of their own: started, stopped, taken up, refused."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sim.dashboard.frame.folders import FolderError, Folders, chosen
from sim.dashboard.studies.start import (
    begin,
    experiments,
    folder_for,
    is_at_work,
    is_stopping,
    keep_experiment,
    standing_of,
    stop,
)
from sim.dashboard.studies.under_way import STOP, UnderWay, note, under_way_in
from sim.dashboard.studies.work import ProgressFile, work
from sim.errors import MutualsError
from sim.studies.store.files import FORECAST, read_json
from sim.studies.store.manifest import read_manifest
from sim.studies.store.result import read_table
from tests.dashboard.desks import experiment, plant_study

PATIENCE = 240.0


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    found = chosen(None, tmp_path)
    (tmp_path / "results").mkdir()
    yield found
    psutil.wait_procs(at_work_in(tmp_path), PATIENCE)


def at_work_in(folder: Path) -> list[psutil.Process]:
    """Processes that a server here has set going in a folder, or below it."""
    return [one for one in psutil.Process().children() if str(folder) in _words_of(one)]


def _words_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it has ended
        return ""


def test_a_file_is_kept_only_if_it_is_a_sound_experiment(folders: Folders) -> None:
    keep_experiment("mine", experiment(2), folders)
    assert next(iter(experiments(folders))) == "mine"
    unsound = experiment(2).replace('"tiny"', '"nowhere"')
    for name, text, said in (
        ("mine", unsound, "nowhere"),
        ("other", 'extends = "tiny"', "is a scenario"),
        ("webb", experiment(2), "shipped"),
        ("a/b", experiment(2), "name a file"),
        ("mine", experiment(2).replace('"tiny"', '"../x.toml"'), "outside"),
    ):
        with pytest.raises(FolderError, match=said):
            keep_experiment(name, text, folders)
    assert folders.experiments.read("mine.toml") == experiment(2)


def test_only_known_experiments_are_started(folders: Folders) -> None:
    for name in ("../mine", "/etc/passwd", "nothing", ""):
        with pytest.raises(MutualsError):
            begin(name, folders, quick=True, workers=1)
    assert list((folders.results[0].root).iterdir()) == []


def test_a_folder_at_work_or_with_another_study_is_refused(
    folders: Folders, tmp_path: Path
) -> None:
    keep_experiment("mine", experiment(2), folders)
    address, folder = folder_for("mine", folders, quick=False)
    assert address == "results:my_question"
    note(folder, UnderWay("mine", False, 1, "running"))
    with pytest.raises(MutualsError, match="at work"):
        begin("mine", folders, quick=False, workers=1)
    note(folder, UnderWay("mine", False, 1, "stopped"))
    (folder / "manifest.json").write_text('{"format": 1, "name": "webb"}', encoding="utf-8")
    with pytest.raises(MutualsError, match="was not written by this program"):
        begin("mine", folders, quick=False, workers=1)
    shutil.copytree(plant_study(tmp_path / "webb"), folder, dirs_exist_ok=True)
    with pytest.raises(MutualsError, match="holds webb"):
        begin("mine", folders, quick=False, workers=1)


def test_stopping_what_is_not_at_work_asks_nothing(tmp_path: Path) -> None:
    note(tmp_path, UnderWay("mine", False, 1, "done"))
    stop(tmp_path)
    assert not (tmp_path / STOP).exists()


def test_work_ends_as_by_an_interrupt_once_it_is_asked_to(tmp_path: Path) -> None:
    teller = ProgressFile(tmp_path, UnderWay("mine", False, 1, "running"))
    teller.start(0, 2)
    teller.advance(failed=False)
    stop(tmp_path)
    assert is_stopping(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        teller.advance(failed=True)
    teller.end("stopped")
    told = under_way_in(tmp_path)
    assert told is not None
    assert (told.done, told.total, told.failed, told.state) == (2, 2, 1, "stopped")


def test_an_unsound_experiment_ends_in_words(tmp_path: Path) -> None:
    work("nowhere", tmp_path, UnderWay("nowhere", True, 1), forecast_only=False)
    told = under_way_in(tmp_path)
    assert told is not None
    assert told.state == "failed"
    assert "nowhere" in told.error


def _wait(folder: Path, states: set[str]) -> UnderWay:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        told = standing_of(folder)
        if told is not None and told.state in states:
            return told
        assert told is None or told.state != "failed", told.error
        time.sleep(0.2)
    pytest.fail(f"{folder} never came to {states}: {standing_of(folder)}")


@pytest.mark.slow
def test_a_study_is_forecast_begun_stopped_taken_up_and_finished(folders: Folders) -> None:
    keep_experiment("mine", experiment(30), folders)
    address = begin("mine", folders, quick=False, workers=1, forecast_only=True)
    folder = folders.result(address)
    _wait(folder, {"forecast"})
    assert read_json(folder / FORECAST)["runs"] == 60
    begin("mine", folders, quick=False, workers=1)
    until = time.monotonic() + PATIENCE
    while (told := standing_of(folder)) and told.done < 20 and time.monotonic() < until:
        time.sleep(0.1)
    stop(folder)
    told = _wait(folder, {"stopped", "done", "failed"})
    assert told.state == "stopped"
    stored = len(read_table(folder, "runs"))
    assert 20 <= stored < 60
    assert not is_at_work(folder)
    begin("mine", folders, quick=False, workers=1)
    assert _wait(folder, {"done", "failed"}).state == "done"
    assert read_manifest(folder)["state"] == "complete"
    assert len(read_table(folder, "runs")) == 60
    assert (folder / "report.html").is_file()


@pytest.mark.slow
def test_a_study_whose_process_dies_is_told_to_be_broken_off(folders: Folders) -> None:
    keep_experiment("mine", experiment(60), folders)
    folder = folders.result(begin("mine", folders, quick=False, workers=1))
    _wait(folder, {"running"})
    (process,) = at_work_in(folder)
    process.kill()
    assert _wait(folder, {"failed"}).error
    assert not is_at_work(folder)
