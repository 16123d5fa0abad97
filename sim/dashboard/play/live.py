"""One world, month by month: set its levers, play it, see who holds what and what happens."""

from dataclasses import replace
from pathlib import Path

from starlette.requests import Request

from sim.dashboard.frame.controls import select
from sim.dashboard.frame.frame import page, say, tag
from sim.dashboard.frame.links import Choice, Shown
from sim.dashboard.play.choosing import worlds_in_words
from sim.dashboard.play.levers_panel import LeversPanel
from sim.dashboard.play.live_view import LiveView
from sim.dashboard.play.seed_field import seed_field


def hang(_folder: Path) -> None:
    """Hang the live page."""

    @page("/", "Live")
    def live(request: Request) -> None:
        LivePage(request)


class LivePage:
    """The live page for one person."""

    def __init__(self, request: Request) -> None:
        say("h1", "England’s market, month by month")
        say(
            "p",
            "Play the years from April 2013 on and see who comes to hold each council’s services. "
            "Point at a council, follow an organisation, change a lever and start again.",
            "soft",
        )
        with tag("div", "live"):
            self._world_part = tag("section", "card world", aria_label="World")
            self.live_view = LiveView(request, Shown(), self._opened)
            with tag("div", "card lever-card"):
                self.panel = LeversPanel(self._levers_changed)

    def _opened(self, shown: Shown) -> None:
        """A world stands on the stage: say which."""
        choice = shown.choices[0]
        self._world_part.clear()
        with self._world_part:
            say("h2", "World")
            select("World", worlds_in_words(choice.world), choice.world, self._world_changed)
            seed_field("Seed (which luck)", self.live_view)
        self.panel.show(choice, self.live_view.watching.standing[0])

    async def _world_changed(self, name: str) -> None:
        await self.live_view.open(replace(self.live_view.shown, choices=(Choice(name),), month=0))

    async def _open(self, *choices: Choice, seed: int | None = None) -> None:
        shown = self.live_view.shown
        new = Shown(
            choices or shown.choices, shown.seed if seed is None else seed, 0, shown.service
        )
        await self.live_view.open(new)

    def _levers_changed(self, settings: tuple[str, ...]) -> None:
        choice = Choice(self.live_view.shown.choices[0].world, settings)
        self.live_view.change((choice,))
