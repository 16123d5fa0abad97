"""Controls that are the browser's own, with a label each: choices, numbers, switches, buttons.

Keyboard, zoom, screen readers and forced colours work with them as their users know.
"""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from sim.dashboard.frame import say, tag

Heard = Callable[[Any], Any]

_VALUE = "(event) => emit(event.target.value)"
_CHECKED = "(event) => emit(event.target.checked)"
_numbers = count(1)


def _own_id(given: str) -> str:
    """An id for a control: the one given, or a new one."""
    return given or f"control-{next(_numbers)}"


def button(text: str, heard: Callable[[], Any], classes: str = "", **attributes: Any) -> ui.element:
    """A button. `heard` is called without arguments."""
    made = say("button", text, classes, type="button", **attributes)
    made.on("click", lambda _: heard(), [])
    return made


def select(
    label: str, options: Mapping[str, str], value: str, heard: Heard, **attributes: Any
) -> ui.element:
    """A choice among options (words by value), under its label."""
    name = _own_id(str(attributes.pop("id", "")))
    with tag("div", "field"):
        say("label", label, for_=name)
        with tag("select", id=name, **attributes) as made:
            for key, words in options.items():
                say("option", words, value=key, selected=key == value)
    made.on("change", lambda event: heard(_sent(event)), js_handler=_VALUE)
    return made


def field(  # noqa: PLR0913
    label: str, value: str, heard: Heard, *, kind: str = "text", live: bool = False, **more: Any
) -> ui.element:
    """A line to type in, under its label. `kind` as in HTML; `live` hears every key."""
    name = _own_id(str(more.pop("id", "")))
    with tag("div", "field"):
        say("label", label, for_=name)
        made = tag("input", id=name, type=kind, **more)
        # As an attribute: Vue sets a property again at every update, over what is being typed.
        made.props["^value"] = value
    made.on("input" if live else "change", lambda event: heard(_sent(event)), js_handler=_VALUE)
    return made


def switch(label: str, on: bool, heard: Heard, **attributes: Any) -> ui.element:  # noqa: FBT001
    """A box to tick, its label beside it."""
    name = _own_id(str(attributes.pop("id", "")))
    with tag("div", "switch"):
        made = tag("input", id=name, type="checkbox", checked=on, **attributes)
        say("label", label, for_=name)
    made.on("change", lambda event: heard(bool(_sent(event))), js_handler=_CHECKED)
    return made


def _sent(event: GenericEventArguments) -> Any:
    """What the page sent with an event."""
    return event.args
