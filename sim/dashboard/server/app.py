"""The server: bound to this machine, guarded, with every page hung in its place."""

import contextlib
import os
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Timer

import uvicorn
from fastapi import FastAPI
from nicegui import app as pages_app
from nicegui import ui

from sim.console import say
from sim.dashboard.play.memory import share_stores
from sim.dashboard.play.watching import SESSIONS, SWEEP_SECONDS
from sim.dashboard.server.entry import TOKEN, Key
from sim.dashboard.server.guard import Guard
from sim.dashboard.server.pages import hang_all
from sim.errors import MutualsError

ADDRESS = "127.0.0.1"
PORT = 8765
STATIC = Path(__file__).parents[1] / "static"
LARGEST_MESSAGE = 1_000_000
"""Bytes of the largest message a page may send over its websocket."""
MESSAGES_KEPT = 200
"""Messages kept for a page whose connection was lost for a moment."""
SECONDS_TO_CLOSE = 2
SECONDS_TO_OPEN = 0.5


def serve(folder: Path, port: int | None = None, *, open_browser: bool = True) -> None:
    """Serve the dashboard until interrupted.

    folder: where results lie. port: the usual one, or any free one if that is taken. Raises
    MutualsError if the port asked for is taken.
    """
    share_stores()
    listening = _listen(port)
    at = int(listening.getsockname()[1])
    key = Key(at)
    address = f"http://{ADDRESS}:{at}/?{TOKEN}={key.token}"
    say(f"Dashboard: {address}  (Ctrl-C stops it)")
    say("Whoever has this address is let in; links copied from its pages do not carry the token.")
    # A pipe or a file would else have the address only when the server ends.
    sys.stdout.flush()
    config = uvicorn.Config(
        application(folder, at, key),
        log_level="warning",
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=SECONDS_TO_CLOSE,
    )
    opened = opened_by_itself(address) if open_browser else contextlib.nullcontext()
    with opened, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


@contextlib.contextmanager
def opened_by_itself(address: str, after: float = SECONDS_TO_OPEN) -> Iterator[Timer]:
    """Have the browser open the address in some seconds, by a file that nobody else can read.

    Whatever a program is started with stands in the list of processes, for all users to see.
    """
    with tempfile.TemporaryDirectory(prefix="mutuals-") as private:
        page = Path(private) / "dashboard.html"
        page.write_text(f'<meta http-equiv="refresh" content="0; url={address}">', encoding="utf-8")
        opening = Timer(after, webbrowser.open, [page.as_uri()])
        opening.daemon = True
        opening.start()
        yield opening


def application(folder: Path, port: int, key: Key) -> Guard:
    """The guarded application with all its pages."""
    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    pages_app.add_static_files("/static", STATIC, max_cache_age=0)
    pages_app.add_api_route("/health", health)
    pages_app.timer(SWEEP_SECONDS, SESSIONS.sweep)
    hang_all(folder)
    ui.run_with(
        inner,
        title="Mutuals",
        favicon=STATIC / "favicon.svg",
        dark=None,
        language="en-GB",
        tailwind=False,
        show_welcome_message=False,
        message_history_length=MESSAGES_KEPT,
        gzip_middleware_factory=None,
    )
    return Guard(inner, port, key)


def health() -> dict[str, int]:
    """Whether the server is up, and how many sessions it holds."""
    return {"sessions": len(SESSIONS)}


@contextlib.asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


def _listen(port: int | None) -> socket.socket:
    listening = socket.socket()
    if os.name == "posix":  # Elsewhere the option would let another program share the port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, PORT if port is None else port))
    except OSError:
        if port is not None:
            listening.close()
            message = f"port {port} is taken; name another, or leave out --port for any free one"
            raise MutualsError(message) from None
        listening.bind((ADDRESS, 0))
    return listening
