"""A draft looked at as a whole: what is wrong with it, what it inherits, where it can be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sim.dashboard.frame.folders import SUFFIX, FolderError, Folders, plain_name
from sim.dashboard.frame.links import file_set, offer
from sim.dashboard.worlds.bounds import problems_of_scenario
from sim.dashboard.worlds.text import (
    HEAD,
    Own,
    as_value,
    line_of,
    own_of,
    with_value,
    without,
    words_only,
)
from sim.errors import Problem, ScenarioError
from sim.registry.reading.load import load, load_text
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.walk import Leaf, plain_number, value_at
from sim.registry.world import World
from sim.studies.catalogue import check_text

MOST_TOLD = 50
"""Problems that are told at once."""
UNNAMED = "draft"
LONGEST_LINK = 1800
"""Characters that every browser takes in an address."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft and what the loader says of it."""

    own: Own | None
    """What it says itself; None while it is no TOML."""
    problems: tuple[Problem, ...]
    below: World | None
    """The world it extends, as far as that is sound: what holds where the draft says nothing."""

    def problem_at(self, path: str) -> Problem | None:
        """What is wrong with one value."""
        return next((one for one in self.problems if one.address == path), None)


def checked(text: str, name: str, folders: Folders) -> Checked:
    """Look at a draft as `mutuals check` would if it were saved under that name."""
    file = _place_of(name, folders)
    own = own_of(text)
    outside = problems_of_scenario(text, str(file), folders)
    if outside:
        return Checked(own, tuple(outside), None)
    if own is not None and own.values.keys() & {"study"} | _studies(own):
        message = "is an experiment, not a scenario"
        return Checked(own, (Problem(str(file), "study", message, "start it from Studies"),), None)
    return Checked(own, tuple(check_text(text, file)), _below(own, file))


def looked_at(text: str, name: str, folders: Folders) -> tuple[Checked, list[int | None]]:
    """What is to be said of a draft, and the lines of its first problems."""
    found = checked(text, name, folders)
    return found, [line_of(text, problem.address) for problem in found.problems[:MOST_TOLD]]


def changed_text(text: str, path: str, written: str) -> str:
    """The text with one value as it was typed in the form; left out if nothing was."""
    if not written.strip():
        return without(text, path)
    return with_value(text, path, written if path in words_only() else as_value(written))


def _place_of(name: str, folders: Folders) -> Path:
    """Where a draft would be saved: what it extends is looked for beside it, so never elsewhere."""
    try:
        return folders.scenarios.root / f"{plain_name(name)}{SUFFIX}"
    except FolderError:
        return folders.scenarios.root / f"{UNNAMED}{SUFFIX}"


def _studies(own: Own) -> set[str]:
    return {path for path in own.values if path.startswith("study.")}


def _below(own: Own | None, file: Path) -> World | None:
    """The world under a draft, had from a text that only extends the same one."""
    parent = own.parent if own is not None else ""
    text = f"extends = {_quoted(parent)}\n" if parent else ""
    try:
        return load_text(text, file)
    except ScenarioError:
        return None


def _quoted(text: str) -> str:
    import tomlkit

    return tomlkit.item(text).as_string()


def worlds(folders: Folders) -> dict[str, str]:
    """Every scenario that can be opened, the user's own first, with words for a list."""
    own = {name: f"{name} (your own)" for name in folders.scenarios.names()}
    return own | {name: name for name in shipped_names("scenarios") if name not in own}


def text_of_world(name: str, folders: Folders) -> str:
    """The text of a scenario by name; raises FolderError if there is none of that name."""
    if name in folders.scenarios.names():
        return folders.scenarios.read(f"{name}{SUFFIX}")
    if name in shipped_names("scenarios"):
        return (shipped_folder("scenarios") / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    message = f"there is no scenario {name}"
    raise FolderError(message)


def copy_of(name: str) -> str:
    """The start of a scenario of one's own that differs from a shipped one."""
    title = load(name).title
    words = f"{title}, changed"
    return f'extends = {_quoted(name)}\ntitle = {_quoted(words)}\ndescription = ""\n'


def live_address(checked: Checked, text: str, name: str, folders: Folders) -> str | None:
    """Where the live view shows a draft; None while it has problems.

    What only sets single values over a shipped world is told in the address and can be shared; any
    other world is handed over under a name that holds as long as the server runs.
    """
    if checked.problems or checked.own is None:
        return None
    own = checked.own
    values = {path: value for path, value in own.values.items() if path not in HEAD}
    is_plain = not any(isinstance(value, list | tuple) for value in values.values())
    if is_plain and own.parent in shipped_names("scenarios"):
        address = live_link(own.parent, values)
        if len(address) <= LONGEST_LINK:
            return address
    return live_link(offer(load_text(text, _place_of(name, folders))), {})


def live_link(world: str, values: Mapping[str, Any], seed: int | None = None) -> str:
    """The address at which the live view opens a world with these values and this luck.

    >>> live_link("tiny", {"market.contract_months": 36}, 2)
    '/?world=tiny&seed=2&set=market.contract_months%3D36'
    """
    if file_set(values):  # No link may name a file: the world itself is handed over.
        world, values = offer(load(world, values)), {}
    parts: list[tuple[str, str]] = [("world", world)]
    parts += [("seed", str(seed))] if seed is not None else []
    parts += [("set", f"{path}={as_written(value)}") for path, value in values.items()]
    return f"/?{urlencode(parts, quote_via=quote)}"


def as_written(value: Any) -> str:
    """A value as TOML has it, words without quotes where they need none.

    >>> as_written(True), as_written(0.5), as_written("reserves_first"), as_written((1, 2))
    ('true', '0.5', 'reserves_first', '[1, 2]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_written(part) for part in value)}]"
    text = str(value)
    return text if as_value(text) == text and text.replace("_", "a").isalnum() else _quoted(text)


def inherited(below: World | None, leaf: Leaf) -> Any:
    """What holds if the draft says nothing: the value of the world below, or the default."""
    return leaf.default if below is None else value_at(below, leaf.path)


def plausible(leaf: Leaf) -> str:
    """The plausible range in words, or "" where there is none."""
    low, high = leaf.about.get("low"), leaf.about.get("high")
    if low is None or high is None or leaf.annotation is bool:
        return ""
    return f"plausible {plain_number(low)} to {plain_number(high)}"


def grounds(leaf: Leaf) -> str:
    """How well the default is known: the grade of evidence, and where it is from."""
    about = leaf.about
    return " · ".join(part for part in (about.get("basis", ""), about.get("source", "")) if part)
