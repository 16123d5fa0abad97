"""What a text from the browser may name: shipped worlds, and files of the chosen folders.

A scenario may extend a file and name a table of councils, an experiment may name a scenario and a
table of points. On the command line any path will do; a text that came through the browser may not
lead out of the folders.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.dashboard.frame.folders import SUFFIX, FolderError, Folders, OutsideError, leads_away
from sim.errors import MutualsError, Problem
from sim.registry.files.toml import toml_of
from sim.registry.reading.layers import EXTENDS, nest
from sim.registry.shipped import shipped_folder, shipped_names

POINTS = "design.file"
OUTSIDE = "names a file outside the chosen folders"
_TABLE = "table"
_SCENARIO = "scenario"
_REMEDY = "name a shipped one, or one of your own"
_TABLE_REMEDY = "name a shipped table of councils, without a path"
_POINTS_REMEDY = "name a plain file in the working folder, such as ../points.csv"
MOST_ANCESTORS = 20


def problems_of_scenario(text: str, file: str, folders: Folders) -> list[Problem]:
    """Names in a scenario, and in those it extends, that lead out of the chosen folders."""
    seen: set[str] = set()
    while len(seen) < MOST_ANCESTORS:
        found, parent = _look(text, file)
        if found or parent in ("", *shipped_names("scenarios"), *seen):
            return found  # The check itself tells of a circle.
        seen.add(parent)
        try:
            name = f"{parent.removesuffix(SUFFIX)}{SUFFIX}"
            if not folders.scenarios.place(name).exists():
                return []  # The check itself says that it is not there.
            text = folders.scenarios.read(name)
        except OutsideError:
            message = f"{parent} leads out of your scenarios"
            return [Problem(file, EXTENDS, message, _remedy(EXTENDS))]
        except FolderError as error:
            return [Problem(file, EXTENDS, str(error), _remedy(EXTENDS))]
        file = str(folders.scenarios.root / name)
    message = f"has more than {MOST_ANCESTORS} scenarios under it"
    return [Problem(file, EXTENDS, message, "extend one that is nearer to a shipped one")]


def _look(text: str, file: str) -> tuple[list[Problem], str]:
    """What is wrong with one text, and what it extends; "" if nothing."""
    written, problems = toml_of(text, file)
    if problems:
        return problems, ""
    tables = nest(written)
    found = [
        Problem(file, address, OUTSIDE, _remedy(address))
        for address, name in _names(tables)
        if is_outside(address, name)
    ]
    parent = tables.get(EXTENDS)
    return found, parent if isinstance(parent, str) else ""


def problems_of_experiment(text: str, file: str, folders: Folders) -> list[Problem]:
    """Names in an experiment that lead out of the chosen folders."""
    tables, problems = toml_of(text, file)
    if problems:
        return problems
    found = _problems_of_points(tables, file, folders)
    for address, name in _names(tables):
        if address.endswith(_SCENARIO) and _is_own(name, folders):
            own = folders.scenarios.read(Path(name).name)
            found += problems_of_scenario(own, name, folders)
        elif is_outside(address, name) or (address.endswith(_SCENARIO) and name.endswith(SUFFIX)):
            found.append(Problem(file, address, OUTSIDE, _remedy(address)))
    return found


def _problems_of_points(tables: Mapping[str, Any], file: str, folders: Folders) -> list[Problem]:
    """What is wrong with the table of points of a design: it lies in the working folder."""
    design = nest(tables).get("design")
    name = design.get("file") if isinstance(design, Mapping) else None
    if not isinstance(name, str) or not name:
        return []
    try:
        folders.refuse_points(name)
    except MutualsError as error:
        return [Problem(file, POINTS, str(error), _POINTS_REMEDY)]
    return []


def _remedy(address: str) -> str:
    return _TABLE_REMEDY if _is_table(address) else _REMEDY


def _is_own(name: str, folders: Folders) -> bool:
    """Whether a scenario is one of the user's own, as an experiment names it."""
    shelf = folders.scenarios
    prefix = f"{shelf.root.name}/"
    inside = name.removeprefix(prefix).removesuffix(SUFFIX)
    return name == f"{prefix}{inside}{SUFFIX}" and inside in shelf.names()


def _names(tables: Any, address: str = "") -> Iterator[tuple[str, str]]:
    """Address and text of everything that is read as the name of a file."""
    if isinstance(tables, Mapping):
        for key, value in tables.items():
            yield from _names(value, f"{address}.{key}" if address else str(key))
    elif isinstance(tables, list | tuple):
        for place, value in enumerate(tables, start=1):
            yield from _names(value, f"{address}[{place}]")
    elif isinstance(tables, str) and _names_a_file(address):
        yield address, tables


def _names_a_file(address: str) -> bool:
    return bool({EXTENDS, _SCENARIO, _TABLE} & set(re.split(r"[.\[]", address)))


def _is_table(address: str) -> bool:
    return _TABLE in re.split(r"[.\[]", address)


def is_outside(address: str, name: str) -> bool:
    """Whether a name would be read from elsewhere: a table of councils must be a shipped one."""
    if _is_table(address):
        return name not in {path.name for path in (shipped_folder("scenarios") / "data").iterdir()}
    return leads_away(name)
