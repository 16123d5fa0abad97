"""The book of a result: its runs, its claims, and the hash of every file that was written for it.

Only the command at work in a folder writes in it. What it says of itself is sealed with a hash when
that command ends, so that a change from outside is noticed.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.errors import DamageError, StoppedEarlyError
from sim.studies.design.plan import Job
from sim.studies.store.disks import is_local

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

NOT_YET = ""
"""Hash of a file that is about to be written."""
WAITING, DONE, FAILED = "waiting", "done", "failed"
DAMAGED = ".damaged"
COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a ledger while it is open, and leaves there if it is killed."""


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
            raise _stopped(path, error) from None
        try:
            self._take_possession()
        except sqlite3.DatabaseError as error:
            self.book.close()
            if isinstance(error, sqlite3.OperationalError):
                raise _stopped(path, error) from None
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
        if not _seal_holds(book):
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
            with contextlib.closing(_read_only(damaged)) as book:
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
                self.book.execute("INSERT INTO seal VALUES (?)", (_digest(self.book),))
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
        return [_wording(*row) for row in rows]

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
            raise StoppedEarlyError(_no_room(self.path, error)) from error

    def _rows(self) -> list[Any]:
        return self.book.execute(
            "SELECT run_id, setting, arm, replication, attempts, error FROM runs"
        ).fetchall()


def read_book(path: Path) -> Book:
    """What a ledger says. Raises DamageError if it is missing, damaged or changed from outside."""
    if not path.is_file():
        message = f"{path} is missing: without it nobody can tell whether the numbers are whole"
        raise DamageError(message)
    try:
        with contextlib.closing(_read_only(path)) as book:
            return _read(book)
    except (sqlite3.Error, ValueError, TypeError) as error:
        if isinstance(error, sqlite3.Error) and _is_in_use(error):
            return Book()
        message = f"{path} is damaged ({error})"
        raise DamageError(message) from None


def _read(book: sqlite3.Connection) -> Book:
    if not _seal_holds(book):
        message = "not as it was left"
        raise sqlite3.DatabaseError(message)
    book.row_factory = sqlite3.Row
    runs, noted, files = (
        [dict(row) for row in book.execute(f"SELECT * FROM {table} ORDER BY rowid")]
        for table in SEALED
    )
    claims = [_wording(row["hash"], row["written"], row["text"]) for row in noted]
    is_sealed = book.execute("SELECT count(*) FROM seal").fetchone()[0] > 0
    hashes = {str(row["path"]): str(row["hash"]) for row in files}
    return Book(tuple(runs), tuple(claims), hashes, is_sealed)


def read_ledger(path: Path) -> list[dict[str, Any]]:
    """Every run of a study that is not at work just now, with its state, attempts and error."""
    return list(read_book(path).runs)


def _wording(digest: str, written: str, text: str) -> dict[str, Any]:
    return {"hash": digest, "written": written, "claims": json.loads(text)}


def _digest(book: sqlite3.Connection) -> str:
    """A hash of all that the ledger says, row by row."""
    digest = hashlib.sha256()
    for table in SEALED:
        for row in book.execute(f"SELECT * FROM {table} ORDER BY rowid"):
            digest.update(json.dumps([table, *tuple(row)], default=str).encode())
    return digest.hexdigest()


def _seal_holds(book: sqlite3.Connection) -> bool:
    """Whether the ledger says what it said when the last command ended; so if that was killed."""
    seals = [tuple(row) for row in book.execute("SELECT hash FROM seal")]
    return not seals or seals == [(_digest(book),)]


def refuse_if_at_work(path: Path) -> None:
    """Raise StoppedEarlyError if another command holds this ledger."""
    if not path.exists():
        return
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as book:
            book.execute("BEGIN EXCLUSIVE")
            book.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if _is_in_use(error):
            raise _stopped(path, error) from None


def _stopped(path: Path, error: sqlite3.Error) -> StoppedEarlyError:
    if _is_in_use(error):
        message = f"Another command is at work in {path.parent}; wait for it, or name another."
        return StoppedEarlyError(message)
    return StoppedEarlyError(_no_room(path, error))


def _no_room(path: Path, error: sqlite3.Error) -> str:
    return (
        f"Could not write to {path}: {error}. Stored runs are safe; make room and give the same "
        "command again to go on from there."
    )


def _read_only(path: Path) -> sqlite3.Connection:
    # Without waiting: a ledger in use stays so until the study is made.
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0)


def _is_in_use(error: sqlite3.Error) -> bool:
    return "locked" in str(error)


def text_hash(text: str) -> str:
    """Hash by which a wording is known."""
    return hashlib.sha256(text.encode()).hexdigest()
