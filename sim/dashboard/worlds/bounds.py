"""What a text from the browser may name: shipped worlds, and files of the chosen folders.

A scenario may extend a file and name a table of councils, an experiment may name a scenario. On the
command line any path will do; a text that came through the browser may not lead out of the folders.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.dashboard.frame.folders import SUFFIX, FolderError, Folders, OutsideError, leads_away
from sim.errors import Problem
from sim.registry.files.toml import toml_of
from sim.registry.reading.layers import EXTENDS, nest
from sim.registry.shipped import shipped_folder, shipped_names

_TABLE = "table"
_SCENARIO = "scenario"
_REMEDY = "name a shipped one, or one of your own by its bare name"
_TABLE_REMEDY = "name a shipped table of councils, without a path"
MOST_ANCESTORS = 20


def problems_of_scenario(text: str, file: str, folders: Folders) -> list[Problem]:
    """Names in a scenario, and in those it extends, that lead out of the chosen folders."""
    found: list[Problem] = []
    for _ in range(MOST_ANCESTORS):
        tables = nest(toml_of(text, file)[0])
        found += [
            Problem(file, address, "names a file outside the chosen folders", _remedy(address))
            for address, name in _names(tables)
            if is_outside(address, name)
        ]
        parent = tables.get(EXTENDS)
        if found or not isinstance(parent, str) or parent in ("", *shipped_names("scenarios")):
            return found
        try:
            name = f"{parent.removesuffix(SUFFIX)}{SUFFIX}"
            text = folders.scenarios.read(name)
        except OutsideError:
            remedy = _remedy(EXTENDS)
            return [Problem(file, EXTENDS, f"{parent} leads out of your scenarios", remedy)]
        except FolderError:
            return found  # The check itself says that it is not there.
        file = str(folders.scenarios.root / name)
    return found


def problems_of_experiment(text: str, file: str, folders: Folders) -> list[Problem]:
    """Names in an experiment that lead out of the chosen folders."""
    tables = toml_of(text, file)[0]
    found = []
    for address, name in _names(tables):
        if address.endswith(_SCENARIO) and _is_own(name, folders):
            own = folders.scenarios.read(Path(name).name)
            found += problems_of_scenario(own, name, folders)
        elif is_outside(address, name):
            message = "names a file outside the chosen folders"
            found.append(Problem(file, address, message, _remedy(address)))
    return found


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
