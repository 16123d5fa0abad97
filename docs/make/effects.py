"""What each mechanism and lever does: switched on and off with the same luck, seed by seed.

    python -m docs.make.effects --world england --years 6 --seeds 12 --workers 2 --out docs/effects.md

The outcomes that a switch should move were named before any run, in `docs/make/mechanisms.py`; the
intervals allow for the choice among them (Bonferroni). Differences are on less off, over pairs of
runs that share their seed.
"""

# ruff: noqa: E501 (a line of the table's head is a line)

import argparse
import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from docs.make.mechanisms import MECHANISMS, Mechanism, settings_for
from sim.console import say, warn
from sim.model.record.catalogue import end_unit
from sim.registry.reading.load import load, vary
from sim.registry.walk import leaves, value_at
from sim.registry.world import World
from sim.statistics.intervals import Interval, paired_difference
from sim.studies.store.ownership import refuse_other_page

HEADING = "# What each mechanism does"
COLUMNS = ["switch", "off_is", "on_is", "outcome", "off", "on", "difference", "low", "high"]
COLUMNS += ["confidence", "runs", "moved"]
CONFIDENCE = 0.95
NOTHING = "no outcome moved beyond chance"
NEVER_MOVED = "nothing moved at all: both runs of every pair are the same"


@dataclass(frozen=True, slots=True)
class Effect:
    """One designated outcome under one switch, on less off, over pairs of runs."""

    mechanism: Mechanism
    outcome: str
    on: float
    off: float
    difference: Interval

    @property
    def is_never(self) -> bool:
        """Whether the two runs of every pair gave the very same value."""
        found = self.difference
        return found.runs > 1 and found.estimate == 0 and math.isnan(found.high - found.low)

    @property
    def is_moved(self) -> bool:
        """Whether the interval leaves out nought, and rests on more than a few pairs."""
        found = self.difference
        return found.may_decide and found.is_known and (found.low > 0 or found.high < 0)

    @property
    def strength(self) -> float:
        """Distance from nought in half-widths of the interval."""
        reach = (self.difference.high - self.difference.low) / 2
        if not math.isfinite(reach):
            return -1.0
        if not reach:
            return math.inf if self.is_moved else 0.0
        return abs(self.difference.estimate) / reach


def measure(
    world: World,
    years: int,
    seeds: Sequence[int],
    workers: int,
    rows: Sequence[Mechanism] | None = None,
) -> list[Effect]:
    """Designated effects in a world: each switch turned from where the world has it.

    rows: which switches; all of them if not said.
    """
    from joblib import Parallel, delayed

    rows = MECHANISMS if rows is None else rows
    arms: list[dict[str, Any]] = [{}]
    for mechanism in rows:
        is_on = value_at(world, mechanism.switch) == mechanism.on
        arms.append(settings_for(mechanism, on=not is_on))
    jobs = [(arm, seed) for arm in arms for seed in seeds]
    results = Parallel(n_jobs=workers, backend="loky", return_as="generator")(
        delayed(_outcomes)(world, settings, years, seed) for settings, seed in jobs
    )
    made: list[dict[str, float]] = []
    for outcomes in results:
        made.append(outcomes)
        if len(made) % len(seeds) == 0:
            warn(f"{len(made)} of {len(jobs)} runs")
    runs = [made[place : place + len(seeds)] for place in range(0, len(made), len(seeds))]
    base, turned = runs[0], runs[1:]
    found: list[Effect] = []
    for mechanism, other in zip(rows, turned, strict=True):
        is_on = value_at(world, mechanism.switch) == mechanism.on
        with_it, without = (base, other) if is_on else (other, base)
        found += _compared(mechanism, with_it, without)
    return found


def _outcomes(world: World, settings: dict[str, Any], years: int, seed: int) -> dict[str, float]:
    from sim.model.one_run import run

    turned = vary(world, settings, set_by="effects") if settings else world
    outcomes = run(turned, seed=seed, years=years, detail="study").outcomes
    return {str(name): float(value) for name, value in outcomes.items()}


def _compared(
    mechanism: Mechanism, on: list[dict[str, float]], off: list[dict[str, float]]
) -> Iterable[Effect]:
    confidence = 1 - (1 - CONFIDENCE) / len(mechanism.outcomes)
    for outcome in mechanism.outcomes:
        first, second = ([one[outcome] for one in runs] for runs in (on, off))
        difference = paired_difference(first, second, confidence)
        yield Effect(mechanism, outcome, _mean(first), _mean(second), difference)


def _mean(values: list[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.mean(known)) if known else math.nan


def strongest(effects: Sequence[Effect], mechanism: Mechanism) -> Effect:
    """Of the designated outcomes of a mechanism, the one furthest from nought."""
    return max(
        (effect for effect in effects if effect.mechanism == mechanism), key=lambda e: e.strength
    )


def as_text(effects: Sequence[Effect], how: str) -> str:
    """The table in Markdown."""
    meanings = _meanings()
    shown = [strongest(effects, one) for one in dict.fromkeys(e.mechanism for e in effects)]
    rows = [_told(effect, meanings[effect.mechanism.switch]) for effect in shown]
    moved = sum(effect.is_moved for effect in shown)
    silent = [effect.mechanism.switch for effect in shown if effect.is_never]
    head = [
        HEADING,
        "",
        f"Made by `{how}`. Each switch is turned on and off in pairs of runs that share their seed; for each, one to three",
        "outcomes were named before any run (`docs/make/mechanisms.py`), and the one that moved furthest is shown, with its 95% interval",
        f"over luck (allowing for the choice). {moved} of {len(shown)} switches moved an outcome beyond chance; a longer or larger run may show more.",
        f"Nothing at all moved under {', '.join(f'`{name}`' for name in silent)}." if silent else "Every switch changed something.",
        "",
        "| mechanism | switch | parameters | outcome | off | on | on less off (95%) |",
        "|---|---|---|---|---:|---:|---|",
    ]  # fmt: skip
    return "\n".join([*head, *rows, ""])


def _told(effect: Effect, meaning: str) -> str:
    mechanism, found = effect.mechanism, effect.difference
    parameters = ", ".join(f"`{path}`" for path in mechanism.parameters)
    switch = f"`{mechanism.switch}`"
    if not isinstance(mechanism.on, bool):
        switch += f" ({_figure(mechanism.off)} or {_figure(mechanism.on)})"
    span = f"{_figure(found.estimate)} ({_figure(found.low)} to {_figure(found.high)})"
    if effect.is_never:
        span = NEVER_MOVED
    elif not effect.is_moved:
        span = f"{NOTHING}: {span}"
    return f"| {meaning} | {switch} | {parameters} | `{effect.outcome}`, {end_unit(effect.outcome)} | {_figure(effect.off)} | {_figure(effect.on)} | {span} |"


def _figure(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004


def _meanings() -> dict[str, str]:
    """The sentence of each parameter, by path."""
    return {leaf.path: leaf.info.description or "" for leaf in leaves(World)}


def write_csv(effects: Sequence[Effect], path: Path) -> None:
    """Every designated outcome, not only the strongest."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in effects:
            found, switch = one.difference, one.mechanism
            writer.writerow(
                [switch.switch, switch.off, switch.on, one.outcome, one.off, one.on]
                + [found.estimate, found.low, found.high, round(found.confidence, 4), found.runs]
                + [one.is_moved]
            )


def _in_words(one: Effect) -> str:
    """One effect as a line on the screen."""
    found = one.difference
    span = f"{_figure(found.estimate)} ({_figure(found.low)} to {_figure(found.high)})"
    moved = "beyond chance" if one.is_moved else "not beyond chance"
    return f"{one.outcome}: {_figure(one.off)} off, {_figure(one.on)} on; {span}, {moved}"


def main() -> None:
    """Measure every effect, and write the table as Markdown and, beside it, as CSV."""
    parser = argparse.ArgumentParser(description="Measure what each mechanism and lever does.")
    parser.add_argument("--world", default="england", help="scenario: name or file")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=12, help="pairs of runs for each switch")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("docs/effects.md"))
    parser.add_argument("--only", help="measure this switch alone, print it and write nothing")
    asked = parser.parse_args()
    rows = [row for row in MECHANISMS if asked.only in (None, row.switch)]
    if not rows:
        parser.error(f"{asked.only} is no switch or lever; docs/mechanisms.md lists them")
    if not asked.only:
        refuse_other_page(asked.out, HEADING)
        refuse_other_page(asked.out.with_suffix(".csv"), ",".join(COLUMNS))
    seeds = range(1, asked.seeds + 1)
    effects = measure(load(asked.world), asked.years, seeds, asked.workers, rows)
    if asked.only:
        for one in effects:
            say(_in_words(one))
        return
    how = f"python -m docs.make.effects --world {asked.world} --years {asked.years} --seeds {asked.seeds}"
    asked.out.write_text(as_text(effects, how), encoding="utf-8")
    write_csv(effects, asked.out.with_suffix(".csv"))


if __name__ == "__main__":
    main()
