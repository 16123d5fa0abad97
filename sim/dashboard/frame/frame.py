"""The frame all pages hang in: header, ways between pages, light and dark, the skip link.

    @page("/studies", "Studies")
    def studies() -> None:
        ui.element("p") ...

A page fills `main`. Its text is given as text (`say`), never as HTML.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Self

from nicegui import ui
from starlette.requests import Request

from sim.plain_text import plain_text
from sim.report.drawing.palette import COLOURS, variables

PAGES = {
    "/": "Live",
    "/compare": "Compare",
    "/studies": "Studies",
    "/scenarios": "Scenarios",
    "/help": "Help",
}
"""The ways in the header, by address."""
SECONDS_TO_BUILD = 60.0
"""A page may have to wait for a world, or for others that are being read."""
LIGHTS = {"light": False, "dark": True}
"""What the cookie `light` may say; without it the page follows the machine."""

Body = Callable[..., None | Awaitable[None]]

HEAD = (
    "<style>"
    f":root{{color-scheme:light;{variables(dark=False)}}}"
    f"body.body--dark{{color-scheme:dark;{variables(dark=True)}}}"
    "</style>"
    '<link rel="stylesheet" href="/static/app.css">'
    '<link rel="stylesheet" href="/static/stage.css">'
    '<script src="/static/app.js" defer></script>'
)


def page(path: str, name: str) -> Callable[[Body], Body]:
    """Hang a page at a path, inside the frame. Its function may ask for `request` and be async."""

    def hang(body: Body) -> Body:
        wants_request = "request" in inspect.signature(body).parameters

        async def framed(request: Request) -> None:
            ui.add_head_html(HEAD)
            ui.colors(primary=COLOURS["accent"].light)
            ui.dark_mode(LIGHTS.get(request.cookies.get("light", "")))
            # NiceGUI's own page is a `main`; ours is the one that readers should find.
            ui.context.client.page_container.default_slot.children[0].props["role"] = "none"
            _header(path)
            with tag("main", id="main", tabindex="-1"):
                made = body(request=request) if wants_request else body()
                if inspect.isawaitable(made):
                    await made

        ui.page(path, title=f"{name} · Mutuals", response_timeout=SECONDS_TO_BUILD)(framed)
        return body

    return hang


def tag(name: str, classes: str = "", **attributes: Any) -> ui.element:
    """An HTML element to put others into. Underscores in attributes turn to hyphens."""
    made = ui.element(name)
    if classes:
        made.classes(classes)
    for key, value in attributes.items():
        made.props[key.rstrip("_").replace("_", "-")] = value
    return made


class Said(ui.label):
    """A text on the page, as text, with a visible sign for all that would change its direction."""

    def __init__(self, text: str) -> None:
        super().__init__(plain_text(text, lines=True))

    def set_text(self, text: str) -> Self:
        """Say something else."""
        return super().set_text(plain_text(text, lines=True))


def say(name: str, text: str, classes: str = "", **attributes: Any) -> Said:
    """An HTML element that holds a text, as text."""
    made = Said(text)
    made.tag = name
    if classes:
        made.classes(classes)
    for key, value in attributes.items():
        made.props[key.rstrip("_").replace("_", "-")] = value
    return made


def _header(path: str) -> None:
    say("a", "Skip to the content", "skip", href="#main")
    with tag("header", "bar"):
        say("a", "Mutuals", "brand", href="/")
        with tag("nav", aria_label="Pages"), tag("ul"):
            for address, name in PAGES.items():
                current = {"aria_current": "page"} if address == path else {}
                with tag("li"):
                    say("a", name, href=address, **current)
        say("button", "Light or dark", "quiet", type="button", onclick="mutuals.turn()")
