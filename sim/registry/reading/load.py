"""The door: a scenario, with overrides, becomes a World or a list of everything wrong with it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.registry.files.hints import hint_for
from sim.registry.files.text import brief
from sim.registry.files.toml import toml_of
from sim.registry.provenance import provenance, world_hash
from sim.registry.reading.checks import CHECKS
from sim.registry.reading.scenario import (
    Overrides,
    override_layer,
    read_world,
    vary_world,
    world_of_text,
)
from sim.registry.world import World

__all__ = [
    "load",
    "load_text",
    "parse_setting",
    "parse_settings",
    "provenance",
    "vary",
    "world_hash",
]

COMMAND_LINE, CALLER = "command line", "settings"
"""Who sets values that stand in no file: who types a command, or a script."""
_BARE_WORD = re.compile(r"[A-Za-z_][\w-]*")


def load(
    name_or_path: str | Path, overrides: Overrides | None = None, *, set_by: str = CALLER
) -> World:
    """Load a scenario by shipped name or by path, with values set by dotted path on top.

    `set_by` labels the overrides in the provenance. Raises ScenarioError with every problem.
    """
    return read_world(World, name_or_path, override_layer(overrides, set_by), CHECKS)


def load_text(text: str, path: Path) -> World:
    """The world of a scenario as typed, as if it were saved as `path`; nothing is written.

    Raises ScenarioError with every problem.
    """
    return world_of_text(World, text, path, CHECKS)


def vary(world: World, overrides: Overrides, *, set_by: str) -> World:
    """The same world with some values set anew, checked as a whole.

    `set_by` labels them in the provenance. Raises ScenarioError with every problem.
    """
    return vary_world(world, override_layer(overrides, set_by), CHECKS)


def parse_setting(text: str) -> tuple[str, Any]:
    """One setting as typed, "market.contract_months=36": its path and its value, read as TOML.

    A single word that is not TOML is read as text, so that no quotes need be escaped in a shell.

    >>> parse_setting("market.contract_months=36"), parse_setting("rules.surplus=reserves_first")
    (('market.contract_months', 36), ('rules.surplus', 'reserves_first'))
    """
    path, equals, written = (part.strip() for part in text.partition("="))
    if not equals or not path or not written:
        raise ScenarioError(
            [
                Problem(
                    COMMAND_LINE,
                    brief(text),
                    "is no setting",
                    "write PATH=VALUE, such as market.tenders=2",
                )
            ]
        )
    tables, problems = toml_of(f"value = {written}", COMMAND_LINE)
    if problems and _BARE_WORD.fullmatch(written):
        return path, written
    if list(tables) != ["value"]:
        hint = hint_for(written) or (
            f"{brief(written)} is no value",
            'write a number, true, false, "text" or [a, list]',
        )
        raise ScenarioError([Problem(COMMAND_LINE, brief(path), *hint)])
    return path, tables["value"]


def parse_settings(texts: Iterable[str]) -> dict[str, Any]:
    """Several settings as typed, by dotted path; raises ScenarioError for all that are unsound."""
    settings: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            path, value = parse_setting(text)
        except ScenarioError as error:
            problems += error.problems
            continue
        if path in settings:
            problems.append(Problem(COMMAND_LINE, path, "is set twice", "keep one of the two"))
        settings[path] = value
    if problems:
        raise ScenarioError(problems)
    return settings
