"""Results as the studies page reads them: sections of the report, runs behind a point, rows."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd
import pyarrow as pa
from markupsafe import Markup

from sim.dashboard.frame.links import offer
from sim.dashboard.worlds.bounds import is_outside
from sim.dashboard.worlds.draft import live_link
from sim.errors import MutualsError, ResultError
from sim.registry.reading.load import load, vary, world_hash
from sim.registry.shipped import shipped_names
from sim.report.page import section_makers
from sim.report.stored import BASE, Stored, read_stored
from sim.studies.again import cell_of, world_from
from sim.studies.design.version import model_version
from sim.studies.question.experiment import SERVICE
from sim.studies.store.files import LEDGER, MANIFEST
from sim.studies.store.manifest import Manifest, values_set
from sim.studies.store.result import Result, open_result
from sim.studies.store.tables import KINDS

ROWS_SHOWN = 50
PLACE_TABLE = "place.table"
OTHER_MODEL = "Made by another version of the model: what you see may differ."
KEPT = 3
"""Results kept in memory, for the next page that asks."""

_drawing = Lock()
"""One section is drawn at a time: drawings share one engine."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Where a stored run can be watched, or why it cannot."""

    address: str = ""
    trouble: str = ""
    remark: str = ""
    """What to know before trusting that it is the same run."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Where the number of a claim comes from."""

    identity: str
    outcome: str
    """The first outcome asked for, in the first service."""
    arms: tuple[str, ...]


class Opened:
    """One result, read once and drawn bit by bit."""

    def __init__(self, folder: Path) -> None:
        self.stored: Stored = read_stored(folder)
        self.makers: dict[str, Callable[[], Markup]] = section_makers(self.stored)
        self.drawn: dict[str, Markup] = {}

    def section(self, name: str) -> Markup:
        """A section of the report; drawn once."""
        with _drawing:
            if name not in self.drawn:
                self.drawn[name] = self.makers[name]()
        return self.drawn[name]

    @cached_property
    def settings(self) -> dict[str, str]:
        """Every setting, or point of a design, with its title."""
        names = self.stored.runs["setting"].astype(str).unique()
        return {name: self.stored.setting_title(name) for name in names}

    @cached_property
    def arms(self) -> dict[str, str]:
        """Every arm with its title as the study has it."""
        titles = self.stored.manifest["arms"]
        names = self.stored.runs["arm"].astype(str).unique()
        return {name: titles.get(name) or self.stored.arm_title(name) for name in names}

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the end outcomes stored, those of claims first."""
        kinds = self.stored.runs.dtypes
        numbers = [str(name) for name, kind in kinds.items() if pd.api.types.is_numeric_dtype(kind)]
        others = [name for name in numbers if name not in ("replication", "seed", "years")]
        claimed = [name for name in self._claimed() if name in others]
        return list(dict.fromkeys([*claimed, *others]))

    def behind(self) -> list[Behind]:
        """For each claim, an outcome it asks for and the arms it compares."""
        found = []
        for claim in self.stored.manifest.get("hypotheses", []):
            outcome = claim.get("outcome", "")
            outcome = outcome if isinstance(outcome, str) else next(iter(outcome), "")
            name = outcome.replace(SERVICE, next(iter(claim.get("services", [])), ""))
            if name in self.outcomes:
                found.append(Behind(claim["id"], name, tuple(claim.get("arms", []))))
        return found

    def _claimed(self) -> Iterator[str]:
        for verdict in self.stored.verdicts:
            yield verdict.outcome
            for part in verdict.parts:
                yield part.outcome

    def runs_at(self, setting: str, arm: str) -> pd.DataFrame:
        """The runs of one arm at one point, in order of replication."""
        runs = self.stored.runs
        here = runs[(runs["setting"] == setting) & (runs["arm"] == arm)]
        return here.sort_values("replication") if "replication" in here else here

    def values_at(self, setting: str, arm: str) -> dict[str, Any]:
        """What was set in one arm at one point, by path."""
        manifest = self.stored.manifest
        if manifest["kind"] == "run":
            return _set_by_hand(manifest)
        try:
            return values_set(manifest, cell_of(manifest, setting, arm))
        except ResultError:
            return {}


@lru_cache(maxsize=KEPT)
def _opened(folder: Path, version: int) -> Opened:
    return Opened(folder)


def opened(folder: Path) -> Opened:
    """A result, from memory if it has not changed; raises ResultError if it cannot be read."""
    return _opened(folder, _version(folder))


def _version(folder: Path) -> int:
    """A number that changes when anything in a result is written, moved or cut short."""
    own = [folder / MANIFEST, folder / LEDGER, *(folder / kind for kind in KINDS)]
    parts = [path for kind in KINDS for path in (folder / kind).glob("*")]
    changes = [(path.name, path.stat()) for path in own + parts if path.exists()]
    return hash(tuple((name, one.st_mtime_ns, one.st_size) for name, one in changes))


def replay(found: Opened, setting: str, arm: str) -> Callable[[int, int], Replay]:
    """A function of seed and years that says where such a run can be watched.

    The very world of the run is had again, and known by its hash: from its scenario, so that the
    address holds anywhere, or else from the values that were stored with the result.
    """
    manifest, values = found.stored.manifest, found.values_at(setting, arm)
    try:
        _refuse_other_tables(values)
        wanted = _hash_of_world(manifest, setting, arm)
        named = _from_scenario(manifest, values, wanted)
        world, set_again = (
            (named, values) if named else (_from_values(manifest, values, wanted), {})
        )
    except (MutualsError, KeyError, TypeError) as error:
        trouble = f"These runs cannot be watched: {error}."
        return lambda _seed, _years: Replay(trouble=trouble)
    is_same_model = manifest["model_version"] == model_version()
    remark = "" if is_same_model else OTHER_MODEL
    time: Any = manifest["world"].get("time", {})
    length = time.get("years")

    def at(seed: int, years: int) -> Replay:
        own = set_again if years in (0, length) else {**set_again, "time.years": years}
        return Replay(live_link(world, own, seed), remark=remark)

    return at


def _hash_of_world(manifest: Manifest, setting: str, arm: str) -> str:
    if manifest["kind"] == "run":
        return manifest["world_hash"]
    return cell_of(manifest, setting, arm)["world_hash"]


def _from_scenario(manifest: Manifest, values: Mapping[str, Any], wanted: str) -> str:
    """The name of the shipped scenario that gives this very world, or ""."""
    name = manifest["scenario"]
    if manifest["kind"] == "run":
        name = manifest.get("set_by", {}).get("title", "").removeprefix("scenario ")
    if name not in shipped_names("scenarios"):
        return ""
    try:
        return name if world_hash(load(name, values)) == wanted else ""
    except MutualsError:
        return ""


def _from_values(manifest: Manifest, values: Mapping[str, Any], wanted: str) -> str:
    """A name for the world that was stored, with these values set; raises MutualsError if none."""
    first = world_from(manifest["world"])
    _refuse_other_tables({PLACE_TABLE: first.place.table})
    for world in (first, vary(first, values, set_by="study")):
        if world_hash(world) == wanted:
            return offer(world)
    message = "the stored world is not the one that was run"
    raise ResultError(message)


def _set_by_hand(manifest: Manifest) -> dict[str, Any]:
    """What the maker of a single run set, beyond its scenario."""
    found = {}
    for path, label in manifest.get("set_by", {}).items():
        if label.startswith("scenario "):
            continue
        value: Any = manifest["world"]
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        found[path] = value
    return found


def _refuse_other_tables(values: Mapping[str, Any]) -> None:
    """Raise ResultError where a stored value would have a file read from just anywhere."""
    name = values.get(PLACE_TABLE)
    if name is not None and is_outside(PLACE_TABLE, str(name)):
        message = "their table of councils lies outside the chosen folders"
        raise ResultError(message)


@lru_cache(maxsize=KEPT)
def _counted(folder: Path, version: int) -> tuple[Result, dict[str, dict[str, int]]]:
    """A result, every part of it checked, and how many rows each part of each table has."""
    result = open_result(folder)
    counts = {
        kind: {
            path: part.num_rows
            for path, part in zip(result.paths(kind), result.parts(kind), strict=True)
        }
        for kind in KINDS
    }
    result.check_count(sum(counts["runs"].values()))
    return result, counts


def row_counts(folder: Path) -> dict[str, int]:
    """Rows of each stored table; raises ResultError if any of them is not as it was written."""
    _, counts = _counted(folder, _version(folder))
    return {kind: sum(of_part.values()) for kind, of_part in counts.items() if of_part}


def rows_from(folder: Path, kind: str, start: int, count: int = ROWS_SHOWN) -> pd.DataFrame:
    """Some rows of a stored table, in the order in which they are stored."""
    result, counts = _counted(folder, _version(folder))
    wanted, passed = [], 0
    for path, held in counts[kind].items():
        if passed + held > start and passed < start + count:
            first = max(start - passed, 0)
            wanted.append(result.part(path).slice(first, start + count - passed - first))
        passed += held
    if not wanted:
        return pd.DataFrame()
    joined: pd.DataFrame = pa.concat_tables(wanted, promote_options="permissive").to_pandas()
    return joined[sorted(joined.columns, key=_run_last)]


def _run_last(name: str) -> bool:
    return name == "run_id"


def near_base(names: Mapping[str, str]) -> str:
    """The name "base" if it is there, else the first."""
    return BASE if BASE in names else next(iter(names), "")


def dots(values: list[float]) -> Iterator[tuple[int, float, int]]:
    """Where to draw each value as a dot, 0 to 1 across, and how many lie under it."""
    places = 60
    low, high = min(values), max(values)
    reach = high - low or 1.0
    across = [round((value - low) / reach * places) / places for value in values]
    seen: dict[float, Iterator[int]] = {}
    for index, place in enumerate(across):
        yield index, place, next(seen.setdefault(place, itertools.count()))
