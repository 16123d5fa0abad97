"""Stored results as tables that other tools read, each column explained in a codebook."""

import difflib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from sim.errors import DamageError, ForeignError, MutualsError
from sim.model.record.columns import PLACE, described
from sim.plain_text import plain_text
from sim.studies.store.files import (
    checked_bytes,
    hash_of_bytes,
    no_room_told,
    parsed_json,
    write_bytes,
    write_json,
)
from sim.studies.store.manifest import Manifest, values_set
from sim.studies.store.result import Result, open_result
from sim.studies.store.tables import KINDS
from sim.studies.store.told import told_table

Form = Literal["csv", "xlsx"]
LIST = "export.json"
"""What lists the files of an export, so that another export may replace them and nothing else."""
ROWS_OF_A_SHEET = 1_048_576


def export_results(
    folder: Path,
    out: Path,
    form: str = "csv",
    outcomes: Sequence[str] = (),
    *,
    overwrite: bool = False,
) -> list[Path]:
    """Write the tables of a result with their codebook; returns the files.

    outcomes: keep only these among the columns of runs and series; all unless said. overwrite:
    replace an earlier export of ours that says otherwise.
    Raises MutualsError if an outcome is not stored or a table does not fit, DamageError if the
    result is not whole, ForeignError if a file that is not ours stands in the way.
    """
    tables = _tables(open_result(folder), outcomes)
    tables["codebook"] = _codebook(tables)
    contents = dict(_as_csv(tables) if form == "csv" else _as_workbook(tables))
    before = _listed(out)
    _refuse_to_replace(out, contents, before, overwrite=overwrite)
    with no_room_told(out):
        out.mkdir(parents=True, exist_ok=True)
        stale = {name for name in before if name.endswith(form) and name not in contents}
        hashes = {name: hash_of_bytes(content) for name, content in contents.items()}
        kept = {name: digest for name, digest in before.items() if name not in stale}
        # Listed first: what is there of an export that is cut short is known to be ours.
        write_json(out / LIST, {"format": 1, "files": {**kept, **hashes}})
        for name in stale:
            (out / name).unlink(missing_ok=True)
        for name, content in contents.items():
            write_bytes(out / name, content)
    return [out / name for name in contents]


def _listed(out: Path) -> dict[str, str]:
    """Hash by name of the files of an earlier export; none where there was none."""
    path = out / LIST
    if not path.is_file():
        return {}
    try:
        said = parsed_json(path, checked_bytes(out, LIST, None))
    except DamageError:
        return {}
    files = said.get("files") if isinstance(said, dict) else None
    if not isinstance(files, dict):
        return {}
    names = (str(name) for name in files)
    return {name: str(files[name]) for name in names if Path(name).name == name}


def _refuse_to_replace(
    out: Path, contents: Mapping[str, bytes], before: Mapping[str, str], *, overwrite: bool
) -> None:
    """Raise ForeignError, with nothing written, where a file stands that may not be replaced."""
    if out.exists() and not out.is_dir():
        message = f"Could not write to {out}: it is a file; name a folder with --out"
        raise ForeignError(message)
    theirs = [name for name in (*contents, LIST) if not _is_ours(out, name, before)]
    if theirs:
        message = (
            f"{out} holds {', '.join(theirs)}, which no export wrote, or which was changed since; "
            "nothing was touched. Name another folder with --out, or move what is there"
        )
        raise ForeignError(message)
    other = [name for name, content in contents.items() if _differs(out / name, content)]
    if other and not overwrite:
        message = (
            f"{out} holds an earlier export, and {', '.join(other)} would change; "
            "name another folder with --out, or add --overwrite to replace it"
        )
        raise ForeignError(message)


def _is_ours(out: Path, name: str, before: Mapping[str, str]) -> bool:
    """Whether a name is free, or bears a file of ours that nobody changed."""
    path = out / name
    if not path.exists() and not path.is_symlink():
        return True
    if path.is_symlink() or not path.is_file():
        return False
    if name == LIST:
        return bool(before)
    return before.get(name) == hash_of_bytes(path.read_bytes())


def _differs(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() != content


def _tables(result: Result, outcomes: Sequence[str]) -> dict[str, pd.DataFrame]:
    folder, inputs = result.folder, _inputs(result.manifest)
    found = {kind: told_table(result, kind) for kind in KINDS}
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


def _inputs(manifest: Manifest) -> pd.DataFrame:
    """What each arm and setting set, one row a parameter."""
    rows = [
        {"setting": cell["setting"], "arm": cell["arm"], "path": path, "value": str(value)}
        for cell in manifest.get("cells", ())
        for path, value in values_set(manifest, cell).items()
    ]
    return pd.DataFrame(rows, columns=["setting", "arm", "path", "value"])


def _codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every column of every table: unit, meaning, and for an outcome its formula."""
    rows = [
        {"table": table, "column": name, "type": str(content[name].dtype)}
        | described(name, table)._asdict()
        for table, content in tables.items()
        for name in content
    ]
    return pd.DataFrame(rows)


def _as_csv(tables: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, bytes]]:
    for name, table in tables.items():
        # Excel takes a file for UTF-8 only if it says so at its head.
        yield f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _as_workbook(tables: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, bytes]]:
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
            _as_words(book.sheets[name], plain)
    return [("results.xlsx", made.getvalue())]


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
