"""Figure on two-tier terms: leaving by tier and the gap in reward, with unfairness felt or not."""

import pandas as pd

from sim.report.drawing.charts import Axes, Style, lines
from sim.report.drawing.svg import Figure, Panel
from sim.report.drawing.tables import over_time
from sim.report.stored import Stored
from sim.report.summaries import ends, over_runs
from sim.telling.words import number

WIDE = (450, 260)
HEADROOM = 1.1
_TIERS = {
    "leaving_first_holders": Style("First holders of a post", "first_holders"),
    "leaving_new_staff": Style("New staff", "new_staff"),
}
_OFF = (5, 3)


def leaving_and_gap(stored: Stored) -> Figure:
    """Leaving by tier and the reward gap over time, unfairness on beside unfairness off."""
    felt, unfelt = compared_arms(stored)
    arms = [arm for arm in (felt, unfelt) if arm is not None]
    leaving, leaving_styles = _gathered(stored, arms, _TIERS)
    gap_style = {"reward_gap": Style("Reward gap", "ink")}
    gap, gap_styles = _gathered(stored, arms, gap_style)
    panels = []
    if len(leaving):
        axes = _axes(leaving, "Share leaving a year")
        panels.append(Panel("Leaving, by tier", lines(leaving, leaving_styles, axes), WIDE))
    if len(gap):
        axes = _axes(gap, "Share of the going rate")
        panels.append(Panel("Reward gap between tiers", lines(gap, gap_styles, axes), WIDE))
    tables = [
        part.assign(panel=title)
        for title, part in (("Leaving", leaving), ("Reward gap", gap))
        if len(part)
    ]
    empty = Figure("", "", "", []).table
    styles = leaving_styles | gap_styles
    return Figure(
        name="leaving_and_reward_gap",
        title="Two tiers of terms: who leaves, and how far rewards lie apart",
        in_words=_in_words(stored, felt, unfelt),
        panels=panels,
        key=_key(leaving_styles, gap_styles),
        note="First holders are staff who moved over on their old terms; new staff were hired "
        "since. Leaving is the share of staff in post who leave in a year. Bands hold the middle "
        "95% of runs. The reward gap is between outside staff on old and on new terms, as a share "
        "of what the local market pays.",
        table=over_time(pd.concat(tables), styles, "By year") if tables else empty,
        columns=2,
        arms=arms,
    )


def compared_arms(stored: Stored) -> tuple[str, str | None]:
    """The arm in which unfairness is felt, and the one in which it is off (None if none ran)."""
    comparison = stored.comparison("H5")
    felt, minus, unfelt = comparison.partition(" minus ")
    if minus and stored.has_arm(felt) and stored.has_arm(unfelt):
        return felt, unfelt
    names = [str(arm) for arm in stored.runs["arm"].unique()]
    off = [arm for arm in names if "fair" in arm and "unfair" not in arm] or [
        arm for arm in names if "unfair" in arm and ("off" in arm or "no_" in arm)
    ]
    if off and stored.has_arm(off[0]):
        on = [arm for arm in names if "unfair" in arm and arm != off[0] and stored.has_arm(arm)]
        return (on[0] if on else stored.base_arm), off[0]
    return stored.base_arm, None


def _gathered(
    stored: Stored, arms: list[str], outcomes: dict[str, Style]
) -> tuple[pd.DataFrame, dict[str, Style]]:
    """Bands of several outcomes in one or two arms, each arm and outcome a line of its own."""
    parts, styles = [], {}
    for place, arm in enumerate(arms):
        band = over_runs(stored, arm, list(outcomes))
        band = band[band["service"] == "all"]
        for outcome, style in outcomes.items():
            own = band[band["outcome"] == outcome]
            if own.empty:
                continue
            line = f"{outcome}.{arm}"
            parts.append(own.assign(line=line, across=own["year"]))
            named = style.label + (", unfairness off" if place else "")
            styles[line] = style._replace(label=named, dash=_OFF if place else ())
    return (pd.concat(parts) if parts else pd.DataFrame()), styles


def _key(leaving: dict[str, Style], gap: dict[str, Style]) -> list[Style]:
    """One entry a colour, and one for what dashes mean."""
    styles = [*leaving.values(), *gap.values()]
    solid = [style for style in styles if not style.dash]
    dashes = [Style("Dashed: unfairness switched off", "soft", _OFF)]
    return solid + (dashes if len(solid) < len(styles) else [])


def _axes(table: pd.DataFrame, up: str) -> Axes:
    """Axes over calendar years, from nothing to a little above the highest band."""
    reach = (float(table["across"].min()), float(table["across"].max()))
    bottom = min(0.0, float(table["low"].min()) * HEADROOM)
    top = max(float(table["high"].max()) * HEADROOM, 0.01)
    return Axes("year", up, reach, (bottom, top))


def _in_words(stored: Stored, felt: str, unfelt: str | None) -> str:
    """Leaving of both tiers with unfairness felt and off."""
    on = over_runs(stored, felt, list(_TIERS))
    on_mean = on[on["service"] == "all"].groupby("outcome")["mean"].mean()
    if not set(_TIERS) <= set(on_mean.index):
        return ""
    said = (
        f"On average over the years, {_yearly(on_mean['leaving_first_holders'])} of first holders "
        f"and {_yearly(on_mean['leaving_new_staff'])} of new staff leave in a year"
    )
    off = over_runs(stored, unfelt, list(_TIERS)) if unfelt else pd.DataFrame()
    if off.empty:
        return f"{said}. This folder holds no arm with unfairness switched off."
    off_mean = off[off["service"] == "all"].groupby("outcome")["mean"].mean()
    gap = ends(over_runs(stored, felt, ["reward_gap"]))
    ending = ""
    if change := gap.get(("all", "reward_gap")):
        ending = f" The reward gap ends at {number(change.last, 'share')}."
    return (
        f"{said}; with unfairness switched off it is {_yearly(off_mean['leaving_first_holders'])} "
        f"and {_yearly(off_mean['leaving_new_staff'])}.{ending}"
    )


def _yearly(rate: float) -> str:
    """A leaving rate in tenths of a percent, since differences are small."""
    return f"{100 * rate:.1f}%"
