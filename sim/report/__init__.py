"""The report of a study or a run: one HTML file that needs no network, and its figures."""

from pathlib import Path

__all__ = ["build"]


def build(folder: Path) -> Path:
    """Write `report.html` and `figures/` from stored results; returns the page's path."""
    from sim.report.page import write_report

    return write_report(Path(folder))
