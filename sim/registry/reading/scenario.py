"""From a name, a file and some overrides to a checked world, or to every problem at once."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.registry.files.names import LONGEST_NAME, name_from
from sim.registry.files.text import brief, is_there
from sim.registry.files.toml import MOST_DEEP, is_too_deep, read_toml, toml_of
from sim.registry.provenance import BASE, TracedSection, provenance
from sim.registry.reading.checks import CHECKS, Check
from sim.registry.reading.complaints import MOST_TOLD, address_of, complaints, not_finite, shown
from sim.registry.reading.layers import (
    EXTENDS,
    OWN_WORDS,
    Layer,
    Merged,
    lay,
    nest,
    plain,
)
from sim.registry.reading.wholes import with_wholes
from sim.registry.shipped import SUFFIX, shipped_folder, shipped_names
from sim.registry.walk import Leaf, defaults, leaves

Kind = TypeVar("Kind", bound=TracedSection)
Overrides = Mapping[str, Any]

LONGEST_MESSAGE = 400
MOST_PARENTS = 50
"""Scenarios that extend one another; the shipped ones are three deep."""


def read_world(
    kind: type[Kind], name_or_path: str | Path, top: Sequence[Layer], checks: Sequence[Check]
) -> Kind:
    """The world of a scenario with layers on top; raises ScenarioError with every problem found."""
    layers, problems = scenario_layers(name_or_path)
    return _build(kind, [*_own_words(kind, layers), *top], problems, checks)


def world_of_text(kind: type[Kind], text: str, path: Path, checks: Sequence[Check]) -> Kind:
    """The world of a scenario as typed, as if it were saved as `path`; raises as `read_world`."""
    layers, problems = layers_under(path, *toml_of(text, str(path)))
    return _build(kind, _own_words(kind, layers), problems, checks)


def vary_world(world: Kind, top: Sequence[Layer], checks: Sequence[Check] = CHECKS) -> Kind:
    """The same world with layers on top; remembers who set the rest."""
    kind = type(world)
    standing = provenance(world)
    below = [
        Layer(standing[leaf.path], standing[leaf.path], nest({leaf.path: value}))
        for leaf, value in _values(world)
    ]
    return _build(kind, [*below, *top], [], checks)


def override_layer(overrides: Overrides | None, set_by: str) -> list[Layer]:
    """Overrides by dotted path as a layer; raises ScenarioError for a path that is no text.

    A row of a data frame will do as well as a dictionary.
    """
    if overrides is None:
        return []
    try:
        given = dict(overrides)
    except (TypeError, ValueError):
        said = Problem(set_by, "", f"is {shown(overrides)}, but paths with values are expected")
        raise ScenarioError([said]) from None
    bad = [
        Problem(set_by, brief(str(path)), "is no dotted path", "write text")
        for path in given
        if not _is_path(path)
    ]
    bad += [
        Problem(set_by, path, f"holds more than {MOST_DEEP} lists or tables inside one another")
        for path, value in given.items()
        if _is_path(path) and is_too_deep(value)
    ]
    if bad:
        raise ScenarioError(bad)
    return [Layer(set_by, set_by, nest({path: value})) for path, value in given.items()]


def scenario_layers(name_or_path: str | Path) -> tuple[list[Layer], list[Problem]]:
    """The layers of a scenario, the deepest ancestor first, and what is wrong with its files."""
    path, problem = find_file(name_or_path, "scenarios")
    if path is None:
        return [], [problem] if problem else []
    return layers_under(path, *read_toml(path))


def layers_under(
    path: Path, settings: dict[str, Any], problems: list[Problem]
) -> tuple[list[Layer], list[Problem]]:
    """The same for a scenario whose own tables, or problems, are given: those of the file `path`.

    The file itself need not be there.
    """
    layers: list[Layer] = []
    seen: list[Path] = []
    while not problems:
        if path.resolve() in seen:
            chain = " -> ".join(part.stem for part in [*seen, path])
            message = f"goes round in a circle: {chain}"
            return layers, [Problem(layers[0].file, EXTENDS, message, "break the circle")]
        if len(seen) == MOST_PARENTS:
            message = f"leads through more than {MOST_PARENTS} scenarios"
            return layers, [Problem(layers[0].file, EXTENDS, message, "extend fewer")]
        seen.append(path.resolve())
        parent = settings.pop(EXTENDS, None)
        layers.insert(0, Layer(f"scenario {path.stem}", str(path), nest(settings)))
        above, problem = _find_parent(parent, path)
        if above is None or problem:
            return layers, [problem] if problem else []
        path = above
        settings, problems = read_toml(path)
    return layers, problems


def find_file(name_or_path: str | Path, kind: str) -> tuple[Path | None, Problem | None]:
    """The file of a path or of a shipped name, or what is wrong with the name.

    `kind` is "scenarios" or "experiments".
    """
    names = shipped_names(kind)
    if name_or_path in names:
        return shipped_folder(kind) / f"{name_or_path}{SUFFIX}", None
    if is_path(name_or_path):
        return Path(name_or_path), None
    name = str(name_or_path)
    if is_there(Path(name)) and Path(name).is_file():
        message = f"is there, but its name does not end in {SUFFIX}"
        return None, Problem(brief(name), "", message, f"name the file {Path(name).stem}{SUFFIX}")
    near = difflib.get_close_matches(name[:LONGEST_NAME], names, n=1)
    remedy = (
        f"did you mean {near[0]}?"
        if near
        else f"shipped: {', '.join(names) or 'none'}; or give a path to a file"
    )
    return None, Problem(brief(name), "", f"is none of the shipped {kind}", remedy)


def is_path(name_or_path: str | Path) -> bool:
    """Whether this is meant as a path to a file rather than as a shipped name."""
    text = str(name_or_path)
    is_named = text.lower().endswith(SUFFIX) or any(sign in text for sign in "/\\\t\n\r")
    return isinstance(name_or_path, Path) or is_named


def tables_beside(folder: Path) -> list[Path]:
    """The TOML files that lie in a folder, whatever the case of their endings."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() == SUFFIX)


def _find_parent(parent: Any, child: Path) -> tuple[Path | None, Problem | None]:
    if parent is None:
        return None, None
    if not isinstance(parent, str) or not parent:
        return None, Problem(
            str(child), EXTENDS, f"is {shown(parent)}, but text is expected", "name one scenario"
        )
    if is_path(parent):
        return child.parent / parent, None
    path, problem = find_file(parent, "scenarios")
    beside = {file.stem: file for file in tables_beside(child.parent)}
    if problem and parent in beside:
        return beside[parent], None
    return path, replace(
        problem, file=str(child), address=EXTENDS, message=f"{brief(parent)} {problem.message}"
    ) if problem else None


def _own_words(kind: type[TracedSection], layers: list[Layer]) -> list[Layer]:
    """Layers in which only the scenario itself, or else its file's name, says what it is called."""
    if not layers:
        return []
    *ancestors, own = layers
    heard = [
        replace(layer, settings={k: v for k, v in layer.settings.items() if k not in OWN_WORDS})
        for layer in ancestors
    ]
    called = own.settings.get("name", name_from(Path(own.file).stem))
    words = {
        word: text
        for word, text in (("name", called), ("title", called))
        if word in kind.model_fields
    }
    return [*heard, replace(own, settings={**words, **own.settings})]


def _build(
    kind: type[Kind], layers: Sequence[Layer], problems: list[Problem], checks: Sequence[Check]
) -> Kind:
    merged = lay(defaults(kind), layers)
    problems = [*problems, *merged.problems]
    try:
        merged.settings = with_wholes(kind, merged.settings)
        world = kind.model_validate(merged.settings, strict=True)
    except ValidationError as error:
        found = [*_infinite(merged), *complaints(kind, error, _blame(merged))]
        found = list({problem.address: problem for problem in reversed(found)}.values())[::-1]
        raise ScenarioError(
            [*problems, *found, *_checks_elsewhere(kind, merged, found, checks)]
        ) from None
    problems += [*_infinite(merged), *_checked(world, merged, checks)]
    if problems:
        raise ScenarioError(problems)
    set_by = {leaf.path: merged.setter(leaf.path) for leaf in leaves(kind)}
    world.remember({path: layer.set_by if layer else BASE for path, layer in set_by.items()})
    return world


def _blame(merged: Merged) -> Any:
    def blame(address: str) -> str:
        layer = merged.setter(address)
        return layer.file if layer else BASE

    return blame


def _infinite(merged: Merged) -> list[Problem]:
    places = [address_of(place) for place in not_finite(merged.settings)]
    remedy = "give a finite number"
    return [
        Problem(_blame(merged)(address), address, "is infinite or no number", remedy)
        for address in places
    ]


def _checked(world: TracedSection, merged: Merged, checks: Sequence[Check]) -> list[Problem]:
    found = [problem for check in checks for problem in check(world)]
    return [
        replace(
            problem,
            file=problem.file or _blame(merged)(problem.address),
            message=brief(problem.message, LONGEST_MESSAGE),
        )
        for problem in found[:MOST_TOLD]
    ]


def _checks_elsewhere(
    kind: type[TracedSection], merged: Merged, found: list[Problem], checks: Sequence[Check]
) -> list[Problem]:
    """What the checks say of the sections in which every single value is sound.

    Unsound sections give way to their defaults; a check on one of them would only confuse.
    """
    unsound = {problem.address.partition(".")[0].partition("[")[0] for problem in found}
    sound = {name: value for name, value in merged.settings.items() if name not in unsound}
    standing = {name: value for name, value in defaults(kind).items() if name in unsound}
    try:
        world = kind.model_validate({**sound, **standing}, strict=True)
    except ValidationError:
        return []
    said = _checked(world, merged, checks)
    return [
        problem
        for problem in said
        if problem.address.partition(".")[0].partition("[")[0] not in unsound
    ]


def _values(world: TracedSection) -> Iterator[tuple[Leaf, Any]]:
    dump = world.model_dump()
    for leaf in leaves(type(world)):
        value: Any = dump
        for step in leaf.path.split("."):
            value = value[step]
        yield leaf, plain(value) if not isinstance(value, dict) else value


def _is_path(path: Any) -> bool:
    return isinstance(path, str) and all(path.split("."))
