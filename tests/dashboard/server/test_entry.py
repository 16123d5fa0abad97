"""No one is let in without the address that was printed; and no copy of a link carries it."""

import re
import socket
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from sim.dashboard.server import app as server_app
from sim.dashboard.server.entry import Key
from sim.dashboard.server.guard import Guard
from tests.dashboard.asking import OWN, PORT, Client
from tests.dashboard.conftest import Server

PATHS = ("/", "/?world=tiny", "/static/app.css", "/compare?a=tiny")


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(request.url))


async def greet(talk: WebSocket) -> None:
    await talk.accept()


@pytest.fixture
def key() -> Key:
    return Key(PORT)


def stranger(key: Key) -> Client:
    """Somebody with a browser at the guarded application, and no cookie."""
    styles = Path(server_app.STATIC)
    inner = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=styles)),
            WebSocketRoute("/talk", greet),
            Route("/{rest:path}", echo),
        ]
    )
    return Client(Guard(inner, PORT, key))


@pytest.fixture
def client(key: Key) -> Client:
    return stranger(key)


@pytest.fixture
def guest(key: Key) -> Client:
    """The same, let in."""
    client = stranger(key)
    assert client.ask(f"/?token={key.token}").status == 200
    return client


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_nothing_is_answered_without_the_token(client: Client, path: str, method: str) -> None:
    answer = client.ask(path, method)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers
    if method == "GET":
        assert "address that was printed when it was started" in answer.text
        assert "mutuals dashboard" in answer.text


@pytest.mark.parametrize("given", ["", "x", "é", "%00", "TOKEN", "TOKEN-", "token"])
def test_a_token_that_is_not_the_token_lets_nobody_in(client: Client, key: Key, given: str) -> None:
    wrong = given.replace("TOKEN", key.token[:-1])
    answer = client.ask(f"/?token={wrong}")
    assert answer.status == 403
    assert "not that of the dashboard that runs now" in answer.text
    assert client.ask("/").status == 403


@pytest.mark.parametrize(
    "cookie", ["", "NAME", "NAME=", "NAME=TOKEN", "NAME=x", "other=TOKEN", "=;=;", "NAME=é"]
)
def test_a_cookie_that_is_not_ours_lets_nobody_in(client: Client, key: Key, cookie: str) -> None:
    """The token itself is no cookie: it has been seen in an address, the cookie by nobody."""
    given = cookie.replace("NAME", key.cookie).replace("TOKEN", key.token)
    assert client.ask("/", cookie=given).status == 403


def test_the_token_is_changed_for_a_strict_cookie_and_leaves_the_address(
    client: Client, key: Key
) -> None:
    answer = client.ask(f"/compare?a=tiny&token={key.token}&a_set=x%3D1%262&b=")
    cookie = answer.headers["set-cookie"]
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= said
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in said)
    assert key.token not in cookie + answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    onward = re.search(r'content="0; url=([^"]*)"', answer.text)
    assert onward is not None
    assert onward[1] == "/compare?a=tiny&amp;a_set=x%3D1%262&amp;b="
    assert client.ask("/compare?a=tiny").text == f"{OWN}/compare?a=tiny"


def test_an_old_link_with_a_token_loses_it_too(guest: Client) -> None:
    answer = guest.ask("/?token=old&seed=3")
    assert answer.status == 200
    assert 'url=/?seed=3"' in answer.text


@pytest.mark.parametrize(
    "path", ["//example.org/", "/%5Cexample.org", "/%22%3E%3Cscript%3E", "///example.org//x"]
)
@pytest.mark.parametrize("knows", [True, False])
def test_no_address_leads_to_another_site_or_plants_markup(
    client: Client, key: Key, path: str, knows: bool
) -> None:
    given = key.token if knows else "x"
    answer = client.ask(f"{path}?token={given}&x=%22%3E%3Cscript%3E")
    links = re.findall(r'(?:href="|url=)([^"]*)"', answer.text)
    assert links
    for link in links:
        assert re.match(r"/(?![/\\])", link), link
    assert "<script" not in answer.text


def test_a_websocket_needs_the_cookie_and_its_own_origin(client: Client, guest: Client) -> None:
    for one, headers in (
        (client, {"origin": OWN}),
        (client, {}),
        (guest, {"origin": "http://example.org"}),
        (guest, {"origin": "http://127.0.0.1:1"}),
        (guest, {"host": "example.org"}),
    ):
        assert one.ask("/talk", kind="websocket", **headers).status == 1008, headers
    assert guest.ask("/talk", kind="websocket", origin=OWN).status == 101


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "example.org"}, 421),
        ({"host": f"127.0.0.1.example.org:{PORT}"}, 421),
        ({"origin": "http://example.org"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "none"}, 200),
        ({}, 200),
    ],
)
def test_requests_from_other_sites_are_refused_with_the_cookie_too(
    guest: Client, headers: dict[str, str], status: int
) -> None:
    """Another port of this machine is another site: anybody may have a server there."""
    assert guest.ask("/", **headers).status == status


def test_the_token_does_not_open_under_a_name_that_is_not_the_servers_own(
    client: Client, key: Key
) -> None:
    answer = client.ask(f"/?token={key.token}", host="example.org")
    assert answer.status == 421
    assert "set-cookie" not in answer.headers


def test_who_comes_by_a_link_from_elsewhere_is_shown_the_way(guest: Client) -> None:
    """A strict cookie is not sent along with a link on another site: the page links to itself."""
    answer = guest.ask("/?world=tiny&seed=2", sec_fetch_site="cross-site")
    assert '<a href="/?world=tiny&amp;seed=2">open this page</a>' in answer.text


def test_every_start_has_a_token_and_a_cookie_of_its_own(key: Key, guest: Client) -> None:
    others = {Key(PORT).token for _ in range(20)}
    assert len(others | {key.token}) == 21
    assert min(len(one) for one in others) >= 43
    again = stranger(Key(PORT))
    again.cookies.update(guest.cookies)
    assert again.ask("/").status == 403
    assert Key(1).cookie != Key(2).cookie


def test_secrets_are_compared_in_constant_time(
    monkeypatch: pytest.MonkeyPatch, client: Client, key: Key
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def noting(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("sim.dashboard.server.entry.secrets.compare_digest", noting)
    client.ask("/?token=guess", cookie=f"{key.cookie}=other")
    assert [one for one, _ in compared] == [b"other", b"guess"]


def test_the_browser_is_not_given_the_token_where_others_can_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a program is started with stands in the list of processes."""
    given: list[str] = []
    monkeypatch.setattr("sim.dashboard.server.app.webbrowser.open", given.append)
    with server_app.opened_by_itself(f"{OWN}/?token=secret", after=0) as opening:
        opening.join(60)
        (address,) = given
        assert "secret" not in address
        page = Path(urllib.request.url2pathname(address.removeprefix("file://")))
        assert page.parent.parent == Path(tempfile.gettempdir())
        assert f"url={OWN}/?token=secret" in page.read_text(encoding="utf-8")
        assert page.parent.stat().st_mode & 0o077 == 0
    assert not page.parent.exists()


REAL = (
    "/", "/compare", "/studies", "/scenarios", "/help", "/health", "/static/app.css", "/_nicegui/x",
    "/files/report?folder=results:webb", "/files/table?folder=results:one&name=runs&form=csv",
    "/_nicegui_ws/socket.io/?EIO=4&transport=polling", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize("path", REAL)
def test_a_real_server_answers_nobody_else(server: Server, path: str) -> None:
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as refused:
        plain.open(f"{server.address}{path}", timeout=60)
    assert refused.value.code == 403
    assert b"address that was printed" in refused.value.read()


def test_a_real_server_opens_no_websocket_to_anybody_else(server: Server) -> None:
    for cookie, expected in (("", b"403"), (f"Cookie: {server.cookie}\r\n", b"101")):
        asked = (
            "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{server.port}\r\nOrigin: {server.address}\r\n{cookie}"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
            line.sendall(asked.encode())
            assert line.recv(12).split()[1] == expected
