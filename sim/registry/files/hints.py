"""What is wrong with a value as people write it, and what to write: a comma, a percent, a yes."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from sim.registry.files.text import brief

Hint = tuple[str, str]
"""What was found, and the remedy."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,9})?")
_AMOUNT = r"[+-]?[0-9]+(?:[.,][0-9]+)?"
_LONGEST = 400
"""Letters beyond which nothing is a number anybody wrote."""
YES = ("yes", "y", "on", "true")
NO = ("no", "n", "off", "false")
_SPECIAL = ("true", "false", "inf", "nan", "+inf", "-inf", "+nan", "-nan")


def number_of(text: str) -> float | None:
    """A number as written with plain digits and a point; nothing for all else.

    >>> number_of("36"), number_of("-1.5e3"), number_of("1_000"), number_of("0,5")
    (36.0, -1500.0, None, None)
    """
    return float(text) if len(text) <= _LONGEST and _NUMBER.fullmatch(text) else None


def hint_for(text: str) -> Hint | None:
    """What is odd about one value as written, if it is one of the usual slips.

    >>> hint_for("0,5")
    ('0,5 has a decimal comma', 'write 0.5')
    >>> hint_for("5%")
    ('5% is a percentage', 'write 0.05')
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    return next((found for one in _SLIPS if (found := one(text))), None)


def line_hint(line: str) -> Hint | None:
    """What is odd about the values on one line of TOML that cannot be read."""
    if path := re.search(r'"([^"]*\\[^"]*)"?', line):
        message = "holds a backslash in double quotes, where it begins a code"
        return message, f"write it in single quotes: '{brief(path[1])}'"
    if mark := re.search("[“”„‘’]", line):
        return f"holds the sign {mark[0]}, which is no quotation mark", 'write "straight" marks'
    if "=" not in line and re.match(r"\s*[\w.\"']+\s*:", line):
        return "has a colon after the name", "write NAME = VALUE"
    return next((found for value in _values(line) if (found := hint_for(value))), None) or _bare(
        line
    )


def _values(line: str) -> Iterator[str]:
    """The value of a line as a whole, and then each word of it that stands outside of quotes."""
    plain = _outside_quotes(line)
    _, equals, value = plain.partition("=")
    if equals:
        yield value.strip().rstrip(",")
    for word in re.split(r"[\s{}\[\]=]+", plain):
        if re.search(r"[0-9%]|^(yes|no|on|off|true|false)$", word, re.IGNORECASE):
            yield word.rstrip(",")


def _bare(line: str) -> Hint | None:
    """A word that lacks its quotes."""
    _, equals, value = _outside_quotes(line).partition("=")
    word = value.strip()
    if equals and re.fullmatch(r"[A-Za-z_][\w./-]*", word) and word not in _SPECIAL:
        return f"{brief(word)} has no quotation marks", f'write "{brief(word)}"'
    return None


def _outside_quotes(line: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', line).split("#", 1)[0]


def _comma(text: str) -> Hint | None:
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        whole = text.replace(",", "")
        also = f", or {text.replace(',', '.')} if it is decimals" if text.count(",") == 1 else ""
        return f"{text} has a comma", f"write {whole}{also}"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return f"{text} has a decimal comma", f"write {text.replace(',', '.')}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]+", text):
        meant = text.replace(".", "").replace(",", ".")
        return f"{text} has a decimal comma", f"write {meant}"
    return None


def _percent(text: str) -> Hint | None:
    if found := re.fullmatch(rf"({_AMOUNT})\s*%", text):
        share = float(found[1].replace(",", ".")) / 100
        return f"{text} is a percentage", f"write {share:.10g}"
    return None


def _yes_or_no(text: str) -> Hint | None:
    for words, meant in ((YES, "true"), (NO, "false")):
        if text.lower() in words and text != meant:
            return f"{text} is no value", f"write {meant}"
    return None


def _money_or_unit(text: str) -> Hint | None:
    found = re.fullmatch(rf"[£€$]\s*({_AMOUNT})|({_AMOUNT})\s*([A-Za-z£€$]+)", text)
    if found is None or re.fullmatch(r"[+-]?0[xob][0-9a-fA-F]+", text):
        return None
    return f"{text} is more than a number", f"write the number alone: {found[1] or found[2]}"


def _half_written(text: str) -> Hint | None:
    if re.fullmatch(r"[+-]?\.[0-9]+", text):
        return f"{text} lacks its nought", f"write {text.replace('.', '0.')}"
    if re.fullmatch(r"[+-]?[0-9]+\.", text):
        return f"{text} ends in a point", f"write {text}0"
    if re.fullmatch(r"[+-]?0[0-9]+(\.[0-9]+)?", text):
        return f"{text} begins with a nought", f"write {text.lstrip('+-0') or '0'}"
    return None


def _other_digits(text: str) -> Hint | None:
    plain = "".join(
        str(digit) if (digit := unicodedata.decimal(sign, None)) is not None else sign
        for sign in text
    )
    if plain != text and number_of(plain) is not None:
        return f"{text} has digits of another alphabet", f"write {plain}"
    return None


_SLIPS: tuple[Callable[[str], Hint | None], ...] = (
    _comma,
    _percent,
    _yes_or_no,
    _half_written,
    _other_digits,
    _money_or_unit,
)
