"""The files of a study. Each appears whole under its name or not at all.

A *part* is one file in each of the five folders, for the same few dozen runs. The file in `runs/`
is moved into place last: where it stands, the others stand too.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import ResultError, StoppedEarlyError
from sim.plain_text import escaped
from sim.studies.ledger import COMPANIONS, refuse_if_at_work
from sim.studies.plan import Job
from sim.studies.tables import ID_COLUMNS, KINDS, TEXT_COLUMNS

FORMAT = 1
MANIFEST = "manifest.json"
VERDICTS = "verdict.json"
ESTIMATES = "estimates.json"
LEDGER = "ledger.sqlite"
DAMAGED = "damaged"
SUPERSEDED = "superseded"
PARTS_LISTED = b"tables"
ROWS_PER_GROUP = 1 << 16
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a folder holds already."""

    done: frozenset[Key]
    set_aside: tuple[str, ...]
    """What was moved out of the way, in words."""


def take_stock(folder: Path, wanted: Iterable[Key]) -> Stored:
    """Find the runs a folder holds, and move aside parts that are damaged or no longer wanted."""
    asked = set(wanted)
    done: set[Key] = set()
    told = []
    for path in part_files(folder, "runs"):
        keys = _keys_of(folder, path)
        if keys is None:
            told.append(f"part {path.stem} was damaged; its runs are made again")
            _move_part(folder, path.name, DAMAGED)
        elif not keys <= asked:
            told.append(f"part {path.stem} belongs to another version of this study")
            _move_part(folder, path.name, SUPERSEDED)
        else:
            done |= keys
    _sweep(folder)
    return Stored(frozenset(done), tuple(told))


def write_part(
    folder: Path, jobs: Sequence[Job], tables: Mapping[Job, Mapping[str, pa.Table]]
) -> str:
    """Write the tables of some runs as one part; returns its name.

    Runs are in order of their ids whatever order they finished in, so that the bytes are the same.
    """
    ordered = sorted((job for job in jobs if job in tables), key=lambda job: job.key)
    digest = hashlib.sha256(json.dumps([job.key for job in ordered]).encode()).hexdigest()
    name = f"part-{digest[:12]}.parquet"
    joined = {
        kind: pa.concat_tables(found, promote_options="permissive")
        for kind in KINDS
        if (found := [tables[job][kind] for job in ordered if kind in tables[job]])
    }
    kinds = sorted(joined, key=lambda kind: kind == "runs")
    listed = {PARTS_LISTED: ",".join(kind for kind in KINDS if kind in joined).encode()}
    with no_room_told(folder):
        for kind in kinds:
            metadata = listed if kind == "runs" else None
            _write_table(folder / kind / name, joined[kind].replace_schema_metadata(metadata))
    return name


def read_table(folder: Path, kind: str) -> pd.DataFrame:
    """One table of a study, all parts together, in order of setting, arm and replication."""
    paths = part_files(folder, kind)
    if not paths:
        return pd.DataFrame(columns=list(ID_COLUMNS))
    try:
        tables = [_read_whole(path) for path in paths]
    except (OSError, pa.ArrowException) as error:
        message = f"{folder / kind} cannot be read ({error}); run the study again to mend it"
        raise ResultError(message) from None
    joined = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    order = ["setting", "arm", "replication"]
    return joined.sort_values(order, kind="stable").reset_index(drop=True)


def part_files(folder: Path, kind: str) -> list[Path]:
    """The parts of one table, by name."""
    return sorted((folder / kind).glob("*.parquet"))


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, whole or not at all."""
    text = escaped(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=str))
    with no_room_told(path.parent), _aside(path) as draft:
        draft.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read a JSON file of a result; raises ResultError if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{path.parent} holds no {path.name}; is it the folder of a run or a study?"
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {error}"
    raise ResultError(message)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result, if this version can read its format."""
    manifest = read_json(folder / MANIFEST)
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        message = f"{folder} has format {found}, and this version reads {FORMAT}; run it again"
        raise ResultError(message)
    return dict(manifest)


def forget(folder: Path) -> None:
    """Remove what a study stored, and nothing else that may lie in the folder.

    Raises StoppedEarlyError, and removes nothing, while another command is at work there.
    """
    refuse_if_at_work(folder / LEDGER)
    for kind in (*KINDS, DAMAGED, SUPERSEDED, "figures"):
        shutil.rmtree(folder / kind, ignore_errors=True)
    ledgers = [LEDGER + suffix for suffix in ("", *COMPANIONS)]
    for name in (MANIFEST, *ledgers, VERDICTS, ESTIMATES, "report.html"):
        (folder / name).unlink(missing_ok=True)


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


def _write_table(path: Path, table: pa.Table) -> None:
    names = [name for name in table.column_names if name in TEXT_COLUMNS]
    # First bytes of all numbers together, then second bytes and so on: a quarter less to store.
    short = [field.name for field in table.schema if field.type == pa.float32()]
    with _aside(path) as draft:
        pq.write_table(
            table,
            draft,
            compression="zstd",
            compression_level=3,
            use_dictionary=names,
            column_encoding=dict.fromkeys(short, "BYTE_STREAM_SPLIT") or None,
            row_group_size=ROWS_PER_GROUP,
            write_page_checksum=True,
        )


def _keys_of(folder: Path, path: Path) -> set[Key] | None:
    """Keys of the runs of a part, or nothing if any of its files is missing or damaged."""
    try:
        runs = _read_whole(path)
        listed = (runs.schema.metadata or {}).get(PARTS_LISTED, b"runs").decode()
        for kind in listed.split(","):
            _read_whole(folder / kind / path.name)
        rows = runs.select(list(ID_COLUMNS)).to_pylist()
    except (OSError, KeyError, pa.ArrowException):
        return None
    return {(row["run_id"], row["setting"], row["arm"], row["replication"]) for row in rows}


def _read_whole(path: Path) -> pa.Table:
    """Every byte of a stored table, each page against its checksum."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read()


def _move_part(folder: Path, name: str, where: str) -> None:
    for kind in reversed(KINDS):
        path = folder / kind / name
        if path.exists():
            (folder / where / kind).mkdir(parents=True, exist_ok=True)
            path.replace(folder / where / kind / name)


def _sweep(folder: Path) -> None:
    """Remove what a killed command left: drafts, and files of parts that were never finished."""
    finished = {path.name for path in part_files(folder, "runs")}
    for kind in KINDS:
        for path in (folder / kind).glob("*"):
            if path.suffix == ".tmp" or path.name not in finished:
                path.unlink(missing_ok=True)
    for draft in folder.glob(".*.tmp"):
        draft.unlink(missing_ok=True)
