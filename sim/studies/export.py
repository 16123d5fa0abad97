"""Stored results as tables that other tools read, each column explained in a codebook."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from sim.errors import MutualsError
from sim.plain_text import plain_text
from sim.studies.provenance import values_set
from sim.studies.store import no_room_told, read_manifest, read_table
from sim.studies.tables import KINDS

Form = Literal["csv", "xlsx"]
MEAN = "mean_"
ROWS_OF_A_SHEET = 1_048_576
PLACE = {
    "run_id": ("", "The run, named by a hash of all that decides its result."),
    "setting": ("", "Level of an assumption at which all arms are looked at again."),
    "arm": ("", "The world that is compared with others."),
    "replication": ("", "Runs with the same number have the same luck in every arm and setting."),
    "seed": ("", "Names the luck of the run."),
    "years": ("years", "Length of the run."),
    "month": ("months", "Months since the start: 0 is the opening month."),
    "service": ("", "One of the services, or all together."),
    "organisation": ("", "The provider's own name in the tables, never used twice."),
    "name": ("", "What the provider is called."),
    "kind": ("", "Kind of provider, or of event."),
    "council": ("", "Code of the council."),
    "path": ("", "Dotted path of a parameter."),
    "value": ("", "The number that goes with the row, in the parameter's or event's unit."),
    "because": ("", "Why it was decided so."),
    "other": ("", "The other organisation in an event."),
    "lot": ("", "Number of the lot, the bundle of posts that a contract covers."),
    "number2": ("", "A further number of the event; its because says what was weighed."),
    "number3": ("", "A further number of the event; its because says what was weighed."),
    "kind_at_start": ("", "Kind of provider when it was first seen."),
    "form": ("", "Legal form."),
    "origin": ("", "Whether a spin-out was begun from the top or by staff; empty for others."),
    "founded_month": ("months", "Month of founding; negative before the start."),
    "entered_month": ("months", "First month under observation: the first in which it traded."),
    "left_month": ("months", "Month in which its independence ended; empty if it did not."),
    "last_month": ("months", "Last month under observation."),
    "months_at_risk": ("months", "Time under observation in which it could have ended."),
    "ending": ("", "How its independence ended; empty if it did not."),
    "ended_by": ("", "Kind of who ended it: a group, a non-profit, a council, or none."),
    "ended_by_organisation": ("", "Who ended it."),
    "lettings": ("contracts", "Contracts it completed."),
    "cohort": ("", "Whether a mutual founded by April 2018, whose survival is counted."),
    "is_spun_out": ("", "Whether it began as a council's own team and has traded."),
    "is_charity": ("", "Whether it is a charity."),
    "has_traded": ("", "Whether it ever held a contract."),
    "is_partial": ("", "Whether it has lost some contracts but not all."),
    "turnover_start": ("GBP a year", "Turnover when it was first seen."),
    "turnover_end": ("GBP a year", "Turnover when it was last seen."),
    "second_letting_survived": ("", "1 if it kept its second contract, 0 if not, else empty."),
    "looks": ("", "Times a buyer looked at it."),
    "is_group": ("", "Whether it is a private group at the end."),
    "share": ("share", "Share by yearly value of the council's service that its holder has."),
}
"""Columns that are no outcomes: unit and meaning."""


def export_results(
    folder: Path, out: Path, form: str = "csv", outcomes: Sequence[str] = ()
) -> list[Path]:
    """Write the tables of a result with their codebook; returns the files.

    outcomes: keep only these among the columns of runs and series; all unless said.
    Raises MutualsError if an outcome is not stored or a table does not fit.
    """
    tables = _tables(folder, outcomes)
    tables["codebook"] = _codebook(tables)
    with no_room_told(out):
        out.mkdir(parents=True, exist_ok=True)
        return _as_csv(tables, out) if form == "csv" else _as_workbook(tables, out)


def _tables(folder: Path, outcomes: Sequence[str]) -> dict[str, pd.DataFrame]:
    inputs = _inputs(read_manifest(folder))
    found = {kind: read_table(folder, kind) for kind in KINDS}
    stored = {name for kind in ("runs", "series") for name in found[kind]} - set(PLACE)
    for name in outcomes:
        if name not in stored:
            near = difflib.get_close_matches(name, sorted(stored), 1)
            remedy = f"did you mean {near[0]}?" if near else "`mutuals outcomes` lists them"
            message = f"{folder} holds no outcome {name}; {remedy}"
            raise MutualsError(message)
    if outcomes:
        for kind in ("runs", "series"):
            table = found[kind]
            found[kind] = table[[name for name in table if name in PLACE or name in outcomes]]
    return {"inputs": inputs} | {kind: table for kind, table in found.items() if len(table)}


def _inputs(manifest: Mapping[str, Any]) -> pd.DataFrame:
    """What each arm and setting set, one row a parameter."""
    rows = [
        {"setting": cell["setting"], "arm": cell["arm"], "path": path, "value": str(value)}
        for cell in manifest.get("cells", ())
        for path, value in values_set(manifest, cell).items()
    ]
    return pd.DataFrame(rows, columns=["setting", "arm", "path", "value"])


def _codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every column of every table: unit, meaning, and for an outcome its formula."""
    from sim.outcomes import CATALOGUE

    known = {outcome.name: outcome for outcome in CATALOGUE}
    rows = []
    for table, content in tables.items():
        for name in content:
            outcome = None if name in PLACE else _outcome_of(name, known)
            unit, meaning = PLACE.get(name, ("", ""))
            if outcome is not None:
                unit, meaning = outcome.unit, outcome.meaning
                meaning = f"Mean over the run. {meaning}" if name.startswith(MEAN) else meaning
            rows.append(
                {
                    "table": table,
                    "column": name,
                    "type": str(content[name].dtype),
                    "unit": unit,
                    "meaning": meaning or name.replace("_", " "),
                    "formula": outcome.formula if outcome is not None else "",
                }
            )
    return pd.DataFrame(rows)


def _outcome_of(name: str, known: Mapping[str, Any]) -> Any:
    """The outcome a column holds: its own, one by service, or the series it is the mean of."""
    base = name.rpartition(".")[0]
    for asked in (name, f"{base}.SERVICE", base):
        if asked in known:
            return known[asked]
    return _outcome_of(name.removeprefix(MEAN), known) if name.startswith(MEAN) else None


def _as_csv(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    paths = []
    for name, table in tables.items():
        paths.append(out / f"{name}.csv")
        # Excel takes a file for UTF-8 only if it says so at its head.
        table.to_csv(paths[-1], index=False, encoding="utf-8-sig", lineterminator="\n")
    return paths


def _as_workbook(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        message = "A workbook needs openpyxl; `pip install 'mutuals[excel]'`, or use --csv"
        raise MutualsError(message) from None
    for name, table in tables.items():
        if len(table) >= ROWS_OF_A_SHEET:
            message = f"{name} has {len(table):,} rows, more than a sheet holds; use --csv"
            raise MutualsError(message)
    path = out / "results.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, table in tables.items():
            plain = _in_plain_text(table)
            plain.to_excel(book, sheet_name=name, index=False)
            _as_words(book.sheets[name], plain)
    return [path]


def _in_plain_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table without signs that a workbook may not hold: each has its picture instead."""
    plain = {
        name: column.map(_plain_cell)
        for name, column in table.items()
        if not pd.api.types.is_numeric_dtype(column)
    }
    return table.assign(**plain)


def _plain_cell(value: Any) -> Any:
    return plain_text(value, lines=True) if isinstance(value, str) else value


def _as_words(sheet: Any, table: pd.DataFrame) -> None:
    """Have texts that begin with = stand as text: openpyxl would make formulas of them."""
    for place, name in enumerate(table.columns, start=1):
        if pd.api.types.is_numeric_dtype(table[name]):
            continue
        for row, value in enumerate(table[name], start=2):
            if isinstance(value, str) and value.startswith("="):
                sheet.cell(row, place).data_type = "s"
