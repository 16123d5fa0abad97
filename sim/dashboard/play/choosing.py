"""Choosing worlds and their luck: what both pages that play worlds offer."""

from collections.abc import Sequence

from sim.dashboard.frame.links import Choice
from sim.registry.world import World
from sim.studies.catalogue import shipped
from sim.telling.words import count

BASE_WORLD = "england"
LEVER = "lever_"


def worlds_in_words(chosen: str) -> dict[str, str]:
    """Titles of the shipped worlds by name, the base world first; and the chosen one if another."""
    rows = [row for row in shipped() if row["kind"] == "scenario"]
    rows.sort(key=lambda row: (row["name"] != BASE_WORLD, row["name"].startswith(LEVER)))
    found = {row["name"]: row["title"] or row["name"] for row in rows}
    return found if chosen in found else {chosen: "A world that is not shipped", **found}


def sides_in_words(worlds: Sequence[World], choices: Sequence[Choice]) -> tuple[str, ...]:
    """What worlds are called side by side; one alone needs no name."""
    if len(worlds) == 1:
        return ("",)
    levers = [len(choice.settings) for choice in choices]
    return tuple(
        f"{side}: {world.title}" + (f", {count(n, 'lever')} set" if n else "")
        for side, world, n in zip("AB", worlds, levers, strict=True)
    )
