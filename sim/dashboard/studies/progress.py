"""How a study from the browser goes: progress, forecast, the buttons that stop and resume it."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from nicegui import run, ui

from sim.console import shown
from sim.dashboard.frame.controls import button
from sim.dashboard.frame.folders import Folders
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.studies.start import begin, is_stopping, standing_of, stop
from sim.dashboard.studies.under_way import UnderWay
from sim.errors import MutualsError
from sim.studies.store.files import FORECAST
from sim.studies.store.result import open_result
from sim.telling.words import capital

SECONDS_BETWEEN_LOOKS = 1.0
STATES = {
    "starting": "Starting",
    "forecasting": "Making the forecast",
    "running": "Running",
    "forecast": "Forecast made; the study itself has not begun, or is not finished",
    "done": "Done",
    "stopped": "Stopped; what is made is safe",
    "failed": "Broken off",
}
_COLUMNS = {
    "id": "Claim",
    "setting": "Setting",
    "outcome": "Outcome",
    "runs": "Runs",
    "estimate": "Pilot’s estimate",
    "width": "Expected width",
    "width_if_unlucky": "Width if unlucky",
    "detectable": "Detectable",
    "width_asked": "Width asked",
    "needed": "Replications for that",
}


class ProgressPanel:
    """The panel of one study at work, or that was."""

    def __init__(self, folder: Path, address: str, folders: Folders) -> None:
        self.folder, self.address, self.folders = folder, address, folders
        self.before: UnderWay | None = None
        self.asked_to_stop = False

    async def draw(self) -> None:
        """Draw the panel and keep it in step."""
        with tag("section", "card progress", aria_label="Progress"):
            self.state = say("h2", "", role="status")
            self.bar = tag("progress", aria_label="Runs made", max=1)
            self.numbers = say("p", "", "small")
            self.so_far = say("p", "", "small soft")
            self.said = tag("ul", "said small")
            self.wrong = say("p", "", "wrong", role="alert")
            with tag("div", "row"):
                self.stopping = button("Stop", self._stop, id="stop")
                self.going_on = button("Go on", self._go_on, "main", id="go-on")
                self.reading = say(
                    "a",
                    "Show the results",
                    "button",
                    href=f"/studies?{urlencode({'folder': self.address})}",
                )
            self.remark = say("p", "", "small soft")
            self.foretold = tag("div", "foretold")
        self.reading.set_visibility(False)
        await self._look()
        ui.timer(SECONDS_BETWEEN_LOOKS, self._look)

    async def _look(self) -> None:
        """Show how it stands, if that has changed; files are read off the server's thread."""
        under_way, asked, foretold = await asyncio.to_thread(self._standing)
        if under_way is None or (under_way == self.before and asked == self.asked_to_stop):
            return
        was_at_work = self.before is not None and self.before.is_at_work
        self._show(under_way, asked=asked)
        if self.before is None or was_at_work != under_way.is_at_work:
            self._show_forecast(foretold)
        if was_at_work:
            self.reading.set_visibility(not under_way.is_at_work)
        self.before, self.asked_to_stop = under_way, asked

    def _show(self, under_way: UnderWay, *, asked: bool) -> None:
        at_work = under_way.is_at_work
        is_made = under_way.state == "running" and 0 < under_way.total == under_way.done
        words = "All runs are made; judging, and writing the report" if is_made else ""
        words = "Stopping after the run at work" if asked else words
        self.state.set_text(words or STATES[under_way.state])
        self.bar.props["value"] = under_way.done
        self.bar.props["max"] = max(under_way.total, 1)
        self.bar.update()
        self.bar.set_visibility(at_work)
        pace = f", {under_way.per_minute:.0f} a minute" if under_way.per_minute and at_work else ""
        failed = f", {under_way.failed} failed" if under_way.failed else ""
        self.numbers.set_text(
            f"{capital(under_way.words())}{pace}{failed}" if under_way.total else "No run yet"
        )
        self.so_far.set_text(f"So far: {under_way.so_far}" if under_way.so_far else "")
        self.said.clear()
        with self.said:
            for words in under_way.said:
                say("li", words)
        self.wrong.set_text(under_way.error if under_way.state == "failed" else "")
        self.stopping.set_visibility(at_work and not asked)
        self.going_on.set_visibility(under_way.state in ("stopped", "failed", "forecast"))
        self.remark.set_text(
            "It goes on if you leave this page, close the browser or stop the dashboard."
            if at_work
            else ""
        )

    def _standing(self) -> tuple[UnderWay | None, bool, dict[str, Any]]:
        """How the study stands, whether it was asked to stop, and the forecast if there is one."""
        under_way, asked = standing_of(self.folder), is_stopping(self.folder)
        has_turned = self.before is None or (
            under_way is not None and self.before.is_at_work != under_way.is_at_work
        )
        try:
            told = dict(open_result(self.folder).json(FORECAST, {})) if has_turned else {}
        except (MutualsError, TypeError, ValueError):
            told = {}
        return under_way, asked, told

    def _show_forecast(self, told: dict[str, Any]) -> None:
        self.foretold.clear()
        try:
            rows = [dict(row) for row in told["expected"]]
            words = _in_words(told)
        except (KeyError, TypeError, ValueError):
            return
        with self.foretold, tag("details", open=self.before is None or None):
            say("summary", "Forecast")
            say("p", words, "small")
            with tag("div", "scroll", tabindex="0", role="region", aria_label="Expected intervals"):
                _draw_expected(rows)
            say(
                "p",
                "Width is that of the interval to come; nine times in ten it stays below the "
                "unlucky one. Detectable: how far from its threshold a number must lie to be "
                "decided four times in five.",
                "small soft",
            )

    async def _stop(self) -> None:
        await asyncio.to_thread(stop, self.folder)
        await self._look()

    async def _go_on(self) -> None:
        under_way = await asyncio.to_thread(standing_of, self.folder)
        if under_way is None:
            return
        try:
            address = await run.io_bound(
                begin,
                under_way.experiment,
                self.folders,
                quick=under_way.quick,
                workers=under_way.workers,
            )
        except MutualsError as error:
            self.wrong.set_text(capital(str(error)))
            return
        if address is not None and address != self.address:
            ui.navigate.to(f"/studies?{urlencode({'folder': address})}")
        await self._look()


def _in_words(told: dict[str, Any]) -> str:
    """Runs, minutes and disk to come."""
    more = told["most_runs"] > told["runs"]

    def up_to(key: str) -> str:
        return f" to {shown(told[key])}" if more else ""

    pilot = f"From a pilot of {told['pilot_runs']} runs."
    if not told["pilot_runs"]:
        pilot = "So small a study may as well be run: a tenth of it is too few runs for a pilot."
    return (
        f"{told['runs']}{up_to('most_runs')} runs, {told['runs_stored']} of them stored. Still to "
        f"come: about {shown(told['minutes'])}{up_to('most_minutes')} minutes on "
        f"{told['workers']} processes. Disk: about {shown(told['megabytes'])}"
        f"{up_to('most_megabytes')} MB. {pilot}"
    )


def _draw_expected(rows: list[dict[str, Any]]) -> None:
    with tag("table"):
        with tag("thead"), tag("tr"):
            for words in _COLUMNS.values():
                say("th", words, scope="col")
        with tag("tbody"):
            for row in rows:
                with tag("tr"):
                    for name in _COLUMNS:
                        say("td", shown(row.get(name)))
