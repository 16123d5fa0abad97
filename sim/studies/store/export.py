"""Stored results as tables that other tools read, each column explained in a codebook."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.errors import DamageError, ForeignError, MutualsError
from sim.model.state.events import NUMBERS
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
from sim.studies.store.tidy import DATE, MONTH, short_names, with_dates
from sim.studies.store.workbook import workbook

Form = Literal["csv", "xlsx"]
MEAN = "mean_"
WORKBOOK = "results.xlsx"
LIST = "export.json"
"""What lists the files of an export, so that another export may replace them and nothing else."""
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
    "value": ("", "The number that goes with the row, in the parameter's unit."),
    "because": ("", "Why it was decided so."),
    "other": ("", "The other organisation in an event."),
    "lot": ("", "Number of the lot, the bundle of posts that a contract covers."),
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
    found = {kind: with_dates(result.table(kind), result.manifest) for kind in KINDS}
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
            **_about(table, name, paths),
        }
        for table, content in tables.items()
        for name in map(str, content)
    ]
    return pd.DataFrame(rows)


def _about(table: str, name: str, paths: AbstractSet[str]) -> dict[str, str]:
    """Unit, meaning and formula of a column."""
    from sim.model.record.catalogue import outcome_of

    place = {**PLACE, **NUMBERS} if table == "events" else PLACE
    outcome = None if name in place else outcome_of(name)
    unit, meaning = place.get(name, ("", ""))
    if table == "runs" and name in paths:
        unit, meaning = _of_parameter(name)
    elif name.endswith(DATE):
        month = name.removesuffix(DATE) + MONTH
        meaning = f"The first day of the calendar month that {month} counts."
    elif outcome is not None:
        unit, meaning = outcome.unit, outcome.meaning
        meaning = f"Mean over the run. {meaning}" if name.startswith(MEAN) else meaning
    formula = outcome.formula if outcome is not None else ""
    return {"unit": unit, "meaning": meaning or name.replace("_", " "), "formula": formula}


def _of_parameter(path: str) -> tuple[str, str]:
    """Unit and meaning of what was varied."""
    from sim.registry.table import parameter_list

    known = {row.path: (row.unit, row.meaning) for row in parameter_list()}
    return known.get(path, ("", f"What {path} was in the run's world."))


def _as_csv(tables: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, bytes]]:
    for name, table in tables.items():
        # Excel takes a file for UTF-8 only if it says so at its head.
        yield f"{name}.csv", table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
