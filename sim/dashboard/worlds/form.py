"""The form beside the text: one line for each assumption, in step with what the text says.

A field left empty says that the world below decides. Fields are the browser's own and keep what is
being typed; the server sets one only when the text has changed under it.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from sim.dashboard.frame.controls import button, field, select
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.worlds.draft import Checked, as_written, grounds, inherited, plausible
from sim.dashboard.worlds.text import in_form, of_group
from sim.registry.reading.layers import EXTENDS
from sim.registry.walk import Leaf, allowed
from sim.telling.words import capital, spoken

SET_HERE, START = "set here", "market"
MOST_LINES = 60
"""Lines drawn at once; a search that finds more says so."""

Change = Callable[[str, str], Awaitable[None]]
"""Told of a path and what was typed there; "" leaves it to the world below."""

_VALUE = "(event) => emit(event.target.value)"


class Line:
    """One assumption in the form."""

    def __init__(self, leaf: Leaf, checked: Checked, change: Change) -> None:
        self.leaf = leaf
        self.field = f"value-{leaf.path}"
        self.shown = ""
        with tag("div", "line"):
            with say("label", capital(spoken(leaf.path.rpartition(".")[2])), for_=self.field):
                pass
            say("code", leaf.path, "path")
            with tag("div", "entry"):
                self._draw_control(checked, change)
                self.reset = button(
                    "Reset", lambda: change(leaf.path, ""), "quiet", aria_label=f"Reset {leaf.path}"
                )
            say("p", leaf.info.description or "", "small")
            self.standing = say("p", "", "soft small", id=f"about-{leaf.path}")
            self.wrong = say("p", "", "wrong small", id=f"wrong-{leaf.path}")
        self.refresh(checked)

    def refresh(self, checked: Checked) -> str:
        """Bring the line in step; returns what its field should hold."""
        own = self.own(checked)
        problem = checked.problem_at(self.leaf.path)
        below = written(inherited(checked.below, self.leaf))
        self.standing.set_text(self._standing(below))
        said = "" if problem is None else f"{capital(problem.message)}; {problem.remedy}"
        self.wrong.set_text(said)
        self.wrong.set_visibility(bool(said))
        self.control.props["aria-invalid"] = "true" if said else "false"
        if not self._options():
            self.control.props["placeholder"] = below
        self.control.update()
        self.reset.set_visibility(bool(own))
        return own

    def own(self, checked: Checked) -> str:
        """What the text says of this assumption, as it would be typed; "" if nothing."""
        values = {} if checked.own is None else checked.own.values
        if self.leaf.path not in values:
            return ""
        value = values[self.leaf.path]
        return value if isinstance(value, str) and not self.leaf.names else as_written(value)

    def _draw_control(self, checked: Checked, change: Change) -> None:
        told = f"about-{self.leaf.path} wrong-{self.leaf.path}"
        options = self._options()
        own = self.own(checked)
        if options:
            with tag("select", id=self.field, aria_describedby=told) as self.control:
                for value, words in options.items():
                    say("option", words, value=value, selected=value == own)
        else:
            self.control = tag("input", id=self.field, type="text", aria_describedby=told)
            # As an attribute: Vue sets a property again at every update, over what is being typed.
            self.control.props["^value"] = own
            self.control.props["autocomplete"] = "off"
            self.control.props["inputmode"] = "decimal" if self.leaf.is_number else "text"
        self.control.on(
            "change", lambda event: change(self.leaf.path, str(event.args)), js_handler=_VALUE
        )

    def _options(self) -> dict[str, str]:
        below = {"": "inherited"}
        if self.leaf.annotation is bool:
            return {**below, "true": "on", "false": "off"}
        if self.leaf.names:
            return below | {name: spoken(name) for name in self.leaf.names}
        return {}

    def _standing(self, below: str) -> str:
        """What holds without the draft, what may stand here, and how well it is known."""
        what = "" if self.leaf.annotation is bool or self.leaf.names else allowed(self.leaf)
        parts = [f"inherits {below or 'nothing'}", what, plausible(self.leaf), grounds(self.leaf)]
        return " · ".join(part for part in parts if part)


class Head:
    """What the scenario starts from and what it is called."""

    def __init__(self, checked: Checked, worlds: Mapping[str, str], change: Change) -> None:
        told = _said_at_top(checked)
        # A parent that is no known world stays as the text has it until another is chosen.
        options = {"": "the model's own defaults"} | dict(worlds)
        with tag("div", "row"):
            select(
                "Starts from", options, told[EXTENDS], _of(EXTENDS, change), id=f"value-{EXTENDS}"
            )
            for name in ("title", "description"):
                field(capital(name), told[name], _of(name, change), id=f"value-{name}")

    def refresh(self, checked: Checked) -> dict[str, str]:
        """What the fields should hold."""
        return {f"value-{name}": words for name, words in _said_at_top(checked).items()}


class Form:
    """The lines of one group, of a search, or of all that the text sets."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.group, self.sought = START, ""
        self.lines: list[Line] = []
        self.place = tag("div", "lines", id="lines")

    def show(self, checked: Checked) -> None:
        """Draw the lines asked for."""
        wanted = self._wanted(checked)
        self.place.clear()
        with self.place:
            if not wanted:
                words = "Nothing is set yet." if self.group == SET_HERE else "Nothing found."
                say("p", words, "soft")
            self.lines = [Line(leaf, checked, self.change) for leaf in wanted[:MOST_LINES]]
            if len(wanted) > MOST_LINES:
                say("p", f"{len(wanted) - MOST_LINES} more; search for fewer.", "soft")

    def refresh(self, checked: Checked) -> None:
        """Bring every line in step, drawing anew only if other lines are wanted."""
        wanted = [leaf.path for leaf in self._wanted(checked)[:MOST_LINES]]
        if self.group == SET_HERE and wanted != [line.leaf.path for line in self.lines]:
            self.show(checked)
            return
        set_fields({line.field: line.refresh(checked) for line in self.lines})

    def _wanted(self, checked: Checked) -> list[Leaf]:
        if self.sought:
            words = self.sought.lower().replace("_", " ").split()
            return [leaf for leaf in in_form() if all(word in _said_of(leaf) for word in words)]
        if self.group == SET_HERE:
            values = {} if checked.own is None else checked.own.values
            return [leaf for leaf in in_form() if leaf.path in values]
        return of_group(self.group)


def set_fields(held: dict[str, str]) -> None:
    """Set fields of the page by id, but not the one that is being typed in."""
    ui.run_javascript(
        f"for (const [id, value] of Object.entries({json.dumps(held)})) {{"
        "const field = document.getElementById(id);"
        "if (field && field !== document.activeElement && field.value !== value)"
        " field.value = value; }"
    )


def warn_before_leaving(*, on: bool) -> None:
    """Have the browser ask before a draft that is not saved is left."""
    ui.run_javascript(f"window.onbeforeunload = {'() => true' if on else 'null'}")


def written(value: Any) -> str:
    """A value as the form says it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else as_written(value)


def _said_at_top(checked: Checked) -> dict[str, str]:
    values = {} if checked.own is None else checked.own.values
    return {name: str(values.get(name, "")) for name in (EXTENDS, "title", "description")}


def _of(path: str, change: Change) -> Callable[[Any], Awaitable[None]]:
    return lambda words: change(path, str(words))


def _said_of(leaf: Leaf) -> str:
    return f"{leaf.path} {leaf.info.description or ''}".lower().replace("_", " ")
