"""Controls that are the browser's own, with a label each: choices, lines, switches, buttons.

Keyboard, zoom, screen readers and forced colours work with them as their users know.
"""

import inspect
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from sim.dashboard.frame.frame import say, tag

LONGEST_TYPED = 2_000
"""Characters of a line that are heard; every field but the text of a scenario is a line."""

Heard = Callable[[Any], Any]

_VALUE = "(event) => emit(event.target.value)"
_CHECKED = "(event) => emit(event.target.checked)"
_numbers = count(1)


class Typed(ui.element, component="typed.js"):
    """An input whose text is not lost while the page around it changes."""

    def put(self, text: str) -> None:
        """Replace what stands there."""
        self.run_method("put", text)


def own_id(given: str = "") -> str:
    """An id for an element: the one given, or a new one."""
    return given or f"part-{next(_numbers)}"


def button(text: str, heard: Callable[[], Any], classes: str = "", **attributes: Any) -> ui.label:
    """A button. `heard` is called without arguments, and may be async."""
    made = say("button", text, classes, type="button", **attributes)
    made.on("click", _without_arguments(heard), [])
    return made


def select(
    label: str, options: Mapping[str, str], value: str, heard: Heard, **attributes: Any
) -> ui.element:
    """A choice among options (words by value), under its label."""
    name = own_id(str(attributes.pop("id", "")))
    with tag("div", "field"):
        say("label", label, for_=name)
        with tag("select", id=name, **attributes) as made:
            for key, words in options.items():
                say("option", words, value=key, selected=key == value)
    made.on("change", _with_argument(heard), js_handler=_VALUE)
    return made


def field(  # noqa: PLR0913
    label: str, value: str, heard: Heard, *, kind: str = "text", live: bool = False, **more: Any
) -> Typed:
    """A line to type in, under its label. `kind` as in HTML; `live` hears every key."""
    name = own_id(str(more.pop("id", "")))
    with tag("div", "field"):
        say("label", label, for_=name)
        made = Typed()
    most = {"maxlength": LONGEST_TYPED}
    for key, given in {"given": value, "id": name, "type": kind, **most, **more}.items():
        made.props[key.rstrip("_").replace("_", "-")] = given
    made.on("typed" if live else "settled", _with_argument(heard))
    return made


def switch(label: str, heard: Heard, *, on: bool, **attributes: Any) -> ui.element:
    """A box to tick, its label beside it."""
    name = own_id(str(attributes.pop("id", "")))
    with tag("div", "switch"):
        made = tag("input", id=name, type="checkbox", checked=on, **attributes)
        say("label", label, for_=name)
    made.on("change", _with_argument(heard), js_handler=_CHECKED)
    return made


def _with_argument(heard: Heard) -> Callable[[GenericEventArguments], Any]:
    """Call with what the page sent, and wait if that is what it asks for."""

    async def hear(event: GenericEventArguments) -> None:
        given = event.args
        made = heard(given[:LONGEST_TYPED] if isinstance(given, str) else given)
        if inspect.isawaitable(made):
            await made

    return hear


def _without_arguments(heard: Callable[[], Any]) -> Callable[[GenericEventArguments], Any]:
    return _with_argument(lambda _: heard())
