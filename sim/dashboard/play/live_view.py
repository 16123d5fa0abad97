"""What live run and comparison share: the transport, the stage, the feed, one life at a time."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from sim.dashboard.frame.controls import button, select, switch
from sim.dashboard.frame.frame import say, tag
from sim.dashboard.frame.links import Choice, Shown, read_address
from sim.dashboard.play.choosing import sides_in_words
from sim.dashboard.play.filters import draw_filters
from sim.dashboard.play.playing import FASTEST, Player
from sim.dashboard.play.screen import Screen, service_code
from sim.dashboard.play.sharing import Sharing
from sim.dashboard.play.stage import Feed, Stage
from sim.dashboard.play.story import Story
from sim.dashboard.play.watching import Watching
from sim.errors import MutualsError
from sim.registry.words import SERVICE_TITLES
from sim.units import MONTHS_PER_YEAR

log = logging.getLogger(__name__)

FRAME_SECONDS = 0.04
"""Between two looks for something new; a page is sent at most so many frames."""
SPEEDS = {"2": "2 months a second", "5": "5 a second", "10": "10 a second", "20": "20 a second",
          "0": "As fast as it goes"}  # fmt: skip
FIRST_SPEED = "10"
PUT_AWAY = "This world was put away after half an hour without use. Start again to play it anew."


class LiveView:
    """The stage of one page with its controls.

    standing: what is shown unless the address says otherwise. `opened` is called whenever worlds
    have been opened, `refreshed` whenever a frame was sent.
    """

    def __init__(
        self,
        request: Request,
        standing: Shown,
        opened: Callable[[Shown], None],
        refreshed: Callable[[Screen], None] | None = None,
    ) -> None:
        self.shown = standing
        self.client = ui.context.client
        self.watching = Watching(self.client)
        self.screen: Screen | None = None
        self.opened = opened
        self.refreshed = refreshed
        self._asked = request.query_params.multi_items()
        self._standing = standing
        self.sides: tuple[str, ...] = ("",)
        self._speed = float(FIRST_SPEED)
        self._wait_for = 0  # month that a link asks for
        self._state: tuple[Any, ...] = ()
        self._is_told = False  # the page has been told that worlds were opened
        self._build()
        ui.timer(0, self._first, once=True)
        self._timer = ui.timer(FRAME_SECONDS, self._tick)

    # What is on the page

    def _build(self) -> None:
        with tag("div", "live-view"):
            self.notice = say("p", "Opening the world …", "notice", role="status")
            self._transport()
            self.holder = tag("div")
            with tag("div", "below"):
                with tag("section", "card", aria_label="What happened"):
                    say("h2", "What happened")
                    draw_filters(lambda: self.screen, compares=len(self._standing.choices) > 1)
                    self.feed = Feed()
                    self.feed.on("organisation", self._follow)
                self.story = Story()
            self.sharing = Sharing(self.client, self._at, self._standing, self.open)

    def _transport(self) -> None:
        with tag("div", "transport card", role="group", aria_label="Playing"):
            self.play_button = button("Play", self._play_or_pause, "main")
            self.month_button = button("A month", lambda: self._skip(1))
            self.year_button = button("A year", lambda: self._skip(MONTHS_PER_YEAR))
            self.end_button = button("To the end", self._to_the_end)
            self.again_button = button("Start again", self.again)
            select("Speed", SPEEDS, FIRST_SPEED, self._set_speed)
            self.service_holder = tag("div")
            self.takeover_switch = switch("Pause at a takeover", self._set_pausing, on=False)

    def _at(self) -> Shown:
        """What is shown now."""
        player = self.watching.player
        return replace(self.shown, month=player.month if player else 0)

    def _service_choice(self) -> None:
        self.service_holder.clear()
        with self.service_holder:
            select("Service", SERVICE_TITLES, self.shown.service, self._set_service)

    def tell(self, text: str) -> None:
        """Say something to the person at the page; nothing if the text is empty."""
        self.notice.set_text(text)
        self.notice.set_visibility(bool(text))

    # Worlds

    async def _first(self) -> None:
        try:
            await self.open(read_address(self._asked, self._standing))
        except MutualsError as error:
            await self.open(self._standing)
            self.tell(f"The link could not be followed: {error}.")

    async def open(self, shown: Shown) -> None:
        """Open the worlds of `shown` in place of those played before."""
        self.tell("Opening the world …")
        try:
            player = await self.watching.open(shown.choices, shown.seed)
        except MutualsError as error:
            self.tell(str(error))
            return
        except Exception as error:
            log.exception("a world could not be opened")
            self.tell(f"This world could not be opened ({error}). Choose another, or other levers.")
            return
        if self.watching.player is not player:
            return  # The page has gone, or has asked for other worlds meanwhile.
        self.shown = shown
        self._wait_for = min(shown.month, player.months)
        self._is_told = False
        self._put_on_stage(player)
        self._service_choice()
        self.tell("")
        if self._wait_for:
            player.play_to(self._wait_for)
        self._set_pace(player)
        self.sharing.say_address()

    def _put_on_stage(self, player: Player) -> None:
        worlds = [run.world for run in player.runs]
        self.sides = sides_in_words(worlds, self.shown.choices)
        self.holder.clear()
        with self.holder:
            stage = Stage(self.sides, player.runs[0].world, player.months)
        screen = Screen(player, stage, self.feed, service_code(self.shown.service))
        if self.screen:
            screen.groups = self.screen.groups
            screen.only_differing = self.screen.only_differing
        stage.on("ready", lambda _: self._ready(screen), [])
        stage.on("drawn", lambda event: screen.heard_drawn(event.args))
        stage.on("council", lambda event: self._choose_council(screen, event.args))
        stage.on("look", lambda event: self._look(screen, event.args))
        stage.on("organisation", self._follow)

    def _ready(self, screen: Screen) -> None:
        self.screen = screen
        screen.refresh()
        if not self._is_told:
            self._is_told = True
            self.opened(self.shown)

    async def again(self) -> None:
        """Open the same worlds anew, with the levers as they are set now."""
        await self.open(replace(self.shown, month=0))

    def change(self, choices: tuple[Choice, ...]) -> None:
        """Other levers: at the first month they are used at once, later at the next start."""
        self.shown = replace(self.shown, choices=choices)
        player = self.watching.player
        if player and player.month == 0 and not player.is_playing:
            with self.holder:
                ui.timer(0, self.again, once=True)
            return
        self.tell("The levers have changed. “Start again” plays the world with them.")

    # Playing

    def _tick(self) -> None:
        player = self.watching.player
        if player is None or self.screen is None:
            if self.screen is not None:
                self.screen = None
                self.tell(PUT_AWAY)
            return
        if self.screen.refresh() and self.refreshed:
            self.refreshed(self.screen)
        state = (player.is_playing, player.is_over, player.fault)
        if state != self._state:
            self._state = state
            self._say_state(player)

    def _say_state(self, player: Player) -> None:
        playing, over = player.is_playing, player.is_over
        self.play_button.set_text("Pause" if playing else "Play")
        for one in (self.month_button, self.year_button, self.end_button):
            one.props["disabled"] = over
        self.play_button.props["disabled"] = over
        if player.fault:
            self.tell(f"This run broke and has stopped ({player.fault}). Start again, or reload.")
        if not playing:
            self._set_pace(player)
            self.sharing.say_address()

    def _set_pace(self, player: Player) -> None:
        """The speed chosen; while the month of a link is being reached, as fast as can be."""
        reaching = player.month < self._wait_for
        player.speed = FASTEST if reaching else self._speed

    def _play_or_pause(self) -> None:
        player = self.watching.touch()
        if player is None:
            return
        self._follow_latest()
        if player.is_playing:
            player.pause()
        else:
            self._wait_for = 0
            self._set_pace(player)
            player.play()

    def _skip(self, months: int) -> None:
        player = self.watching.touch()
        if player:
            self._follow_latest()
            player.speed = FASTEST
            player.skip(months)

    def _to_the_end(self) -> None:
        player = self.watching.touch()
        if player:
            self._follow_latest()
            player.speed = FASTEST
            player.play()

    def _set_speed(self, text: str) -> None:
        self._speed = float(text) if text in SPEEDS else float(FIRST_SPEED)
        player = self.watching.touch()
        if player:
            player.speed = self._speed

    def _set_pausing(self, on: bool) -> None:  # noqa: FBT001
        player = self.watching.touch()
        if player:
            player.pauses_at_takeover = on

    # Looking

    def _set_service(self, name: str) -> None:
        if name in SERVICE_TITLES and self.screen:
            self.shown = replace(self.shown, service=name)
            self.screen.show_service(service_code(name))
            self.sharing.say_address()

    def _choose_council(self, screen: Screen, council: Any) -> None:
        if isinstance(council, int) and 0 <= council < screen.player.runs[0].councils.n:
            self.watching.touch()
            screen.council = council

    def _look(self, screen: Screen, month: Any) -> None:
        if isinstance(month, int) and month >= 0:
            self.watching.touch()
            screen.looked_at = None if month >= screen.player.month else month

    def _follow_latest(self) -> None:
        if self.screen:
            self.screen.looked_at = None

    async def _follow(self, event: GenericEventArguments) -> None:
        """Tell the life of an organisation that was chosen."""
        side, label = event.args
        player = self.watching.touch()
        if player is None or side not in range(len(player.runs)):
            return
        watched = player.runs[side]
        if label not in watched.labels:
            return
        name, lines = await asyncio.wrap_future(player.ask(lambda: watched.life(label)))
        which = f" ({self.sides[side]})" if self.sides[side] else ""
        self.story.tell(f"{name}{which}", lines)
