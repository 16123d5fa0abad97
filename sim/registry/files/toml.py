"""TOML as users write it: its tables, or what is wrong with it in words."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import Problem
from sim.registry.files.hints import line_hint
from sim.registry.files.text import TOML_FILE, decoded, read_text, without_mark

MOST_DEEP = 32
"""Tables and lists inside one another; no file of ours has more than six."""

_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s.,\[\]{}=#"']+)[ \t]*\.[ \t]*"""
_LONG_NAME = re.compile(rf"""(?<![^\s.,\[\]{{}}=#"'])(?:{_PART}){{{MOST_DEEP}}}""")
_DEEP = f"has names or lists more than {MOST_DEEP} deep inside one another"


def read_toml(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The tables of a TOML file, or why it cannot be read."""
    text, problem = read_text(path, TOML_FILE)
    return ({}, [problem]) if problem else toml_of(text, str(path))


def toml_of(text: str, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """The tables of a text in TOML, or why it is none; `file` is what the problem names."""
    text = without_mark(text)
    if len(text) > TOML_FILE.most_bytes:
        return {}, [problem for problem in [decoded(text.encode(), file, TOML_FILE)[1]] if problem]
    if has_long_name(text):
        return {}, [Problem(file, "", _DEEP, "write it more simply")]
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [_not_toml(text, file, str(error))]
    except RecursionError:
        return {}, [Problem(file, "", _DEEP, "write it more simply")]
    except ValueError:
        message = "holds a number of more than 4,300 digits"
        return {}, [Problem(file, "", message, "write a number that means something")]
    if is_too_deep(tables):
        return {}, [Problem(file, "", _DEEP, "write it more simply")]
    return tables, []


def has_long_name(text: str) -> bool:
    """Whether a dotted name goes too deep, as the text alone tells.

    The time of a reader of TOML grows with the square of a name's parts.

    >>> has_long_name("a.b.c = 1"), has_long_name("x = {" + "a.b . 'c'." * 20 + "d = 1}")
    (False, True)
    """
    return _LONG_NAME.search(text) is not None


def is_too_deep(value: Any) -> bool:
    """Whether tables and lists lie deeper inside one another than anybody means."""
    level = [value]
    for _ in range(MOST_DEEP):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    """The tables and lists that lie in a table or list."""
    parts = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list | tuple):
        return []
    return [part for part in parts if isinstance(part, Mapping | list | tuple)]


def _not_toml(text: str, file: str, said: str) -> Problem:
    """What the reader found, with what to write where the line shows a usual slip."""
    address, lines = "", text.splitlines()
    if found := re.search(r" \(at (.*)\)$", said):
        said, address = said[: found.start()], found.group(1)
    number = re.match(r"line (\d+)", address)
    line = text.split("\n")[int(number[1]) - 1] if number else (lines[-1] if lines else "")
    hint = line_hint(line[:1000])
    if hint:
        return Problem(file, address, f"is not TOML: {hint[0]}", hint[1])
    return Problem(file, address, f"is not TOML: {said[:1].lower()}{said[1:]}", "mend the line")
