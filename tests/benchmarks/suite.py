"""The whole suite: `python -m tests.benchmarks.suite` measures, prints, keeps and writes the page.

`--small` shows in half a minute that every part works; its figures mean nothing and are not kept.
`--only speed,phases` measures some parts and leaves the others as they were.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks import phases, speed, starting, studying
from tests.benchmarks.speed import STAFF_MONTH, WHOLE_MESA, WHOLE_RUN
from tests.benchmarks.timing import SMALL, WHOLE, Bar, Part, Size, as_table, told
from tests.places import ROOT

KEPT = ROOT / "results" / "bench" / "benchmarks.json"
PAGE = ROOT / "docs" / "performance.md"
README = ROOT / "README.md"
COMMAND = "make bench"
PARTS: dict[str, Callable[[Size], Part]] = {
    "starts": starting.starts,
    "speed": speed.measure,
    "phases": phases.by_phase,
    "scaling": phases.scaling,
    "studies": studying.measure,
    "storage": starting.storing,
}


def measured(names: Sequence[str], size: Size) -> list[Part]:
    """Measure some parts, telling each as it is done."""
    found = []
    for name in names:
        began = time.perf_counter()
        part = PARTS[name](size)
        found.append(part)
        say(f"\n{part.title} ({time.perf_counter() - began:.0f} s)\n\n{as_table(part.rows)}")
        say("".join(f"\n{note}" for note in part.notes))
    return found


def as_kept(parts: Sequence[Part]) -> dict[str, Any]:
    """What is kept: every figure, and what it was measured on."""
    return {
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "command": COMMAND,
        "parts": [
            {
                **asdict(part),
                "bars": [{**asdict(bar), "verdict": bar.verdict()} for bar in part.bars],
            }
            for part in parts
        ],
    }


def part_kept(kept: dict[str, Any]) -> Part:
    """A part as it was kept."""
    bars = [Bar(**{k: v for k, v in bar.items() if k != "verdict"}) for bar in kept["bars"]]
    return Part(kept["name"], kept["title"], kept["rows"], bars, kept["notes"])


def machine() -> str:
    """The machine and the versions, in a line."""
    import mesa
    import numpy as np

    return (
        f"{_processor()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"numpy {np.__version__}, Mesa {mesa.__version__}, {_compiler()}"
    )


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    lines = found.read_text().splitlines() if found.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _compiler() -> str:
    try:
        told_by = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no C compiler"
    return told_by.stdout.splitlines()[0]


def bars_table(parts: Sequence[Part]) -> str:
    """All bars: what, the bar, the figure, whether it holds."""
    return as_table(
        [
            {
                "what": bar.what,
                "bar": bar.target(),
                "figure": f"{told(bar.figure)} {bar.unit}".strip(),
                "": bar.verdict(),
            }
            for part in parts
            for bar in part.bars
        ]
    )


def page(kept: dict[str, Any], parts: Sequence[Part]) -> str:
    """The page of docs/."""
    sections = [
        f"## {part.title}\n\n{as_table(part.rows)}\n"
        + "".join(f"\n{note}\n" for note in part.notes)
        for part in parts
    ]
    return "\n".join(
        [
            INTRODUCTION.format(measured=kept["measured"], machine=kept["machine"]),
            "## The bars\n",
            bars_table(parts),
            EXPLANATION,
            why_missed(parts),
            *sections,
        ]
    )


def why_missed(parts: Sequence[Part]) -> str:
    """What the measured phases say of a whole run beside staff alone in C."""
    by_name = {part.name: part for part in parts}
    missed = [bar for part in parts for bar in part.bars if bar.what == WHOLE_RUN and not bar.holds]
    if not missed or "phases" not in by_name:
        return ""
    rows = by_name["phases"].rows[:-1]
    column = next(name for name in rows[0] if name.endswith("ms a run"))
    total = sum(float(row[column]) for row in rows)
    staff = next(float(row[column]) for row in rows if row["phase"] == STAFF_PHASE)
    rest = sorted((r for r in rows if r["phase"] != STAFF_PHASE), key=lambda r: -float(r[column]))
    dear = ", ".join(f"{row['phase']} {float(row[column]) / total:.0%}" for row in rest[:5])
    return (
        f"Why the whole run is {told(missed[0].figure)} times the staff months in C: the staff month "
        f"is {staff / total:.0%} of a run of `{column.split(',')[0]}`; the rest is what C was not "
        f"asked to do ({dear}). These are hundreds of numpy calls a month on columns of some "
        "thousand rows, where the call costs more than the arithmetic; even a staff month that cost "
        f"nothing would leave {(total - staff) / total:.0%} of the time.\n"
    )


STAFF_PHASE = "staff work, leave and are hired"

INTRODUCTION = f"""# Speed

Written by `{COMMAND}`, which measures all of this on the machine it runs on, keeps every figure in
`results/bench/benchmarks.json` and writes this page. Measured {{measured}} on {{machine}}.

Times are processor seconds of one thread unless it says "wall". Contestants are timed in turn and a
ratio is the median of the ratios within each turn, so that a machine busy with other work weighs on
all alike.
"""

EXPLANATION = """
*Plain Mesa* is the same market written as Mesa's documentation teaches, with one Agent object a
person (`tests/benchmarks/peer.py`); *C* is the month of staff alone, written by hand and compiled
with `gcc -O3 -march=native` (`tests/benchmarks/staff.c`). Before any time is taken a gate asks that
model, peer and C agree month by month: who leaves, who is hired into which post, who wins which
tender, and every account. "The same mechanisms" are staff, tenders and accounts; all else is off.
"""


def readme_lines(parts: Sequence[Part]) -> str:
    """What of this matters to a user, as the README has it."""
    bars = {bar.what: bar for part in parts for bar in part.bars}
    rows = [row for part in parts if part.name == "phases" for row in part.rows]
    said = []
    if rows:
        column = next(name for name in rows[-1] if name.endswith("ms a run"))
        seconds = float(rows[-1][column]) / 1000
        said.append(f"A run of England over 15 years takes {seconds:.1f} s of one processor.")
    if STAFF_MONTH in bars and WHOLE_MESA in bars:
        said.append(
            f"Written as plain Mesa with one agent a person, the same month of staff takes "
            f"{bars[STAFF_MONTH].figure:.0f} times as long, and a run of the same mechanisms (staff, "
            f"tenders, accounts) {bars[WHOLE_MESA].figure:.0f} times."
        )
    memory = [bar for what, bar in bars.items() if what.startswith("memory of a run with")]
    said += [f"The {bar.what} is {bar.figure:.2g} GiB." for bar in memory]
    said.append("Measured by `make bench`: [all figures](docs/performance.md).")
    return " ".join(said)


def with_readme_lines(readme: str, lines: str) -> str:
    """The README with these lines between its marks."""
    start, end = "<!-- speed -->", "<!-- /speed -->"
    before, rest = readme.split(start)
    _, after = rest.split(end)
    return f"{before}{start}\n{lines}\n{end}{after}"


def say(text: str) -> None:
    """Print, and do not wait to be printed."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure what was asked for, keep it and write the page."""
    warnings.simplefilter("ignore")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="show that it works; keep nothing")
    asked.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    asked.add_argument("--page", action="store_true", help="write the page anew from what is kept")
    given = asked.parse_args()
    if given.small:
        measured(given.only.split(","), SMALL)
        return
    names = [] if given.page else given.only.split(",")
    before = json.loads(KEPT.read_text()) if KEPT.exists() else {"parts": []}
    parts = {kept["name"]: part_kept(kept) for kept in before["parts"]}
    for part in measured(names, WHOLE):
        parts[part.name] = part
        ordered = [parts[name] for name in PARTS if name in parts]
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(as_kept(ordered), indent=1) + "\n")
    kept = json.loads(KEPT.read_text())
    ordered = [part_kept(one) for one in kept["parts"]]
    PAGE.write_text(page(kept, ordered))
    README.write_text(with_readme_lines(README.read_text(), readme_lines(ordered)))
    say(f"\n{bars_table(ordered)}\n\nKept in {KEPT}; page: {PAGE}")


if __name__ == "__main__":
    main()
