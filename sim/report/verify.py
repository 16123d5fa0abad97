"""Make some stored runs again, work out every quoted number again, and name what moved.

Where Python, packages and processor are those of the manifest, all must be equal to the last bit.
Elsewhere numbers may differ by one part in a million, and events not at all.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import ResultError
from sim.studies.again import scenario_of, world_from, world_of_cell
from sim.studies.design.plan import Loader, written_out
from sim.studies.design.version import model_version
from sim.studies.judging.estimates import estimate_all
from sim.studies.judging.saying import with_words
from sim.studies.making import concluded_again
from sim.studies.question.experiment import BASE
from sim.studies.question.read import parse_experiment
from sim.studies.runs.work import OneRun
from sim.studies.store.files import ESTIMATES, MANIFEST, REPORT, VERDICTS, plain
from sim.studies.store.manifest import Manifest
from sim.studies.store.provenance import circumstances
from sim.studies.store.result import Result, open_result
from sim.studies.store.tables import ID_COLUMNS, KINDS, Kept, tables_of
from sim.studies.store.wording import wording_of

RELATIVE = 1e-6
SAMPLE = 5
SHOWN_PER_TABLE = 4
_TAGS = re.compile(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", re.DOTALL)

WorldOf = Callable[[Manifest, str, str], Any]
"""The world of a setting and an arm, from the manifest."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what moved."""

    runs: int
    of: int
    numbers: int
    exact: bool
    """Whether every bit had to be equal."""
    notes: tuple[str, ...]
    drift: tuple[str, ...]
    """What moved, one line each; empty if nothing did."""

    def __str__(self) -> str:
        """Say what was compared and how it ended."""
        how = "to the last bit" if self.exact else "to one part in a million, events exactly"
        compared = f"{self.runs} of {self.of} runs made again and {self.numbers} numbers worked out"
        end = f"{len(self.drift)} moved" if self.drift else "nothing moved"
        lines = (*self.notes, *self.drift)
        return "\n".join([*lines, f"{compared} again, compared {how}: {end}."])


@dataclass(frozen=True, slots=True)
class Other:
    """A model other than the shipped one: for tests."""

    one_run: OneRun
    world_of: WorldOf
    flows: frozenset[str]
    load: Loader | None = None


def verify(folder: Path, sample: int = SAMPLE, other: Other | None = None) -> Verified:
    """Make `sample` of the stored runs again, and every number of the verdicts and the report.

    Which runs depends on their ids alone, so that the same folder is asked the same every time.
    """
    result = open_result(folder)
    manifest = result.manifest
    notes, exact = _circumstances(manifest)
    notes += [result.unfinished] if result.unfinished else []
    tables = {kind: result.table(kind) for kind in KINDS}
    runs = tables["runs"]
    chosen = _chosen(runs, sample)
    drift: list[str] = []
    model = other or _shipped()
    for _, row in chosen.iterrows():
        drift += _run_again(tables, manifest, row, model, exact=exact)
    numbers, moved = _numbers(result, runs, model.load, exact=exact)
    return Verified(len(chosen), len(runs), numbers, exact, tuple(notes), (*drift, *moved))


def _circumstances(manifest: Manifest) -> tuple[list[str], bool]:
    """What differs here from where the result was made, and whether bits must be equal."""
    here = circumstances()
    notes = []
    exact = True
    stored, now = manifest.get("versions", {}), here["versions"]
    changed = sorted(name for name in {*stored, *now} if stored.get(name) != now.get(name))
    if changed:
        exact = False
        told = (f"{name} {stored.get(name)}, here {now.get(name)}" for name in changed)
        notes.append(f"made with {'; '.join(told)}")
    machine = manifest.get("machine")
    if machine is None or machine["cpu_features"] != here["machine"]["cpu_features"]:
        exact = False
        notes.append("made on another kind of processor")
    if manifest["model_version"] != model_version():
        notes.append(f"made by model {manifest['model_version']}, here {model_version()}")
    return notes, exact


def _chosen(runs: pd.DataFrame, sample: int) -> pd.DataFrame:
    keys = runs[list(ID_COLUMNS)].astype(str).agg(" ".join, axis=1)
    order = keys.map(lambda key: hashlib.sha256(f"verify {key}".encode()).hexdigest())
    return runs.loc[order.sort_values().index[:sample]]


def _run_again(
    tables: Mapping[str, pd.DataFrame],
    manifest: Manifest,
    row: pd.Series,
    other: Other,
    *,
    exact: bool,
) -> Iterator[str]:
    place = {name: row[name] for name in (*ID_COLUMNS, "seed", "years")}
    told = f"run of {row['arm']} at {row['setting']}, seed {row['seed']}"
    is_single = manifest["kind"] == "run"
    try:
        world = other.world_of(manifest, str(row["setting"]), str(row["arm"]))
    except ResultError as error:
        yield f"{told}: its world cannot be had again: {error}"
        return
    detail = "full" if is_single else "study"
    seed, years = int(row["seed"]), int(row["years"])
    made = tables_of(
        other.one_run(world, seed=seed, years=years, detail=detail),
        place,
        Kept(
            series=manifest["series"],
            flows=other.flows,
            everyone=is_single,
            holders=is_single or (row["setting"] == BASE and row["replication"] == 1),
        ),
    )
    for kind in KINDS:
        stored = _rows_of(tables[kind], row)
        now = made[kind].to_pandas() if kind in made else stored.iloc[:0]
        for what in _differences(stored, now, exact=exact):
            yield f"{told}: {kind}: {what}"


def _rows_of(table: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    own = np.ones(len(table), dtype=bool)
    for name in ID_COLUMNS:
        own &= (table[name] == row[name]).to_numpy(dtype=bool)
    return table[own].reset_index(drop=True)


def _differences(stored: pd.DataFrame, now: pd.DataFrame, *, exact: bool) -> list[str]:
    """What differs between two tables of one run, in words, the first few columns of it."""
    if len(stored) != len(now):
        return [f"{len(stored)} rows were stored, {len(now)} come now"]
    said = []
    for name in stored.columns.union(now.columns, sort=False):
        if name not in now or name not in stored:
            has_value = name in stored and stored[name].notna().any()
            said += [f"{name} is no longer given"] if has_value else []
            said += [f"{name} was not stored"] if name not in stored else []
            continue
        moved = ~_same(stored[name], now[name], exact=exact)
        if moved.any():
            place = int(np.flatnonzero(moved)[0])
            was, new = (_plain(table[name].iloc[place]) for table in (stored, now))
            said.append(f"{name} was {was!r} and is {new!r} ({int(moved.sum())} of {len(moved)})")
    more = len(said) - SHOWN_PER_TABLE
    return [*said[:SHOWN_PER_TABLE], *([f"and {more} more columns"] if more > 0 else [])]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _same(one: pd.Series, two: pd.Series, *, exact: bool) -> np.ndarray:
    both_missing = (one.isna() & two.isna()).to_numpy(dtype=bool)
    if exact or not pd.api.types.is_float_dtype(one.dtype):
        return both_missing | (one == two).fillna(False).to_numpy(dtype=bool)
    values, others = one.to_numpy(dtype=np.float64), two.to_numpy(dtype=np.float64)
    return both_missing | np.isclose(values, others, rtol=RELATIVE, atol=0)


def _numbers(
    result: Result, runs: pd.DataFrame, load: Loader | None, *, exact: bool
) -> tuple[int, list[str]]:
    """How many quoted numbers were worked out again, and which of them moved."""
    moved: list[str] = []
    count = 0
    if result.manifest["kind"] == "study" and result.holds(VERDICTS):
        for name, now in _concluded(result, runs, load).items():
            stored = result.json(name, now)
            count += sum(1 for _ in _leaves(stored))
            moved += [f"{name}: {what}" for what in _unlike(stored, now, exact=exact)]
    pieces, changed = _report(result)
    return count + pieces, moved + changed


def _concluded(result: Result, runs: pd.DataFrame, load: Loader | None) -> dict[str, Any]:
    """Every file of numbers, worked out again from the stored runs."""
    manifest = result.manifest
    asked = parse_experiment(manifest["experiment"], MANIFEST)
    load = load or scenario_of(manifest)
    written = written_out(asked.in_quick_form() if manifest["quick"] else asked, MANIFEST, load)
    found, seen = concluded_again(written.experiment, written.points, runs)
    texts = wording_of(written.experiment, result.book.hypotheses)
    verdicts = with_words(found, written.experiment, texts)
    figures = estimate_all(written.experiment, seen)
    return {
        VERDICTS: [one.as_json() for one in verdicts],
        ESTIMATES: [plain(asdict(one)) for one in figures],
    }


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            own = part.get("id") or part.get("outcome") if isinstance(part, dict) else None
            yield from _leaves(part, f"{path}[{own or index + 1}]")
    else:
        yield path, value


def _unlike(stored: Any, now: Any, *, exact: bool) -> Iterator[str]:
    was, new = list(_leaves(stored)), list(_leaves(now))
    if [path for path, _ in was] != [path for path, _ in new]:
        yield "holds other entries than the stored runs give now"
        return
    for (path, old), (_, value) in zip(was, new, strict=True):
        near = isinstance(old, float) and isinstance(value, float) and not exact
        if not (np.isclose(old, value, rtol=RELATIVE, atol=0) if near else old == value):
            yield f"{path} was {old!r} and is {value!r}"


def _report(result: Result) -> tuple[int, list[str]]:
    """Pieces of the page that hold a number, and those the stored results no longer give."""
    if not result.holds(REPORT):
        return 0, []
    from sim.report.page import page_text

    stored = Counter(_pieces(result.content(REPORT).decode("utf-8")))
    now = Counter(_pieces(page_text(result.folder)))
    gone = [f'report.html: "{piece}" is not what the results give' for piece in stored - now]
    new = [f'report.html: "{piece}" is missing' for piece in now - stored]
    return stored.total(), gone + new


def _pieces(page: str) -> list[str]:
    said = (" ".join(piece.split()) for piece in _TAGS.split(page))
    return [piece for piece in said if any(letter.isdigit() for letter in piece)]


def _shipped() -> Other:
    from sim.model.one_run import played
    from sim.model.record.catalogue import CATALOGUE

    def world_of(manifest: Manifest, setting: str, arm: str) -> Any:
        if manifest["kind"] == "run":
            return world_from(manifest["world"])
        return world_of_cell(manifest, setting, arm)

    flows = frozenset(outcome.name for outcome in CATALOGUE if outcome.kind == "flow")
    return Other(played, world_of, flows)
