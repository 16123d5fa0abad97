"""The stored files of a study or a run, checked, as the report needs them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import ResultError
from sim.studies.judging.by_arm import shown_by_arm
from sim.studies.store.files import SENSITIVITY
from sim.studies.store.manifest import Manifest
from sim.studies.store.result import Result, open_result
from sim.studies.store.verdict import StoredEstimate, ToldVerdict
from sim.telling.words import capital, spoken

BASE = "base"
_DEFAULT_YEARS = 15
LIVES_SAY = {"has_traded", "kind_at_start", "is_spun_out", "is_charity", "cohort", "last_month"}
"""Columns without which nobody's life can be followed, as in a table of another model's."""
_ADDRESS: Mapping[str, Any] = {"run_id": "1", "setting": BASE, "arm": BASE, "replication": 1}


@dataclass(frozen=True)
class Stored:
    """Results of one folder: manifest, verdicts, and one table for each kind of parquet file."""

    folder: Path
    manifest: Manifest
    verdicts: list[ToldVerdict]
    estimates: list[StoredEstimate]
    """Numbers asked for beside the verdicts."""
    tables: dict[str, pd.DataFrame] = field(repr=False)
    over_space: list[ToldVerdict] = field(default_factory=list)
    """Verdicts over all points of a design, apart from those at one setting."""
    unfinished: str = ""
    """That runs are still missing, in words; empty if none is."""

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

    @property
    def sensitivity(self) -> pd.DataFrame:
        """What each number hangs on: one row a number, parameter and measure."""
        return self.tables.get("sensitivity", pd.DataFrame())

    @property
    def is_quick(self) -> bool:
        """Whether this was a trial on the small world, whose verdicts mean nothing."""
        return self.manifest["quick"]

    @property
    def is_of_person(self) -> bool:
        """Whether it puts the claim of a person, whose words are then those of `saying`."""
        text = self.manifest.get("experiment", "")
        return bool(self.manifest.get("person")) or "\n[claim]" in text

    @cached_property
    def base_arm(self) -> str:
        """Name of the arm everything is compared with."""
        return _base_of(self.runs["arm"])

    @cached_property
    def base_setting(self) -> str:
        """Name of the setting shown in the figures."""
        return _base_of(self.runs["setting"])

    @cached_property
    def by_arm(self) -> pd.DataFrame:
        """Each outcome of interest by arm; no row where the verdicts speak alone."""
        return shown_by_arm(self.manifest, self.runs)

    @property
    def settings(self) -> list[str]:
        """Settings that verdicts speak of, the base one first, the others in the study's order."""
        order = list(self.manifest["settings"])
        found = {verdict.setting for verdict in self.verdicts}
        return sorted(found, key=lambda name: (name != self.base_setting, _place(name, order)))

    def arm_title(self, arm: str) -> str:
        """The arm in words, in few if the study has some."""
        return self._short("arms", arm) or _title(self.manifest["arms"], arm)

    def setting_title(self, setting: str) -> str:
        """The setting in words."""
        return _title(self.manifest["settings"], setting)

    def setting_short(self, setting: str) -> str:
        """The setting in a word or two, for where there is little room."""
        return self._short("settings", setting) or capital(spoken(setting))

    def side_by_side(self) -> list[tuple[str, list[str], bool]]:
        """Arms to be drawn together: a title, the arms, whether their takeovers are shown too."""
        given = self.manifest.get("side_by_side", [])
        return [(one["title"], one["arms"], one["takeovers"]) for one in given]

    def _short(self, kind: str, name: str) -> str:
        """The short title that the study gives to an arm or a setting, if any."""
        return self.manifest.get("short", {}).get(kind, {}).get(name, "")

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

    def lives(self, arm: str) -> pd.DataFrame:
        """The organisations of one arm; none where the table does not say what each was."""
        people = self.rows("organisations", arm)
        return people if set(people) >= LIVES_SAY else people.iloc[0:0]

    def comparison(self, identity: str) -> str:
        """How the arms of one claim are compared: "A minus B", "level", or "" if unknown."""
        asked = self.manifest.get("hypotheses", [])
        found = [one.get("comparison", "") for one in asked if one["id"] == identity]
        found += [one.comparison for one in self.verdicts if one.id == identity]
        return next((words for words in found if words), "")


def read_stored(folder: Path) -> Stored:
    """Read a results folder.

    Raises ResultError if it holds no results this version can read, DamageError if any of it is
    not as it was written.
    """
    result = open_result(folder)
    verdicts, estimates = result.verdicts(), result.estimates()
    runs = _with_address(_read(result, "runs"))
    result.check_count(len(runs))
    if runs.empty:
        message = f"{folder} holds no finished run; run the study again to go on with it"
        raise ResultError(message)
    setting = _base_of(runs["setting"])
    kinds = ("series", "organisations", "holders")
    tables = {kind: _with_address(_read(result, kind, setting)) for kind in kinds}
    if result.holds(SENSITIVITY):
        tables["sensitivity"] = pd.read_csv(io.BytesIO(result.content(SENSITIVITY)))
    at_setting = [one for one in verdicts if one.space is None]
    over_space = [one for one in verdicts if one.space is not None]
    found = {"runs": runs, **tables}
    return Stored(
        folder, result.manifest, at_setting, estimates, found, over_space, result.unfinished
    )


def _read(result: Result, kind: str, setting: str | None = None) -> pd.DataFrame:
    """All parts of one table, only the rows of one setting if it is said.

    Rows are chosen part by part, so that a study of many settings is never whole in memory.
    """
    parts = []
    for part in result.parts(kind):
        chosen = part
        if setting is not None and "setting" in part.column_names:
            chosen = part.filter(pc.equal(part["setting"], setting))
        if chosen.num_rows:
            parts.append(chosen)
    if not parts:
        return pd.DataFrame()
    return pa.concat_tables(parts, promote_options="permissive").to_pandas()


def _with_address(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns that say which run a row is of, as a study of one run has them."""
    missing = {name: value for name, value in _ADDRESS.items() if name not in table}
    return table.assign(**missing)


def _base_of(names: pd.Series) -> str:
    """The name "base" if it is there, else the first."""
    found = names.astype(str).unique().tolist()
    return BASE if BASE in found or not found else str(found[0])


def _place(name: str, order: Sequence[str]) -> int:
    """Where a name stands in a list; after all others if it does not."""
    return order.index(name) if name in order else len(order)


def _title(titles: Mapping[str, str], name: str) -> str:
    """The title a study gives to one of its arms or settings."""
    return titles.get(name) or capital(spoken(name))
