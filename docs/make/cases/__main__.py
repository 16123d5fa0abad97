"""`python -m docs.make.cases [--case NAME] [--seeds N] [--again] [--pages]`: runs and pages."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from docs.make.cases.case import arms_of
from docs.make.cases.catalogue import CASES
from docs.make.cases.pages import by_measure, overview, page
from docs.make.cases.runs import Row, play, read_rows, write_rows
from sim.console import warn
from sim.registry.shipped import CHECKOUT

FOLDER = CHECKOUT / "docs" / "cases"
STORED = FOLDER / "runs.csv"
SEEDS = 12
"""Runs of every arm, unless asked otherwise."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is missing (or all anew), and write every page from what is stored."""
    asked = _asked(arguments)
    rows = read_rows(STORED) if STORED.exists() else []
    if not asked.pages:
        rows = _run(rows, asked.case or [case.name for case in CASES], asked.seeds, asked.again)
    write_pages(FOLDER, rows)


def write_pages(folder: Path, rows: list[Row]) -> None:
    """Write the overview and a page for every case."""
    runs = by_measure(rows)
    (folder / "README.md").write_text(overview(runs), encoding="utf-8")
    for case in CASES:
        (folder / f"{case.name}.md").write_text(page(case, runs), encoding="utf-8")


def _run(rows: list[Row], names: list[str], seeds: int, again: bool) -> list[Row]:
    """Run the cases named, seed by seed, and store after each case."""
    for case in (case for case in CASES if case.name in names):
        kept = [row for row in rows if not again or row.case != case.name]
        there = {(row.arm, row.seed) for row in kept if row.case == case.name}
        for arm in arms_of(case):
            for seed in range(1, seeds + 1):
                if (arm.name, seed) not in there:
                    kept += play(case, arm, seed)
        order = {one.name: place for place, one in enumerate(CASES)}
        rows = sorted(kept, key=lambda row: order.get(row.case, len(order)))
        write_rows(STORED, rows)
        warn(f"{case.name}: {seeds} seeds in {len(arms_of(case))} arms are stored")
    return rows


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m docs.make.cases", description=__doc__)
    names = [case.name for case in CASES]
    parser.add_argument("--case", action="append", choices=names, help="run only this one")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs an arm")
    parser.add_argument("--again", action="store_true", help="run even what is stored")
    parser.add_argument("--pages", action="store_true", help="run nothing, write the pages")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
