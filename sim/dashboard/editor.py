"""The scenario editor."""

from pathlib import Path

from sim.dashboard.frame import page, say


def hang(_folder: Path) -> None:
    """Hang the scenario editor."""

    @page("/scenarios", "Scenarios")
    def editor() -> None:
        say("h1", "Scenarios")
