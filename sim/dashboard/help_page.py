"""Webb’s concern for a newcomer."""

from pathlib import Path

from sim.dashboard.frame import page, say


def hang(_folder: Path) -> None:
    """Hang the help page."""

    @page("/help", "Help")
    def help_page() -> None:
        say("h1", "Help")
