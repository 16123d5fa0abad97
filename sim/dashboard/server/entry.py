"""Who is let in: whoever opens the address that was printed, and from then on that browser.

The address ends in a token. It is taken for a cookie that scripts cannot read and that other sites
cannot have sent, and then leaves the address bar, so that no link that is copied carries it.
"""

import secrets
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse

TOKEN = "token"
"""Name of the token in an address."""
BYTES = 32
"""Of chance, in the token and in what the cookie says."""
OWN_SITES = (None, "none", "same-origin")
"""What a browser says of a request that no other site, and no server at another port, has made."""

HOW_TO_GET_IN = (
    "This dashboard lets in whoever opens the address that was printed when it was started. Look "
    "for it in the terminal in which mutuals dashboard was typed, and copy the whole of it, up to "
    "the end of the token. Each start has a token of its own."
)
WRONG_TOKEN = "The token in this address is not that of the dashboard that runs now."
BY_A_LINK = (
    "If this browser has been let in since the start, and a link in a message or on another site "
    "led you here, go on from here:"
)
_PAGE = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Mutuals</title>{head}'
    '<meta name="viewport" content="width=device-width">'
    "<style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 sans-serif;max-width:40em;"
    "margin:3em auto;padding:0 1em}}</style></head><body>{body}</body></html>"
)


class Key:
    """The token of one server, and the cookie that stands for it afterwards.

    The cookie bears the port in its name: browsers keep cookies by host alone, and two dashboards
    of one machine would else turn each other's browsers away.
    """

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(BYTES)
        self.cookie = f"mutuals-{port}"
        self.word = secrets.token_urlsafe(BYTES)

    def is_token(self, given: str) -> bool:
        """Whether this is the token; takes as long whatever is given."""
        return secrets.compare_digest(given.encode(), self.token.encode())

    def is_let_in(self, headers: Headers) -> bool:
        """Whether a request comes from a browser that was let in, at the wish of its user."""
        if headers.get("sec-fetch-site") not in OWN_SITES:
            return False
        given = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return secrets.compare_digest(given.encode(), self.word.encode())

    def welcome(self, onward: str) -> HTMLResponse:
        """The page that gives the cookie and leads on to an address without the token.

        It is a page and no redirect: a browser that came by a link from elsewhere would not send
        the new cookie along a redirect.
        """
        head = f'<meta http-equiv="refresh" content="0; url={escape(onward)}">'
        body = f'<p><a href="{escape(onward)}">Go on to the dashboard</a></p>'
        answer = HTMLResponse(_PAGE.format(head=head, body=body))
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(self.cookie, self.word, httponly=True, samesite="strict")
        return answer


def refusal(onward: str, *, with_token: bool) -> HTMLResponse:
    """The page that says how to get in."""
    wrong = f"<p>{WRONG_TOKEN}</p>" if with_token else ""
    link = f'<p>{BY_A_LINK} <a href="{escape(onward)}">open this page</a>.</p>'
    body = f"<h1>Not let in</h1>{wrong}<p>{HOW_TO_GET_IN}</p>{link}"
    return HTMLResponse(_PAGE.format(head="", body=body), HTTPStatus.FORBIDDEN)


def token_in(query: str) -> str | None:
    """The token that an address gives, or None.

    >>> token_in("world=tiny&token=abc"), token_in("world=tiny")
    ('abc', None)
    """
    return dict(parse_qsl(query, keep_blank_values=True)).get(TOKEN)


def without_token(path: str, query: str) -> str:
    r"""The same address without the token; it never leads to another host.

    >>> without_token("/compare", "a=tiny&token=abc&seed=2")
    '/compare?a=tiny&seed=2'
    >>> without_token("//example.org", ""), without_token("/\\example.org", "token=1")
    ('/example.org', '/%5Cexample.org')
    """
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != TOKEN]
    onward = f"/{quote(path.lstrip('/'))}"
    return f"{onward}?{urlencode(kept)}" if kept else onward
