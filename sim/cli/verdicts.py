"""Verdicts as the commands print them: a table, and what is odd about them below it."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from sim.console import cell, print_table, records, say, shown
from sim.studies.judging.many import judged_as, luck_of_many
from sim.studies.judging.saying import GIVEN, HANGS
from sim.studies.store.verdict import ToldVerdict

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"supported": "green", "refuted": "red", "undecided": "yellow"}
NO_COLOUR = (HANGS, GIVEN)
"""Words that say neither that a claim follows nor that it does not, whatever the verdict."""
NUMBERS = ("estimate", "interval", "claim", "runs", "pairing")
QUICK_WARNING = (
    "A quick trial on the small world with few runs: these verdicts mean nothing. "
    "They show that everything works."
)


def print_by_arm(table: "pd.DataFrame", *, quick: bool) -> None:
    """Print outcomes by arm, one row each, and how to read them; empty columns are left out."""
    rows = [_by_arm(one) for one in records(table)]
    if len({row["setting"] for row in rows}) == 1:
        for row in rows:
            del row["setting"]
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    cells = [[cell(row[name]) for name in names] for row in rows]
    print_table(names, cells, numbers=("mean", "less the first arm", "middle 95%", "n"))
    say("In brackets 95% intervals, over luck; the first arm is subtracted seed by seed. No claim")
    say("was fixed beforehand: of twenty differences of nothing one will seem to be something.")
    if quick:
        say(QUICK_WARNING)


def _by_arm(one: Mapping[str, Any]) -> dict[str, str]:
    """An outcome of an arm as cells by column."""
    spread = _ends(one, "spread_low", "spread_high")
    apart = "" if math.isnan(one["difference"]) else shown(one["difference"])
    return {
        "outcome": one["outcome"],
        "setting": one["setting"],
        "arm": one["arm"],
        "mean": f"{shown(one['mean'])}{_in_brackets(_ends(one, 'low', 'high'))}",
        "less the first arm": (
            f"{apart}{_in_brackets(_ends(one, 'difference_low', 'difference_high'))}"
        ),
        "middle 95%": spread,
        "n": str(one["n"]),
        "note": one["note"],
    }


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _ends(one: Mapping[str, Any], low: str, high: str) -> str:
    return "" if math.isnan(one[low]) else f"{shown(one[low])} to {shown(one[high])}"


def print_verdicts(verdicts: Sequence[ToldVerdict], *, quick: bool) -> None:
    """Print the verdicts, one row for each claim and setting, with what is odd about them below."""
    names = ("id", "statement", "setting", "verdict", *NUMBERS)
    told = ["", *(one.id for one in verdicts)]
    rows = [_row(one, is_told=one.id == last) for one, last in zip(verdicts, told, strict=False)]
    print_table(names, rows, numbers=NUMBERS)
    _print_notes(verdicts)
    if quick:
        say(QUICK_WARNING)


def _row(one: ToldVerdict, *, is_told: bool) -> list[Text]:
    """A verdict as cells; is_told: its statement stands in the row above."""
    words = one.words or one.verdict
    colour = COLOURS["undecided" if words.startswith(NO_COLOUR) else one.verdict]
    side = "≥" if one.direction == "at least" else "≤"
    numbers = (
        shown(one.estimate),
        f"{shown(one.low)} to {shown(one.high)}",
        f"{side} {shown(one.threshold)}",
        str(one.runs),
        _gain(one.pairing_gain),
    )
    verdict = Text.assemble(cell(words, colour), cell(_finding(one)))
    statement = "" if is_told else one.statement
    return [cell(one.id), cell(statement), cell(one.setting), verdict, *map(cell, numbers)]


def _print_notes(verdicts: Sequence[ToldVerdict]) -> None:
    """What is odd about verdicts, and how their numbers are to be read."""
    for one in verdicts:
        if one.reason:
            say(f"{one.id} at {one.setting}: {one.reason}.")
    for one in verdicts:
        if one.text_changed and one.space is None:
            say(f"{one.id} at {one.setting}: its wording was changed after the first run.")
    if many := luck_of_many([judged_as(one) for one in verdicts]):
        say(many)
    say("Intervals are over luck only (runs are the units); what is assumed may be further off.")
    if any(one.space is not None for one in verdicts):
        say("At setting space the estimate is the share of points where a claim holds.")
    if any(one.pairing_gain for one in verdicts):
        say("pairing: how many times as many runs unpaired seeds would need.")


def _gain(gain: float | None) -> str:
    return "" if gain is None else f"x {gain:.1f}"


def _finding(verdict: ToldVerdict) -> str:
    """What stands beside the verdict: that nothing here is large enough to matter."""
    if verdict.no_effect:
        return "; no effect that matters"
    return "; as good as the threshold" if verdict.equivalence else ""
