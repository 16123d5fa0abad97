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
        """Open worlds in place of those played before. Raises MutualsError in words."""
        worlds = [world_of(choice) for choice in choices]
        self.sessions.reserve(self.page)
        try:
            player = await asyncio.to_thread(_player, worlds, seed)
        except Exception:
            if self.player is None:
                self.leave()
            raise
        in_background(self.sessions.fill(self.page, player))
        return player

    def pause(self) -> None:
        """The page has gone, perhaps for good: play no further."""
        if self.player:
            self.player.pause()

    def leave(self) -> None:
        """The page has gone: free its place at once, and let go of its worlds."""
        in_background(self.sessions.release(self.page))


def _player(worlds: Sequence[World], seed: int) -> Player:
    return Player([WatchedRun(world, seed) for world in worlds])


def in_background(closing: Callable[[], None]) -> None:
    """Close worlds off the server's thread, since that waits for a month under way."""
    threading.Thread(target=closing, daemon=True, name="closing").start()
