"""A stored result, read and checked: the one way in which numbers come back from disk.

Every file is held against the hash that the ledger noted when it was written, every stored run
against the ledger's list; whatever is missing, damaged or changed is told in one sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import DamageError, ResultError
from sim.studies.store.book import Book, read_book
from sim.studies.store.files import (
    ESTIMATES,
    LEDGER,
    MANIFEST,
    VERDICTS,
    checked_bytes,
    parsed_json,
)
from sim.studies.store.ledger import Ledger
from sim.studies.store.manifest import (
    RUNNING,
    Manifest,
    own_manifest,
    refuse_other_format,
    whole_manifest,
)
from sim.studies.store.parts import joined_table, part_files, read_checked
from sim.studies.store.tables import KINDS
from sim.studies.store.verdict import StoredEstimate, ToldVerdict, read_estimates, read_verdicts


@dataclass(frozen=True, slots=True)
class Result:
    """The folder of a run or a study, as far as it was checked."""

    folder: Path
    manifest: Manifest
    book: Book
    """What the ledger says; while a command is at work in the folder, nothing."""

    @property
    def unfinished(self) -> str:
        """That runs are still missing, in words; empty if none is."""
        if self.book.is_at_work:
            return "a command is still at work here: these are the runs stored so far"
        if self.manifest["state"] != RUNNING:
            return ""
        cells = self.manifest.get("cells", ())
        planned = max(len(self.book.runs), sum(cell["replications"] for cell in cells))
        return f"unfinished: {self.book.done:,} of {planned:,} runs are stored so far"

    def paths(self, kind: str) -> list[str]:
        """The files of one table, inside the folder, in order of their names."""
        if self.book.files is None:
            return [f"{kind}/{path.name}" for path in part_files(self.folder, kind)]
        return sorted(path for path in self.book.files if path.startswith(f"{kind}/"))

    def parts(self, kind: str) -> Iterator[pa.Table]:
        """The parts of one table, each read whole and checked; raises DamageError."""
        for path in self.paths(kind):
            yield self.part(path)

    def part(self, path: str) -> pa.Table:
        """One part of one table, read whole and checked; raises DamageError."""
        return read_checked(self.folder, path, self._hash_of(path))

    def table(self, kind: str) -> pd.DataFrame:
        """One table, all parts together, in order of setting, arm and replication.

        Raises DamageError if anything of it is missing or not as it was written.
        """
        found = joined_table(self.parts(kind))
        if kind == "runs":
            self.check_count(len(found))
        return found

    def rows(self, kind: str, setting: str, arm: str) -> pd.DataFrame:
        """The rows of one table of one arm at one setting, chosen part by part to spare memory.

        Raises DamageError as `table` does, ResultError if there is none.
        """
        chosen = (
            part.filter(pc.and_(pc.equal(part["setting"], setting), pc.equal(part["arm"], arm)))
            for part in self.parts(kind)
        )
        found = joined_table(part for part in chosen if part.num_rows)
        if found.empty:
            message = f"{self.folder} holds no run of arm {arm} at setting {setting}"
            raise ResultError(message)
        return found

    def check_count(self, runs: int) -> None:
        """Raise DamageError unless as many runs were read as the ledger says are stored.

        Of a command that was killed the ledger may list files whose runs it had yet to count; that
        every listed file is there is seen without counting.
        """
        if self.book.is_sealed and runs != self.book.done:
            message = (
                f"{self.folder} holds {runs:,} runs, and its ledger says {self.book.done:,}; "
                f"{self._remedy()}"
            )
            raise DamageError(message)

    def holds(self, path: str) -> bool:
        """Whether a file is one of the result's own."""
        if self.book.files is None:
            return (self.folder / path).is_file()
        return path in self.book.files and (self.book.is_sealed or (self.folder / path).is_file())

    def content(self, path: str) -> bytes:
        """The bytes of a file of the result, checked; raises DamageError, ResultError if none."""
        if not self.holds(path):
            message = f"{self.folder} holds no {path} of its own"
            raise ResultError(message)
        return checked_bytes(self.folder, path, self._hash_of(path))

    def verdicts(self) -> list[ToldVerdict]:
        """Its verdicts in the order of the file, checked; none where none is concluded."""
        path = self.folder / VERDICTS
        return read_verdicts(path, self.content(VERDICTS)) if self.holds(VERDICTS) else []

    def estimates(self) -> list[StoredEstimate]:
        """Its estimates, checked; none where none is concluded."""
        path = self.folder / ESTIMATES
        return read_estimates(path, self.content(ESTIMATES)) if self.holds(ESTIMATES) else []

    def json(self, path: str, otherwise: Any = None) -> Any:
        """A file of JSON, checked; `otherwise` where the result has none."""
        if not self.holds(path):
            return otherwise
        return parsed_json(self.folder / path, self.content(path))

    def check_whole(self) -> None:
        """Raise DamageError if a file that the ledger lists is not there."""
        noted = (self.book.files or {}).items()
        gone = [path for path, digest in noted if digest and not (self.folder / path).is_file()]
        kept = {*KINDS, *((VERDICTS, ESTIMATES) if self.book.is_sealed else ())}
        lost = [path for path in gone if path.partition("/")[0] in kept]
        if lost:
            more = f" and {len(lost) - 1} more files are" if len(lost) > 1 else " is"
            message = f"{self.folder / min(lost)}{more} missing; {self._remedy()}"
            raise DamageError(message)

    def _hash_of(self, path: str) -> str | None:
        """The hash a file must have; none where a command may have changed it since."""
        files = self.book.files or {}
        is_part = path.partition("/")[0] in KINDS
        return files.get(path) or None if is_part or self.book.is_sealed else None

    def _remedy(self) -> str:
        command = self.manifest["kind"]
        again = "with --overwrite " if command == "run" else ""
        return f"give the same `mutuals {command}` {again}again to mend it"


def open_result(folder: Path) -> Result:
    """The result in a folder, its manifest and its list of files checked.

    Raises ResultError if there is none that this version can read, DamageError if it is damaged.
    """
    said = own_manifest(folder)
    refuse_other_format(folder, said)
    book = read_book(folder / LEDGER)
    if book.is_sealed and book.files is not None:
        checked_bytes(folder, MANIFEST, book.files.get(MANIFEST))
    found = Result(folder, whole_manifest(folder, said), book)
    found.check_whole()
    return found


def runs_at_work(folder: Path, ledger: Ledger) -> pd.DataFrame:
    """The runs stored so far, for the command that is at work with this ledger; checked."""
    paths = sorted(path for path in ledger.files if path.startswith("runs/"))
    return joined_table(read_checked(folder, path, ledger.files[path]) for path in paths)


def read_table(folder: Path, kind: str) -> pd.DataFrame:
    """One table of a result, checked; see `Result.table`."""
    return open_result(folder).table(kind)
