"""Folders with results, with what others put beside them, and what is in them."""

from pathlib import Path
from typing import Any

from sim.studies.single import write_run
from sim.studies.store.ownership import put_files
from tests.studies import fakes

TAKEN = (
    "manifest.json", "verdict.json", "estimates.json", "ledger.sqlite", "report.html",
    "figures/final.png", "runs/survey.csv", "events/interview.txt", "series/raw/a.csv",
    "holders/list.txt", "organisations/people.csv", "damaged/car.jpg", "superseded/plan.txt",
    "points.csv", "sensitivity.csv",
)  # fmt: skip


def played(out: Path, seed: int = 7, **says: Any) -> None:
    world = fakes.load("tiny", {}, "command line")
    write_run(fakes.one_run(world, seed, 2, "full"), out, world, seed, 2, **says)


def report(out: Path) -> None:
    pages = {"report.html": b"numbers", "figures/endings.svg": b"<svg/>"}
    put_files(out, pages, lambda path: path == "report.html" or path.startswith("figures/"))


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
