"""The panel of levers: find an assumption, see what is known of it, set it, set it back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from nicegui import ui

from sim.dashboard.frame.controls import Typed, button, field, own_id, select, switch
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.frame.links import Choice, world_of
from sim.dashboard.play.levers import POLICY, Lever, groups, levers, written
from sim.errors import MutualsError, ProblemsError
from sim.registry.world import World

MOST_FOUND = 30
"""Levers shown at once for a search."""
ON, OFF = "true", "false"


class LeversPanel:
    """Levers of one world. `changed` is called with the settings whenever they change."""

    def __init__(self, changed: Callable[[tuple[str, ...]], None]) -> None:
        self.changed = changed
        self.world_name = ""
        self.settings: dict[str, str] = {}
        self._standing: World
        self._count: ui.label
        self._lists: ui.element
        with tag("section", "levers", aria_label="Levers"):
            with tag("div", "row spread"):
                say("h2", "Levers")
                self._count = say("span", "", "soft small", role="status")
            field("Find an assumption", "", self._search, kind="search", live=True)
            self._lists = tag("div")

    def show(self, choice: Choice, standing: World) -> None:
        """Show the levers of a world as they are set; `standing` is the world with none set."""
        self.world_name = choice.world
        self._standing = standing
        pairs = (text.partition("=") for text in choice.settings)
        self.settings = {path.strip(): value.strip() for path, _, value in pairs}
        self._say_count()
        self._search("")

    def _search(self, wanted: str) -> None:
        self._lists.clear()
        with self._lists:
            if wanted.strip():
                self._found([one for one in levers().values() if one.matches(wanted)])
                return
            for name, paths in groups().items():
                self._group(name, paths)

    def _found(self, found: list[Lever]) -> None:
        shown = found[:MOST_FOUND]
        more = f"; the first {MOST_FOUND} are shown" if len(found) > MOST_FOUND else ""
        say("p", f"{len(found)} found{more}.", "soft small", role="status")
        for lever in shown:
            self._row(lever)

    def _group(self, name: str, paths: Iterable[str]) -> None:
        """A group that is filled when it is first opened: all of them would slow the page."""
        is_first = name == POLICY
        with tag("details", "group", open=is_first) as part:
            title, _, about = name.partition(": ")
            with tag("summary"):
                say("span", title)
                say("span", about, "soft small")
            inside = tag("div")
        filled: list[bool] = []

        def fill() -> None:
            if not filled:
                filled.append(True)
                with inside:
                    for path in paths:
                        self._row(levers()[path])

        if is_first:
            fill()
        part.on("toggle", lambda _: fill(), [])

    def _row(self, lever: Lever) -> None:
        with tag("div", "lever") as row:
            pass
        self._fill(row, lever)

    def _fill(self, row: ui.element, lever: Lever, problem: str = "") -> None:
        """Everything of one lever; drawn anew when it is set or set back."""
        row.clear()
        default = written(self._standing, lever.path)
        value = self.settings.get(lever.path, default).strip('"')
        about = own_id()
        row.classes(add="is-set" if lever.path in self.settings else "", remove="is-set")

        def heard(given: object) -> Awaitable[None]:
            return self._set(row, lever, str(given).strip())

        with row:
            self._control(lever, value, heard, about)
            with tag("p", "small about", id=about):
                say("span", lever.parameter.meaning)
                say("span", f" {lever.about}.", "soft")
            if lever.evidence:
                with tag("details", "small"):
                    say("summary", "What it rests on", "soft")
                    with tag("ul"):
                        for text in lever.evidence:
                            say("li", text)
            if problem:
                say("p", problem, "notice small", role="alert")
            if lever.path in self.settings:
                words = f"Set back to {default}"
                button(
                    words, lambda: self._set(row, lever, default), "small", aria_describedby=about
                )

    def _control(
        self, lever: Lever, value: str, heard: Callable[[object], Awaitable[None]], about: str
    ) -> ui.element:
        described = {"aria_describedby": about}
        if lever.parameter.type == "bool":
            on_or_off = lambda on: heard(ON if on else OFF)  # noqa: E731
            return switch(lever.words, on_or_off, on=value == ON, **described)
        if lever.names:
            return select(
                lever.words, {name: name for name in lever.names}, value, heard, **described
            )
        return _number(lever, value, heard, about)

    async def _set(self, row: ui.element, lever: Lever, value: str) -> None:
        problem = await problem_of(Choice(self.world_name, _texts(self._with(lever, value))))
        before = self.settings
        if not problem:
            # Another lever may have been set while this one was looked at.
            self.settings = self._with(lever, value)
        self._fill(row, lever, problem)
        self._say_count()
        if before != self.settings:
            self.changed(_texts(self.settings))

    def _with(self, lever: Lever, value: str) -> dict[str, str]:
        """The settings with one lever set, or set back."""
        settings = {path: set_to for path, set_to in self.settings.items() if path != lever.path}
        if value != written(self._standing, lever.path):
            settings[lever.path] = f'"{value}"' if lever.names else value
        return settings

    def _say_count(self) -> None:
        n = len(self.settings)
        self._count.set_text(f"{n} set" if n else "all as in the world")


def _texts(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The settings as PATH=VALUE."""
    return tuple(f"{path}={value}" for path, value in settings.items())


async def problem_of(choice: Choice) -> str:
    """What is wrong with a world as set, in words; empty if nothing is.

    Found in a thread, so that other pages are answered while the world is loaded.
    """
    return await asyncio.to_thread(_problem, choice)


def _problem(choice: Choice) -> str:
    try:
        world_of(choice)
    except ProblemsError as error:
        return " ".join(f"{one.address}: {one.message}. {one.remedy}" for one in error.problems)
    except MutualsError as error:
        return str(error)
    return ""


def _number(
    lever: Lever, value: str, heard: Callable[[object], Awaitable[None]], about: str
) -> Typed:
    row = lever.parameter
    step = "1" if row.type == "int" else "any"
    made = field(lever.words, value, heard, kind="number", step=step, aria_describedby=about)
    for name, bound in {"min": row.least, "max": row.most}.items():
        if bound is not None:
            made.props[name] = bound
    return made
