"""The parts of a study: its runs' tables on disk, written, found again and checked.

A *part* is one file in each of the five folders, for the same few dozen runs. The file in `runs/`
is moved into place last: where it stands, the others stand too.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import DamageError
from sim.studies.design.plan import Job
from sim.studies.store.files import (
    DAMAGED,
    OWN_NAMES,
    SUPERSEDED,
    checked_bytes,
    first_line,
    hash_of_bytes,
    no_room_told,
    write_bytes,
)
from sim.studies.store.tables import ID_COLUMNS, KINDS, TEXT_COLUMNS

PART_NAME = re.compile(r"part-[0-9a-f]{12}\.parquet")
_DRAFT_NAME = re.compile(r"\.(.+)\.\d+\.tmp")
PARTS_LISTED = b"tables"
ROWS_PER_GROUP = 1 << 16
Key = tuple[str, str, str, int]
NOTHING_NOTED: Mapping[str, str] = {}


@dataclass(slots=True)
class Stored:
    """What a folder holds already."""

    done: set[Key] = field(default_factory=set)
    set_aside: list[str] = field(default_factory=list)
    """What was moved out of the way, in words."""
    hashes: dict[str, str] = field(default_factory=dict)
    """Hash by path of every file of the parts that stand, and of those that were moved."""
    gone: set[str] = field(default_factory=set)
    """Paths at which nothing stands any more."""


_WHY_ASIDE = {
    DAMAGED: "part {part} was damaged; its runs are made again",
    SUPERSEDED: "part {part} belongs to another version of this study",
}


def take_stock(
    folder: Path, wanted: Iterable[Key], noted: Mapping[str, str] = NOTHING_NOTED
) -> Stored:
    """Find the runs a folder holds, and move aside parts that are damaged or no longer wanted.

    noted: hash by path of the files that the ledger knows. A part that stands without being noted
    was finished by a command that was killed before it could note it; it counts if it is whole.
    """
    asked = set(wanted)
    found = Stored()
    for name, listed in sorted(_noted_parts(folder, noted).items()):
        whole = _whole_part(folder, name, listed)
        if whole is not None and whole[0] <= asked:
            found.done |= whole[0]
            found.hashes |= whole[1]
            continue
        where = DAMAGED if whole is None else SUPERSEDED
        moved = _move_part(folder, name, where)
        found.hashes |= moved
        found.gone |= {*listed, *(path.partition("/")[2] for path in moved)}
        found.set_aside.append(_WHY_ASIDE[where].format(part=name.removesuffix(".parquet")))
    _sweep(folder, set(found.hashes))
    return found


def sound_keys(folder: Path, noted: Mapping[str, str]) -> set[Key]:
    """Keys of the runs in the parts of a folder that are whole; nothing is moved or written."""
    found: set[Key] = set()
    for name, listed in _noted_parts(folder, noted).items():
        whole = _whole_part(folder, name, listed)
        found |= whole[0] if whole is not None else set()
    return found


def _noted_parts(folder: Path, noted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By name every part whose runs stand or of which a file is noted: hash by path, if noted."""
    found: dict[str, dict[str, str]] = {path.name: {} for path in part_files(folder, "runs")}
    for path, digest in noted.items():
        kind, _, name = path.partition("/")
        if kind in KINDS:
            found.setdefault(name, {})[path] = digest
    return found


def _whole_part(
    folder: Path, name: str, noted: Mapping[str, str]
) -> tuple[set[Key], dict[str, str]] | None:
    """Keys of the runs of a part and its hashes; nothing if any file is missing or damaged."""
    try:
        runs = read_checked(folder, f"runs/{name}", noted.get(f"runs/{name}"))
        listed = (runs.schema.metadata or {}).get(PARTS_LISTED, b"runs").decode()
        paths = {f"{kind}/{name}" for kind in listed.split(",")} | set(noted)
        for path in paths - {f"runs/{name}"}:
            # A hash that holds says it all; pages are looked at where there is none.
            (checked_bytes if path in noted else read_checked)(folder, path, noted.get(path))
        rows = runs.select(list(ID_COLUMNS)).to_pylist()
        hashes = {path: noted.get(path) or _hash_of_file(folder / path) for path in paths}
    except (DamageError, OSError, KeyError, ValueError, pa.ArrowException):
        return None
    keys = {(row["run_id"], row["setting"], row["arm"], row["replication"]) for row in rows}
    return keys, hashes


def _hash_of_file(path: Path) -> str:
    return hash_of_bytes(path.read_bytes())


def _move_part(folder: Path, name: str, where: str) -> dict[str, str]:
    """Move the files of a part aside; returns the hash of each by the path it has now."""
    moved = {}
    for kind in reversed(KINDS):
        path = folder / kind / name
        if path.is_file():
            (folder / where / kind).mkdir(parents=True, exist_ok=True)
            path.replace(folder / where / kind / name)
            moved[f"{where}/{kind}/{name}"] = _hash_of_file(folder / where / kind / name)
    return moved


def _sweep(folder: Path, noted: set[str]) -> None:
    """Remove what a killed command of ours left: its drafts, and parts that were never finished."""
    for kind in KINDS:
        for path in (folder / kind).glob("*"):
            is_part = PART_NAME.fullmatch(path.name) and f"{kind}/{path.name}" not in noted
            if is_part or _is_draft(path.name):
                path.unlink(missing_ok=True)
    for draft in folder.glob(".*.tmp"):
        if _is_draft(draft.name):
            draft.unlink(missing_ok=True)


def _is_draft(name: str) -> bool:
    """Whether this is the name under which a file of ours is written before it is whole."""
    found = _DRAFT_NAME.fullmatch(name)
    return found is not None and (found[1] in OWN_NAMES or bool(PART_NAME.fullmatch(found[1])))


def part_files(folder: Path, kind: str) -> list[Path]:
    """The files of one table that bear the name of a part, in order of their names.

    For what looks only at names and sizes: what is in them is read through
    `sim.studies.store.result`.
    """
    found = (folder / kind).glob("part-*.parquet")
    return sorted(path for path in found if PART_NAME.fullmatch(path.name))


def write_part(
    folder: Path, jobs: Sequence[Job], tables: Mapping[Job, Mapping[str, pa.Table]]
) -> dict[str, str]:
    """Write the tables of some runs as one part; returns the hash of each of its files, by path.

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
    hashes = {}
    with no_room_told(folder):
        for kind in kinds:
            metadata = listed if kind == "runs" else None
            table = joined[kind].replace_schema_metadata(metadata)
            hashes[f"{kind}/{name}"] = _write_table(folder / kind / name, table)
    return hashes


def _write_table(path: Path, table: pa.Table) -> str:
    names = [name for name in table.column_names if name in TEXT_COLUMNS]
    # First bytes of all numbers together, then second bytes and so on: a quarter less to store.
    short = [field.name for field in table.schema if field.type == pa.float32()]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        use_dictionary=names,
        column_encoding=dict.fromkeys(short, "BYTE_STREAM_SPLIT") or None,
        row_group_size=ROWS_PER_GROUP,
        write_page_checksum=True,
    )
    return write_bytes(path, sink.getvalue().to_pybytes())


def joined_table(parts: Iterable[pa.Table]) -> pd.DataFrame:
    """Parts of one table together, in order of setting, arm and replication."""
    tables = list(parts)
    if not tables:
        return pd.DataFrame(columns=list(ID_COLUMNS))
    joined = pa.concat_tables(tables, promote_options="permissive").to_pandas()
    order = ["setting", "arm", "replication"]
    return joined.sort_values(order, kind="stable").reset_index(drop=True)


def read_checked(folder: Path, path: str, digest: str | None) -> pa.Table:
    """A stored table, its bytes against their hash and each page against its checksum.

    path: inside the folder. digest: None where none is noted yet, so that only pages are checked.
    Raises DamageError with the file's name.
    """
    content = checked_bytes(folder, path, digest)
    try:
        with pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True) as file:
            return file.read()
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        message = f"{folder / path} is damaged ({first_line(error)})"
        raise DamageError(message) from None
