"""A client of the guarded application without a network: its requests, cookies and answers."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from sim.dashboard.server.guard import Application, Message

PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Answer:
    """What came back: of a websocket, 101 if it was taken, or the code with which it was closed."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Client:
    """Somebody with a browser, and the cookies it was given."""

    app: Application
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, method: str = "GET", kind: str = "http", **headers: str) -> Answer:
        """The answer to one request. Underscores in the names of headers stand for hyphens."""
        return asyncio.run(self.asking(address, method, kind, **headers))

    async def asking(
        self, address: str, method: str = "GET", kind: str = "http", **headers: str
    ) -> Answer:
        """The same, to be awaited."""
        sent: list[Message] = []
        came = [{"type": "websocket.connect" if kind == "websocket" else "http.request"}]

        async def receive() -> Message:
            return came.pop() if came else {"type": f"{kind}.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        path, _, query = address.partition("?")
        cookies = "; ".join(f"{name}={word}" for name, word in self.cookies.items())
        given = {"host": urlsplit(OWN).netloc, "cookie": cookies, **headers}
        raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in given.items()]
        scope: dict[str, Any] = {
            "type": kind, "method": method, "path": unquote(path), "root_path": "",
            "query_string": query.encode(), "headers": raw, "scheme": "http", "extensions": {},
            "raw_path": path.encode(), "server": ("127.0.0.1", PORT), "http_version": "1.1",
        }  # fmt: skip
        await self.app(scope, receive, send)
        return self._heard(sent)

    def _heard(self, sent: list[Message]) -> Answer:
        first = sent[0]
        if first["type"] == "websocket.accept":
            return Answer(101, {}, "")
        if first["type"] == "websocket.close":
            return Answer(first["code"], {}, first["reason"])
        headers = {name.decode(): text.decode() for name, text in first["headers"]}
        if found := re.match(r"([^=]+)=([^;]*)", headers.get("set-cookie", "")):
            self.cookies[found[1]] = found[2]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(first["status"], headers, body.decode())
