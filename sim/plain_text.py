"""Text of users shown as text, and as far as a stream can say it.

Titles, statements, names and messages may hold anything. `plain_text` leaves nothing in them that
would move, style or hide other text; `sayable` puts readable signs for those an encoding lacks.
Every way out goes through one of them: terminal, report, figures, pages of claims, workbook,
dashboard.
"""

import codecs
import io
import re
import sys
import unicodedata
from typing import TextIO

READABLE = "mutuals.readable"
"""Name of the handler of errors that substitutes signs."""
PLAIN_ASCII = "mutuals_ascii"
"""ASCII by another name. Typer takes a stream called "ascii" for a mistake and sends it UTF-8."""
UNKNOWN = "?"
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, separators of lines, changes of direction, halves of signs, and no signs at all.
None may stand in XML 1.0, in a cell of a workbook or on a terminal, or all of them may do harm."""
_SPACES = dict.fromkeys("\t\n\x85\u2028\u2029", " ")
_PICTURES, _PICTURE_OF_DELETE, _DELETE = 0x2400, "\u2421", 0x7F
_FIRST_PRINTABLE = 0x20
_REPLACED = "\ufffd"
_FRAMES, _BLOCKS, _BRAILLE = (0x2500, 0x257F), (0x2580, 0x259F), (0x2800, 0x28FF)
_SUBSTITUTES = {
    **{"≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "±": "+-", "×": "x", "÷": "/", "−": "-"},
    **{"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "…": "...", "·": "-"},
    **{"•": "*", "●": "*", "○": "o", "◐": "o", "✓": "v", "✔": "v", "✗": "x", "✘": "x"},
    **{"‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"'},
    **{"«": '"', "»": '"', "‹": "'", "›": "'", "´": "'", "⁄": "/", "∞": "inf", "°": " deg"},
    **{"→": "->", "←": "<-", "⇒": "=>", "↑": "^", "↓": "v", "µ": "u", "μ": "u"},
    **{"£": "GBP ", "€": "EUR ", "§": "section ", "©": "(c)", "®": "(R)", "™": "(TM)"},
    **{"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l"},
    **{"Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"},
    **{"│": "|", "┃": "|", "║": "|", "╵": "|", "╷": "|", "╹": "|", "╻": "|"},
    **{"─": "-", "━": "-", "═": "=", "╴": "-", "╶": "-", "╸": "-", "╺": "-"},
}


def plain_text(text: str, *, lines: bool = False) -> str:
    r"""The text with a visible sign for all that is none, on one line unless `lines`.

    Signs that cannot be seen become their pictures (escape is ␛), or � where there is none. With
    `lines`, ends of lines and tabs are left as they are.

    >>> plain_text("\x1b[31mred\nand\u202eback"), plain_text("[/x] :smile: <b> | é ≤")
    ('␛[31mred and�back', '[/x] :smile: <b> | é ≤')
    """
    kept = "\n\t" if lines else ""
    whole = text.replace("\r\n", "\n")
    return _UNSEEN.sub(lambda m: m[0] if m[0] in kept else _SPACES.get(m[0]) or _seen(m[0]), whole)


def escaped(json_text: str) -> str:
    r"""JSON that holds no sign a terminal obeys: each is written as its number, so none is lost.

    >>> print(escaped('["\x9b1m"]'))
    ["\u009b1m"]
    """
    return _UNSEEN.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", json_text)


def sayable(text: str, encoding: str | None) -> str:
    """The text in signs of an encoding only; every sign, where the encoding is not known.

    >>> sayable("≤ 5 – “naïve” £3 ☃", "ascii"), sayable("≤ £3 é", "cp1252")
    ('<= 5 - "naive" GBP 3 ?', '<= £3 é')
    """
    encoding = encoding or "utf-8"
    return text.encode(encoding, READABLE).decode(encoding)


def encoding_of(stream: TextIO) -> str | None:
    """The encoding of a stream; None of one that takes text as it is.

    While a bar is drawn Rich stands before the streams of the process, and says of none what it is.
    """
    return getattr(getattr(stream, "rich_proxied_file", stream), "encoding", None)


def is_unicode(encoding: str | None) -> bool:
    """Whether an encoding has every sign."""
    return encoding is None or codecs.lookup(encoding).name.startswith("utf")


def write_line(text: str, stream: TextIO) -> None:
    """Write a text and the end of its line, in plain signs that the stream can say."""
    stream.write(sayable(plain_text(text, lines=True), encoding_of(stream)) + "\n")


def let_streams_say_all() -> None:
    """Have the process's own streams substitute signs, whoever writes to them.

    So that help, warnings and other people's messages do not end in a UnicodeEncodeError either.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=PLAIN_ASCII if is_ascii else None, errors=READABLE)


def _seen(sign: str) -> str:
    """What stands for a sign that cannot be seen."""
    if ord(sign) < _FIRST_PRINTABLE:
        return chr(_PICTURES + ord(sign))
    return _PICTURE_OF_DELETE if ord(sign) == _DELETE else _REPLACED


def _in_ascii(sign: str) -> str:
    """The readable substitute for a sign."""
    if sign in _SUBSTITUTES:
        return _SUBSTITUTES[sign]
    code = ord(sign)
    if _PICTURES <= code < _PICTURES + _FIRST_PRINTABLE:
        return f"^{chr(code - _PICTURES + ord('@'))}"
    for (first, last), drawn in ((_FRAMES, "+"), (_BLOCKS, "#"), (_BRAILLE, "*")):
        if first <= code <= last:
            return drawn
    if unicodedata.combining(sign):
        return ""
    parts = unicodedata.normalize("NFKD", sign)
    if parts == sign:
        return "^?" if sign == _PICTURE_OF_DELETE else UNKNOWN
    return "".join(part if part.isascii() else _in_ascii(part) for part in parts)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """Handler of errors: what an encoding cannot say, in ASCII, which all of them can."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wanting = error.object[error.start : error.end]
    return "".join(_in_ascii(sign) for sign in wanting), error.end


def _find(name: str) -> codecs.CodecInfo | None:
    """ASCII under its other name."""
    if name != PLAIN_ASCII:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        known.encode,
        known.decode,
        known.streamreader,
        known.streamwriter,
        known.incrementalencoder,
        known.incrementaldecoder,
        PLAIN_ASCII,
    )


codecs.register(_find)
codecs.register_error(READABLE, _substitute)
