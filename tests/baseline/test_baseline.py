"""Golden outcomes of the small world: a change must be meant, and is told in words of policy.

`pytest tests/baseline --update-baseline` writes them anew and prints what changed. They are a fence
against
accidents, not estimates of anything.
"""

import hashlib
import json
import math
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.model.one_result import Run
from sim.model.one_run import run
from sim.model.record.catalogue import CATALOGUE
from sim.model.record.outcome import Outcome
from tests.small import Small

GOLDEN = Path(__file__).with_name("golden.json")
CLOSE = 1e-6
"""Relative difference that another processor or library may make."""
NOTHING = 1e-12
"""What rounding may make of a nought."""
YEARS = 15
SEED = 1

Figures = dict[str, Any]


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest) -> Figures:
    """What the small world gives now; written down as golden when asked."""
    small: Small = request.getfixturevalue("small")
    figures = figures_of(run(small(), seed=SEED, years=YEARS))
    if request.config.getoption("--update-baseline", default=False):
        old = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
        said = "\n".join(changes(old, figures)) or "nothing has changed"
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print(f"\nGolden outcomes of the small world, written anew:\n{said}")  # noqa: T201
        text = json.dumps(figures, indent=1, sort_keys=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    return figures


@pytest.fixture(scope="module")
def golden(found: Figures) -> Figures:
    """What it gave when the baseline was last renewed."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def figures_of(one: Run) -> Figures:
    """Every end outcome, and the events of each kind by number and hash."""
    outcomes = {
        str(name): None if math.isnan(value) else float(value)
        for name, value in one.outcomes.items()
    }
    events = {}
    lasting = one.organisations.set_index("name")["organisation"]
    for kind, rows in _by_label(one.events, lasting).groupby("kind"):
        told = rows[["month", "organisation", "other", "council", "service", "because"]]
        text = told.sort_values(list(told.columns)).to_csv(index=False)
        events[str(kind)] = {
            "count": len(rows),
            "hash": hashlib.sha256(text.encode()).hexdigest()[:16],
        }
    return {"outcomes": outcomes, "events": events}


def _by_label(events: pd.DataFrame, lasting: pd.Series) -> pd.DataFrame:
    """Events in which organisations are told by label: another name is no other history."""
    names = re.compile("|".join(sorted(map(re.escape, lasting.index), key=len, reverse=True)))
    because = [names.sub(lambda found: str(lasting[found[0]]), why) for why in events["because"]]
    return events.assign(because=because)


def said_of(name: str) -> Outcome | None:
    """The catalogue's entry for an outcome, whatever service or series stands in its name."""
    plain = name.split(".")[0]
    for entry in CATALOGUE:
        if entry.name in (name, plain, plain.removeprefix("mean_"), f"{plain}.SERVICE"):
            return entry
    return None


def changes(old: Figures, new: Figures) -> list[str]:
    """What has changed, outcome by outcome, with its unit and meaning; then the events."""
    lines = []
    before, after = old.get("outcomes", {}), new["outcomes"]
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if not same(was, now):
            entry = said_of(name)
            unit, meaning = (entry.unit, entry.meaning) if entry else ("", "")
            lines.append(f"  {name}: {_number(was)} -> {_number(now)} {unit}. {meaning}")
    was_events, now_events = old.get("events", {}), new["events"]
    for kind in sorted({*was_events, *now_events}):
        was, now = was_events.get(kind), now_events.get(kind)
        if was != now:
            counts = [str(e["count"]) if e else "none" for e in (was, now)]
            moved = (
                " -> ".join(counts)
                if counts[0] != counts[1]
                else f"{counts[0]}, but not the same ones"
            )
            lines.append(f"  events of kind {kind}: {moved}")
    return lines


def same(was: float | None, now: float | None) -> bool:
    """Whether two figures agree to rounding; what has no value agrees only with what has none."""
    if was is None or now is None:
        return was is now
    return math.isclose(was, now, rel_tol=CLOSE, abs_tol=NOTHING)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.6g}"


def test_outcomes_of_the_small_world_are_those_written_down(
    found: Figures, golden: Figures
) -> None:
    moved = changes({**golden, "events": found["events"]}, found)
    assert moved == [], "\n".join(
        ["if this is meant: pytest tests/baseline --update-baseline", *moved]
    )


def test_events_of_the_small_world_are_those_written_down(found: Figures, golden: Figures) -> None:
    moved = changes({**golden, "outcomes": found["outcomes"]}, found)
    assert moved == [], "\n".join(
        ["if this is meant: pytest tests/baseline --update-baseline", *moved]
    )


def test_every_golden_outcome_has_a_meaning_in_the_catalogue(golden: Figures) -> None:
    assert [name for name in golden["outcomes"] if said_of(name) is None] == []


def test_a_change_is_told_in_words_of_policy() -> None:
    old = {"outcomes": {"taken_over_10y": 0.1}, "events": {"takeover": {"count": 3, "hash": "a"}}}
    new = {"outcomes": {"taken_over_10y": 0.2}, "events": {"takeover": {"count": 3, "hash": "b"}}}
    assert changes(old, new) == [
        "  taken_over_10y: 0.1 -> 0.2 share. "
        "Chance that a mutual has been taken over within ten years.",
        "  events of kind takeover: 3, but not the same ones",
    ]
    assert changes(old, {**old, "outcomes": {"taken_over_10y": 0.1 * (1 + CLOSE / 2)}}) == []
    assert changes(old, {**old, "outcomes": {"taken_over_10y": 0.1 * (1 + CLOSE * 2)}}) != []


def test_something_happens_in_the_golden_run(golden: Figures) -> None:
    """A golden file is to be read, not only compared: these would freeze an empty world."""
    assert golden["outcomes"]["cohort"] >= 5
    for kind in ("award", "bid", "extension", "insourced", "transfer", "takeover", "insolvent"):
        assert golden["events"][kind]["count"] > 0
