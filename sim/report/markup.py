"""HTML built so that text can never become markup: strings are escaped unless they are Markup."""

from markupsafe import Markup, escape

Content = str | Markup

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
        parts.append(
            Markup(" ") + label if value is True else Markup(' {}="{}"').format(label, value)
        )
    if name in _VOID:
        return Markup("").join([*parts, Markup(">")])
    inside = Markup("").join(escape(child) for child in children)
    return Markup("").join([*parts, Markup(">"), inside, Markup("</"), Markup(name), Markup(">")])


def together(*pieces: Content) -> Markup:
    """Pieces one after the other, each escaped unless it is Markup."""
    return Markup("").join(escape(piece) for piece in pieces)
