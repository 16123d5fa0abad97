"""What a forecast says: first in words, then number by number."""

import math
from collections.abc import Iterator, Sequence

from sim.console import print_rows, say, shown
from sim.studies.forecast import Forecast
from sim.studies.judging.expecting import Expected
from sim.studies.judging.space import SPACE
from sim.studies.question.experiment import BASE
from sim.studies.question.sections import MOST_RUNS

COLUMNS = {
    "id": "id",
    "setting": "setting",
    "outcome": "outcome",
    "runs": "runs",
    "estimate": "estimate",
    "width": "width",
    "width_if_unlucky": "unlucky",
    "detectable": "detectable",
    "width_asked": "asked",
    "needed": "needed",
}
"""Fields of `Expected` and what they are called in the table."""


def print_forecast(told: Forecast, name: str) -> None:
    """Print what the study of this name will take and tell."""
    say(f"Forecast of {name}")
    for line in in_words(told):
        say(line)
    if not told.expected:
        return
    has_claims = any(one.width_asked is not None for one in told.expected)
    columns = [name for name in COLUMNS if has_claims or name not in ("width_asked", "needed")]
    rows = [{COLUMNS[name]: getattr(one, name) for name in columns} for one in told.expected]
    title = f"Expected intervals, from the {told.runs_stored} runs stored"
    print_rows(rows, [COLUMNS[name] for name in columns], title)
    say("width: of the interval to come; nine times in ten below unlucky. detectable: how far from")
    say("its threshold, or from no difference, a number must lie to be decided four times in five.")


def in_words(told: Forecast) -> Iterator[str]:
    """Time, disk, and whether there will be replications enough, a line each."""
    more = told.most_runs > told.runs
    runs = f"Runs: {told.runs:,}{f' to {told.most_runs:,}' if more else ''}"
    yield f"{runs}; {told.runs_stored:,} stored."
    if not told.pilot_runs:
        yield (
            "So small a study may as well be run: a tenth of it is too few runs for a pilot."
            if told.runs_stored < told.runs
            else "All of it is made: the same command without --forecast judges it."
        )
    guess = "a guess from the size of its worlds, " if told.is_rough else ""
    minutes = f"about {_range(told.minutes, told.most_minutes, more=more)} minutes"
    minutes = "less than a minute" if told.most_minutes < 1 else minutes
    yield f"Still to come: {minutes}, {guess}on {told.workers} workers."
    if told.runs_stored:
        yield f"Disk: about {_range(told.megabytes, told.most_megabytes, more=more)} MB."
    if told.not_in_pilot:
        yield f"Not in the pilot, a tenth of the study at most: {', '.join(told.not_in_pilot)}."
    yield from _enough(told.expected)


def _range(low: float, high: float, *, more: bool) -> str:
    return f"{shown(low)} to {shown(high)}" if more else shown(low)


def _enough(expected: Sequence[Expected]) -> Iterator[str]:
    """Which questions will be known as narrowly as asked, and what the others need."""
    by_id: dict[str, list[Expected]] = {}
    for one in expected:
        if one.setting != SPACE:
            by_id.setdefault(one.id, []).append(one)
    worst = {name: _worst(own) for name, own in by_id.items()}
    if expected and not any(one.width_asked for one in worst.values()):
        yield "No width is asked for. Four times the replications halve a width."
        return
    if enough := [name for name, one in worst.items() if one.needed and one.needed <= one.runs]:
        yield f"Replications enough for the width asked: {', '.join(enough)}."
    yield from (_too_few(one) for one in worst.values() if one.needed and one.needed > one.runs)
    if untold := [name for name, one in worst.items() if one.width_asked and not one.needed]:
        yield f"No spread in the pilot, or too few values, to tell of: {', '.join(untold)}."
    if unasked := [name for name, one in worst.items() if not one.width_asked]:
        yield f"No width asked, for want of a smallest_effect: {', '.join(unasked)}."


def _too_few(one: Expected) -> str:
    place = "" if one.setting == BASE else f" at {one.setting}"
    return (
        f"{one.id} ({one.outcome}{place}): {one.runs:,} replications are too few for a width of "
        f"{shown(one.width_asked)}; it takes {_many(one.needed)}, "
        f"or {_many(one.needed_if_unlucky)} if the pilot was lucky."
    )


def _worst(own: Sequence[Expected]) -> Expected:
    """The number of a question that is furthest from having replications enough."""

    def lack(one: Expected) -> float:
        if one.width_asked is None:
            return -1.0
        return math.inf if one.needed is None else one.needed / one.runs

    return max(own, key=lack)


def _many(runs: int | None) -> str:
    if runs is None:
        return "-"
    return f"more than {MOST_RUNS:,}" if runs >= MOST_RUNS else f"about {runs:,}"
