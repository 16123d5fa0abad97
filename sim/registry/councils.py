"""Tables of councils: who they are, where they lie, how many children, whom they touch."""

import csv
import hashlib
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import CouncilTableError, Problem
from sim.registry.shipped import shipped_folder

COLUMNS = (
    "code",
    "name",
    "region",
    "lat",
    "lon",
    "population",
    "aged_0_17",
    "aged_13_25",
    "hex_col",
    "hex_row",
    "neighbours",
)
BOUNDS = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "population": (1, math.inf),
    "aged_0_17": (1, math.inf),
    "aged_13_25": (1, math.inf),
    "hex_col": (-1000, 1000),
    "hex_row": (-1000, 1000),
}
"""Least and most of each column of numbers; degrees, residents and tiles."""
DEGREES = ("lat", "lon")
LARGEST_TABLE = 10_000_000
"""Bytes of the largest table that is read; that of England has 19,000."""

Row = Mapping[str, str]
Column = TypeVar("Column", NDArray[np.float64], NDArray[np.int64])


@dataclass(frozen=True, slots=True)
class Councils:
    """One column a quantity, one row a council, in the order of the file. Read only."""

    codes: tuple[str, ...]
    """ONS codes, unique."""
    names: tuple[str, ...]
    regions: tuple[str, ...]
    latitude: NDArray[np.float64]
    """Degrees north, WGS84."""
    longitude: NDArray[np.float64]
    """Degrees east, WGS84."""
    population: NDArray[np.int64]
    """Residents of every age."""
    children: NDArray[np.int64]
    """Residents aged 0 to 17."""
    young_people: NDArray[np.int64]
    """Residents aged 13 to 25."""
    hex_col: NDArray[np.int64]
    """Column on the map of hexagons; odd rows lie half a tile to the right."""
    hex_row: NDArray[np.int64]
    """Row on the map of hexagons, 0 in the south."""
    neighbours: tuple[tuple[int, ...], ...]
    """For each council, the rows of those that touch it."""

    def __len__(self) -> int:
        """Count the councils."""
        return len(self.codes)

    def row_of(self, code: str) -> int:
        """Row of a council by its ONS code."""
        return self.codes.index(code)


def table_digest(file_name: str | Path) -> str:
    """Hash of what a table of councils says, 64 hexadecimal digits; empty if there is no such file.

    The file is found as `load_councils` finds it.
    """
    path = _place_of(file_name)
    if not path.is_file() or path.stat().st_size > LARGEST_TABLE:
        return ""
    stamp = path.stat()
    return _digest(path, (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=8)
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _place_of(file_name: str | Path) -> Path:
    """Where a table lies: as named from here, else among the shipped ones."""
    path = Path(file_name)
    if len(path.parts) == 1 and not path.is_file():
        path = shipped_folder("scenarios") / "data" / path
    return path


def load_councils(file_name: str | Path, keep: Collection[str] | None = None) -> Councils:
    """Read a table of councils: a file name in the shipped `scenarios/data/`, or a path.

    `keep` holds the codes to keep, all of them if None; neighbours that are not kept are forgotten.
    Raises CouncilTableError with every problem at once.
    """
    path = _place_of(file_name)
    stamp = path.stat() if path.is_file() else None
    rows, found = _checked(path, (stamp.st_mtime_ns, stamp.st_size) if stamp else None)
    problems = [*found] if found else [*_unknown_to_keep(str(path), rows, keep)]
    if problems:
        raise CouncilTableError(problems)
    return _columns([row for row in rows if keep is None or row["code"] in keep])


@lru_cache(maxsize=8)
def _checked(
    path: Path, stamp: tuple[int, int] | None
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of a file and what is wrong with it; read again when its time or size changes."""
    rows, problems = _read(path)
    return tuple(rows), tuple(problems or _problems(str(path), rows))


def _read(path: Path) -> tuple[list[Row], list[Problem]]:
    try:
        text = _text(path)
    except (OSError, ValueError) as error:
        return [], [Problem(str(path), "", f"cannot be read: {error}", "give a CSV file in UTF-8")]
    reader = csv.DictReader(text.splitlines(), restval="")
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    rows: list[Row] = [{str(name): str(text) for name, text in row.items()} for row in reader]
    if missing:
        return [], [
            Problem(str(path), "line 1", f"lacks the column {name}", "add it") for name in missing
        ]
    return rows, [] if rows else [
        Problem(str(path), "", "holds no council", "add one row for each council")
    ]


def _text(path: Path) -> str:
    """The text of a plain file: a pipe would keep us waiting, a device would never end."""
    if path.exists() and not path.is_file():
        raise ValueError("it is no plain file")
    with path.open("rb") as file:
        content = file.read(LARGEST_TABLE + 1)
    if len(content) > LARGEST_TABLE:
        message = f"it is larger than {LARGEST_TABLE // 1_000_000} MB"
        raise ValueError(message)
    return content.decode("utf-8-sig")


def _problems(file: str, rows: Sequence[Row]) -> Iterator[Problem]:
    touches = {row["code"]: row["neighbours"].split() for row in rows}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        code, place = row["code"], f"line {line}"
        for column in ("code", "name", "region"):
            if not row[column].strip():
                yield Problem(file, place, f"{column} is empty", "fill it in")
        if code in seen:
            yield Problem(file, place, f"{code} stands twice", "keep one row for each council")
        seen.add(code)
        for column in BOUNDS:
            yield from _number_problems(file, place, column, row[column])
        for other in touches[code]:
            yield from _neighbour_problems(file, place, (code, other), touches)


def _number_problems(file: str, place: str, column: str, text: str) -> Iterator[Problem]:
    least, most = BOUNDS[column]
    kind = "a number" if column in DEGREES else "a whole number"
    try:
        value = float(text) if column in DEGREES else int(text)
    except ValueError:
        yield Problem(file, place, f'{column} is "{text}"', f"give {kind}")
        return
    if not least <= value <= most:
        span = f"{least:g} or more" if most == math.inf else f"{least:g} to {most:g}"
        yield Problem(file, place, f"{column} is {text}", f"give {kind}, {span}")


def _neighbour_problems(
    file: str, place: str, pair: tuple[str, str], touches: Mapping[str, list[str]]
) -> Iterator[Problem]:
    code, other = pair
    if other == code:
        yield Problem(file, place, f"{code} is its own neighbour", "take it out")
    elif other not in touches:
        yield Problem(
            file, place, f"neighbour {other} is not in the table", "add its row or take it out"
        )
    elif code not in touches[other]:
        yield Problem(
            file,
            place,
            f"{other} does not name {code} as its neighbour in turn",
            "name both or neither",
        )


def _unknown_to_keep(file: str, rows: Sequence[Row], keep: Collection[str] | None) -> list[Problem]:
    known = {row["code"] for row in rows}
    if keep is not None and not keep:
        return [Problem(file, "", "no council would be kept", "name at least one code")]
    unknown = sorted(set(keep or ()) - known)
    return [
        Problem(file, "", f"there is no council {code} to keep", "check the code")
        for code in unknown
    ]


def _columns(rows: Sequence[Row]) -> Councils:
    place = {row["code"]: index for index, row in enumerate(rows)}
    kept = (
        tuple(place[code] for code in row["neighbours"].split() if code in place) for row in rows
    )
    return Councils(
        codes=tuple(place),
        names=tuple(row["name"] for row in rows),
        regions=tuple(row["region"] for row in rows),
        latitude=_frozen(np.array([float(row["lat"]) for row in rows])),
        longitude=_frozen(np.array([float(row["lon"]) for row in rows])),
        population=_whole(rows, "population"),
        children=_whole(rows, "aged_0_17"),
        young_people=_whole(rows, "aged_13_25"),
        hex_col=_whole(rows, "hex_col"),
        hex_row=_whole(rows, "hex_row"),
        neighbours=tuple(kept),
    )


def _whole(rows: Sequence[Row], column: str) -> NDArray[np.int64]:
    return _frozen(np.array([int(row[column]) for row in rows], dtype=np.int64))


def _frozen(column: Column) -> Column:
    column.setflags(write=False)
    return column
