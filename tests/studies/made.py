"""Studies of the fake model, made for tests of how they are made and stored."""

from pathlib import Path
from typing import Any

from sim.studies.store import parts as store
from sim.studies.store.tables import KINDS
from sim.studies.study import Parts, Study, study
from tests.studies import fakes

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
RUNS = 10


def make(file: Path, out: Path, **says: Any) -> Study:
    settings: dict[str, Any] = {"workers": 1, "parts": PARTS} | says
    return study(file, out, **settings)


def stored_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for kind in KINDS
        for path in store.part_files(folder, kind)
    }


def never(*_: Any, **__: Any) -> Any:
    message = "nothing was to be run"
    raise AssertionError(message)
