"""The files of a study. Each appears whole under its name or not at all.

Whatever is written here gives back its hash, which the ledger notes; `sim.studies.store.result`
reads it all again and checks it. Tables of runs come in parts: `sim.studies.store.parts`.
"""

import contextlib
import hashlib
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import DamageError, ResultError, StoppedEarlyError
from sim.plain_text import escaped

FORMAT = 2
"""Of the files of a result. Those of format 1 had no hashes: nothing in them can be relied on."""

MANIFEST = "manifest.json"
VERDICTS = "verdict.json"
ESTIMATES = "estimates.json"
LEDGER = "ledger.sqlite"
POINTS = "points.csv"
OVER_POINTS = "over_points.csv"
SENSITIVITY = "sensitivity.csv"
SWEEP_TABLE = "sweep.csv"
SWEEP_EFFECTS = "sweep_effects.csv"
SWEEP_PICTURE = "sweep.svg"
REPORT = "report.html"
FIGURES = "figures"
DAMAGED = "damaged"
SUPERSEDED = "superseded"
FORECAST = "forecast.json"
OWN_NAMES = (
    *(MANIFEST, VERDICTS, ESTIMATES, POINTS, OVER_POINTS, SENSITIVITY, REPORT, FORECAST),
    *(SWEEP_TABLE, SWEEP_EFFECTS, SWEEP_PICTURE),
)
"""Files that are written whole into the folder of a result, beside its parts and its ledger."""


def checked_bytes(folder: Path, path: str, digest: str | None) -> bytes:
    """The bytes of a file of a result; raises DamageError if it is gone or not as it was written.

    digest: its hash; None where none is noted.
    """
    try:
        content = (folder / path).read_bytes()
    except FileNotFoundError:
        message = f"{folder / path} is missing"
        raise DamageError(message) from None
    except OSError as error:
        message = f"{folder / path} cannot be read: {error.strerror or error}"
        raise DamageError(message) from None
    if digest is not None and hash_of_bytes(content) != digest:
        message = f"{folder / path} is not as it was written: damaged, or changed from outside"
        raise DamageError(message)
    return content


def hash_of_bytes(content: bytes) -> str:
    """The hash by which a file is known again."""
    return hashlib.sha256(content).hexdigest()


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its name."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def write_json(path: Path, value: Any) -> str:
    """Write a value as JSON, whole or not at all; returns its hash."""
    text = escaped(json.dumps(plain(value), indent=1, ensure_ascii=False, default=str))
    return write_bytes(path, f"{text}\n".encode())


def plain(value: Any) -> Any:
    """Values as JSON can hold them: tuples as lists, what is no finite number as null."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_csv(path: Path, table: pd.DataFrame) -> str:
    """Write a table as CSV, whole or not at all; returns its hash."""
    return write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


def write_bytes(path: Path, content: bytes) -> str:
    """Write a file, whole or not at all; returns its hash. Raises StoppedEarlyError if it fails."""
    with no_room_told(path.parent), _aside(path) as draft:
        draft.write_bytes(content)
    return hash_of_bytes(content)


def read_json(path: Path) -> Any:
    """Read a JSON file that is no part of a result; raises ResultError if it cannot be read."""
    try:
        return parsed_json(path, path.read_bytes())
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}"
        raise ResultError(message) from None


def parsed_json(path: Path, content: bytes) -> Any:
    """What a JSON file says; raises DamageError, with its name, if it says nothing readable."""
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        message = f"{path} is damaged ({first_line(error)})"
        raise DamageError(message) from None


@contextlib.contextmanager
def no_room_told(folder: Path) -> Iterator[None]:
    """Turn a failed write into words: what happened, what is safe, how to go on."""
    try:
        yield
    except OSError as error:
        message = (
            f"Could not write to {folder}: {error.strerror or error}. Whatever was complete before "
            "is safe; make room and give the same command again to go on from there."
        )
        raise StoppedEarlyError(message) from error


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, moved to `path` if all went well and removed if not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield draft
        _settle(draft)
        draft.replace(path)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have the disk itself take a file, so that no loss of power leaves an empty one in place."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
