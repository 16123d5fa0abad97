"""What a ledger says, read without opening it for work, and the seal that shows it is whole."""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import DamageError, StoppedEarlyError

TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT, setting TEXT, arm TEXT, replication INTEGER, seed INTEGER,
    state TEXT, attempts INTEGER, error TEXT,
    PRIMARY KEY (run_id, setting, arm, replication));
CREATE TABLE IF NOT EXISTS hypotheses (hash TEXT PRIMARY KEY, written TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, hash TEXT);
CREATE TABLE IF NOT EXISTS seal (hash TEXT);
"""
SEALED = ("runs", "hypotheses", "files")
"""Tables whose rows the seal covers."""
WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True)
class Book:
    """What a ledger says, read without opening it for work."""

    runs: tuple[dict[str, Any], ...] = ()
    """Every run that was asked for: its place and seed, state, attempts, error."""
    hypotheses: tuple[dict[str, Any], ...] = ()
    """Every wording of the claims, the first first: hash, time, claims."""
    files: Mapping[str, str] | None = None
    """Hash by path of every file written; None while a command is at work and none can be had."""
    is_sealed: bool = False
    """Whether the last command that wrote here came to its end."""

    @property
    def is_at_work(self) -> bool:
        """Whether a command holds the ledger just now, so that nothing of it can be read."""
        return self.files is None

    @property
    def done(self) -> int:
        """Runs that are stored."""
        return sum(row["state"] == DONE for row in self.runs)

    @property
    def failed(self) -> int:
        """Runs that were left out because they failed."""
        return sum(row["state"] == FAILED for row in self.runs)


def read_book(path: Path) -> Book:
    """What a ledger says. Raises DamageError if it is missing, damaged or changed from outside."""
    if not path.is_file():
        message = f"{path} is missing: without it nobody can tell whether the numbers are whole"
        raise DamageError(message)
    try:
        with contextlib.closing(read_only(path)) as book:
            return _read(book)
    except (sqlite3.Error, ValueError, TypeError) as error:
        if isinstance(error, sqlite3.Error) and is_in_use(error):
            return Book()
        message = f"{path} is damaged ({error})"
        raise DamageError(message) from None


def _read(book: sqlite3.Connection) -> Book:
    if not seal_holds(book):
        message = "not as it was left"
        raise sqlite3.DatabaseError(message)
    book.row_factory = sqlite3.Row
    runs, noted, files = (
        [dict(row) for row in book.execute(f"SELECT * FROM {table} ORDER BY rowid")]
        for table in SEALED
    )
    claims = [wording_row(row["hash"], row["written"], row["text"]) for row in noted]
    is_sealed = book.execute("SELECT count(*) FROM seal").fetchone()[0] > 0
    hashes = {str(row["path"]): str(row["hash"]) for row in files}
    return Book(tuple(runs), tuple(claims), hashes, is_sealed)


def read_ledger(path: Path) -> list[dict[str, Any]]:
    """Every run of a study that is not at work just now, with its state, attempts and error."""
    return list(read_book(path).runs)


def wording_row(digest: str, written: str, text: str) -> dict[str, Any]:
    """A wording of the claims as a row."""
    return {"hash": digest, "written": written, "claims": json.loads(text)}


def seal_of(book: sqlite3.Connection) -> str:
    """A hash of all that the ledger says, row by row."""
    digest = hashlib.sha256()
    for table in SEALED:
        for row in book.execute(f"SELECT * FROM {table} ORDER BY rowid"):
            digest.update(json.dumps([table, *tuple(row)], default=str).encode())
    return digest.hexdigest()


def seal_holds(book: sqlite3.Connection) -> bool:
    """Whether the ledger says what it said when the last command ended; so if that was killed."""
    seals = [tuple(row) for row in book.execute("SELECT hash FROM seal")]
    return not seals or seals == [(seal_of(book),)]


def stopped(path: Path, error: sqlite3.Error) -> StoppedEarlyError:
    """Why a ledger cannot be opened: another command holds it, or there is no room."""
    if is_in_use(error):
        message = f"Another command is at work in {path.parent}; wait for it, or name another."
        return StoppedEarlyError(message)
    return StoppedEarlyError(no_room_for(path, error))


def no_room_for(path: Path, error: sqlite3.Error) -> str:
    """A failed write in words: what is safe, how to go on."""
    return (
        f"Could not write to {path}: {error}. Stored runs are safe; make room and give the same "
        "command again to go on from there."
    )


def read_only(path: Path) -> sqlite3.Connection:
    """A ledger open for reading alone."""
    # Without waiting: a ledger in use stays so until the study is made.
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0)


def is_in_use(error: sqlite3.Error) -> bool:
    """Whether it was another command that stood in the way."""
    return "locked" in str(error)


def text_hash(text: str) -> str:
    """Hash by which a wording is known."""
    return hashlib.sha256(text.encode()).hexdigest()
