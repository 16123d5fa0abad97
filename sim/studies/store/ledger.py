"""The book of a result: its runs, its claims, and the hash of every file that was written for it.

Only the command at work in a folder writes in it. What it says of itself is sealed with a hash when
that command ends, so that a change from outside is noticed.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.errors import StoppedEarlyError
from sim.studies.design.plan import Job
from sim.studies.store.book import (
    DONE,
    FAILED,
    TABLES,
    WAITING,
    is_in_use,
    no_room_for,
    read_only,
    seal_holds,
    seal_of,
    stopped,
    text_hash,
    wording_row,
)
from sim.studies.store.disks import is_local

NOT_YET = ""
"""Hash of a file that is about to be written."""
DAMAGED = ".damaged"
COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a ledger while it is open, and leaves there if it is killed."""


class Ledger:
    """An open ledger, locked against any other command on the same folder until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: tuple[str, ...] = ()
        """What had to be mended on opening, in words."""
        self.files: dict[str, str] = {}
        """Hash by path, as POSIX names inside the folder, of every file written for the result."""
        self.was_sealed = False
        """Whether the last command that wrote here came to its end."""
        self.is_in_step = True
        """Whether the hashes are those of the files as they stand."""
        try:
            self.book = sqlite3.connect(path, timeout=0, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise stopped(path, error) from None
        try:
            self._take_possession()
        except sqlite3.DatabaseError as error:
            self.book.close()
            if isinstance(error, sqlite3.OperationalError):
                raise stopped(path, error) from None
            raise

    def _take_possession(self) -> None:
        """Lock the book, see that it is whole, and have its tables."""
        book = self.book
        book.execute("PRAGMA locking_mode = EXCLUSIVE")
        book.execute("BEGIN EXCLUSIVE")
        book.execute("COMMIT")
        book.execute(f"PRAGMA journal_mode = {'WAL' if is_local(self.path.parent) else 'DELETE'}")
        book.execute("BEGIN IMMEDIATE")
        if book.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            message = "not whole"
            raise sqlite3.DatabaseError(message)
        for statement in TABLES.split(";"):
            book.execute(statement)
        if not seal_holds(book):
            message = "not as it was left"
            raise sqlite3.DatabaseError(message)
        self.was_sealed = book.execute("DELETE FROM seal").rowcount > 0
        self.files = dict(book.execute("SELECT path, hash FROM files"))
        book.execute("COMMIT")

    @classmethod
    def open(cls, path: Path) -> "Ledger":
        """Open a ledger, moving a damaged one aside: the stored parts say all that matters."""
        try:
            return cls(path)
        except sqlite3.DatabaseError:
            aside = path.with_name(path.name + DAMAGED)
            path.replace(aside)
            for suffix in COMPANIONS:
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        ledger = cls(path)
        saved = ledger._adopt_hypotheses(aside)
        wordings = "kept" if saved else "lost with it"
        ledger.told = (
            f"the ledger was damaged and lies in {aside.name} now; a new one is made from the "
            f"stored runs; when the hypotheses were first written is {wordings}",
        )
        return ledger

    def _adopt_hypotheses(self, damaged: Path) -> bool:
        """Take over the wordings of the claims from a damaged ledger, if they can be read."""
        try:
            with contextlib.closing(read_only(damaged)) as book:
                rows = book.execute("SELECT hash, written, text FROM hypotheses").fetchall()
        except sqlite3.Error:
            return False
        sound = [row for row in rows if all(isinstance(part, str) for part in row)]
        with self._writing() as book:
            book.executemany("INSERT OR IGNORE INTO hypotheses VALUES (?, ?, ?)", sound)
        return len(sound) == len(rows)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self.is_in_step:
                self.book.execute("INSERT INTO seal VALUES (?)", (seal_of(self.book),))
        # One file again, without a log beside it, so that a folder can be copied as it stands.
        with contextlib.suppress(sqlite3.Error):
            self.book.execute("PRAGMA journal_mode = DELETE")
        self.book.close()

    def write_hypotheses(self, hypotheses: Any) -> None:
        """Note the claims with their hash and the time, if they are new: before any run is made."""
        text = json.dumps(hypotheses, sort_keys=True, ensure_ascii=False)
        row = (text_hash(text), datetime.now(UTC).isoformat(timespec="seconds"), text)
        with self._writing() as book:
            book.execute("INSERT OR IGNORE INTO hypotheses VALUES (?, ?, ?)", row)

    def wordings(self) -> list[dict[str, Any]]:
        """Every wording of all claims, the first first: hash, time, claims."""
        rows = self.book.execute("SELECT hash, written, text FROM hypotheses ORDER BY rowid")
        return [wording_row(*row) for row in rows]

    @contextlib.contextmanager
    def replacing(self, *paths: str) -> Iterator[dict[str, str]]:
        """A time in which files change: what is put into the dictionary, hash by path, is noted.

        paths: what may be written; listed as ours beforehand, so that nothing half written is taken
        for somebody else's. If it ends early the ledger is not sealed, and hashes of what can
        change are not relied on.
        """
        self.is_in_step = False
        self.note_files({path: NOT_YET for path in paths if path not in self.files})
        hashes: dict[str, str] = {}
        yield hashes
        self.note_files(hashes, gone=[path for path in paths if path not in hashes])
        self.is_in_step = True

    def note_files(self, hashes: Mapping[str, str], gone: Iterable[str] = ()) -> None:
        """Note files that stand in the folder now, by path and hash, and others that do not."""
        lost = [path for path in gone if path in self.files and path not in hashes]
        new = {path: digest for path, digest in hashes.items() if self.files.get(path) != digest}
        if not lost and not new:
            return
        with self._writing() as book:
            book.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in lost])
            book.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", new.items())
        self.files = {path: one for path, one in (self.files | new).items() if path not in lost}

    def expect(self, jobs: Iterable[Job], done: frozenset[Any]) -> None:
        """List exactly these runs, keeping the attempts and errors of earlier sessions."""
        attempts = {tuple(row[:4]): row[4:] for row in self._rows()}
        rows = []
        for job in jobs:
            tried, error = attempts.get(job.key, (0, None))
            is_done = job.key in done
            # A command killed between storing a part and noting it leaves runs with no attempt.
            tries = max(1, tried) if is_done else tried
            told = None if is_done else error
            rows.append((*job.key, job.seed, DONE if is_done else WAITING, tries, told))
        with self._writing() as book:
            book.execute("DELETE FROM runs")
            book.executemany("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def note(
        self,
        jobs: Iterable[Job],
        errors: Mapping[Job, str],
        attempts: Mapping[Job, int] | None = None,
    ) -> None:
        """Note runs that are safely stored, or failed with an error; attempts: one unless said."""
        tries = attempts or {}
        rows = [
            (FAILED if job in errors else DONE, errors.get(job), tries.get(job, 1), *job.key)
            for job in jobs
        ]
        with self._writing() as book:
            book.executemany(
                "UPDATE runs SET state = ?, error = ?, attempts = attempts + ? WHERE run_id = ? "
                "AND setting = ? AND arm = ? AND replication = ?",
                rows,
            )

    def note_lost(self, jobs: Iterable[Job]) -> None:
        """Note runs that were stored and whose files are gone."""
        with self._writing() as book:
            book.executemany(
                "UPDATE runs SET state = ? WHERE run_id = ? AND setting = ? AND arm = ? "
                "AND replication = ?",
                [(WAITING, *job.key) for job in jobs],
            )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One change, made whole or not at all, with a full disk told in words."""
        try:
            self.book.execute("BEGIN")
            yield self.book
            self.book.execute("COMMIT")
        except sqlite3.OperationalError as error:
            with contextlib.suppress(sqlite3.Error):
                self.book.execute("ROLLBACK")
            raise StoppedEarlyError(no_room_for(self.path, error)) from error

    def _rows(self) -> list[Any]:
        return self.book.execute(
            "SELECT run_id, setting, arm, replication, attempts, error FROM runs"
        ).fetchall()


def refuse_if_at_work(path: Path) -> None:
    """Raise StoppedEarlyError if another command holds this ledger."""
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as book:
            book.execute("BEGIN EXCLUSIVE")
            book.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if is_in_use(error):
            raise stopped(path, error) from None
