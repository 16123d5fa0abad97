"""While one page waits for its world, the others are answered."""

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from sim.dashboard.frame.folders import chosen
from sim.dashboard.frame.links import Choice
from sim.dashboard.play import levers_panel, watching
from sim.dashboard.play.sessions import Sessions
from sim.dashboard.play.watching import Watching
from sim.dashboard.server.entry import Key
from sim.dashboard.server.guard import Guard, Receive, Scope, Send
from sim.dashboard.worlds import editor
from sim.registry.reading.load import load
from sim.registry.world import World
from tests.dashboard.asking import PORT, Client

PATIENCE = 60.0
"""Seconds after which a test fails that would else hang."""


class SlowLoader:
    """A loader that is not done before it is let go on."""

    def __init__(self) -> None:
        self.began, self.may_end = threading.Event(), threading.Event()

    def __call__(self, *_: Any) -> World:
        """Wait, then give a world."""
        self.began.set()
        assert self.may_end.wait(PATIENCE), "the server's own thread was waiting for the world"
        return load("tiny")


async def _greet(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def answered_meanwhile(slow: SlowLoader, work: Any) -> Any:
    """Start some work; another page must be answered between its start and its end."""
    task = asyncio.ensure_future(work)
    assert await asyncio.to_thread(slow.began.wait, PATIENCE)
    key = Key(PORT)
    client = Client(Guard(_greet, PORT, key))
    await client.asking(f"/?token={key.token}")
    answer = await client.asking("/help")
    assert (answer.status, answer.text) == (200, "hello")
    assert not task.done()
    slow.may_end.set()
    return await task


def page(name: str = "one") -> Any:
    def nothing(_: Any) -> None:
        return None

    return SimpleNamespace(id=name, on_disconnect=nothing, on_delete=nothing)


def test_a_world_is_opened_while_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, sessions = SlowLoader(), Sessions()
    monkeypatch.setattr(watching, "world_of", slow)
    one = Watching(page(), sessions)
    player = asyncio.run(answered_meanwhile(slow, one.open([Choice("tiny")], 1)))
    assert one.player is player is not None
    assert [world.name for world in one.standing] == ["tiny"]
    player.close()


def test_of_two_worlds_asked_for_the_later_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, sessions = SlowLoader(), Sessions()
    one = Watching(page(), sessions)

    def loading(choice: Choice) -> World:
        return slow() if choice.world == "slow" else load("tiny")

    monkeypatch.setattr(watching, "world_of", loading)

    async def both() -> tuple[Any, Any]:
        late = asyncio.ensure_future(one.open([Choice("slow")], 1))
        await asyncio.to_thread(slow.began.wait, PATIENCE)
        stays = await one.open([Choice("tiny")], 2)
        slow.may_end.set()
        return await late, stays

    late, stays = asyncio.run(both())
    assert one.player is stays is not late
    late.close()
    one.sessions.release("one")()


def test_a_lever_is_checked_while_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowLoader()
    monkeypatch.setattr(levers_panel, "world_of", slow)
    choice = Choice("tiny", ("market.contract_months=36",))
    asyncio.run(answered_meanwhile(slow, levers_panel.problem_of(choice)))


def test_a_draft_is_looked_at_while_others_are_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    slow = SlowLoader()

    def looking(*_: Any) -> Any:
        slow()
        return SimpleNamespace(problems=()), []

    monkeypatch.setattr(editor, "looked_at", looking)
    one = editor.Editor(chosen(tmp_path, tmp_path), "")
    asyncio.run(answered_meanwhile(slow, one.load()))
    assert one.checked.problems == ()
