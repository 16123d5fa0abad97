"""A scenario as text and as values: one place of the text changed, all else left as it stands.

The form and the text of the editor stay in step because the text is the only draft there is: the
form reads its values from it and writes each change into it.
"""

import re
import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from sim.errors import MutualsError
from sim.registry.files.toml import has_long_name, toml_of
from sim.registry.reading.layers import EXTENDS, OWN_WORDS, nest
from sim.registry.walk import Leaf, leaves, section_paths
from sim.registry.world import World

DRAFT = """\
# What differs from the world it extends, and nothing else.
extends = "england"
title = "My world"
description = "What this world is for."
"""
HEAD = (EXTENDS, *OWN_WORDS)
"""What a scenario says at its top: where it starts from, and what it is called."""

_HEADING = re.compile(r"\s*\[{1,2}([^\]]+)\]{1,2}")
_SETTING = re.compile(r"\s*([\w.\"'-]+)\s*=")
_LINE = re.compile(r"line (\d+)")
_LISTED = re.compile(r"(.*?)\[(\d+)\](.*)")


class EditError(MutualsError):
    """A change that cannot be written into the text."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a text says itself."""

    values: Mapping[str, Any]
    """By dotted path: single values, and lists of tables as a whole."""

    @property
    def parent(self) -> str:
        """The world it extends; "" if none."""
        found = self.values.get(EXTENDS, "")
        return found if isinstance(found, str) else ""


def own_of(text: str) -> Own | None:
    """What a text says itself, or None while it is no TOML, or beyond all measure."""
    tables, problems = toml_of(text, "")
    return None if problems else Own(dict(_flat(nest(tables))))


def in_form() -> list[Leaf]:
    """The values a form can show: numbers, switches, choices and words, no lists."""
    return [leaf for leaf in leaves(World) if leaf.path not in HEAD and _is_single(leaf)]


def groups() -> list[str]:
    """The groups of assumptions, in the order of the schema."""
    return [path for path in section_paths(World) if any(_is_in(path, one) for one in in_form())]


def of_group(group: str) -> list[Leaf]:
    """The values of one group, without those of groups inside it."""
    return [leaf for leaf in in_form() if _is_in(group, leaf)]


def words_only() -> set[str]:
    """Paths of what is always text, even if it looks like a number."""
    return {EXTENDS} | {leaf.path for leaf in leaves(World) if leaf.annotation is str}


def with_value(text: str, path: str, value: Any) -> str:
    """The text with one value set; raises EditError if the text cannot take it as it stands."""
    document = _document(text if not text or text.endswith("\n") else f"{text}\n")
    found = _find(document, path)
    try:
        if found is not None:
            table, key = found
            _replace(table, key, value)
        else:
            _add(document, path, value)
    except TOMLKitError as error:
        message = f"{path} cannot be set in this text: {error}"
        raise EditError(message) from None
    written = tomlkit.dumps(document)
    if own_of(written) is None:
        message = f"{path} cannot be set in this text; write it by hand"
        raise EditError(message)
    return written


def without(text: str, path: str) -> str:
    """The text with one value left out, so that the world it extends says it again."""
    document = _document(text)
    found = _find(document, path)
    if found is None:
        return text
    table, key = found
    del table[key]
    _sweep(document, path)
    return f"{tomlkit.dumps(document).rstrip()}\n"


def as_value(written: str) -> Any:
    """What was typed into a field, as a value: TOML if it is, else the words themselves.

    >>> as_value("36"), as_value("true"), as_value("reserves_first"), as_value(" 0,5 ")
    (36, True, 'reserves_first', '0,5')
    """
    words = written.strip()
    try:
        tables = tomllib.loads(f"value = {words}")
    except (ValueError, RecursionError):  # also of a number too long to be read
        return words
    found = tables["value"]
    is_single = isinstance(found, bool | int | float) and list(tables) == ["value"]
    return found if is_single else words


def line_of(text: str, address: str) -> int | None:
    r"""The line, from 1, at which an address such as "market.tenders" is written; None if nowhere.

    >>> line_of("[market]\ntenders = 2\n", "market.tenders")
    2
    """
    if found := _LINE.match(address):
        return int(found.group(1))
    if address.endswith("end of document"):
        return text.count("\n") + 1
    places = _lines(text)
    while address:
        if address in places:
            return places[address]
        inside = [line for place, line in places.items() if place.startswith(f"{address}.")]
        if inside:
            return min(inside)
        address = re.sub(r"(\[\d+\]|\.[^.\[]+|^[^.\[]+)$", "", address)
    return None


def _lines(text: str) -> dict[str, int]:
    """The line of every heading and every setting, by address; tables of a list from 1."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _HEADING.fullmatch(line.partition("#")[0].rstrip()):
            section = _unquoted(found.group(1))
            if line.lstrip().startswith("[["):
                counts[section] = counts.get(section, 0) + 1
                section = f"{section}[{counts[section]}]"
            places.setdefault(section, number)
        elif found := _SETTING.match(line):
            name = _unquoted(found.group(1))
            places.setdefault(f"{section}.{name}" if section else name, number)
    return places


def _unquoted(name: str) -> str:
    return re.sub(r"[\"'\s]", "", name)


def _document(text: str) -> tomlkit.TOMLDocument:
    if has_long_name(text):
        message = "The text has a name of too many parts; mend it there first."
        raise EditError(message)
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        message = f"The text is not TOML as it stands ({error}); mend it there first."
        raise EditError(message) from None


def _find(table: Any, path: str) -> tuple[Any, str] | None:
    """The table in which a path is set, and under which key, however the path is divided."""
    for key in list(table):
        if key == path:
            return table, key
        inner = table[key]
        if path.startswith(f"{key}.") and isinstance(inner, MutableMapping):
            found = _find(inner, path[len(key) + 1 :])
            if found is not None:
                return found
    return None


def _replace(table: Any, key: str, value: Any) -> None:
    """Put a value where one stands, keeping the comment behind it."""
    old = table[key]
    new = tomlkit.item(value)
    if hasattr(old, "trivia"):
        new.trivia.comment_ws = old.trivia.comment_ws
        new.trivia.comment = old.trivia.comment
        new.trivia.trail = old.trivia.trail
    table[key] = new


def _add(document: tomlkit.TOMLDocument, path: str, value: Any) -> None:
    """Write a value that is not there yet, under the nearest heading there is."""
    *sections, name = path.split(".")
    table: Any = document
    while sections and sections[0] in table:
        table = table[sections.pop(0)]
        if not isinstance(table, MutableMapping):
            message = f"{path} cannot be set: a single value stands where its group should be"
            raise EditError(message)
    if not sections:
        table[name] = value
        return
    # Inside a table written on one line there are no headings.
    has_headings = isinstance(table, tomlkit.TOMLDocument | Table)
    new: Any = tomlkit.table() if has_headings else tomlkit.inline_table()
    new[name] = value
    for section in reversed(sections[1:]):
        outer = tomlkit.table(is_super_table=True)
        outer[section] = new
        new = outer
    if table is document and not tomlkit.dumps(document).endswith("\n\n"):
        document.add(tomlkit.nl())
    table[sections[0]] = new


def _sweep(document: tomlkit.TOMLDocument, path: str) -> None:
    """Take away headings under which nothing is left, not even a comment."""
    sections = path.split(".")[:-1]
    while sections:
        table: Any = document
        for section in sections[:-1]:
            table = table.get(section, {})
        inner = table.get(sections[-1])
        if not isinstance(inner, Table) or inner.as_string().strip():
            return
        del table[sections[-1]]
        sections.pop()


def _flat(tables: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, value in tables.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found


def _is_single(leaf: Leaf) -> bool:
    return bool(leaf.names) or leaf.annotation in (bool, int, float, str)


def _is_in(group: str, leaf: Leaf) -> bool:
    return leaf.path.rpartition(".")[0] == group
