"""The evidence table: published figures on which assumptions rest, each with its source and status.

The figures stand in evidence.csv beside this module. Parameters name rows of it: "E76 E79".
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from sim.errors import Problem
from sim.registry.table import Parameter, parameter_list

TABLE = Path(__file__).with_name("evidence.csv")
KEY = re.compile(r"\bE\d+\b")

STATUSES = MappingProxyType(
    {
        "seen": "the figure was read in the text of the source named, often by way of the press",
        "summary": "the figure was read only in another body's digest of the source",
        "unverified": "general knowledge or arithmetic, not read anywhere: no better than assumed",
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published figure, or a few that belong together."""

    id: str
    topic: str
    value: str
    period_place: str
    """When and where it holds."""
    source: str
    url: str
    status: str
    """One of `STATUSES`."""
    note: str
    """What to beware of; "own arithmetic" marks a figure worked out from the source's."""


@functools.cache
def evidence() -> Mapping[str, Evidence]:
    """Every row of the evidence table by its id, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [Evidence(**row) for row in csv.DictReader(file)]
    return MappingProxyType({row.id: row for row in rows})


def source_problems(parameters: Iterable[Parameter] | None = None) -> Iterator[Problem]:
    """What is wrong with the sources of parameters (the shipped world's if none are given).

    Every key must be a row of the table; nothing is measured without a row that was read.
    """
    known = evidence()
    for parameter in parameter_list() if parameters is None else parameters:
        keys = KEY.findall(parameter.source)
        for key in keys:
            if key not in known:
                yield Problem(
                    "schema",
                    parameter.path,
                    f"names {key}, which is no row of evidence",
                    "name a row",
                )
        read = [key for key in keys if key in known and known[key].status != "unverified"]
        if parameter.basis == "measured" and not read:
            remedy = "name a row of evidence, or grade it estimated or assumed"
            yield Problem(
                "schema",
                parameter.path,
                "is called measured but names nothing that was read",
                remedy,
            )


def evidence_page() -> str:
    """The evidence table as a page of Markdown: docs/evidence.md."""
    statuses = [f"- **{status}**: {meaning}." for status, meaning in STATUSES.items()]
    columns = [field.name for field in fields(Evidence) if field.name != "url"]
    heading = [column.replace("_", ", ") for column in columns]
    table = [
        _row(heading),
        _row(["---"] * len(columns)),
        *(_row(_cells(row)) for row in evidence().values()),
    ]
    return "\n".join([*_OPENING, *statuses, "", *table, ""])


_OPENING = (
    "# Evidence",
    "",
    "Published figures on which the assumptions rest. `mutuals parameters` names them by their id.",
    "This page is made from `sim/registry/evidence.csv` by `evidence_page()` beside it: edit the",
    "table, not the page. The figures were collected on 22 November 2026, in large part from press",
    "reports and digests: see the original release before quoting. Homes are children's homes",
    "in England; money is in pounds sterling (GBP).",
    "",
    "What the status of a row means:",
    "",
)


def _cells(row: Evidence) -> list[str]:
    source = f"[{row.source}](<{row.url}>)" if row.url else row.source
    return [row.id, row.topic, row.value, row.period_place, source, row.status, row.note]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
