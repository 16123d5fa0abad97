"""Two worlds on the same luck."""

from pathlib import Path

from sim.dashboard.frame import page, say


def hang(_folder: Path) -> None:
    """Hang the page that compares."""

    @page("/compare", "Compare")
    def compare() -> None:
        say("h1", "Compare")
