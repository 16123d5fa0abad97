"""Every page of the dashboard: each module hangs its own."""

from pathlib import Path

from sim.dashboard.frame import help_page
from sim.dashboard.play import compare, live
from sim.dashboard.studies import page as studies
from sim.dashboard.worlds import editor


def hang_all(folder: Path) -> None:
    """Hang all pages. folder: where results lie."""
    for module in (live, compare, studies, editor, help_page):
        module.hang(folder)
