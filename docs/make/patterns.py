"""How far a world is from published patterns: a table of both, made from runs.

    python -m docs.make.patterns --world england --years 15 --seeds 8 --out docs/patterns.md

A pattern is a mean over months of a run, from the second year on, or an outcome of the whole run.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.console import warn
from sim.model.one_result import Run
from sim.model.one_run import run
from sim.model.record.catalogue import RATIOS
from sim.registry.reading.load import load
from sim.registry.world import World
from sim.studies.store.ownership import refuse_other_page

HEADING = "# The base world beside published patterns"
FROM_MONTH = 13
"""The opening year is left out: it is what the start was made to be."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something published that a run of the base world should come near."""

    name: str
    outcome: str
    """A series (of `service`), a ratio of two series, or an end outcome."""
    service: str
    published: str
    evidence: str
    tuned: str = "no"


PATTERNS = (
    Pattern("bids a tender", "bids / tenders", "all", "under 3 to 6.4", "E76", "yes, to about 3"),
    Pattern("tenders with one bid", "single_bid_share", "all", "about 0.25", "E76"),
    Pattern("contracts kept when let again", "incumbents_kept_share", "all", "0.35 to 0.8", "E79"),
    Pattern(
        "margin of private groups",
        "margin_group",
        "all",
        "0.17 to 0.23 in homes and fostering",
        "E27 E30",
        "yes, to 0.05 or more",
    ),
    Pattern("margin of small providers", "margin_small", "all", "near 0, often", "E110"),
    Pattern("takeovers of small providers", "takeover_rate_small", "", "about 0.01 a year", "E26"),
    Pattern("failures", "insolvency_rate", "", "0.005 a year, all companies", "E114"),
    Pattern(
        "leaving, social work",
        "leaving_rate",
        "social_work",
        "0.135 to 0.17",
        "E92",
        "solved at month 0",
    ),
    Pattern(
        "leaving, homes", "leaving_rate", "homes", "0.29 to 0.35", "E94", "solved at month 0"
    ),
    Pattern(
        "vacancies, social work",
        "vacancy_share",
        "social_work",
        "0.16 to 0.17",
        "E93",
        "solved at month 0",
    ),
)  # fmt: skip
"""What the base world is held against."""


def seen(one: Run, pattern: Pattern) -> float:
    """What a run shows of a pattern."""
    if not pattern.service:
        return float(one.outcomes[pattern.outcome])
    rows = one.monthly
    rows = rows[(rows["service"] == pattern.service) & (rows["month"] >= FROM_MONTH)]
    parts = RATIOS.get(pattern.outcome) or pattern.outcome.split(" / ")
    means = [float(rows[name].mean()) for name in parts]
    return means[0] if len(means) == 1 else means[0] / means[1]


def measure(world: World, years: int, seeds: Sequence[int]) -> list[tuple[Pattern, list[float]]]:
    """Every pattern with its value in the run of each seed."""
    values: list[list[float]] = [[] for _ in PATTERNS]
    for seed in seeds:
        one = run(world, seed=seed, years=years, detail="study")
        for pattern, found in zip(PATTERNS, values, strict=True):
            found.append(seen(one, pattern))
        warn(f"seed {seed} of {len(seeds)}")
    return list(zip(PATTERNS, values, strict=True))


def as_text(measured: Sequence[tuple[Pattern, list[float]]], how: str) -> str:
    """The table in Markdown."""
    rows = [_row(pattern, values) for pattern, values in measured]
    head = [
        HEADING,
        "",
        f"Made by `{how}`:",
        "means over months from the second year on, or over the whole run, and in brackets the",
        "lowest and the highest seed. Published numbers are of other sectors and years in part:",
        "see the rows of [evidence](evidence.md). A pattern to which something was tuned or solved",
        "is no test.",
        "",
        "| pattern | outcome | published | evidence | in the model | tuned or solved |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _row(pattern: Pattern, values: list[float]) -> str:
    span = f"{np.mean(values):.3g} ({min(values):.3g} to {max(values):.3g})"
    of = f", {pattern.service}" if pattern.service not in ("", "all") else ""
    names = " / ".join(f"`{name}`" for name in pattern.outcome.split(" / "))
    cells = [pattern.name, names + of, pattern.published, pattern.evidence, span, pattern.tuned]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Run the world and write the table."""
    parser = argparse.ArgumentParser(description="Hold a world against published patterns.")
    parser.add_argument("--world", default="england", help="scenario: name or file")
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("docs/patterns.md"))
    asked = parser.parse_args()
    refuse_other_page(asked.out, HEADING)
    measured = measure(load(asked.world), asked.years, range(1, asked.seeds + 1))
    how = f"python -m docs.make.patterns --world {asked.world} --years {asked.years}"
    asked.out.write_text(as_text(measured, f"{how} --seeds {asked.seeds}"), encoding="utf-8")


if __name__ == "__main__":
    main()
