"""HTML built so that text can never become markup: strings are escaped unless they are Markup."""

import re
from collections.abc import Callable

import markupsafe
from markupsafe import Markup

from sim.plain_text import plain_text

Content = str | Markup

_TAG = re.compile("<[^>]*>")
_VOID = {"meta", "br", "hr", "link", "input"}


def element(name: str, /, *children: Content, **attributes: str | bool | None) -> Markup:
    """An HTML or SVG element. `class_` means class, other underscores turn to -, None is omitted.

    >>> str(element("p", "1 < 2", class_="small"))
    '<p class="small">1 &lt; 2</p>'
    """
    parts = [Markup("<"), Markup(name)]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = Markup(key.rstrip("_").replace("_", "-"))
        given = Markup("") if value is True else Markup('="{}"').format(escape(value))
        parts += [Markup(" "), label, given]
    if name in _VOID:
        return Markup("").join([*parts, Markup(">")])
    inside = Markup("").join(escape(child) for child in children)
    return Markup("").join([*parts, Markup(">"), inside, Markup("</"), Markup(name), Markup(">")])


def escape(text: Content) -> Markup:
    r"""The text with nothing in it that HTML or XML 1.0 would read as more than text.

    >>> str(escape("<b> & \x1b[31m")), str(escape(Markup("<b>")))
    ('&lt;b&gt; &amp; ␛[31m', '<b>')
    """
    return text if isinstance(text, Markup) else markupsafe.escape(plain_text(text, lines=True))


def in_tags(drawing: str, change: Callable[[str], str]) -> str:
    """A drawing with its tags changed and the text between them left as it is.

    `drawing` has every > of a text or an attribute escaped, as `element` and the engine leave it.

    >>> in_tags('<text fill="#c9531f">#c9531f</text>', lambda tag: tag.replace("#c9531f", "red"))
    '<text fill="red">#c9531f</text>'
    """
    return _TAG.sub(lambda found: change(found.group(0)), drawing)


def together(*pieces: Content) -> Markup:
    """Pieces one after the other, each escaped unless it is Markup."""
    return Markup("").join(escape(piece) for piece in pieces)
