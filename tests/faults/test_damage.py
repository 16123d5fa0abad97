"""Damaged files are named, set aside, and cost no more than the runs that were in them."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sim.studies.runs.progress import Silence
from sim.studies.store import parts as store
from sim.studies.store.book import read_ledger
from sim.studies.store.ledger import Ledger
from sim.studies.study import Parts
from tests.faults.trial import experiment_of, finish
from tests.studies import fakes
from tests.studies.same import contents


class Heard(Silence):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.made = 0

    def say(self, text: str) -> None:
        """Remember it."""
        self.said.append(text)

    def advance(self, *, failed: bool) -> None:
        """Count it."""
        self.made += 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return experiment_of(tmp_path, replications=4, runs_per_part=3)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("kind", ["runs", "series", "events", "organisations"])
@pytest.mark.parametrize("damage", [truncate, flip_a_bit, empty, Path.unlink])
def test_a_damaged_part_is_named_and_only_its_runs_are_made_again(
    file: Path, tmp_path: Path, kind: str, damage: Any
) -> None:
    out = tmp_path / "out"
    finish(file, out)
    whole = contents(out)
    victim = store.part_files(out, kind)[1]
    damage(victim)
    heard = Heard()
    finish(file, out, progress=heard)
    assert contents(out) == whole
    assert heard.made <= 3
    if (kind, damage) != ("runs", Path.unlink):
        assert heard.said == [f"part {victim.stem} was damaged; its runs are made again"]
        assert (out / "damaged").is_dir()


def scribble(path: Path) -> None:
    path.write_bytes(b"not a ledger at all" * 100)


def spoil_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:4200] = bytes(104)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [scribble, spoil_the_middle, cut_short])
def test_a_damaged_ledger_is_named_and_costs_no_run(
    file: Path, tmp_path: Path, damage: Any
) -> None:
    out = tmp_path / "out"
    finish(file, out)
    damage(out / "ledger.sqlite")
    heard = Heard()
    finish(file, out, progress=heard, parts=Parts(_never, fakes.load, fakes.CATALOGUE))
    assert "the ledger was damaged and lies in ledger.sqlite.damaged" in heard.said[0]
    assert {row["state"] for row in read_ledger(out / "ledger.sqlite")} == {"done"}
    assert (out / "ledger.sqlite.damaged").exists()


def _never(*_: Any, **__: Any) -> Any:
    message = "nothing was to be run"
    raise AssertionError(message)


def test_what_a_damaged_ledger_knew_of_the_claims_is_saved_if_it_can_be_read(
    file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    written = finish(file, out).manifest["hypotheses_written"]
    with contextlib.closing(sqlite3.connect(out / "ledger.sqlite")) as book:
        (page,) = book.execute("SELECT rootpage FROM sqlite_master WHERE name = 'runs'").fetchone()
        (size,) = book.execute("PRAGMA page_size").fetchone()
    content = bytearray((out / "ledger.sqlite").read_bytes())
    content[(page - 1) * size : (page - 1) * size + 100] = bytes(100)
    (out / "ledger.sqlite").write_bytes(content)
    heard = Heard()
    assert finish(file, out, progress=heard).manifest["hypotheses_written"] == written
    assert "first written is kept" in heard.said[0]


@pytest.mark.parametrize(("local", "journal"), [(True, "wal"), (False, "delete")])
def test_the_ledger_keeps_a_log_only_on_a_local_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local: bool, journal: str
) -> None:
    monkeypatch.setattr("sim.studies.store.ledger.is_local", lambda _: local)
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.book.execute("PRAGMA journal_mode").fetchone() == (journal,)
        ledger.write_hypotheses([])
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]
