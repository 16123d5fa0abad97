"""Tables as one Excel workbook: a sheet each, headings that stay in sight, columns wide enough."""

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.errors import MutualsError
from sim.plain_text import plain_text

ROWS_OF_A_SHEET = 1_048_576
NARROWEST, WIDEST = 8, 50
"""Widths of columns, in letters."""
DATES = "YYYY-MM-DD"
LOOKED_AT = 500
"""Rows by which a column's width is chosen."""
BELOW_THE_HEADING = "A2"


def workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The tables as the bytes of a workbook.

    Raises MutualsError where the library is missing or a table is longer than a sheet.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        message = "A workbook needs openpyxl; `pip install 'mutuals[excel]'`, or use --csv"
        raise MutualsError(message) from None
    for name, table in tables.items():
        if len(table) >= ROWS_OF_A_SHEET:
            message = f"{name} has {len(table):,} rows, more than a sheet holds; use --csv"
            raise MutualsError(message)
    made = io.BytesIO()
    with pd.ExcelWriter(made, engine="openpyxl") as book:
        for name, table in tables.items():
            plain = _in_plain_text(table)
            plain.to_excel(book, sheet_name=name, index=False)
            sheet = book.sheets[name]
            _as_words(sheet, plain)
            _easy_to_read(sheet, plain)
    return made.getvalue()


def _easy_to_read(sheet: Any, table: pd.DataFrame) -> None:
    """Keep the heading in sight, and give each column the width of what stands in it."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = BELOW_THE_HEADING
    for place, name in enumerate(table.columns, start=1):
        told = [len(_told(value)) for value in table[name].head(LOOKED_AT)]
        width = min(max([len(str(name)), *told, NARROWEST]), WIDEST) + 2
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            # The writer of pandas passes over its own datetime_format.
            for cell in sheet[letter][1:]:
                cell.number_format = DATES


def _told(value: Any) -> str:
    """About what a cell shows."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _in_plain_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table without signs that a workbook may not hold: each has its picture instead."""
    plain = {
        name: column.map(_plain_cell) for name, column in table.items() if not _is_plain(column)
    }
    return table.assign(**plain)


def _is_plain(column: "pd.Series[Any]") -> bool:
    """Whether a column holds no text: numbers, or dates."""
    kinds = pd.api.types
    return kinds.is_numeric_dtype(column) or kinds.is_datetime64_any_dtype(column)


def _plain_cell(value: Any) -> Any:
    return plain_text(value, lines=True) if isinstance(value, str) else value


def _as_words(sheet: Any, table: pd.DataFrame) -> None:
    """Have texts that begin with = stand as text: openpyxl would make formulas of them."""
    for place, name in enumerate(table.columns, start=1):
        if _is_plain(table[name]):
            continue
        for row, value in enumerate(table[name], start=2):
            if isinstance(value, str) and value.startswith("="):
                sheet.cell(row, place).data_type = "s"
