"""Tables in CSV as spreadsheets and pandas write them: heading and rows, or what is wrong.

Commas stand between cells and points in numbers. What leaves no doubt is read past: a byte-order
mark, blank rows, blank columns, blanks around a cell, any of the three line ends. What might be
meant otherwise is refused by name: other separators, cells too many or too few, an open quote.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sim.errors import Problem
from sim.registry.files.text import MARK, TABLE_FILE, brief, read_text

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
SAVE_AS = 'save it as "CSV UTF-8 (comma delimited)", with points in numbers'
MOST_COLUMNS = 2_000
MOST_TOLD = 100
"""Problems of a table that are told one by one."""
_EMPTY = MARK + "\u200b"


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line of the file it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a CSV file says; the rows are as long as the heading."""

    file: str
    heading: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def twice(self) -> list[str]:
        """Headings that stand more than once."""
        return sorted(name for name, count in Counter(self.heading).items() if count > 1)

    def is_index(self, column: int) -> bool:
        """Whether a column counts its rows, as pandas writes its index."""
        found = [row.cells[column] for row in self.rows]
        return any(found == [str(n + first) for n in range(len(found))] for first in (0, 1))


def read_table(path: Path, most_rows: int) -> Table:
    """The table in a CSV file."""
    text, problem = read_text(path, TABLE_FILE)
    if problem:
        return Table(str(path), problems=(problem,))
    return table_of(text, str(path), most_rows)


def table_of(text: str, file: str, most_rows: int) -> Table:
    """The table in a text; `file` is what problems name."""
    if other := _other_separator(text):
        return Table(file, problems=(Problem(file, "line 1", *other),))
    try:
        records = list(islice(_records(text), most_rows + 2))
    except csv.Error as error:
        return Table(file, problems=(_unreadable(text, file, error),))
    if len(records) > most_rows + 1:
        message = f"has more than {most_rows:,} rows"
        return Table(file, problems=(Problem(file, "", message, "give a smaller table"),))
    if not records:
        return Table(file)
    heading, *rows = records
    kept = _columns(heading.cells, rows)
    if len(kept) > MOST_COLUMNS:
        message = f"has {len(kept):,} columns, more than {MOST_COLUMNS:,}"
        return Table(file, problems=(Problem(file, "line 1", message, "remove some"),))
    problems = [problem for row in rows for problem in _ragged(file, row, len(heading.cells))]
    whole = tuple(
        Row(row.line, tuple(row.cells[column] for column in kept))
        for row in rows
        if len(row.cells) >= len(heading.cells)
    )
    return Table(file, tuple(heading.cells[column] for column in kept), whole, told(problems))


def told(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems, and how many more there are."""
    if len(problems) <= MOST_TOLD:
        return tuple(problems)
    more = f"has {len(problems) - MOST_TOLD:,} problems more"
    return (*problems[:MOST_TOLD], Problem(problems[0].file, "", more, "mend these first"))


def _records(text: str) -> Iterator[Row]:
    """Rows that hold something, cells without blanks around them; the first is the heading."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    line = 1
    for cells in reader:
        stripped = [cell.strip().strip(_EMPTY).strip() for cell in cells]
        if any(stripped) and (stripped[0] != "sep=" or any(stripped[1:])):
            yield Row(line, tuple(stripped))
        line = reader.line_num + 1


def _columns(heading: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """The columns that have a heading, or a value without one."""
    blank = {column for column, name in enumerate(heading) if not name}
    for row in rows:
        blank -= {column for column in blank if column < len(row.cells) and row.cells[column]}
        if not blank:
            break
    return [column for column in range(len(heading)) if column not in blank]


def _ragged(file: str, row: Row, width: int) -> Iterator[Problem]:
    if len(row.cells) == width or (len(row.cells) > width and not any(row.cells[width:])):
        return
    message = f"has {len(row.cells)} cells under {width} headings"
    remedy = "give each heading one value; write decimals with a point"
    yield Problem(file, f"line {row.line}", message, remedy)


def _other_separator(text: str) -> tuple[str, str] | None:
    """What stands between the cells, where it is no comma."""
    first = next((line for line in io.StringIO(text[:100_000]) if line.strip()), "").strip(" \r\n")
    if found := re.fullmatch(r"sep=(.)", first):
        if found[1] == ",":
            return None
        named = SEPARATORS.get(found[1], f'the sign "{found[1]}"')
        return f"says that {named} stand between its cells", SAVE_AS
    outside = re.sub(r'"[^"]*"', "", first).rstrip(",")
    if "," in outside:
        return None
    for sign, named in SEPARATORS.items():
        if sign in outside.strip():
            commas = re.search(rf"(^|{re.escape(sign)})\s*-?[0-9]+,[0-9]", text[:100_000], re.M)
            also = " and commas in its numbers" if commas else ""
            return f"has {named} between its cells{also}", SAVE_AS
    return None


def _unreadable(text: str, file: str, error: csv.Error) -> Problem:
    """Where a table stops being one."""
    line = 1
    try:
        for row in _records(text):
            line = row.line + 1
    except csv.Error:
        pass
    said = str(error)
    if "field limit" in said:
        message = f"has a cell of more than {csv.field_size_limit():,} letters"
        return Problem(file, f"line {line}", message, "close its quotation mark, or shorten it")
    message = f"has a quotation mark that is open or out of place ({brief(said)})"
    return Problem(file, f"line {line}", message, 'write "..." around the whole cell')
