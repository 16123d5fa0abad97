"""Figure on the fate of takeover attempts."""

import pandas as pd

from sim.report.drawing.charts import Style, shares
from sim.report.drawing.svg import Figure, Panel
from sim.report.drawing.tables import behind
from sim.report.stored import Stored
from sim.report.summaries import fates
from sim.telling.words import inside, number, span

_FATE_STYLES = {
    "fate_done": Style("Done", "fate_done"),
    "fate_form": Style("Blocked by legal form", "fate_form"),
    "fate_vote": Style("Voted down by members", "fate_vote"),
    "fate_control": Style("Blocked by merger control", "fate_control"),
}
_NO_OFFER = "fate_none"
SIZE = (560, 190)


def takeover_fates(stored: Stored) -> Figure:
    """What became of each look at a takeover target, in the base arm and the study's choice."""
    named = [arm for _, arms, shown in stored.side_by_side() if shown for arm in arms]
    arms = [stored.base_arm, *(arm for arm in named if stored.has_arm(arm))]
    found = {stored.arm_title(arm): table for arm in arms if len(table := fates(stored, arm))}
    if not found:
        return Figure("takeover_fates", "What becomes of takeover attempts", "", [])
    whole = pd.concat([table.assign(row=title) for title, table in found.items()])
    parts = whole[whole["fate"] != _NO_OFFER].rename(columns={"fate": "part", "mean": "share"})
    chart = shares(parts, _FATE_STYLES, list(found), "share of all looks at a target")
    rows = [
        [
            title,
            *(_cell(table, fate) for fate in [*_FATE_STYLES, _NO_OFFER]),
        ]
        for title, table in found.items()
    ]
    headings = ["", *(style.label for style in _FATE_STYLES.values()), "No offer made"]
    return Figure(
        name="takeover_fates",
        title="What becomes of takeover attempts",
        in_words=_in_words(found),
        panels=[Panel("Looks that led to an attempt", chart, SIZE)],
        key=list(_FATE_STYLES.values()),
        note="A group or large non-profit looks at one target at a time. Some looks end without an "
        "offer, because no gain was seen or no price agreed; those are left out of the bars and "
        "stand in the table. All services and all kinds of target together.",
        table=behind("Share of looks by fate, and its middle 95% of runs", headings, rows),
        columns=1,
        arms=arms,
    )


def _cell(table: pd.DataFrame, fate: str) -> str:
    """One fate's share with its band."""
    mean, low, high = (_share(table, fate, column) for column in ("mean", "low", "high"))
    said = number(mean, "share")
    return said if low == high else f"{said} ({span(low, high, 'share')})"


def _share(table: pd.DataFrame, fate: str, column: str = "mean") -> float:
    """One number of one fate."""
    return float(table.loc[table["fate"] == fate, column].to_numpy(float)[0])


def _in_words(found: dict[str, pd.DataFrame]) -> str:
    """The fates of the first arm, per hundred looks, and deals done in the others."""
    (first, table), *others = found.items()
    said = (
        f"Of every 100 looks at a target under {inside(first)}, "
        f"{_of_100(table, 'fate_done')} end in a takeover, {_of_100(table, 'fate_form')} are "
        f"blocked by legal form, {_of_100(table, 'fate_vote')} voted down and "
        f"{_of_100(table, 'fate_control')} blocked by merger control."
    )
    rest = [f"{_of_100(part, 'fate_done')} under “{inside(title)}”" for title, part in others]
    return f"{said} Takeovers done per 100 looks are {' and '.join(rest)}." if rest else said


def _of_100(table: pd.DataFrame, fate: str) -> str:
    """How many of a hundred looks met this fate."""
    return f"{round(100 * _share(table, fate), 1):g}"
