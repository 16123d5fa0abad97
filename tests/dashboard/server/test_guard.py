"""Who may ask the server for what: the guard before an application that reads and greets."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from sim.dashboard.server.entry import Key
from sim.dashboard.server.guard import LARGEST_BODY, POLICY, Guard, Message, Receive, Scope, Send

PORT = 8765
OWN = f"127.0.0.1:{PORT}"
KEY = Key(PORT)
LET_IN = KEY.welcome("/").headers["set-cookie"].partition(";")[0]
"""The cookie of a browser that was let in."""
Headers = dict[str, str]


async def reader(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the number of bytes that were sent, or accept a websocket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    n, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        n += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(n).encode()})


def ask(headers: Headers, pieces: tuple[bytes, ...] = (b"",), kind: str = "http") -> list[Message]:
    """Everything the guarded application sends in answer to one request."""
    left: Iterator[Message] = iter(
        {"type": "http.request", "body": piece, "more_body": place < len(pieces) - 1}
        for place, piece in enumerate(pieces)
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return next(left)

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [
        (name.encode(), text.encode())
        for name, text in {"host": OWN, "cookie": LET_IN, **headers}.items()
    ]
    scope: dict[str, Any] = {"type": kind, "method": "POST", "path": "/", "headers": raw}
    asyncio.run(Guard(reader, PORT, KEY)(scope, receive, send))
    return sent


def status(headers: Headers, *pieces: bytes) -> int:
    return int(ask(headers, pieces or (b"",))[0]["status"])


@pytest.mark.parametrize("host", [OWN, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_its_own_names_are_answered(host: str) -> None:
    assert status({"host": host}) == 200
    assert status({"host": host, "origin": f"http://{host}"}) == 200


@pytest.mark.parametrize("host", ["example.org", f"example.org:{PORT}", "127.0.0.1", f"{OWN}0", ""])
def test_a_name_that_is_not_its_own_is_refused(host: str) -> None:
    assert status({"host": host}) == 421


@pytest.mark.parametrize(
    "origin", ["http://example.org", f"https://{OWN}", "null", f"http://{OWN}.org"]
)
def test_other_sites_are_refused(origin: str) -> None:
    assert status({"origin": origin}) == 403
    (answer,) = ask({"origin": origin}, kind="websocket")
    assert (answer["type"], answer["code"]) == ("websocket.close", 1008)


def test_its_own_pages_may_talk() -> None:
    assert ask({"origin": f"http://{OWN}"}, kind="websocket") == [{"type": "websocket.accept"}]


@pytest.mark.parametrize("host", [OWN, "example.org"])
def test_every_answer_names_no_other_host_to_load_from(host: str) -> None:
    headers = dict(ask({"host": host})[0]["headers"])
    assert headers[b"content-security-policy"].decode() == POLICY
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert "http" not in POLICY
    assert "*" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_what_is_too_large_is_not_read() -> None:
    assert ask({"content-length": "1000"}, (b"x" * 1000,))[1]["body"] == b"1000"
    assert status({"content-length": str(LARGEST_BODY + 1)}) == 413
    assert status({"content-length": "many"}) == 413


def test_what_hides_its_size_is_cut_off() -> None:
    half = b"x" * (LARGEST_BODY // 2)
    assert ask({}, (half, half))[1]["body"] == str(LARGEST_BODY).encode()
    assert ask({}, (half, half, b"x")) == []
