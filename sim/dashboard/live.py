"""One world, month by month."""

from pathlib import Path

from sim.dashboard.frame import page, say


def hang(_folder: Path) -> None:
    """Hang the live page."""

    @page("/", "Live")
    def live() -> None:
        say("h1", "Live")
