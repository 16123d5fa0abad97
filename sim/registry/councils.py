"""Tables of councils: who they are, where they lie, how many children, whom they touch."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import CouncilTableError, Problem
from sim.registry.files.hints import hint_for, number_of
from sim.registry.files.table import read_table, told
from sim.registry.files.text import TABLE_FILE, brief, is_there
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
MOST_COUNCILS = 10_000
MOST_PEOPLE = 10**10
BOUNDS = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "population": (1, MOST_PEOPLE),
    "aged_0_17": (1, MOST_PEOPLE),
    "aged_13_25": (1, MOST_PEOPLE),
    "hex_col": (-1000, 1000),
    "hex_row": (-1000, 1000),
}
"""Least and most of each column of numbers; degrees, residents and tiles."""
DEGREES = ("lat", "lon")

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
    if not is_there(path) or not path.is_file():
        return ""
    stamp = path.stat()
    if stamp.st_size > TABLE_FILE.most_bytes:
        return ""
    return _digest(path, (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=8)
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _place_of(file_name: str | Path) -> Path:
    """Where a table lies: as named from here, else among the shipped ones."""
    path = Path(file_name)
    if len(path.parts) == 1 and not is_there(path):
        path = shipped_folder("scenarios") / "data" / path
    return path


def load_councils(file_name: str | Path, keep: Collection[str] | None = None) -> Councils:
    """Read a table of councils: a file name in the shipped `scenarios/data/`, or a path.

    `keep` holds the codes to keep, all of them if None; neighbours that are not kept are forgotten.
    Raises CouncilTableError with every problem at once.
    """
    path = _place_of(file_name)
    stamp = path.stat() if is_there(path) and path.is_file() else None
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
    return tuple(rows), tuple(problems) or _problems(str(path), rows)


def _read(path: Path) -> tuple[list[Row], list[Problem]]:
    table = read_table(path, MOST_COUNCILS)
    if table.problems and not table.heading:
        return [], list(table.problems)
    missing = [column for column in COLUMNS if column not in table.heading]
    twice = [column for column in table.twice if column in COLUMNS]
    said = [
        *((f"lacks the column {name}", "add it") for name in missing if table.heading),
        *((f"has the column {name} twice", "keep one of the two") for name in twice),
    ]
    if said:
        return [], [*(Problem(str(path), "line 1", *one) for one in said), *table.problems]
    place = {name: table.heading.index(name) for name in COLUMNS if table.rows}
    rows: list[Row] = [
        {"line": str(row.line), **{name: row.cells[column] for name, column in place.items()}}
        for row in table.rows
    ]
    if table.problems:  # a row is missing here, so nothing is said of neighbours
        alone = [{**row, "neighbours": ""} for row in rows]
        return [], [*table.problems, *_unsound(str(path), alone)]
    return rows, [] if rows else [
        Problem(str(path), "", "holds no council", "add one row for each council")
    ]


def _problems(file: str, rows: Sequence[Row]) -> tuple[Problem, ...]:
    return told([*_unsound(file, rows)])


def _unsound(file: str, rows: Sequence[Row]) -> Iterator[Problem]:
    touches = {row["code"]: dict.fromkeys(row["neighbours"].split()) for row in rows}
    seen: set[str] = set()
    for row in rows:
        code, place = row["code"], f"line {row['line']}"
        for column in ("code", "name", "region"):
            if not row[column]:
                yield Problem(file, place, f"{column} is empty", "fill it in")
        if code in seen:
            message = f"{brief(code)} stands twice"
            yield Problem(file, place, message, "keep one row for each council")
        seen.add(code)
        for column in BOUNDS:
            yield from _number_problems(file, f"{place}, column {column}", column, row[column])
        for other in touches[code]:
            yield from _neighbour_problems(file, place, (code, other), touches)


def _number_problems(file: str, place: str, column: str, text: str) -> Iterator[Problem]:
    least, most = BOUNDS[column]
    kind = "a number" if column in DEGREES else "a whole number"
    value = number_of(text)
    if value is None or (column not in DEGREES and not value.is_integer()):
        hint = hint_for(text)
        message = f'{column} is "{brief(text)}"'
        yield Problem(file, place, message, hint[1] if hint else f"give {kind}")
    elif not least <= value <= most:
        message = f"{column} is {brief(text)}"
        yield Problem(file, place, message, f"give {kind}, {least:g} to {most:g}")


def _neighbour_problems(
    file: str, place: str, pair: tuple[str, str], touches: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    code, other = pair
    if other == code:
        yield Problem(file, place, f"{brief(code)} is its own neighbour", "take it out")
    elif other not in touches:
        message = f"neighbour {brief(other)} is not in the table"
        yield Problem(file, place, message, "add its row or take it out")
    elif code not in touches[other]:
        message = f"{brief(other)} does not name {brief(code)} as its neighbour in turn"
        yield Problem(file, place, message, "name both or neither")


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
    return _frozen(np.array([int(float(row[column])) for row in rows], dtype=np.int64))


def _frozen(column: Column) -> Column:
    column.setflags(write=False)
    return column
