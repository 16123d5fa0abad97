"""The one way in which a text file of a user's is read, whatever it is for.

Only a plain file of a size that makes sense is opened; a byte-order mark is read past.
"""

import codecs
import stat
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem

MARK = "\ufeff"
"""Byte-order mark: what some editors write before the text."""

LONGEST_SHOWN = 60
"""Letters of a user's text that a message repeats."""

_OTHER_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOK = b"PK\x03\x04"
_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", "\x1b": r"\e"}
_NOT_PLAIN = (
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is meant to be."""

    name: str
    most_bytes: int


TOML_FILE = Kind("TOML file", 1_000_000)
TABLE_FILE = Kind("CSV file", 5_000_000)


def read_text(path: Path, kind: Kind) -> tuple[str, Problem | None]:
    """The text of a file, without byte-order mark; or why it cannot be read."""
    try:
        said = _escaped(path) or _not_plain(path, kind)
        if said is None:
            with path.open("rb") as file:
                content = file.read(kind.most_bytes + 1)
            return decoded(content, str(path), kind)
    except FileNotFoundError:
        said = ("there is no such file", _beside(path) or "check the path")
    except OSError as error:
        said = (f"cannot be read: {(error.strerror or str(error)).lower()}", f"give a {kind.name}")
    except ValueError as error:
        said = (f"cannot be read: {error}", f"give the path of a {kind.name}")
    return "", Problem(brief(str(path), 4 * LONGEST_SHOWN), "", *said)


def decoded(content: bytes, file: str, kind: Kind) -> tuple[str, Problem | None]:
    """The text of what was read from a file, or why it is none."""
    save = "save the file as UTF-8"
    if len(content) > kind.most_bytes:
        said = f"is larger than {kind.most_bytes:,} bytes, the most that is read of a {kind.name}"
        return "", Problem(file, "", said, "give a smaller file")
    if content.startswith(_WORKBOOK):
        said = "is a workbook or another packed file, not text"
        return "", Problem(file, "", said, 'save it as "CSV UTF-8 (comma delimited)"')
    if content.startswith(_OTHER_MARKS):
        return "", Problem(file, "", "is text in UTF-16 or UTF-32, not UTF-8", save)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        where = f"line {line}, byte {column}"
        return "", Problem(file, where, "is not UTF-8 text", save)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", Problem(file, f"line {line}", "holds a zero byte: it is no text", save)
    return without_mark(text), None


def is_there(path: Path) -> bool:
    """Whether a path leads to anything; a name that no system takes leads nowhere."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def without_mark(text: str) -> str:
    """A text without the byte-order mark before it, or several."""
    return text.lstrip(MARK)


def brief(text: str, most: int = LONGEST_SHOWN) -> str:
    """A user's text as a message repeats it: on one line, cut where it is long."""
    shown = "".join(_ESCAPES.get(sign, sign) for sign in text[: most + 1])
    return shown if len(text) <= most else f"{shown[:most]}... ({len(text):,} letters)"


def _escaped(path: Path) -> tuple[str, str] | None:
    """What is wrong with a path that holds codes, as one with backslashes in double quotes does."""
    text = str(path)
    if not any(sign in text for sign in _ESCAPES):
        return None
    meant = "".join(_ESCAPES.get(sign, sign) for sign in text)
    message = "holds a line break, tab or other code: in double quotes TOML reads a backslash so"
    return message, f"write the path in single quotes: '{brief(Path(meant).name)}'"


def _not_plain(path: Path, kind: Kind) -> tuple[str, str] | None:
    about = path.stat()
    if stat.S_ISREG(about.st_mode):
        return None
    what = next((words for is_so, words in _NOT_PLAIN if is_so(about.st_mode)), "is no file")
    return f"cannot be read: {what}", f"give a {kind.name}"


def _beside(path: Path) -> str | None:
    """The remedy where the folder holds a file of nearly the same name."""
    folder = path.parent
    if not is_there(folder) or not folder.is_dir():
        return None
    near = sorted(
        one.name
        for one in folder.iterdir()
        if one.name.casefold() == path.name.casefold()
        or one.stem.casefold() == path.stem.casefold()
    )
    return f"did you mean {near[0]}?" if near else None
