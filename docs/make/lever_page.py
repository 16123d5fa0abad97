"""The page of levers: what councils and governments could set, made from the registry.

A lever that is declared in the registry appears here by itself, with the worlds that pull it and
what it moved when it was measured.
"""

import tomllib
from collections.abc import Iterator

from docs.make.effects_read import shown, strongest_of
from docs.make.mechanism_pages import Told, link, matching, table_row, told
from docs.make.mechanisms import LEVERS
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.walk import Leaf

HEADING = ("lever", "what it does", "default", "plausible", "worlds that pull it", "moves most")
BESIDE_HEADING = ("beside a lever", "what", "default", "unit")
_ABOUT = (
    "# Levers",
    "",
    "What a council or a government could set. Each is a parameter with a default that is today's",
    "usual practice; a scenario sets it by its path, a study compares its values as arms. A name",
    "that is a link leads to the words and the equation; the sentence beside it is what the",
    "registry says. What moved was measured as [effects](effects.md) says; the worlds are files in",
    "`scenarios/`.",
    "",
    "This page is made by `make pages` from `sim/registry/` and the shipped worlds. To add a",
    "lever, see [adding to the model](adding.md).",
    "",
)


def levers_page() -> str:
    """Every lever of the registry as a page of Markdown: docs/levers.md."""
    sections = {one.switch: one for one in told()}
    found = [matching(row.switch)[0] for row in LEVERS]
    worlds = _worlds()
    rows = [_cells(leaf, sections, worlds.get(leaf.path, [])) for leaf in found]
    beside = [leaf for leaf in matching("policy.*") if not leaf.is_lever]
    return "\n".join(
        [
            *_ABOUT,
            *(table_row(HEADING), table_row(["---"] * len(HEADING)), *map(table_row, rows)),
            *("", "What some of them amount to is said by parameters that stand beside them:", ""),
            *(table_row(BESIDE_HEADING), table_row(["---"] * len(BESIDE_HEADING))),
            *(table_row(_beside_cells(leaf)) for leaf in beside),
            "",
        ]
    )


def _cells(leaf: Leaf, sections: dict[str, Told], worlds: list[str]) -> list[str]:
    name = f"`{leaf.path}`"
    if leaf.path in sections:
        name = f"{link(sections[leaf.path])} {name}"
    return [
        name,
        leaf.info.description or "",
        shown(leaf.default),
        _plausible(leaf),
        ", ".join(f"`{world}`" for world in worlds) or "none yet",
        strongest_of(leaf.path),
    ]


def _beside_cells(leaf: Leaf) -> list[str]:
    unit = ", ".join(leaf.names) or leaf.unit
    return [f"`{leaf.path}`", leaf.info.description or "", shown(leaf.default), unit]


def _plausible(leaf: Leaf) -> str:
    if leaf.annotation is bool:
        return "on, off"
    low, high = leaf.about["low"], leaf.about["high"]
    return f"{shown(low)} to {shown(high)} {leaf.unit}"


def _worlds() -> dict[str, list[str]]:
    """Shipped worlds by the paths they set."""
    found: dict[str, list[str]] = {}
    for name in shipped_names("scenarios"):
        text = (shipped_folder("scenarios") / f"{name}.toml").read_text(encoding="utf-8")
        for path in _paths(tomllib.loads(text)):
            found.setdefault(path, []).append(name)
    return found


def _paths(tables: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
