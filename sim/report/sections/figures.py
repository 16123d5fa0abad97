"""A figure on the page: in words, its key, its panels, its runs and its numbers."""

from collections.abc import Sequence

from markupsafe import Markup

from sim.report.drawing.charts import Style
from sim.report.drawing.markup import element, together
from sim.report.drawing.svg import Figure, inline
from sim.report.drawing.tables import swatch
from sim.report.sections import lives
from sim.report.stored import Stored
from sim.telling.words import capital, count, inside, listed

NOTHING = "This folder does not hold what this figure needs"


def shown(figure: Figure, stored: Stored) -> Markup:
    """A figure: in words, key, panels, note, numbers; or a sentence if it cannot be drawn."""
    gone = lives.missing_arms(stored) if figure.name == "independence_by_arm" else []
    absent = f"Not in this folder: {listed([inside(title) for title in gone])}." if gone else ""
    if not figure.panels:
        return element("p", f"{NOTHING}. {absent}".strip(), class_="missing")
    drawn = [
        element(
            "figure",
            element("figcaption", panel.title),
            inline(panel, f"{figure.name}-{place}"),
            panel.below,
        )
        for place, panel in enumerate(figure.panels)
    ]
    words = element("p", element("b", "In words: "), inside(figure.in_words), class_="words")
    return together(
        words if figure.in_words else "",
        key(figure.key),
        element("div", *drawn, class_=f"panels across-{figure.columns}"),
        element("p", f"{figure.note} {_n_runs(figure, stored)} {absent}".strip(), class_="note"),
        figure.table,
    )


def _n_runs(figure: Figure, stored: Stored) -> str:
    """How many runs stand behind a figure, arm by arm."""
    runs = stored.n_runs(stored.base_arm)
    if runs == 1:
        return "One run, so there is no band."
    arms = figure.arms or [stored.base_arm]
    if len(arms) == 1:
        return f"{capital(count(runs, 'run'))} of the base arm (n = {runs:,})."
    said = [f"{inside(stored.arm_title(arm))} n = {stored.n_runs(arm):,}" for arm in arms]
    return f"Runs: {', '.join(said)}."


def key(styles: Sequence[Style]) -> Markup:
    """What each colour and line means."""
    items = [element("li", swatch(style), style.label) for style in styles]
    return element("ul", *items, class_="key") if items else Markup("")
