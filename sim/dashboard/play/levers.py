"""The assumptions as levers: grouped, described, with what policy can move first."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.registry.evidence import KEY, evidence
from sim.registry.files.toml import read_toml
from sim.registry.reading.layers import nest
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.table import Parameter, parameter_list
from sim.registry.walk import leaves, plain_number, section_at, value_at
from sim.registry.words import SERVICE_TITLES
from sim.registry.world import World
from sim.telling.words import capital, spoken

POLICY = "Policy levers"
PREFIX = "lever_"
"""How the shipped worlds begin that move one lever each."""
FIRST_SECTIONS = ("market", "policy", "forms", "scoring", "bidding")
"""Sections in the order in which their policy levers are shown; others follow."""
SERVICE_SECTION = "services"


@dataclass(frozen=True, slots=True)
class Lever:
    """One assumption that can be changed on a page."""

    parameter: Parameter
    names: tuple[str, ...]
    """What a choice may be; empty for anything else."""

    @property
    def path(self) -> str:
        """Dotted path."""
        return self.parameter.path

    @property
    def words(self) -> str:
        """Its name in words, with the section where that says more."""
        *sections, name = self.path.split(".")
        inner = sections[1:]
        if sections[:1] == [SERVICE_SECTION]:
            inner = [SERVICE_TITLES[sections[1]], *sections[2:]]
        said = capital(spoken(name))
        return f"{said} ({', '.join(spoken(part) for part in inner)})" if inner else said

    @property
    def about(self) -> str:
        """Unit, plausible range, basis and source, in a line."""
        row = self.parameter
        said = [] if row.type in ("bool", "name") else [row.unit]
        if row.low is not None and row.type in ("int", "float"):
            said.append(f"plausible {plain_number(row.low)} to {plain_number(row.high)}")
        why = KEY.sub("", row.source).strip(" ,;")
        return "; ".join([*said, f"{row.basis}: {why}" if why else row.basis])

    @property
    def evidence(self) -> list[str]:
        """What the rows of the evidence table say that it rests on, each with its source."""
        rows = (evidence()[key] for key in KEY.findall(self.parameter.source))
        return [f"{row.topic}: {row.value} ({row.source})" for row in rows]

    def matches(self, wanted: str) -> bool:
        """Whether every word sought is in its path, its name or its meaning."""
        text = f"{self.path} {self.words} {self.parameter.meaning}".casefold()
        return all(word in text for word in wanted.casefold().split())


@functools.cache
def levers() -> dict[str, Lever]:
    """Every assumption by path, in the order of the schema."""
    names = {leaf.path: leaf.names for leaf in leaves(World)}
    return {row.path: Lever(row, names[row.path]) for row in parameter_list()}


@functools.cache
def groups() -> dict[str, tuple[str, ...]]:
    """Paths by group: the policy levers first, then every section of the world."""
    found: dict[str, list[str]] = {POLICY: list(policy_paths())}
    for path in levers():
        found.setdefault(section_words(path.split(".")[0]), []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def section_words(section: str) -> str:
    """The first words that the schema says of a section, such as "Staff: pay, leaving"."""
    kind = section_at(World, (section,))
    about = (kind.__doc__ or "").splitlines()[0].rstrip(".") if kind else ""
    return (
        f"{capital(spoken(section))}: {about[:1].lower()}{about[1:]}" if about else spoken(section)
    )


@functools.cache
def policy_paths() -> tuple[str, ...]:
    """What the shipped lever worlds move, each once."""
    found: dict[str, None] = {}
    for name in shipped_names():
        if name.startswith(PREFIX):
            tables, _ = read_toml(shipped_folder("scenarios") / f"{name}.toml")
            found |= dict.fromkeys(_paths(tables))
    order = {section: place for place, section in enumerate(FIRST_SECTIONS)}
    known = [path for path in found if path in levers()]
    return tuple(sorted(known, key=lambda path: order.get(path.split(".")[0], len(order))))


def _paths(tables: Mapping[str, Any], prefix: str = "") -> list[str]:
    found = []
    for name, value in nest(tables).items():
        inside = _paths(value, f"{prefix}{name}.") if isinstance(value, dict) else None
        found += [f"{prefix}{name}"] if inside is None else inside
    return found


def written(world: World, path: str) -> str:
    """A value of a world as one types it."""
    value = value_at(world, path)
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_number(value) if isinstance(value, int | float) else str(value)
