"""Two worlds on the same luck, side by side: what differs, and where they first part."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from starlette.requests import Request

from sim.dashboard.frame.controls import select
from sim.dashboard.frame.frame import page, say, tag
from sim.dashboard.frame.links import Choice, Shown
from sim.dashboard.play.choosing import worlds_in_words
from sim.dashboard.play.divergence import Divergence
from sim.dashboard.play.levers_panel import LeversPanel
from sim.dashboard.play.live_view import LiveView
from sim.dashboard.play.news import Piece
from sim.dashboard.play.screen import Screen
from sim.dashboard.play.seed_field import seed_field
from sim.registry.sections.services import SERVICES
from sim.registry.words import SERVICE_TITLES
from sim.telling.words import inside
from sim.units import month_name

FIRST = Shown((Choice("england"), Choice("lever_contract_long")))
"""What is compared at first."""


def hang(_folder: Path) -> None:
    """Hang the page that compares."""

    @page("/compare", "Compare")
    def compare(request: Request) -> None:
        ComparePage(request)


class ComparePage:
    """The comparison for one person."""

    def __init__(self, request: Request) -> None:
        say("h1", "Two worlds, the same luck")
        say(
            "p",
            "Both worlds draw the same chances: whatever differs between them follows from what "
            "you changed. Councils with another holder are outlined in both maps.",
            "soft",
        )
        self._worlds = tag("div", "worlds")
        self._divergence = tag("section", "card parting", aria_label="Where they part")
        self._told: tuple[Divergence | None, ...] = ()
        self.live_view = LiveView(request, FIRST, self._opened, self._refreshed)
        self._panels: tuple[LeversPanel, ...] = ()

    def _opened(self, shown: Shown) -> None:
        self._told = ()
        self._worlds.clear()
        with self._worlds:
            self._panels = tuple(
                self._side(side, choice) for side, choice in enumerate(shown.choices)
            )
            with tag("section", "card", aria_label="Luck"):
                seed_field("Seed (the luck both share)", self.live_view)

    def _side(self, side: int, choice: Choice) -> LeversPanel:
        with tag("section", "card", aria_label=f"World {'AB'[side]}"):
            select(f"World {'AB'[side]}", worlds_in_words(choice.world), choice.world,
                   self._world_changed(side))  # fmt: skip
            n = len(choice.settings)
            with tag("details"):
                say("summary", f"Levers of {'AB'[side]}" + (f" ({n} set)" if n else ""))
                panel = LeversPanel(self._levers_changed(side))
                panel.show(choice, self.live_view.watching.standing[side])
        return panel

    def _with(self, side: int, choice: Choice) -> tuple[Choice, ...]:
        choices = list(self.live_view.shown.choices)
        choices[side] = choice
        return tuple(choices)

    def _world_changed(self, side: int) -> Callable[[str], object]:
        async def change(name: str) -> None:
            choices = self._with(side, Choice(name))
            await self.live_view.open(replace(self.live_view.shown, choices=choices, month=0))

        return change

    def _levers_changed(self, side: int) -> Callable[[tuple[str, ...]], None]:
        def change(settings: tuple[str, ...]) -> None:
            world = self.live_view.shown.choices[side].world
            self.live_view.change(self._with(side, Choice(world, settings)))

        return change

    def _refreshed(self, screen: Screen) -> None:
        """Say where the histories part, once they do, and how far apart they are while at rest."""
        if screen.partings is None:
            return
        sign, outcome = screen.partings.first_sign, screen.partings.first_outcome
        at_rest = not screen.player.is_playing
        words = _apart(screen) if at_rest else ""
        if (sign, outcome) == self._told and not at_rest:
            return
        self._told = (sign, outcome)
        self._divergence.clear()
        with self._divergence:
            say("h2", "Where they part")
            if sign is None and outcome is None:
                say("p", "So far nothing differs.", role="status")
                return
            if sign:
                self._say_divergence("The first sign", sign, screen)
            if outcome and outcome != sign:
                self._say_divergence("The first outcome", outcome, screen)
            say("p", words, "soft")

    def _say_divergence(self, title: str, divergence: Divergence, screen: Screen) -> None:
        say("h3", f"{title}, {month_name(divergence.month, *_start(screen))}")
        for side, pieces in zip("AB", divergence.told, strict=True):
            with tag("p", "told"):
                say("strong", f"{side}: ")
                _tell(pieces)


def _tell(pieces: list[Piece]) -> None:
    for piece in pieces:
        say("span", piece if isinstance(piece, str) else piece["name"])


def _start(screen: Screen) -> tuple[int, int]:
    time = screen.player.runs[0].world.time
    return time.start_year, time.start_month


def _apart(screen: Screen) -> str:
    """How many councils have another holder in the two worlds, in the month that is shown."""
    differs = screen.differs(screen.month) or ""
    service = inside(SERVICE_TITLES[SERVICES[screen.service]])
    date = month_name(screen.month, *_start(screen))
    n = differs.count("1")
    return f"In {date} {n} of {len(differs)} councils have another largest holder of {service}."
