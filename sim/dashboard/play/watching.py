"""A page and the worlds it plays: opened when somebody is there, put away when they have gone."""

import asyncio
import threading
from collections.abc import Callable, Sequence

from nicegui import Client

from sim.dashboard.frame.links import Choice, world_of
from sim.dashboard.play.playing import Player, WatchedRun
from sim.dashboard.play.sessions import Sessions
from sim.registry.world import World

SESSIONS = Sessions()
"""Every session of this server."""
SWEEP_SECONDS = 60.0


class Watching:
    """One page's hold on its session."""

    def __init__(self, client: Client, sessions: Sessions = SESSIONS) -> None:
        self.page = client.id
        self.sessions = sessions
        self.standing: tuple[World, ...] = ()
        """The worlds that were opened last, with no lever set."""
        self._asked = 0  # how often worlds were asked for
        client.on_disconnect(self.pause)
        client.on_delete(self.leave)

    @property
    def player(self) -> Player | None:
        """What this page plays, or None before it is opened or after it was put away."""
        session = self.sessions.of(self.page)
        return session.player if session else None

    def touch(self) -> Player | None:
        """The player, its session marked as in use."""
        session = self.sessions.of(self.page)
        if session:
            session.touch()
        return session.player if session else None

    async def open(self, choices: Sequence[Choice], seed: int) -> Player:
        """Open worlds in place of those played before. Raises MutualsError in words.

        All of it happens off the server's thread: a world may take long to read and to open. If
        others are asked for meanwhile, those that come too late are closed.
        """
        self.sessions.reserve(self.page)
        self._asked += 1
        asked = self._asked
        try:
            player, standing = await asyncio.to_thread(_player, choices, seed)
        except Exception:
            if self.player is None and asked == self._asked:
                self.leave()
            raise
        if asked == self._asked:
            self.standing = standing
            in_background(self.sessions.fill(self.page, player))
        else:
            in_background(player.close)
        return player

    def pause(self) -> None:
        """The page has gone, perhaps for good: play no further."""
        if self.player:
            self.player.pause()

    def leave(self) -> None:
        """The page has gone: free its place at once, and let go of its worlds."""
        in_background(self.sessions.release(self.page))


def _player(choices: Sequence[Choice], seed: int) -> tuple[Player, tuple[World, ...]]:
    """What plays the worlds of choices, and the same worlds with no lever set."""
    standing = tuple(world_of(Choice(choice.world)) for choice in choices)
    return Player([WatchedRun(world_of(choice), seed) for choice in choices]), standing


def in_background(closing: Callable[[], None]) -> None:
    """Close worlds off the server's thread, since that waits for a month under way."""
    threading.Thread(target=closing, daemon=True, name="closing").start()
