"""What one page shows of its runs: frames as fast as the page draws them, and no faster."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.dashboard.play import pictures
from sim.dashboard.play.divergence import Partings
from sim.dashboard.play.news import SHOWN_AT_FIRST, Names, group_of, sentence
from sim.dashboard.play.playing import Player, WatchedRun
from sim.dashboard.play.stage import Feed, Stage
from sim.registry.sections.services import SERVICES

LONGEST_WAIT = 1.0
"""Seconds after which a page that has not said it has drawn is sent the next frame anyway."""
SECONDS_OF_NEWS = 0.25
"""Between two changes of the feed while months are played: nobody reads faster."""
LINES = 60
"""Lines of the feed that are shown."""


@dataclass
class Screen:
    """Where a page looks, and what it has been sent."""

    player: Player
    stage: Stage
    feed: Feed
    service: int = 0
    council: int | None = None
    looked_at: int | None = None
    """A month that is looked back at; None to follow the latest."""
    groups: set[str] = field(default_factory=lambda: set(SHOWN_AT_FIRST))
    partings: Partings | None = None
    """Where two runs part; None for one run."""
    only_differing: bool = True
    """Whether the feed of two runs leaves out what happens in both."""
    number: int = 0
    """Number of the latest frame."""
    drawn: int = 0
    """Number of the latest frame that the page says it has drawn."""
    _sent_month: int = -1  # months whose rows the page has
    _sent: tuple[Any, ...] = ()  # what the latest frame showed
    _sent_at: float = 0.0
    _told: tuple[Any, ...] = ()  # what the feed showed
    _told_at: float = 0.0

    def __post_init__(self) -> None:
        """Two runs are compared as they go."""
        if len(self.player.runs) > 1:
            one, other = self.player.runs
            self.partings = Partings((one, other))

    @property
    def month(self) -> int:
        """The month that is shown."""
        latest = self.player.month
        return latest if self.looked_at is None else min(self.looked_at, latest)

    def show_service(self, service: int) -> None:
        """Show another service: all its rows are sent anew."""
        self.service = service
        self._sent_month = -1

    def refresh(self) -> bool:
        """Send a frame if there is anything new and the page has drawn the former."""
        waiting = self.drawn < self.number and time.monotonic() - self._sent_at < LONGEST_WAIT
        latest, playing = self.player.month, self.player.is_playing
        seen = (self.month, latest, self.service, self.council, playing)
        if waiting or (seen == self._sent and self._sent_month >= latest):
            return False
        self.number += 1
        if self.partings:
            self.partings.look(latest)
        self.stage.draw(self._frame(latest, playing=playing))
        self._sent, self._sent_month, self._sent_at = seen, latest, time.monotonic()
        self._tell()
        return True

    def heard_drawn(self, number: int) -> None:
        """The page has drawn a frame."""
        self.drawn = max(self.drawn, int(number))

    def tell_anew(self) -> None:
        """Tell the feed whether or not anything happened since."""
        self._told = ()
        self._tell()

    def _frame(self, latest: int, *, playing: bool) -> dict[str, Any]:
        runs, month, first = self.player.runs, self.month, self._sent_month + 1
        return {
            "number": self.number,
            "month": month,
            "first": first,
            "rows": [pictures.rows(run, self.service, first, latest) for run in runs],
            "maps": [pictures.map_of(run.snapshots[month], self.service) for run in runs],
            "words": [pictures.in_words(run, month, self.service) for run in runs],
            "differs": self.differs(month),
            "council": self.council,
            "facts": None if self.council is None else [self._facts(run, month) for run in runs],
            "playing": playing,
        }

    def differs(self, month: int) -> str | None:
        """One character a council, "1" where two runs differ in its holder; None for one run."""
        if len(self.player.runs) == 1:
            return None
        one, other = self.player.runs
        return pictures.differing((one, other), month, self.service)

    def _facts(self, run: WatchedRun, month: int) -> dict[str, Any]:
        council = self.council or 0
        return {
            "terms": pictures.facts(run, month, self.service, council),
            "label": pictures.holder_label(run, month, self.service, council),
        }

    def _tell(self) -> None:
        month = self.month
        seen = (month, tuple(sorted(self.groups)), self.only_differing)
        is_soon = time.monotonic() - self._told_at < SECONDS_OF_NEWS and self.player.is_playing
        if seen == self._told or (self._told and is_soon):
            return
        self._told, self._told_at = seen, time.monotonic()
        self.feed.tell(self.lines(month))

    def lines(self, month: int) -> list[dict[str, Any]]:
        """The newest lines of the feed up to a month, of every run."""
        lines = [
            line
            for side, run in enumerate(self.player.runs)
            for line in self._lines_of(side, run, month)
        ]
        lines.sort(key=lambda line: line["month"], reverse=True)
        return lines[:LINES]

    def _lines_of(self, side: int, run: WatchedRun, month: int) -> list[dict[str, Any]]:
        teller = Names(run)
        paired = len(self.player.runs) > 1
        found = []
        for place in self._places(side, run, month):
            entry = run.log[place]
            found.append(
                {
                    "id": f"{side}-{place}",
                    "number": side,
                    "side": "AB"[side] if paired else "",
                    "month": entry.month,
                    "date": teller.date(entry.month),
                    "group": group_of(entry),
                    "pieces": sentence(teller, entry),
                }
            )
        return found

    def _places(self, side: int, run: WatchedRun, month: int) -> Iterator[int]:
        """Places in the log of the newest lines that the feed is to tell."""
        left = LINES
        for place in range(run.snapshots[month].n_events - 1, -1, -1):
            entry = run.log[place]
            if group_of(entry) not in self.groups:
                continue
            if self.partings and self.only_differing and self.partings.is_shared(side, entry):
                continue
            yield place
            left -= 1
            if not left:
                return


def service_code(name: str) -> int:
    """Place of a service among all."""
    return SERVICES.index(name)
