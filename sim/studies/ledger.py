"""The book of runs: what was asked, done and failed. Only the coordinator writes in it."""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.errors import ResultError, StoppedEarlyError
from sim.studies.plan import Job

TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT, setting TEXT, arm TEXT, replication INTEGER, seed INTEGER,
    state TEXT, attempts INTEGER, error TEXT,
    PRIMARY KEY (run_id, setting, arm, replication));
CREATE TABLE IF NOT EXISTS hypotheses (hash TEXT PRIMARY KEY, written TEXT, text TEXT);
"""
WAITING, DONE, FAILED = "waiting", "done", "failed"


class Ledger:
    """An open ledger, locked against any other command on the same folder until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.book = sqlite3.connect(path, timeout=0, isolation_level=None)
            self.book.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.book.execute("BEGIN EXCLUSIVE")
            for statement in TABLES.split(";"):
                self.book.execute(statement)
            self.book.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                message = (
                    f"Another command is at work in {path.parent}; wait for it, or name another."
                )
                raise StoppedEarlyError(message) from None
            message = f"{path} cannot be written: {error}"
            raise StoppedEarlyError(message) from None

    @classmethod
    def open(cls, path: Path) -> "Ledger":
        """Open a ledger, moving a damaged one aside: the stored parts say all that matters."""
        try:
            return cls(path)
        except sqlite3.DatabaseError:
            path.replace(path.with_name(path.name + ".damaged"))
            return cls(path)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.book.close()

    def write_hypotheses(self, hypotheses: Any) -> None:
        """Note the claims with their hash and the time, if they are new: before any run is made."""
        text = json.dumps(hypotheses, sort_keys=True, ensure_ascii=False)
        row = (text_hash(text), datetime.now(UTC).isoformat(timespec="seconds"), text)
        with self._writing() as book:
            book.execute("INSERT OR IGNORE INTO hypotheses VALUES (?, ?, ?)", row)

    def hypotheses_written(self) -> list[tuple[str, str]]:
        """Hash and time of every wording the claims have had, the first first."""
        return self.book.execute("SELECT hash, written FROM hypotheses ORDER BY rowid").fetchall()

    def expect(self, jobs: Iterable[Job], done: frozenset[Any]) -> None:
        """List exactly these runs, keeping the attempts and errors of earlier sessions."""
        attempts = {tuple(row[:4]): row[4:] for row in self._rows()}
        rows = []
        for job in jobs:
            tried, error = attempts.get(job.key, (0, None))
            state = DONE if job.key in done else WAITING
            rows.append((*job.key, job.seed, state, tried, None if state == DONE else error))
        with self._writing() as book:
            book.execute("DELETE FROM runs")
            book.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def note(self, jobs: Iterable[Job], errors: dict[Job, str]) -> None:
        """Note runs that are safely stored, or failed with an error."""
        rows = [(FAILED if job in errors else DONE, errors.get(job), *job.key) for job in jobs]
        with self._writing() as book:
            book.executemany(
                "UPDATE runs SET state = ?, error = ?, attempts = attempts + 1 WHERE run_id = ? "
                "AND setting = ? AND arm = ? AND replication = ?",
                rows,
            )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One change, made whole or not at all, with a full disk told in words."""
        try:
            self.book.execute("BEGIN")
            yield self.book
            self.book.execute("COMMIT")
        except sqlite3.OperationalError as error:
            message = (
                f"Could not write to {self.path}: {error}. Stored runs are safe; make room and "
                "give the same command again to go on from there."
            )
            raise StoppedEarlyError(message) from error

    def _rows(self) -> list[Any]:
        return self.book.execute(
            "SELECT run_id, setting, arm, replication, attempts, error FROM runs"
        ).fetchall()


def read_ledger(path: Path) -> list[dict[str, Any]]:
    """Every run of a finished study with its state, attempts and error."""
    try:
        with sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True) as book:
            book.row_factory = sqlite3.Row
            return [dict(row) for row in book.execute("SELECT * FROM runs")]
    except sqlite3.Error as error:
        message = f"{path} cannot be read: {error}"
        raise ResultError(message) from None


def text_hash(text: str) -> str:
    """Hash by which a wording is known."""
    return hashlib.sha256(text.encode()).hexdigest()
