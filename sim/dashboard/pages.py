"""Every page of the dashboard: each module hangs its own."""

from pathlib import Path

from sim.dashboard import compare, editor, help_page, live, studies


def hang_all(folder: Path) -> None:
    """Hang all pages. folder: where results lie."""
    for module in (live, compare, studies, editor, help_page):
        module.hang(folder)
