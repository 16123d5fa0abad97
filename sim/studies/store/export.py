"""Stored results as tables that other tools read, each column explained in a codebook."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.errors import DamageError, ForeignError, MutualsError
from sim.model.record.columns import PLACE, Column, described
from sim.studies.store.files import (
    checked_bytes,
    hash_of_bytes,
    no_room_told,
    parsed_json,
    write_bytes,
    write_json,
)
from sim.studies.store.inputs import with_inputs
from sim.studies.store.manifest import Manifest, values_set, varied
from sim.studies.store.result import Result, open_result
from sim.studies.store.tables import KINDS
from sim.studies.store.tidy import short_names
from sim.studies.store.told import told_table
from sim.studies.store.workbook import workbook

Form = Literal["csv", "xlsx"]
WORKBOOK = "results.xlsx"
LIST = "export.json"
"""What lists the files of an export, so that another export may replace them and nothing else."""


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
    result = open_result(folder)
    tables = _tables(result, outcomes)
    named = {kind: short_names(map(str, table)) for kind, table in tables.items()}
    codebook = _codebook(tables, named, set(varied(result.manifest)))
    tables = {kind: table.rename(columns=named[kind]) for kind, table in tables.items()}
    tables["codebook"] = codebook
    contents = dict(_as_csv(tables)) if form == "csv" else {WORKBOOK: workbook(tables)}
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
    found = {kind: told_table(result, kind, every=True) for kind in KINDS}
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
    found["runs"] = with_inputs(found["runs"], result.manifest)
    return {"inputs": inputs} | {kind: table for kind, table in found.items() if len(table)}


def _inputs(manifest: Manifest) -> pd.DataFrame:
    """What each arm and setting set, one row a parameter."""
    rows = [
        {"setting": cell["setting"], "arm": cell["arm"], "path": path, "value": str(value)}
        for cell in manifest.get("cells", ())
        for path, value in values_set(manifest, cell).items()
    ]
    return pd.DataFrame(rows, columns=["setting", "arm", "path", "value"])


def _codebook(
    tables: Mapping[str, pd.DataFrame],
    named: Mapping[str, Mapping[str, str]],
    paths: AbstractSet[str],
) -> pd.DataFrame:
    """Every column of every table: its true name, unit, meaning, and for an outcome its formula."""
    rows = [
        {
            "table": table,
            "column": named[table][name],
            "stands_for": name,
            "type": str(content[name].dtype),
            **_about(table, name, paths)._asdict(),
        }
        for table, content in tables.items()
        for name in map(str, content)
    ]
    return pd.DataFrame(rows)


def _about(table: str, name: str, paths: AbstractSet[str]) -> Column:
    """Unit, meaning and formula of a column."""
    from sim.registry.table import parameter_list

    if table != "runs" or name not in paths:
        return described(name, table)
    known = {row.path: (row.unit, row.meaning) for row in parameter_list()}
    return Column(*known.get(name, ("", f"What {name} was in the run's world.")), "")


def _as_csv(tables: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, bytes]]:
    for name, table in tables.items():
        # Excel takes a file for UTF-8 only if it says so at its head.
        yield f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
