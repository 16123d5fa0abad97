"""The scenario editor: a form and the text of a world, in step, checked as they are typed."""

import asyncio
import json
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from sim.dashboard.frame.controls import button, field, select
from sim.dashboard.frame.folders import LARGEST_TEXT, SUFFIX, Folders, chosen, plain_name
from sim.dashboard.frame.frame import page, say, tag
from sim.dashboard.worlds.draft import (
    MOST_TOLD,
    Checked,
    changed_text,
    copy_of,
    live_address,
    looked_at,
    text_of_world,
    worlds,
)
from sim.dashboard.worlds.form import SET_HERE, START, Form, Head, set_fields, warn_before_leaving
from sim.dashboard.worlds.text import (
    DRAFT,
    EditError,
    groups,
)
from sim.errors import MutualsError, Problem
from sim.registry.shipped import shipped_names
from sim.telling.words import capital, count, spoken

NEW = "my_world"
STYLE = '<link rel="stylesheet" href="/static/desk.css">'
_TYPED = (
    "(event) => { const box = event.target; clearTimeout(box.waiting);"
    " box.waiting = setTimeout(() => emit(box.value), 250); }"
)
_AT_ONCE = "(event) => { clearTimeout(event.target.waiting); emit(event.target.value); }"
_FILE = (
    "async (event) => { const file = event.target.files[0]; if (!file) return;"
    f" emit(file.size > {LARGEST_TEXT} ? {{name: file.name, text: null}}"
    " : {name: file.name, text: await file.text()}); }"
)


def hang(folder: Path) -> None:
    """Hang the scenario editor. folder: where results lie."""
    folders = chosen(folder)

    @page("/scenarios", "Scenarios")
    async def scenarios(request: Request) -> None:
        ui.add_head_html(STYLE)
        editor = Editor(folders, request.query_params.get("open", ""))
        await editor.load()
        editor.draw()


class Editor:
    """One person's draft and the page that shows it."""

    def __init__(self, folders: Folders, opened: str) -> None:
        self.folders, self.opened = folders, opened
        self.text, self.name, self.trouble = DRAFT, NEW, ""
        self.checked: Checked
        self.lines: list[int | None] = []
        self._looks = 0
        self._looking = asyncio.Lock()

    async def load(self) -> None:
        """Take up what was asked for; like all that reads a world, off the server's thread."""
        try:
            if self.opened:
                await asyncio.to_thread(self._open, self.opened)
        except MutualsError as error:
            self.opened, self.trouble = "", str(error)
        self.offered = await asyncio.to_thread(worlds, self.folders)
        self.checked, self.lines = await asyncio.to_thread(
            looked_at, self.text, self.name, self.folders
        )

    def draw(self) -> None:
        """Draw the page."""
        say("h1", "Scenarios")
        say(
            "p",
            "A scenario is a world: a small text that says only what differs from another. "
            "Change it in the form or in the text; both say the same. Nothing in it is ever run "
            "as a program.",
        )
        self.told = say("p", self.trouble, "notice", role="status")
        self.told.set_visibility(bool(self.trouble))
        self._draw_files()
        self.findings = tag("section", "findings", aria_live="polite", aria_label="Problems")
        with tag("div", "desk"):
            with tag("section", "card", aria_label="Form"):
                say("h2", "Form")
                self._draw_form()
            with tag("section", "card", aria_label="Text"):
                say("label", "Text (TOML)", "heading", for_="text")
                self.box = say("textarea", self.text, id="text", spellcheck="false", rows=28)
                self.box.on("input", self._heard_text, js_handler=_TYPED)
                self.box.on("change", self._heard_text, js_handler=_AT_ONCE)
        self._show()

    def _draw_files(self) -> None:
        with tag("div", "row card"):
            select("Open", {"": "A new one"} | self.offered, self.opened, self._go, id="open")
            field("Name of the file", self.name, self._heard_name, id="name", kind="text")
            button("Save", self._save, "main", id="save")
            button("Download", self._download)
            self.live = button("Open in the live view", self._open_live, id="live")
            with tag("div", "field"):
                say("label", f"Load a file (at most {LARGEST_TEXT // 1000} kB)", for_="file")
                file = tag("input", id="file", type="file", accept=SUFFIX)
                file.on("change", self._heard_file, js_handler=_FILE)
        with tag("div", "switch") as self.replacing:
            box = tag("input", id="replace", type="checkbox")
            say("label", "Replace the file of that name", for_="replace")
            box.on("change", self._heard_replace, js_handler="(e) => emit(e.target.checked)")
        self.replace = False
        self.replacing.set_visibility(False)

    def _draw_form(self) -> None:
        self.head = Head(self.checked, worlds(self.folders), self._change)
        with tag("div", "row"):
            named = {group: capital(spoken(group).replace(".", ": ")) for group in groups()}
            select("Group", {SET_HERE: "Set in this text"} | named, START, self._show_group)
            field("Search all", "", self._search, kind="search")
        say(
            "p",
            "What is left empty is inherited from the world it starts from. Lists, such as "
            "mutuals and events, are written in the text.",
            "soft small",
        )
        self.form = Form(self._change)

    def _open(self, name: str) -> None:
        """Take up a scenario: one's own as it is, a shipped one as the ground of a new one."""
        if name in shipped_names("scenarios"):
            self.text = copy_of(name)
            self.name = f"my_{name}"
            return
        self.text, self.name = text_of_world(name, self.folders), name

    def _go(self, name: str) -> None:
        ui.navigate.to(f"/scenarios?open={name}" if name else "/scenarios")

    async def _heard_name(self, name: str) -> None:
        self.name = name.strip().removesuffix(SUFFIX)
        await self._look()

    async def _heard_text(self, event: GenericEventArguments) -> None:
        await self._take(str(event.args))

    async def _take(self, text: str) -> None:
        if text == self.text:
            return
        if len(text.encode()) > LARGEST_TEXT:
            self._tell(f"The text is larger than {LARGEST_TEXT // 1000} kB and is not read.")
            return
        self.text = text
        warn_before_leaving(on=True)
        await self._look()

    async def _heard_file(self, event: GenericEventArguments) -> None:
        given: dict[str, Any] = dict(event.args)
        text = given.get("text")
        if not isinstance(text, str):
            self._tell(f"That file is larger than {LARGEST_TEXT // 1000} kB and is not read.")
            return
        await self._take(text)
        self._set_box()
        self._tell("The file is loaded; nothing is saved yet.")

    def _heard_replace(self, event: GenericEventArguments) -> None:
        self.replace = bool(event.args)

    def _show_group(self, group: str) -> None:
        self.form.group, self.form.sought = group, ""
        self.form.show(self.checked)

    def _search(self, sought: str) -> None:
        self.form.sought = sought.strip()
        self.form.show(self.checked)

    async def _change(self, path: str, written: str) -> None:
        """Write what was typed in the form into the text."""
        before = None
        try:
            while before != self.text:  # which may be typed in meanwhile
                before = self.text
                changed = await asyncio.to_thread(changed_text, before, path, written)
        except EditError as error:
            self._tell(str(error))
            self.form.refresh(self.checked)
            return
        self.text = changed
        warn_before_leaving(on=True)
        self._set_box()
        await self._look()

    async def _look(self) -> None:
        """Look at the draft again, and bring the page in step; only the latest look counts."""
        self._looks += 1
        look = self._looks
        async with self._looking:
            if look != self._looks:
                return
            found = await asyncio.to_thread(looked_at, self.text, self.name, self.folders)
        if look != self._looks:
            return
        self.checked, self.lines = found
        self._show_findings()
        self.form.refresh(self.checked)
        set_fields(self.head.refresh(self.checked))

    def _show(self) -> None:
        self._show_findings()
        self.form.show(self.checked)

    def _show_findings(self) -> None:
        found = self.checked.problems
        self.findings.clear()
        with self.findings:
            if not found:
                say("p", "No problem found.", "fine")
            else:
                say("h2", capital(count(len(found), "problem")))
                with tag("ul"):
                    for problem, line in zip(found, self.lines, strict=False):
                        self._draw_problem(problem, line)
                if len(found) > MOST_TOLD:
                    say("p", f"The first {MOST_TOLD} are told; mend them first.", "soft")
        self.live.set_visibility(not found)

    def _draw_problem(self, problem: Problem, line: int | None) -> None:
        with tag("li"):
            if line is not None:
                button(f"Line {line}", lambda: self._go_to(line), "quiet")
            if problem.address:
                say("code", problem.address)
            remedy = f"; {problem.remedy}" if problem.remedy else ""
            say("span", f"{problem.message}{remedy}")

    def _go_to(self, line: int) -> None:
        """Put the cursor into a line of the text."""
        before = sum(len(one) + 1 for one in self.text.split("\n")[: line - 1])
        length = len(self.text.split("\n")[line - 1]) if line <= self.text.count("\n") + 1 else 0
        ui.run_javascript(
            "const box = document.getElementById('text'); box.focus();"
            f"box.setSelectionRange({before}, {before + length});"
            f"box.scrollTop = ({line} - 4) * parseFloat(getComputedStyle(box).lineHeight);"
        )

    async def _save(self) -> None:
        try:
            name = plain_name(self.name)
            if name in shipped_names("scenarios"):
                self._tell(f"{name} is the name of a shipped scenario; give it another.")
                return
            is_there = name in self.folders.scenarios.names()
            if is_there and name != self.opened and not self.replace:
                self.replacing.set_visibility(True)
                self._tell(f"{name}{SUFFIX} is there already; tick Replace, or give another name.")
                return
            path = self.folders.scenarios.write(name, self.text, replace=True)
        except MutualsError as error:
            self._tell(capital(str(error)))
            return
        self.opened = name
        self.replacing.set_visibility(False)
        warn_before_leaving(on=False)
        wrong = len(self.checked.problems)
        still = f" It has {count(wrong, 'problem')} still." if wrong else ""
        self._tell(f"Saved as {path.parent.name}/{path.name}.{still}")
        await self._look()

    async def _open_live(self) -> None:
        address = await asyncio.to_thread(
            live_address, self.checked, self.text, self.name, self.folders
        )
        if address is not None:
            # In a tab of its own, so that the draft stays.
            ui.navigate.to(address, new_tab=True)

    def _download(self) -> None:
        try:
            ui.download.content(self.text, f"{plain_name(self.name)}{SUFFIX}", "application/toml")
        except MutualsError as error:
            self._tell(capital(str(error)))

    def _tell(self, words: str) -> None:
        self.told.set_text(words)
        self.told.set_visibility(True)

    def _set_box(self) -> None:
        ui.run_javascript(f"document.getElementById('text').value = {json.dumps(self.text)}")
