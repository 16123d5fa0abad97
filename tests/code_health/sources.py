"""The code as text and as trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "sim"
TESTS = ROOT / "tests"


def files(*folders: str) -> list[Path]:
    """Python files of the package, or of some of its folders."""
    where = [SIM / folder for folder in folders] or [SIM]
    return sorted(path for folder in where for path in folder.rglob("*.py"))


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
