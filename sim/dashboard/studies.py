"""The studies page."""

from pathlib import Path

from sim.dashboard.frame import page, say


def hang(_folder: Path) -> None:
    """Hang the page of studies."""

    @page("/studies", "Studies")
    def studies() -> None:
        say("h1", "Studies")
