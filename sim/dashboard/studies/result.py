"""One result: how it stands, its verdicts, figures, runs and tables, and files to keep."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup
from nicegui import run, ui

from sim.dashboard.frame.folders import Folders
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.studies.files import draw_files, draw_tables, read_rows, read_shelf
from sim.dashboard.studies.found import FoundResult, entry_of, refuse_links_out
from sim.dashboard.studies.progress import ProgressPanel
from sim.dashboard.studies.read import Opened, opened
from sim.dashboard.studies.runs import draw_runs, draw_ways_to_runs
from sim.errors import MutualsError, ResultError
from sim.report.style import scoped_style
from sim.studies.store.parts import part_files
from sim.studies.store.result import open_result
from sim.telling.words import capital

VIEWS = {
    "verdicts": "Verdicts",
    "figures": "Figures",
    "runs": "Runs",
    "tables": "Tables",
    "files": "Files",
}
_FIRST = "verdicts"
_FINDINGS: tuple[str, ...] = ("answer", "verdicts", "arms")
_NOT_FIGURES = (*_FINDINGS, "manifest")


class ResultPage:
    """The page of one result."""

    def __init__(self, folders: Folders, asked: Mapping[str, str]) -> None:
        self.folders, self.asked = folders, asked
        self.address = asked["folder"]
        self.view = asked.get("view", _FIRST) if asked.get("view", _FIRST) in VIEWS else _FIRST

    async def draw(self) -> None:
        """Draw the page, or say why it cannot be."""
        try:
            entry, nothing = await asyncio.to_thread(self._look)
        except MutualsError as error:
            self._draw_trouble(str(error))
            return
        self._draw_head(entry)
        if entry.under_way is not None and entry.under_way.state != "done":
            await ProgressPanel(entry.folder, self.address, self.folders).draw()
        if nothing:
            if entry.under_way is None:
                say("p", nothing, "notice")
            return
        ui.add_head_html(f"<style>{scoped_style('.report')}.report{{color-scheme:inherit}}</style>")
        self._draw_ways()
        await self._draw_view(entry)

    def _look(self) -> tuple[FoundResult, str]:
        """What lies in the folder, and why there is nothing to show; reads files."""
        folder = refuse_links_out(self.folders, self.address)
        if not folder.is_dir():
            message = f"there is no folder {folder.name}"
            raise ResultError(message)
        nothing = "" if part_files(folder, "runs") else _why_nothing(folder)
        return entry_of(self.address, folder), nothing

    async def _draw_view(self, entry: FoundResult) -> None:
        place = tag("div", "view")
        if self.view in ("tables", "files"):
            with place:
                await self._fill_from_files(entry)
            return
        with place:
            say("p", "Reading …", "soft", role="status")
        await ui.context.client.connected()
        try:
            found = await run.io_bound(opened, entry.folder)
            if found is None or not _is_there():
                return
            place.clear()
            with place:
                await self._fill(found)
        except Exception as error:  # A file from elsewhere may be wrong in any way.
            place.clear()
            with place:
                _draw_unreadable(error)

    async def _fill_from_files(self, entry: FoundResult) -> None:
        """Show what needs no more than a look at some files."""
        try:
            if self.view == "tables":
                rows = await asyncio.to_thread(read_rows, entry.folder, self.asked)
                draw_tables(rows, self.asked)
            else:
                shelf = await asyncio.to_thread(read_shelf, entry.folder)
                draw_files(entry.folder, self.address, shelf)
        except Exception as error:  # As above.
            _draw_unreadable(error)

    async def _fill(self, found: Opened) -> None:
        if self.view == "figures":
            await self._draw_sections(
                found, [name for name in found.makers if name not in _NOT_FIGURES]
            )
        elif self.view == "runs":
            draw_runs(found, self.asked)
        else:
            await self._draw_sections(found, [name for name in _FINDINGS if name in found.makers])
            draw_ways_to_runs(found, self.address)
            await self._draw_sections(found, ["manifest"])

    async def _draw_sections(self, found: Opened, names: list[str]) -> None:
        """Sections of the report, each as soon as it is drawn."""
        places = []
        with tag("div", "report"):
            for name in names:
                with tag("section", id=name) as place:
                    say("p", f"Drawing: {name.replace('-', ' ')} …", "soft")
                places.append(place)
        for name, place in zip(names, places, strict=True):
            # Markup of the report's own, in which every text from a file is escaped.
            content: Markup | None = await run.io_bound(found.section, name)
            if content is None or not _is_there():
                return
            place.clear()
            with place:
                ui.html(str(content), sanitize=False)

    def _draw_head(self, entry: FoundResult) -> None:
        with tag("p", "small"):
            say("a", "All results", href="/studies")
        say("h1", entry.title)
        is_moving = entry.under_way is not None and entry.under_way.state != "done"
        state = "" if is_moving else entry.state
        facts = [entry.kind, state, f"begun {entry.written}" if entry.written else ""]
        say("p", " · ".join(fact for fact in facts if fact), "soft small")
        if entry.is_quick:
            say("p", "A quick trial: its verdicts mean nothing.", "notice", role="note")

    def _draw_ways(self) -> None:
        with tag("nav", "ways", aria_label="Parts of this result"), tag("ul"):
            for view, words in VIEWS.items():
                current = {"aria_current": "page"} if view == self.view else {}
                query = urlencode({"folder": self.address, "view": view})
                with tag("li"):
                    say("a", words, href=f"/studies?{query}", **current)

    def _draw_trouble(self, words: str) -> None:
        say("h1", "Studies")
        say("p", words, "notice", role="alert")
        say("a", "All results", href="/studies")


def _why_nothing(folder: Path) -> str:
    """Why there is nothing to show: that no run was finished, or that what was stored is gone."""
    try:
        open_result(folder)
    except MutualsError as error:
        return capital(str(error))
    return "This folder holds no finished run."


def _is_there() -> bool:
    """Whether the page is still open: what takes time may end after it is gone."""
    return bool(ui.context.client.has_socket_connection)


def _draw_unreadable(error: Exception) -> None:
    kind = "" if isinstance(error, MutualsError) else f"{type(error).__name__}: "
    say("p", f"This result cannot be read: {kind}{error}", "notice", role="alert")
