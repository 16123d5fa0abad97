"""What the tables know of each mechanism, for the pages of docs/mechanisms/.

A page is written by hand: words, equation, worked example. Below each stands a block made from the
registry, the evidence and the measured effects, between two marks that no reader sees:

    <!-- made: mechanisms.voice | staff.voice_full_members -->
    <!-- made ends -->

The mark names the switch (or a hyphen, where a rule has none) and, after the bar, parameters beside
those that `docs/make/mechanisms.py` lists for the switch. `make pages` fills the blocks.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from docs.make.effects_read import effect_line, how_measured, measured, shown, strongest_of
from docs.make.mechanisms import MECHANISMS, Mechanism
from sim.registry.evidence import KEY, evidence
from sim.registry.shipped import CHECKOUT
from sim.registry.table import FACT
from sim.registry.walk import Leaf, leaves
from sim.registry.world import World

FOLDER = CHECKOUT / "docs" / "mechanisms"
BLOCK = re.compile(
    r"<!-- made: (?P<switch>\S+)(?: \| (?P<more>[^>]*?))? -->\n(?P<body>.*?)<!-- made ends -->",
    re.DOTALL,
)
SECTION = re.compile(r"^## (?P<title>.+)$", re.M)
NO_SWITCH = "-"
HEADING = ("parameter", "what", "default (plausible)", "unit", "basis, evidence")
INDEX_HEADING = ("mechanism", "switch", "default", "moves most (on less off)")


@dataclass(frozen=True, slots=True)
class Told:
    """One mechanism as a page tells it."""

    page: str
    title: str
    switch: str
    parameters: tuple[str, ...]


def pages() -> list[Path]:
    """The pages of mechanisms, in the order of their names."""
    return sorted(FOLDER.glob("*.md"))


def filled(text: str) -> str:
    """A page with every block made anew."""
    return BLOCK.sub(lambda found: _block(found["switch"], found["more"] or ""), text)


def told() -> Iterator[Told]:
    """Every mechanism that a page tells, in the order of the pages."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            title = [one["title"] for one in SECTION.finditer(text, 0, found.start())][-1]
            listed = _parameters(found["switch"], found["more"] or "")
            yield Told(page.name, title, found["switch"], listed)


def matching(pattern: str) -> list[Leaf]:
    """The parameters that a path stands for; a * is any one name."""
    return [leaf for leaf in _leaves() if fnmatchcase(leaf.path, pattern)]


def mechanisms_page() -> str:
    """Every switch with its page and what it moves: docs/mechanisms.md."""
    listed = list(told())
    switched = [one for one in listed if one.switch != NO_SWITCH]
    rules = [one for one in listed if one.switch == NO_SWITCH]
    return "\n".join(
        [
            *_about(switched),
            table_row(INDEX_HEADING),
            table_row(["---"] * len(INDEX_HEADING)),
            *(table_row([link(one), f"`{one.switch}`", *_at_rest(one.switch)]) for one in switched),
            "",
            "Rules without a switch of their own: " + ", ".join(map(link, rules)) + ".",
            "",
        ]
    )


def _not_measured(unknown: list[str]) -> list[str]:
    """Which switches have not been measured since they came."""
    names = ", ".join(f"`{name}`" for name in unknown)
    return [f"Not measured yet: {names}.", ""] if unknown else []


def _about(switched: list[Told]) -> list[str]:
    found = {one.switch: measured(one.switch) for one in switched}
    silent = [name for name, rows in found.items() if rows and not any(m.moved for m in rows)]
    unknown = [name for name, rows in found.items() if not rows]
    return [
        "# Mechanisms",
        "",
        f"The {len(switched)} switches of the model. Each leads to its words, its equation, a",
        "worked example that the tests run, its parameters with their evidence, and what it moved",
        "when it was measured. The last column repeats the strongest of the outcomes that were",
        f"named before the measurement ({how_measured()}; 95% intervals over luck).",
        "[Effects](effects.md) says how it was done.",
        "",
        f"{len(silent)} of them moved none of their outcomes beyond chance there: "
        + ", ".join(f"`{name}`" for name in silent)
        + ". What is inert in one measurement may matter in a longer run, or in another world.",
        "",
        *_not_measured(unknown),
        "`make pages` makes this table from `docs/make/mechanisms.py`, `docs/effects.csv` and the",
        "pages.",
        "",
    ]  # fmt: skip


def _at_rest(switch: str) -> list[str]:
    """What a switch is unless said, and the outcome it moves most."""
    return [shown(matching(switch)[0].default), strongest_of(switch)]


def link(one: Told) -> str:
    """A link to the section of a mechanism."""
    anchor = re.sub(r"[^\w\- ]", "", one.title.lower()).replace(" ", "-")
    return f"[{one.title}](mechanisms/{one.page}#{anchor})"


def _block(switch: str, more: str) -> str:
    mark = f"{switch} | {more}" if more else switch
    body = [f"<!-- made: {mark} -->", "", *_body(switch, more), "<!-- made ends -->"]
    return "\n".join(body)


def _body(switch: str, more: str) -> Iterator[str]:
    if switch != NO_SWITCH:
        yield from (_switch_line(switch), "")
    listed = _parameters(switch, more)
    if listed:
        yield from (table_row(HEADING), table_row(["---"] * len(HEADING)))
        yield from (table_row(_cells(path)) for path in listed)
        yield ""
    yield from (*_evidence_lines((switch, *listed)), "")
    if switch != NO_SWITCH:
        yield from (effect_line(switch), "")


def _parameters(switch: str, more: str) -> tuple[str, ...]:
    row = _row_of(switch)
    listed = (*(row.parameters if row else ()), *more.split())
    return tuple(dict.fromkeys(path for path in listed if path != switch))


def _row_of(switch: str) -> Mechanism | None:
    return next((row for row in MECHANISMS if row.switch == switch), None)


def _switch_line(switch: str) -> str:
    leaf = matching(switch)[0]
    return f"*Switch* `{switch}`, {shown(leaf.default)} unless said: {leaf.info.description}"


def _cells(path: str) -> list[str]:
    found = matching(path)
    leaf = found[0]
    grades = dict.fromkeys(str(one.about.get("basis", "")) for one in found if one.unit != FACT)
    rows = dict.fromkeys(key for one in found for key in KEY.findall(_source(one)))
    unit = ", ".join(leaf.names) or leaf.unit
    says = leaf.info.description or ""
    return [f"`{path}`", says, _values(found), unit, " ".join([*grades, *rows]) or FACT]


def _values(found: list[Leaf]) -> str:
    """Default and plausible range; for each of several places alike, by its name."""
    if len(found) == 1:
        return _with_range(found[0])
    same = len({_with_range(leaf) for leaf in found}) == 1
    if same:
        return f"{_with_range(found[0])}, each"
    return "; ".join(f"{leaf.path.split('.')[1]} {_with_range(leaf)}" for leaf in found)


def _with_range(leaf: Leaf) -> str:
    if leaf.unit == FACT:
        return "as the scenario lists" if isinstance(leaf.default, tuple) else shown(leaf.default)
    low, high = leaf.about.get("low"), leaf.about.get("high")
    if low is None or isinstance(leaf.default, bool):
        return shown(leaf.default)
    return f"{shown(leaf.default)} ({shown(low)} to {shown(high)})"


def _source(leaf: Leaf) -> str:
    return str(leaf.about.get("source", ""))


def _evidence_lines(paths: Iterable[str]) -> Iterator[str]:
    """The rows of evidence that any of the parameters names."""
    found = [leaf for path in paths if path != NO_SWITCH for leaf in matching(path)]
    keys = dict.fromkeys(key for leaf in found for key in KEY.findall(_source(leaf)))
    if not keys:
        yield "*Evidence*: none was found; all of it is assumed."
        return
    yield from ("*Evidence*", "")
    for key in sorted(keys, key=lambda one: int(one[1:])):
        row = evidence()[key]
        source = f"[{row.source}](<{row.url}>)" if row.url else row.source
        yield f"- {key}, {row.topic}: {row.value} ({row.period_place}; {row.status}; {source})"


@functools.cache
def _leaves() -> tuple[Leaf, ...]:
    return tuple(leaves(World))


def table_row(cells: Iterable[str]) -> str:
    """A row of a table in Markdown."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
