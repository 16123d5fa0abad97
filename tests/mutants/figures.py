"""What became of the mutants, told in a sentence and written into the page on faults."""

import platform
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.places import ROOT

Fates = dict[str, tuple[str, str]]
"""Of each mutant by name: its fate, and the test that caught it."""
PAGE = ROOT / "docs" / "faults.md"
FIRST, LAST = "<!-- mutants -->", "<!-- /mutants -->"
COLUMNS: Mapping[str, str] = {
    "caught by what must be so": "principle",
    "by numbers of before alone": "numbers",
    "stopped a run": "stopped",
    "survived": "survived",
    "changed no run": "the same",
}


def _counts(fates: Fates, room: str = "") -> list[int]:
    """How many have each of the fates of `COLUMNS`."""
    count = Counter(fate for name, (fate, _) in fates.items() if f"/{room}" in name)
    return [count[fate] for fate in COLUMNS.values()]


def sentence(fates: Fates) -> str:
    """How many have which fate."""
    told = zip(COLUMNS, _counts(fates), strict=True)
    return "; ".join(f"{name}: {number}" for name, number in told) + "."


def table(fates: Fates, how: str) -> str:
    """The figures as a small table, with how they were had."""
    version = ".".join(platform.python_version_tuple()[:2])
    day = f"{datetime.now(UTC):%-d %B %Y}"
    lines = [
        f"Done on {day}, Python {version}, `{how}`, fast tests alone.",
        "",
        "| room | changed a run | " + " | ".join(COLUMNS) + " |",
        "|---|" + "---|" * (len(COLUMNS) + 1),
    ]
    for room in ("rules", "month", "state", ""):
        counts = _counts(fates, f"{room}/" if room else "")
        cells = [f"`{room}`" if room else "all", str(sum(counts[:-1])), *map(str, counts)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_page(fates: Fates, how: str) -> None:
    """Put the table between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"(?<={FIRST}\n).*(?={LAST})", re.DOTALL)
    PAGE.write_text(between.sub(f"{table(fates, how)}\n", text), encoding="utf-8")
