"""A server in a process of its own, and a real Chromium that says whatever it asks for."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from json import loads
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.dashboard import serving
from tests.dashboard.desks import furnish
from tests.places import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "Chromium is not on this machine: apt-get install -y chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")
"""The address that a server prints."""
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SECONDS_TO_START = 60
NOT_YET_AWAY = 2
"""Pages of an earlier test that leave room enough for the next."""
PATIENCE = 120_000
"""Milliseconds a page may take on a busy machine before a test gives up."""


@dataclass
class Server:
    """A running dashboard."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    """What it says on its error stream."""
    entrance: str
    """The address that it printed, with the token."""
    cookie: str
    """The cookie had by that address."""

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content of the answer to a program with the cookie."""
        asked = urllib.request.Request(f"{self.address}{path}", headers={"Cookie": self.cookie})
        try:
            with NO_PROXY.open(asked, timeout=60) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def sessions(self) -> int:
        """How many sessions it holds."""
        return int(loads(self.ask("/health")[2])["sessions"])

    def faults(self) -> list[str]:
        """Last lines of every traceback it wrote, but for what a test breaks on purpose."""
        said = self.log.read_text(encoding="utf-8", errors="replace")
        ends = re.findall(r"^(?:Traceback .*)\n(?:[ \t].*\n|\n)*(.*)", said, re.M)
        return [end for end in ends if "broken on purpose" not in end]

    def wait_for_no_session(self, seconds: float = 30, *, but: int = 0) -> None:
        """Wait until every page that has gone is forgotten, or all but so many."""
        until = time.monotonic() + seconds
        while self.sessions() > but and time.monotonic() < until:
            time.sleep(0.2)
        assert self.sessions() <= but


@dataclass
class Watched:
    """A page, and all that went wrong in it."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page of the server, the first time with the token that it printed."""
        if not self.page.context.cookies():
            self.page.goto(self.server.entrance.replace("/?", "/static/favicon.svg?"))
            self.page.wait_for_url(f"{self.server.address}/static/favicon.svg")
        self.page.goto(f"{self.server.address}{path}")
        self.page.wait_for_selector("h1")
        return self.page

    def play(self, path: str) -> Page:
        """Open a page and wait for its picture."""
        page = self.open(path)
        page.wait_for_selector(".stage[data-month]")
        page.wait_for_function("!document.querySelector('.live-view > .notice')?.offsetHeight")
        return page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a server and a browser are started for is long, unless it is slow."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("slow"):
            item.add_marker("long")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(folder: Path, working: Path = ROOT) -> Server:
    """A server on results in a folder; `working` is where its own scenarios lie."""
    port = free_port()
    command = [sys.executable, str(Path(serving.__file__)), str(port), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = Path(f"{folder}-server-{port}.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    out = log.with_suffix(".out")
    with log.open("wb") as said, out.open("wb") as printed:
        process = subprocess.Popen(command, cwd=working, stdout=printed, stderr=said,
                                   env=environment, start_new_session=True)  # fmt: skip
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended while it was starting"
        address = ADDRESS.search(out.read_text(encoding="utf-8"))
        cookie = _go_in(address[0]) if address else ""
        if address and cookie:
            return Server(port, process, log, address[0], cookie)
        time.sleep(0.1)
    process.kill()
    pytest.fail("the server did not start")


def _go_in(entrance: str) -> str:
    """The cookie of a server; "" while it does not answer."""
    try:
        with NO_PROXY.open(entrance, timeout=20) as answer:
            return str(answer.headers["Set-Cookie"]).partition(";")[0]
    except OSError:
        return ""


@pytest.fixture(scope="session")
def server(desk_folder: Path) -> Iterator[Server]:
    """One server for all tests of a session, in a working folder of its own."""
    server = start(desk_folder / "results", desk_folder)
    yield server
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=20) == 0
    assert server.faults() == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, for one file of tests.

    While it is there an event loop runs in this thread, and tests elsewhere could start none.
    """
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(server: Server, browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Open browsers of their own; none may ask another host for anything, or complain."""
    # Pages of the test before are put away when the server notices that they are gone.
    server.wait_for_no_session(but=NOT_YET_AWAY)
    yield from watching(server, browser)


def watching(server: Server, browser: Browser) -> Iterator[Callable[..., Watched]]:
    """The same on any server."""
    opened: list[Watched] = []

    def opening(**says: object) -> Watched:
        context = browser.new_context(**says)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        watched = Watched(context.new_page(), server)
        note = watched.complaints.append
        watched.page.on("request", lambda one: _check_host(one.url, server, note))
        watched.page.on("pageerror", lambda error: note(f"error: {error}"))
        watched.page.on("console", lambda said: _note_error(said, note))
        opened.append(watched)
        return watched

    yield opening
    for watched in opened:
        watched.page.context.close()
        assert watched.complaints == []


def _note_error(said: ConsoleMessage, note: Callable[[str], None]) -> None:
    if said.type == "error":
        note(said.text)


def _check_host(url: str, server: Server, note: Callable[[str], None]) -> None:
    local = (server.address, server.address.replace("http", "ws"), "data:", "blob:")
    if not url.startswith(local):
        note(f"asked for {url}")


@pytest.fixture
def watched(watch: Callable[..., Watched]) -> Watched:
    """One browser."""
    return watch(viewport={"width": 1400, "height": 1000})


@pytest.fixture(scope="session")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with results: a study whose every title is markup, and one run."""
    return furnish(tmp_path_factory.mktemp("desk"))
