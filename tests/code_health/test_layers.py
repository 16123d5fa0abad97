"""Modules import only downwards, and rules stay pure: no chance, no model, no writing."""

import ast
from contextlib import chdir
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.code_health.sources import SIM, files, functions, name_of, tree
from tests.places import ROOT

WRITERS = {"sort", "fill", "put", "partition", "resize", "append", "extend", "update", "pop"}
"""Methods that change what they are called on."""


def test_no_room_imports_what_lies_above_it() -> None:
    """The contracts stand in pyproject.toml under [tool.importlinter]."""
    with chdir(ROOT):
        broken = lint_imports(no_cache=True, no_logo=True)
    assert not broken


@pytest.mark.parametrize("path", files("model/rules"), ids=name_of)
def test_rules_import_nothing_but_numbers_and_types(path: Path) -> None:
    allowed = {"numpy", "numpy.typing", "typing", "dataclasses", "math", "sim.arrays", "sim.units"}
    froms = [node.module for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    plain = [node.names for node in ast.walk(tree(path)) if isinstance(node, ast.Import)]
    assert {*froms, *(alias.name for names in plain for alias in names)} <= allowed


@pytest.mark.parametrize("path", files("model/rules"), ids=name_of)
def test_rules_write_into_nothing_they_are_given(path: Path) -> None:
    wrong = []
    for function in functions(tree(path)):
        given = _argument_names(function)
        writes = any(_writes_into(node, given) for node in ast.walk(function))
        wrong += [function.name] if writes else []
    assert wrong == []


def _argument_names(function: ast.FunctionDef) -> set[str]:
    arguments = function.args
    return {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _writes_into(node: ast.AST, given: set[str]) -> bool:
    """Whether it changes one of the names: by place, in place, by a method, or as `out=`."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [t for t in node.targets if isinstance(t, ast.Subscript | ast.Attribute)]
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    elif isinstance(node, ast.Call):
        targets = [keyword.value for keyword in node.keywords if keyword.arg == "out"]
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            targets.append(node.func.value)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "at":
            targets += node.args[:1]
    return any(_base(target) in given for target in targets)


def _base(target: ast.expr) -> str:
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


@pytest.mark.parametrize("path", files("model/rules"), ids=name_of)
def test_rules_say_what_they_decide_and_take_typed_facts(path: Path) -> None:
    for function in functions(tree(path)):
        assert ast.get_docstring(function), function.name
        arguments = (*function.args.args, *function.args.kwonlyargs)
        assert all(argument.annotation for argument in arguments), function.name
        assert function.returns is not None, function.name


def test_the_order_of_the_month_is_written_down_once() -> None:
    from sim.model.month.phases import PHASES

    text = (SIM / "model/course.py").read_text(encoding="utf-8")
    assert "for _name, phase in PHASES" in text
    assert len({name for name, _ in PHASES}) == len(PHASES)
