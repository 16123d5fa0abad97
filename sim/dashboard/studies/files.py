"""Stored tables, some rows at a time, and all files of a result to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from nicegui import run, ui

from sim.console import shown
from sim.dashboard.frame.controls import button
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.studies.downloads import address, pictures
from sim.dashboard.studies.read import ROWS_SHOWN, row_counts, rows_from
from sim.errors import MutualsError
from sim.report.drawing.markup import element
from sim.report.page import write_report
from sim.studies.store.files import VERDICTS
from sim.studies.store.result import open_result

ABOUT = {
    "runs": "one row a run, with its end outcomes",
    "series": "one row a run, time and service",
    "events": "what happened, when and because of what",
    "organisations": "one row a provider and run",
    "holders": "the largest holder of each council and service, by year, of one run",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one table, and how many each table has."""

    counts: Mapping[str, int]
    kind: str
    """"" where there is no table."""
    start: int
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to keep."""

    pictures: list[str]
    counts: Mapping[str, int]
    has_verdicts: bool


def read_rows(folder: Path, asked: Mapping[str, str]) -> Rows:
    """The rows that a page asks for; reads files."""
    counts = row_counts(folder)
    kind = asked.get("table", "")
    kind = kind if kind in counts else next(iter(counts), "")
    if not kind:
        return Rows(counts, "", 0, pd.DataFrame())
    typed = asked.get("from", "0")
    start = min(int(typed), max(counts[kind] - 1, 0)) if typed.isdecimal() else 0
    start -= start % ROWS_SHOWN
    return Rows(counts, kind, start, rows_from(folder, kind, start))


def read_shelf(folder: Path) -> Shelf:
    """What a result holds to keep; reads files."""
    names, counts = pictures(open_result(folder)), row_counts(folder)
    return Shelf(names, counts, (folder / VERDICTS).is_file())


def draw_tables(read: Rows, asked: Mapping[str, str]) -> None:
    """Draw some rows of one table and the ways to the others."""
    counts, kind, start = read.counts, read.kind, read.start
    if not kind:
        say("p", "There are no tables here.", "notice")
        return
    with tag("nav", "ways", aria_label="Tables"), tag("ul"):
        for name, rows in counts.items():
            current = {"aria_current": "page"} if name == kind else {}
            with tag("li"):
                say("a", f"{name} ({rows:,})", href=_way(asked, name, 0), **current)
    say("p", f"{kind}: {ABOUT[kind]}.", "small soft")
    _draw_rows(read)
    last = min(start + ROWS_SHOWN, counts[kind])
    with tag("p", "row"):
        say("span", f"Rows {start + 1:,} to {last:,} of {counts[kind]:,}")
        if start:
            say("a", "Earlier rows", "button", href=_way(asked, kind, start - ROWS_SHOWN))
        if last < counts[kind]:
            say("a", "Later rows", "button", href=_way(asked, kind, start + ROWS_SHOWN))


def _way(asked: Mapping[str, str], kind: str, start: int) -> str:
    query = {"folder": asked["folder"], "view": "tables", "table": kind, "from": start}
    return f"/studies?{urlencode(query)}"


def _draw_rows(read: Rows) -> None:
    rows, kind = read.rows, read.kind
    # One piece of markup, every cell escaped: thousands of live elements would be slow to draw.
    heading = element("tr", *(element("th", str(name), scope="col") for name in rows.columns))
    body = [
        element("tr", *(element("td", said(value)) for value in row))
        for row in rows.itertuples(index=False)
    ]
    table = element("table", element("thead", heading), element("tbody", *body))
    with tag("div", "scroll tall", tabindex="0", role="region", aria_label=f"Rows of {kind}"):
        ui.html(str(table), sanitize=False)


def said(value: Any) -> str:
    """A stored value as a cell says it."""
    return shown(value.item() if hasattr(value, "item") else value)


def draw_files(folder: Path, result: str, shelf: Shelf) -> None:
    """Draw the list of files to keep."""
    with tag("section", "card", aria_label="Report"):
        say("h2", "Report")
        say("p", "One page that needs no network, to read, print and send.", "small soft")
        with tag("div", "row"):
            read = address("report", folder=result)
            say("a", "Open the report", "button", href=read, target="_blank", rel="noopener")
            say("a", "Download it", "button", href=f"{read}&keep=true", download=True)
            making = button("Make it again from the stored runs", lambda: None, id="make-report")
            told = say("p", "", "small", role="status")
        making.on("click", lambda: _make(folder, making, told))
    _draw_figures(shelf.pictures, result)
    _draw_stored(shelf, result)


async def _make(folder: Path, making: ui.element, told: Any) -> None:
    making.props["disabled"] = True
    making.update()
    told.set_text("Making the report …")
    try:
        await run.io_bound(write_report, folder)
        told.set_text("Made.")
        ui.navigate.reload()
    except (MutualsError, OSError) as error:
        told.set_text(f"It could not be made: {error}")
    making.props["disabled"] = False
    making.update()


def _draw_figures(names: list[str], result: str) -> None:
    with tag("section", "card", aria_label="Figures"):
        say("h2", "Figures")
        if not names:
            say("p", "None are stored yet; making the report draws them.", "soft")
            return
        stems = sorted({Path(name).stem for name in names})
        with tag("ul", "files"):
            for stem in stems:
                with tag("li"):
                    say("span", stem.replace("_", " ").capitalize())
                    for name in (one for one in names if Path(one).stem == stem):
                        form = Path(name).suffix[1:].upper()
                        way = address("figure", folder=result, name=name)
                        label = f"{stem.replace('_', ' ')}, {form}"
                        say("a", form, href=way, download=True, aria_label=label)
        every = address("figures", folder=result)
        say("a", "All figures in one file", "button", href=every, download=True)


def _draw_stored(shelf: Shelf, result: str) -> None:
    with tag("section", "card", aria_label="Tables"):
        say("h2", "Tables")
        with tag("ul", "files"):
            for kind, rows in shelf.counts.items():
                with tag("li"):
                    say("span", f"{kind}: {ABOUT[kind]} ({rows:,} rows)")
                    for form in ("csv", "parquet"):
                        way = address("table", folder=result, name=kind, form=form)
                        words = "CSV" if form == "csv" else "Parquet"
                        say("a", words, href=way, download=True, aria_label=f"{kind}, {words}")
        if shelf.has_verdicts:
            way = address("verdicts", folder=result)
            say("a", "Verdicts (JSON)", "button", href=way, download=True)
