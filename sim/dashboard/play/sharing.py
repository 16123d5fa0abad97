"""Sharing what a page shows: a link to copy, a file to save, a file to open."""

import json
from collections.abc import Awaitable, Callable

from nicegui import Client, ui
from nicegui.events import GenericEventArguments

from sim.dashboard.frame.controls import button, own_id
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.frame.links import FILE_BYTES, Shown, address, file_text, read_file
from sim.errors import MutualsError
from sim.telling.words import capital

FILE_NAME = "mutuals.json"
READ_FILE = f"""async (event) => {{
  const file = event.target.files[0];
  event.target.value = "";
  if (file) emit(file.size > {FILE_BYTES} ? "" : await file.text());
}}"""
"""Reads a chosen file in the browser; one that is too large is none of ours."""


class Sharing:
    """The part of a page that shares it.

    now: what is shown. standing: what a file must be like. open_other: shows what a file asks for.
    """

    def __init__(
        self,
        client: Client,
        now: Callable[[], Shown],
        standing: Shown,
        open_other: Callable[[Shown], Awaitable[None]],
    ) -> None:
        self.client = client
        self.now = now
        self.standing = standing
        self.open_other = open_other
        with tag("section", "card row", aria_label="Share"):
            button("Copy a link to this", self._copy_link)
            button("Save as a file", self._save)
            with tag("div", "field"):
                name = own_id()
                say("label", "Open a saved file", for_=name)
                chosen = tag("input", id=name, type="file", accept=".json,application/json")
            chosen.on("change", self._open_file, js_handler=READ_FILE)
            self._words = say("p", "", "soft small", role="status")

    def say_address(self) -> None:
        """Keep the address in step, so that it can be shared."""
        self.client.run_javascript(f"history.replaceState(null, '', {json.dumps(self._link())})")

    def _link(self) -> str:
        return address(self.now())

    def _copy_link(self) -> None:
        link = json.dumps(self._link())
        self.client.run_javascript(f"navigator.clipboard?.writeText(location.origin + {link})")
        self._words.set_text("Copied: worlds, levers, seed, month and service.")

    def _save(self) -> None:
        ui.download.content(file_text(self.now()), FILE_NAME, "application/json")

    async def _open_file(self, event: GenericEventArguments) -> None:
        try:
            shown = read_file(str(event.args), self.standing)
        except MutualsError as error:
            self._words.set_text(f"{capital(str(error))}.")
            return
        self._words.set_text("")
        await self.open_other(shown)
