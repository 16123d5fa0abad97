"""The stored files of a study or a run, read once and forgivingly: what is missing is an empty table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as parquet

from sim.errors import ResultError
from sim.report.words import ARMS, MONTHS_A_YEAR, SETTINGS, capital, spoken

TABLES = ("runs", "series", "events", "organisations", "holders")
_DEFAULT_YEARS = 15


@dataclass(frozen=True)
class Stored:
    """Results of one folder: manifest, verdicts, and one table for each kind of parquet file."""

    folder: Path
    manifest: dict[str, Any]
    verdicts: list[dict[str, Any]]
    tables: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def runs(self) -> pd.DataFrame:
        """One row a run."""
        return self.tables["runs"]

    @property
    def series(self) -> pd.DataFrame:
        """One row a run, month and service."""
        return self.tables["series"]

    @property
    def organisations(self) -> pd.DataFrame:
        """One row a run and provider."""
        return self.tables["organisations"]

    @property
    def holders(self) -> pd.DataFrame:
        """Largest holder of each council and service, by year."""
        return self.tables["holders"]

    @cached_property
    def experiment(self) -> Mapping[str, Any]:
        """The experiment as the manifest keeps it: arms, settings, hypotheses; empty for a single run."""
        return next(_mappings_with("arms", self.manifest), {})

    @property
    def is_quick(self) -> bool:
        """Whether this was a trial on the small world, whose verdicts mean nothing."""
        return bool(self.manifest.get("quick", False))

    @cached_property
    def base_arm(self) -> str:
        """Name of the arm everything is compared with."""
        arms = self.runs["arm"].astype(str).unique().tolist()
        return "base" if "base" in arms or not arms else arms[0]

    @cached_property
    def base_setting(self) -> str:
        """Name of the setting shown in the figures."""
        settings = self.runs["setting"].astype(str).unique().tolist()
        return "base" if "base" in settings or not settings else settings[0]

    def arm_title(self, arm: str) -> str:
        """The arm in words: our own where we know it, else the experiment's."""
        return ARMS.get(arm) or _title_of(arm, self.experiment.get("arms"))

    def setting_title(self, setting: str) -> str:
        """The setting in words: the experiment's, else our own."""
        return _title_of(setting, self.experiment.get("settings"), SETTINGS.get(setting))

    def has_arm(self, arm: str) -> bool:
        """Whether the arm ran at the base setting."""
        return self.n_runs(arm) > 0

    def n_runs(self, arm: str | None = None) -> int:
        """Runs of one arm at the base setting, or of everything."""
        return len(self.runs if arm is None else self.rows("runs", arm))

    def years(self, arm: str) -> float:
        """Length of the arm's runs, in years."""
        rows = self.rows("runs", arm)
        return float(rows["years"].max()) if len(rows) and "years" in rows else _DEFAULT_YEARS

    def rows(self, table: str, arm: str) -> pd.DataFrame:
        """The rows of one arm at the base setting."""
        whole = self.tables[table]
        if whole.empty or not {"arm", "setting"} <= set(whole.columns):
            return whole.iloc[0:0]
        return whole[(whole["arm"] == arm) & (whole["setting"] == self.base_setting)]

    def hypothesis(self, identity: str) -> Mapping[str, Any]:
        """What the experiment says of one hypothesis; empty if nothing."""
        known = self.experiment.get("hypotheses") or []
        return next((h for h in known if h.get("id") == identity), {})


def read_stored(folder: Path) -> Stored:
    """Read a results folder; refuses only a folder that holds no results at all."""
    if not (folder / "manifest.json").is_file():
        message = f"{folder}: holds no manifest.json; give the folder of a study or of a run"
        raise ResultError(message)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    verdict_file = folder / "verdict.json"
    verdicts = json.loads(verdict_file.read_text(encoding="utf-8")) if verdict_file.is_file() else []
    tables = {name: _read_table(folder, name) for name in TABLES}
    tables["runs"] = _with_columns(tables["runs"])
    tables["organisations"] = _with_end(tables["organisations"], tables["runs"])
    return Stored(folder, manifest, list(verdicts), tables)


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    """All parquet files of one kind, one under the other."""
    files = sorted((folder / name).glob("*.parquet"))
    if (folder / f"{name}.parquet").is_file():
        files.append(folder / f"{name}.parquet")
    parts = [parquet.ParquetFile(file).read().to_pandas() for file in files]
    parts = [part for part in parts if len(part)]
    return _with_columns(pd.concat(parts, ignore_index=True)) if parts else pd.DataFrame()


def _with_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its addressing columns, as a study of one run has them."""
    defaults = {"run_id": "1", "setting": "base", "arm": "base", "replication": 1}
    missing = {name: value for name, value in defaults.items() if name not in table}
    return table.assign(**missing)


def _with_end(organisations: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Organisations with `end_month`, the last month of their run."""
    if organisations.empty:
        return organisations
    if "years" not in runs:
        return organisations.assign(end_month=_DEFAULT_YEARS * MONTHS_A_YEAR)
    years = runs.drop_duplicates("run_id").set_index("run_id")["years"]
    ends = organisations["run_id"].map(years).fillna(_DEFAULT_YEARS) * MONTHS_A_YEAR
    return organisations.assign(end_month=ends)


def _mappings_with(key: str, found: object) -> Iterator[Mapping[str, Any]]:
    """Every mapping inside `found` that lists something under `key`, outermost first."""
    if isinstance(found, Mapping):
        if isinstance(found.get(key), list):
            yield found
        for value in found.values():
            yield from _mappings_with(key, value)


def _title_of(name: str, listed: object, otherwise: str | None = None) -> str:
    """The title an experiment gives to one of its arms or settings."""
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, Mapping) and entry.get("name") == name and entry.get("title"):
            return str(entry["title"])
    return otherwise or capital(spoken(name))
