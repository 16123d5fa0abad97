"""Tests come in by the doors: no private name of the package, and no constant of a module set anew."""

import ast
from collections.abc import Iterator

import pytest

from tests.code_health.sources import TESTS, files, tree

OWN = ("self", "cls")
"""What a class of the tests calls itself: its private names are its own."""
BY_NAME = ("setattr", "getattr", "delattr")


def _is_private(name: str) -> bool:
    """Names that begin with one line below; a notebook's own, `_repr_html_`, end with one too."""
    return name.startswith("_") and not name.startswith("__") and not name.endswith("_")


def _private_names() -> frozenset[str]:
    """Every private name that the package gives to anything."""
    found: set[str] = set()
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Name):
                found.add(node.id)
    return frozenset(name for name in found if _is_private(name))


PRIVATE = _private_names()


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _words(node: ast.Call) -> list[str]:
    """Last steps of the texts that a call is given: "sim.studies._made" is "_made"."""
    texts = (one.value for one in node.args if isinstance(one, ast.Constant))
    return [text.rpartition(".")[2] for text in texts if isinstance(text, str)]


def faults(module: ast.Module) -> Iterator[str]:
    """Private names of the package that a module uses, and constants that it sets anew."""
    for node in ast.walk(module):
        line = getattr(node, "lineno", 0)
        yield from (f"{line}: {name} is private" for name in _private_in(node))
        if isinstance(node, ast.Call) and _called(node) == "setattr":
            yield from (f"{line}: {name} is a constant" for name in _words(node) if name.isupper())


def _private_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "sim":
        names = [*str(node.module).split("."), *(one.name for one in node.names)]
        return [name for name in names if _is_private(name)]
    if isinstance(node, ast.Attribute) and node.attr in PRIVATE:
        is_own = isinstance(node.value, ast.Name) and node.value.id in OWN
        return [] if is_own else [node.attr]
    if isinstance(node, ast.Call) and _called(node) in BY_NAME:
        return [name for name in _words(node) if name in PRIVATE]
    return []


def test_no_test_uses_a_private_name_or_sets_a_constant_anew() -> None:
    found = [
        f"{path.relative_to(TESTS).as_posix()}:{fault}"
        for path in sorted(TESTS.rglob("*.py"))
        for fault in faults(tree(path))
    ]
    assert found == [], "go in by a public function, an argument, a scenario or the environment"


@pytest.mark.parametrize(
    "line",
    [
        "from sim.studies.store.ownership import _is_possible",
        "from sim.studies import _store",
        "ownership._is_possible('x')",
        "player.of(3)._thread.join()",
        "getattr(ownership, '_is_possible')",
        "monkeypatch.setattr(disks, 'MOUNTS', 1)",
        "monkeypatch.setattr('sim.studies.store.export.ROWS_OF_A_SHEET', 5)",
        "monkeypatch.setattr('sim.studies.store.ownership._is_possible', len)",
    ],
)
def test_a_line_that_comes_in_by_a_window_is_found(line: str) -> None:
    assert len(list(faults(ast.parse(line)))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "self._thread = 1",
        "pool._max_workers = 2",
        "monkeypatch.setattr(runner, 'write_part', gone)",
        "monkeypatch.setenv('PATH', '')",
        "from tests.studies.fakes import _own",
    ],
)
def test_a_line_that_does_not_is_let_pass(line: str) -> None:
    assert list(faults(ast.parse(line))) == []
