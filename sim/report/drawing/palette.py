"""Every colour of the report, for light and dark pages.

Charts are drawn in the light colours; in the page each is swapped for its CSS variable, so one
drawing serves both. No two names share a light colour, or the swap could not tell them apart. The
kinds of provider keep their colour everywhere; they differ in lightness as well as hue, so that
they stay apart for colour-blind readers and in grey print (tests/report/test_palette.py measures
this).
"""

import re
from typing import NamedTuple


class Colour(NamedTuple):
    """One meaning, drawn in two lights."""

    light: str
    dark: str


COLOURS: dict[str, Colour] = {
    "page": Colour("#fcfbf8", "#14181d"),
    "card": Colour("#ffffff", "#1b2027"),
    "ink": Colour("#1c2530", "#e8eaed"),
    "soft": Colour("#55606c", "#a4adb8"),
    "faint": Colour("#8b949e", "#79828d"),
    "rule": Colour("#dfe2e5", "#323a44"),
    "grid": Colour("#e8eaec", "#2a313a"),
    "accent": Colour("#0a5f92", "#7cbdf0"),
    "warning": Colour("#fff1d6", "#3a2c0e"),
    "warning-edge": Colour("#d99a1c", "#d99a1d"),
    "in_house": Colour("#c3c9d0", "#59636f"),
    "mutual": Colour("#1273b5", "#4fa6e6"),
    "small": Colour("#e7a52c", "#f1bd52"),
    "group": Colour("#7d2150", "#d4699c"),
    "frozen": Colour("#16897a", "#3fc0ad"),
    "drift": Colour("#a0662b", "#d79a5c"),
    "first_holders": Colour("#2366a8", "#6db1ee"),
    "new_staff": Colour("#cc5a1e", "#f08a50"),
    "arm_short": Colour("#c9531f", "#f28a55"),
    "arm_long": Colour("#2a6cb2", "#6aaef0"),
    "arm_worst": Colour("#9c2f3c", "#e8737f"),
    "arm_protected": Colour("#2c7d5c", "#59bd94"),
    "taken_over": Colour("#7d2151", "#d4699d"),
    "stake_past_half": Colour("#b0568a", "#b24f80"),
    "lost_to_group": Colour("#d79bbd", "#84375d"),
    "merged_nonprofit": Colour("#1d7468", "#3fb3a2"),
    "lost_to_nonprofit": Colour("#7fb9ae", "#2a776c"),
    "lost_to_council": Colour("#b9c0c8", "#616b77"),
    "stopped": Colour("#8b95a1", "#8a95a2"),
    "insolvent": Colour("#c98a1d", "#eab350"),
    "wound_up": Colour("#ecca85", "#9a7434"),
    "customers_left": Colour("#f3e2bd", "#6d5426"),
    "fate_done": Colour("#7d2152", "#d4699e"),
    "fate_form": Colour("#1273b6", "#4fa6e7"),
    "fate_vote": Colour("#7ab4dc", "#2c6a9c"),
    "fate_control": Colour("#e7a52d", "#f1bd53"),
    "fate_none": Colour("#d3d7dc", "#48515c"),
}


def light(name: str) -> str:
    """Hex code in which charts and exported figures are drawn."""
    return COLOURS[name].light


def variables(*, dark: bool) -> str:
    """CSS declarations of every colour, one after the other."""
    return ";".join(f"--{name}:{c.dark if dark else c.light}" for name, c in COLOURS.items())


def with_variables(drawing: str) -> str:
    """Swap every known colour of an SVG for its CSS variable, to follow the page's light."""
    names = {colour.light: name for name, colour in COLOURS.items()}

    def swap(match: re.Match[str]) -> str:
        name = names.get(match.group(0).lower())
        return f"var(--{name})" if name else match.group(0)

    return re.sub(r"#[0-9a-fA-F]{6}\b", swap, drawing)
