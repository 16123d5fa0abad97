"""What the commands print: tables on a terminal, the same tables plain elsewhere, or JSON."""

import csv
import json
import math
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.plain_text import encoding_of, escaped, is_unicode, plain_text, sayable, write_line

if TYPE_CHECKING:
    import pandas as pd

PLAIN_WIDTH = 160
READABLE = 24
"""Signs in a line below which a sentence in a column of a table is hard to read."""
PADDING = 3
"""Blanks from a column to the next."""
LARGE, MIDDLING = 1000, 10


def screen() -> Console:
    """Where tables go: as wide as the terminal; in a file or pipe as COLUMNS says, or wide."""
    if sys.stdout.isatty():
        return Console()
    said = os.environ.get("COLUMNS", "")
    width = int(said) if said.isdecimal() and int(said) else PLAIN_WIDTH
    return Console(width=width, no_color=True)


def warn(text: str) -> None:
    """Say something on the error stream, as text."""
    write_line(text, sys.stderr)


def say(text: str) -> None:
    """Say something on the ordinary stream, as text."""
    write_line(text, sys.stdout)


def cell(text: str, style: str = "") -> Text:
    """A text for a table, never read as markup, in signs the ordinary stream can say."""
    return Text(_line(text), style)


def _line(text: str) -> str:
    return sayable(plain_text(text), encoding_of(sys.stdout))


def print_json(value: Any) -> None:
    """Print a value as JSON; what is no number becomes null.

    Signs that the stream cannot say, or a terminal would obey, are written as their numbers, so
    that every reader of JSON has the same text everywhere.
    """
    as_numbers = not is_unicode(encoding_of(sys.stdout))
    text = json.dumps(_finite(value), indent=1, ensure_ascii=as_numbers, default=str)
    sys.stdout.write(escaped(text) + "\n")


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows of a table, each a dictionary by column."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV with a heading.

    CSV has no way to write a sign as its number. Where the stream lacks a sign its cell has a
    substitute, as a table has, for bytes of another encoding would be read wrongly. Numbers, paths
    and names are plain ASCII and so exact everywhere.
    """
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    # Before quoting, for a substitute may be a quotation mark.
    writer.writerows(
        {name: _line(part) if isinstance(part, str) else part for name, part in row.items()}
        for row in rows
    )


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], title: str = "") -> None:
    """Print rows as a table with these columns."""
    names = list(columns)
    numbers = {
        name for name in names if all(isinstance(row.get(name), int | float) for row in rows)
    }
    print_table(names, [[cell(shown(row.get(name))) for name in names] for row in rows], title,
                numbers=numbers)  # fmt: skip


def print_table(
    names: Sequence[str],
    rows: Sequence[Sequence[Text]],
    title: str = "",
    *,
    numbers: Collection[str] = (),
) -> None:
    """Print cells under their names; where they would be squeezed, one record below another.

    numbers: names of columns that stand to the right and are never broken.
    """
    out = screen()
    heading = cell(title, "table.title") if title else None
    if _room_for(names, rows, numbers) > out.width:
        if heading is not None:
            out.print(heading)
        for row in rows:
            out.print(_record(names, row))
        return
    table = Table(box=box.SIMPLE_HEAD, title=heading, title_justify="left")
    for name in names:
        is_number = name in numbers
        table.add_column(cell(name), justify="right" if is_number else "left", overflow="fold",
                         no_wrap=is_number)  # fmt: skip
    for row in rows:
        table.add_row(*row)
    out.print(table)


def _room_for(
    names: Sequence[str], rows: Sequence[Sequence[Text]], numbers: Collection[str]
) -> int:
    """Signs a line needs so that no word is broken and texts have room to be read."""
    needed = 1
    for place, name in enumerate(names):
        cells = [name, *(row[place].plain for row in rows)]
        longest = max(map(len, cells))
        word = max(len(word) for text in cells for word in text.split(" "))
        whole = longest if name in numbers else max(word, min(longest, READABLE))
        needed += whole + PADDING
    return needed


def _record(names: Sequence[str], row: Sequence[Text]) -> Table:
    """One row as lines of a name and a value; what has no value is left out."""
    record = Table(box=None, show_header=False, padding=(0, 2, 0, 0), title_justify="left")
    record.add_column(no_wrap=True)
    record.add_column(overflow="fold")
    for name, value in zip(names, row, strict=True):
        if value.plain:
            record.add_row(cell(name, "dim"), value)
    record.add_row("", "")
    return record


def shown(value: Any) -> str:
    """A value as it stands in a table.

    >>> shown(0.12345), shown(12.345), shown(1234567.0), shown(None), shown(True)
    ('0.123', '12.3', '1,234,567', '-', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if not isinstance(value, float):
        return str(value)
    size = abs(value)
    if size >= LARGE:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= MIDDLING else f"{value:.3f}"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
