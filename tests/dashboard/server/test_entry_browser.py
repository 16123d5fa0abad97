"""A real browser goes in by the address that was printed, and keeps the token to itself."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.dashboard.conftest import Server, Watched


@pytest.fixture
def elsewhere(server: Server) -> Iterator[str]:
    """Another site: one page with a link to the dashboard."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<a href="{server.address}/help">there</a>'.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    site = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://localhost:{site.server_port}"
    site.shutdown()
    site.server_close()


def token_of(server: Server) -> str:
    return server.entrance.partition("token=")[2]


def test_the_token_leaves_the_address_bar_and_the_cookie_stays(watched: Watched) -> None:
    page, token = watched.page, token_of(watched.server)
    page.goto(watched.server.entrance)
    page.wait_for_url(f"{watched.server.address}/")
    page.wait_for_selector(".stage[data-month]")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["value"] == token) == (
        True, "Strict", False,
    )  # fmt: skip
    assert page.evaluate("document.cookie") == ""
    assert token not in page.content() + page.url
    page.reload()
    page.wait_for_selector(".stage[data-month]")


def test_links_and_files_that_are_handed_on_carry_no_token(watch: Callable[..., Watched]) -> None:
    watched = watch(permissions=["clipboard-read", "clipboard-write"])
    token = token_of(watched.server)
    watched.page.goto(f"{watched.server.address}/?world=tiny&token={token}&seed=2")
    page = watched.page
    page.wait_for_selector(".stage[data-month]")
    page.get_by_role("button", name="Copy a link").click()
    page.get_by_text("Copied: worlds").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{watched.server.address}/?world=tiny&seed=2")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    kept = saved.value.path().read_text(encoding="utf-8")
    assert '"seed": 2' in kept
    for text in (link, kept, page.url, page.content()):
        assert token not in text


def test_a_browser_without_the_token_is_told_how_to_get_in(watch: Callable[..., Watched]) -> None:
    watched = watch()
    page = watched.page
    page.goto(f"{watched.server.address}/?world=tiny")
    page.get_by_role("heading", name="Not let in").wait_for()
    page.get_by_text("copy the whole of it").wait_for()
    page.get_by_role("link", name="open this page").click()
    page.get_by_role("heading", name="Not let in").wait_for()
    assert watched.complaints
    assert all("403" in said for said in watched.complaints)
    watched.complaints.clear()


def test_a_link_on_another_site_asks_first(watched: Watched, elsewhere: str) -> None:
    page = watched.open("/help")
    page.goto(elsewhere)
    page.get_by_role("link", name="there").click()
    page.get_by_role("heading", name="Not let in").wait_for()
    page.get_by_role("link", name="open this page").click()
    page.get_by_role("heading", name="What this is about").wait_for()
    watched.complaints.clear()
