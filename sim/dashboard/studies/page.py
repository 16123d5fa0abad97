"""The studies page: every result that may be opened, and the start of a new study."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlencode

from nicegui import run, ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from sim.dashboard.frame.controls import button, field, select, switch
from sim.dashboard.frame.folders import LARGEST_TEXT, SUFFIX, Folders, chosen, plain_name
from sim.dashboard.frame.frame import page, say, tag
from sim.dashboard.studies import downloads
from sim.dashboard.studies.found import FoundResult, entries
from sim.dashboard.studies.result import ResultPage
from sim.dashboard.studies.start import (
    begin,
    experiments,
    keep_experiment,
    most_workers,
    text_of_experiment,
)
from sim.errors import MutualsError
from sim.registry.files.toml import toml_of
from sim.telling.words import capital

START = "webb"
STYLE = '<link rel="stylesheet" href="/static/desk.css">'
GOES_ON = (
    "A study runs in a process of its own: it goes on if you leave this page, close the browser "
    "or stop the dashboard, and can be stopped and taken up again here or with the command "
    "mutuals study."
)
_FILE = (
    "async (event) => { const file = event.target.files[0]; if (!file) return;"
    f" emit(file.size > {LARGEST_TEXT} ? {{name: file.name, text: null}}"
    " : {name: file.name, text: await file.text()}); }"
)


def hang(folder: Path) -> None:
    """Hang the page of studies and the addresses of its files. folder: where results lie."""
    folders = chosen(folder)
    downloads.hang(folders)

    @page("/studies", "Studies")
    async def studies(request: Request) -> None:
        ui.add_head_html(STYLE)
        asked = dict(request.query_params)
        if "folder" in asked:
            await ResultPage(folders, asked).draw()
            return
        studies_page = StudiesPage(folders)
        await studies_page.load()
        studies_page.draw()


class StudiesPage:
    """Results in a list, and the form that starts a study."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.name, self.quick, self.workers = START, True, most_workers()

    async def load(self) -> None:
        """Read what there is; like all that reads files, off the server's thread."""
        self.found, self.options, self.words = await asyncio.to_thread(
            lambda: (entries(self.folders), experiments(self.folders), self._about())
        )

    def draw(self) -> None:
        """Draw the page."""
        say("h1", "Studies")
        say(
            "p",
            "A study plays the same history many times under different rules and says of each "
            "claim whether it is supported, refuted or undecided; of what somebody said, whether "
            "it follows.",
        )
        with tag("section", "card", aria_label="Results"):
            say("h2", "Results")
            if self.found:
                _draw_list(self.found)
            else:
                places = " and ".join(str(shelf.root) for shelf in self.folders.results)
                say("p", f"There is none yet in {places}. Start one below.", "soft")
        with tag("section", "card start", aria_label="Start a study"):
            say("h2", "Start a study")
            self._draw_start()

    def _draw_start(self) -> None:
        say("p", GOES_ON, "small soft")
        with tag("div", "row"):
            self.offered = set(self.options)
            self.choosing = select(
                "Experiment", self.options, self.name, self._choose, id="experiment"
            )
            field(
                "Processes",
                str(self.workers),
                self._set_workers,
                kind="number",
                min=1,
                max=most_workers(),
                id="workers",
            )
            with tag("div", "field"):
                say("label", f"Or load a file (at most {LARGEST_TEXT // 1000} kB)", for_="file")
                file = tag("input", id="file", type="file", accept=SUFFIX)
                file.on("change", self._heard_file, js_handler=_FILE)
        self.about = say("p", self.words, "small", id="about")
        switch(
            "Quick trial: a few runs on a small world; its verdicts mean nothing",
            self._set_quick,
            on=self.quick,
            id="quick",
        )
        with tag("div", "row"):
            button("Start or go on", self._start, "main", id="start")
            button("Forecast first", lambda: self._start(forecast_only=True), id="forecast")
            say(
                "span",
                "The forecast makes a few runs, keeps them, and tells minutes, disk and how wide "
                "the intervals will be.",
                "small soft",
            )
        self.told = say("p", "", "notice", role="status")
        self.told.set_visibility(False)

    async def _choose(self, name: str) -> None:
        self.name = name
        words = await asyncio.to_thread(self._about)
        if self.name == name:  # no other was chosen meanwhile
            self.about.set_text(words)

    def _about(self) -> str:
        """What the chosen experiment says of itself; reads its file."""
        try:
            text, path = text_of_experiment(self.name, self.folders)
        except MutualsError as error:
            return str(error)
        head = toml_of(text, str(path))[0].get("study", {})
        if not isinstance(head, dict):
            return ""
        parts = [str(head.get("title", "")), str(head.get("question", ""))]
        return " · ".join(part for part in parts if part)

    def _set_workers(self, typed: str) -> None:
        self.workers = min(max(int(typed), 1), most_workers()) if typed.isdecimal() else 1

    def _set_quick(self, quick: bool) -> None:  # noqa: FBT001
        self.quick = quick

    async def _heard_file(self, event: GenericEventArguments) -> None:
        text, given = event.args.get("text"), str(event.args.get("name", ""))
        if not isinstance(text, str) or len(text.encode()) > LARGEST_TEXT:
            self._tell(f"That file is larger than {LARGEST_TEXT // 1000} kB and is not read.")
            return
        try:
            name = plain_name(given.removesuffix(SUFFIX))
            await run.io_bound(keep_experiment, name, text, self.folders)
        except MutualsError as error:
            self._tell(capital(str(error)))
            return
        await self._choose(name)
        self._offer(name)
        self._tell(f"Saved as {self.folders.experiments.root.name}/{name}{SUFFIX}, and chosen.")

    def _offer(self, name: str) -> None:
        """Have a new experiment among the choices, and chosen."""
        if name not in self.offered:
            self.offered.add(name)
            with self.choosing:
                say("option", f"{name} (your own)", value=name)
        chosen_one = json.dumps(name)
        ui.run_javascript(
            "setTimeout(() => { document.getElementById('experiment').value ="
            f" {chosen_one}; }}, 100)"
        )

    async def _start(self, *, forecast_only: bool = False) -> None:
        self._tell("Looking the experiment through …")
        try:
            address = await run.io_bound(
                begin,
                self.name,
                self.folders,
                quick=self.quick,
                workers=self.workers,
                forecast_only=forecast_only,
            )
        except MutualsError as error:
            self._tell(capital(str(error)))
            return
        except OSError as error:
            self._tell(f"It could not be started: {error.strerror or error}")
            return
        if address is not None:
            ui.navigate.to(f"/studies?{urlencode({'folder': address})}")

    def _tell(self, words: str) -> None:
        self.told.set_text(words)
        self.told.set_visibility(True)


def _draw_list(found: list[FoundResult]) -> None:
    with tag("table", "results"):
        with tag("thead"), tag("tr"):
            for words in ("Result", "What", "State", "Verdicts", "Begun"):
                say("th", words, scope="col")
        with tag("tbody"):
            for entry in found:
                _draw_entry(entry)


def _draw_entry(entry: FoundResult) -> None:
    with tag("tr"):
        with tag("th", scope="row"):
            address = f"/studies?{urlencode({'folder': entry.address})}"
            say("a", entry.title, href=address)
            say("small", entry.address.replace(":", "/").rstrip("/"), "soft")
        for label, words in (
            ("What", "quick trial" if entry.is_quick else entry.kind or "not known"),
            ("State", entry.state),
            ("Verdicts", "mean nothing" if entry.is_quick and entry.verdicts else entry.verdicts),
            ("Begun", entry.written),
        ):
            say("td", words or "–", data_label=label)
