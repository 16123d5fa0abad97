"""Who is watching: one session a page, no more than fit, put away when idle or gone."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.dashboard.play.playing import Player
from sim.errors import MutualsError

MOST = 8
"""Sessions at once; each holds one or two worlds of some tens of megabytes."""
IDLE_SECONDS = 1800.0
"""After so long without a touch a session that does not play is put away."""


class TooManyError(MutualsError):
    """More pages want a world than may have one."""


@dataclass(slots=True)
class Session:
    """What one page plays."""

    player: Player
    touched: float = field(default_factory=time.monotonic)

    def touch(self) -> None:
        """Somebody is there."""
        self.touched = time.monotonic()


class Sessions:
    """All sessions of a server, by the id of their page."""

    def __init__(self, most: int = MOST, idle_seconds: float = IDLE_SECONDS) -> None:
        self.most = most
        self.idle_seconds = idle_seconds
        self._open: dict[str, Session | None] = {}  # None while a world is being opened

    def __len__(self) -> int:
        """Count the sessions."""
        return len(self._open)

    def of(self, page: str) -> Session | None:
        """The session of a page, unless it was put away."""
        return self._open.get(page)

    def reserve(self, page: str) -> None:
        """Take a place before a world is opened for it. Raises TooManyError."""
        self.sweep()
        if page not in self._open and len(self._open) >= self.most:
            message = (
                f"{self.most} pages are playing worlds already; close one of them, then try again"
            )
            raise TooManyError(message)
        self._open.setdefault(page, None)

    def fill(self, page: str, player: Player) -> Callable[[], None]:
        """Give a page its player, if it still has its place. What is returned closes the former.

        Closing waits for a month under way, so it is left to the caller, off the server's thread.
        """
        if page not in self._open:
            return player.close
        former = self._open[page]
        self._open[page] = Session(player)
        return former.player.close if former else _nothing

    def release(self, page: str) -> Callable[[], None]:
        """Free the place of a page at once; what is returned stops its world."""
        former = self._open.pop(page, None)
        if former is None:
            return _nothing
        former.player.pause()
        return former.player.close

    def sweep(self) -> None:
        """Put away sessions that nobody has touched for long and that do not play."""
        now = time.monotonic()
        for page, session in list(self._open.items()):
            if session is None or session.player.is_playing:
                continue
            if now - session.touched > self.idle_seconds:
                self.release(page)()


def _nothing() -> None:
    """Nothing is to be closed."""
