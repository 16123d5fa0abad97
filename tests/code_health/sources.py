"""The code as text and as trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.places import ROOT

SIM = ROOT / "sim"
TESTS = ROOT / "tests"


def files(*places: str) -> list[Path]:
    """Python files of the package, or those at some of its places: a file, or a folder with some."""
    found = [path for place in places or (".",) for path in _files_at(SIM / place)]
    return sorted(found)


def _files_at(place: Path) -> list[Path]:
    inside = [place] if place.is_file() else list(place.rglob("*.py"))
    assert inside, place
    return inside


def tree(path: Path) -> ast.Module:
    """A file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Dotted name of a module of the package, without the package's own name."""
    parts = path.relative_to(SIM).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function of a module, however deep."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            yield node


def imported(module: ast.Module) -> Iterator[str]:
    """Dotted names of everything a module imports, at its top or within a function."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
