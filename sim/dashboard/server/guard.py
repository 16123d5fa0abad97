"""What stands before every page: who may ask, how much, and what a page may load.

Another site open in the same browser can send requests to a server on this machine. It cannot
fake the headers Host and Origin, so whoever does not name this server by its own address is
refused; and a page may load nothing from any other host. Another user of the machine can send any
headers, so nothing at all is answered without the key (`entry`).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from sim.dashboard.server.entry import HOW_TO_GET_IN, Key, refusal, token_in, without_token

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
LARGEST_BODY = 2_000_000
"""Bytes of the largest request that is read."""
LONGEST_QUERY = 60_000
"""Characters of the longest address: room for all levers of two worlds, and no more."""
MOST_PARTS = 2_000
"""Parts of an address, such as `set=...`, that are looked at."""
MOST_DIGITS = 18
POLICY_VIOLATION = 1008
"""Code with which a websocket is refused."""
LONGEST_REASON = 123
"""Bytes that fit into the reason of such a refusal."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        # NiceGUI builds its pages from templates and inline scripts.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_local(host: str, port: int) -> bool:
    """Whether a Host header names this server.

    >>> is_local("127.0.0.1:8765", 8765), is_local("example.org:8765", 8765)
    (True, False)
    """
    return host in {f"{name}:{port}" for name in LOCAL_NAMES}


def is_own_origin(origin: str | None, port: int) -> bool:
    """Whether an Origin header is this server's, or absent, as it is when a link is opened.

    >>> is_own_origin("http://localhost:8765", 8765), is_own_origin("http://localhost:1", 8765)
    (True, False)
    """
    return origin is None or (
        origin.startswith("http://") and is_local(origin.removeprefix("http://"), port)
    )


def objection(scope: Scope, port: int) -> tuple[HTTPStatus, str] | None:
    """Why a request is refused whoever makes it, or None."""
    headers = Headers(scope=scope)
    if not is_local(headers.get("host", ""), port):
        return HTTPStatus.MISDIRECTED_REQUEST, "This server answers to its own address only."
    if not is_own_origin(headers.get("origin"), port):
        return HTTPStatus.FORBIDDEN, "Requests from other sites are refused."
    length = headers.get("content-length", "0")
    if not (length.isdecimal() and len(length) <= MOST_DIGITS and int(length) <= LARGEST_BODY):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than this server reads at once."
    query = _query(scope)
    if len(scope["path"]) + len(query) > LONGEST_QUERY or query.count("&") > MOST_PARTS:
        return HTTPStatus.REQUEST_URI_TOO_LONG, "That address is longer than any link of ours."
    return None


class Guard:
    """The application behind the checks, its answers with the headers above."""

    def __init__(self, app: Application, port: int, key: Key) -> None:
        self.app = app
        self.port = port
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            answer = self._answer(scope) or self.app
            await answer(scope, _capped(receive), _with_headers(send))

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = objection(scope, self.port)
        if refused is None and self.key.is_let_in(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        words = refused[1] if refused else HOW_TO_GET_IN
        reason = words.encode()[:LONGEST_REASON].decode(errors="ignore")
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": reason})

    def _answer(self, scope: Scope) -> Response | None:
        """The answer of the guard itself; None where the request is passed on."""
        refused = objection(scope, self.port)
        if refused is not None:
            status, words = refused
            return PlainTextResponse(words, status)
        token = token_in(_query(scope))
        is_let_in = self.key.is_let_in(Headers(scope=scope))
        if token is None and is_let_in:
            return None
        onward = without_token(scope["path"], _query(scope))
        if token is not None and (is_let_in or self.key.is_token(token)):
            return self.key.welcome(onward)
        return refusal(onward, with_token=token is not None)


def _query(scope: Scope) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _capped(receive: Receive) -> Receive:
    """Reading that ends, as if the caller had gone, once a body without a length grows too long."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > LARGEST_BODY:
                return {"type": "http.disconnect"}
        return message

    return receiving
