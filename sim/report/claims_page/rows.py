"""Verdicts of a batch of claims as plain rows: a small table from which the page can be made."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sim.studies.batch import batch_results
from sim.studies.judging.many import judged_as
from sim.studies.question.experiment import Experiment
from sim.studies.question.read import parse_experiment
from sim.studies.store.files import VERDICTS, write_bytes
from sim.studies.store.result import Result, open_result
from sim.studies.store.verdict import StoredEstimate, Verdict

WHOLE, PART, BESIDE = "whole", "part", "beside"
"""A hypothesis, a part of one, or a number shown beside one without a claim."""
DIGITS = 8


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One number of one claim at one setting."""

    claim: str
    study: str
    hypothesis: str
    kind: str
    setting: str
    statement: str
    verdict: str
    outcome: str
    comparison: str
    direction: str
    estimate: float
    low: float
    high: float
    threshold: float
    confidence: float
    runs: int
    equivalence: str
    """"yes", "no", or empty where not asked."""
    reason: str
    text_hash: str
    text_changed: str
    quick: str
    written: str
    commit: str
    words: str = ""
    """A verdict as it is told; empty for parts and for what stands beside."""
    hangs_on: str = ""
    """Parameters with which it turns, if it does."""
    chance: float = math.nan
    """Two-sided, of a number as far from its threshold by luck alone; of a verdict."""

    @property
    def is_base(self) -> bool:
        """Whether no assumption is moved."""
        return self.setting == "base"


_NAMES = [field.name for field in fields(ClaimRow)]
TABLE_BEGINS = ",".join(_NAMES[:4])
"""How every table of claims has begun."""


def stored_claims(folder: Path) -> tuple[list[ClaimRow], dict[str, Experiment]]:
    """The rows of every study in a batch's results that tests a claim, and their experiments."""
    rows: list[ClaimRow] = []
    experiments: dict[str, Experiment] = {}
    for place in batch_results(folder):
        result = open_result(place)
        text = result.manifest.get("experiment", "")
        if "[claim]" not in text or not result.holds(VERDICTS):
            continue
        experiment = parse_experiment(text, str(place))
        if experiment.claim is None:
            continue
        experiments[experiment.claim.id] = experiment
        result.table("runs")  # so that no verdict is told whose runs are not all there
        rows += _rows(result, experiment.claim.id)
    return rows, experiments


def _rows(result: Result, claim: str) -> Iterator[ClaimRow]:
    manifest = result.manifest
    about = {
        "claim": claim,
        "study": manifest["name"],
        "quick": _yes(manifest["quick"]),
        "written": manifest.get("written", "")[:10],
        "commit": (manifest.get("commit") or "")[:12],
    }
    for verdict in result.verdicts():
        chance = _plain(judged_as(verdict).chance)
        yield _row(verdict, {**about, "hypothesis": verdict.id, "kind": WHOLE, "chance": chance})
        for leaf in verdict.leaves if verdict.parts else ():
            yield _row(leaf, {**about, "hypothesis": verdict.id, "kind": PART})
    for figure in result.estimates():
        yield _row(figure, {**about, "hypothesis": figure.beside, "kind": BESIDE})


def _row(told: Verdict | StoredEstimate, about: Mapping[str, str]) -> ClaimRow:
    given = {field.name: getattr(told, field.name, None) for field in fields(ClaimRow)}
    return _typed({name: _plain(value) for name, value in {**given, **about}.items()})


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _yes(value)
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}" if math.isfinite(value) else ""
    return "" if value is None else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _typed(cells: Mapping[str, str]) -> ClaimRow:
    """A row from its cells as they stand in a file."""
    kinds = {field.name: field.type for field in fields(ClaimRow)}
    given: dict[str, Any] = {}
    for name, kind in kinds.items():
        text = cells.get(name, "")
        if kind is float:
            given[name] = float(text) if text else math.nan
        else:
            given[name] = int(text or 0) if kind is int else text
    return ClaimRow(**given)


def rows_text(rows: Sequence[ClaimRow]) -> str:
    """Rows as CSV with a heading."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _NAMES, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _plain(value) for name, value in asdict(row).items()})
    return text.getvalue()


def write_rows(rows: Sequence[ClaimRow], path: Path) -> None:
    """Write rows as CSV with a heading."""
    write_bytes(path, rows_text(rows).encode())


def rows_of(text: str) -> list[ClaimRow]:
    """Rows from the text that `rows_text` made."""
    return [_typed(cells) for cells in csv.DictReader(io.StringIO(text))]


def read_rows(path: Path) -> list[ClaimRow]:
    """Read rows that `write_rows` wrote; none where there is no file."""
    return rows_of(path.read_bytes().decode("utf-8")) if path.exists() else []


def heads(rows: Iterable[ClaimRow]) -> dict[str, ClaimRow]:
    """The verdict that answers each claim, at the base point."""
    return {
        row.claim: row
        for row in rows
        if row.kind == WHOLE and row.hypothesis == row.claim and row.is_base
    }
