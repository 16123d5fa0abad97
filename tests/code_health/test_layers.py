"""Modules import only downwards, and rules stay pure: no chance, no model, no writing."""

import ast
from pathlib import Path

import pytest

from tests.code_health.sources import SIM, files, functions, imported, name_of, tree

FOUNDATIONS = {"errors", "units"}
LAYERS: dict[str, set[str]] = {
    "errors": set(),
    "units": set(),
    "plain_text": set(),
    "chance": set(),
    "asked": {"chance", "errors"},
    "log": set(),
    "registry": FOUNDATIONS,
    "rules": {"world.tables"},
    "world": {"chance", "log", "registry", "rules", "units"},
    "month": {"chance", "log", "registry", "rules", "units", "world"},
    "concentration": {"chance", "world"},
    "analysis": {"chance", "units"},
    "nulls": {"chance", "concentration", "world"},
    "series": {"world"},
    "leaders": {"concentration", "world"},
    "by_kind": {"registry", "series", "world"},
    "record": {"by_kind", "concentration", "leaders", "nulls", "registry", "series", "world"},
    "ends": {"registry", "units"},
    "outcomes": {"analysis", "ends", "registry", "units"},
    "course": {"asked", "leaders", "month", "record", "registry", "world"},
    "agents": {"model", "registry", "world"},
    "model": {"agents", "asked", "course", "record", "registry"},
    "solve": {"month", "registry", "rules", "world"},
    "one_run": {"course", "model", "nulls", "outcomes", "registry", "world", "record"},
    "studies": {
        *FOUNDATIONS,
        "analysis",
        "asked",
        "chance",
        "one_run",
        "outcomes",
        "plain_text",
        "registry",
    },
    "report": {*FOUNDATIONS, "analysis", "outcomes", "plain_text", "registry", "studies"},
}
"""What each part may import, itself and the outside world apart. What is not named here is the
face: it may import all."""
WRITERS = {"sort", "fill", "put", "partition", "resize", "append", "extend", "update", "pop"}
"""Methods that change what they are called on."""


def _part(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_modules_import_only_downwards(path: Path) -> None:
    part = _part(name_of(path))
    if part not in LAYERS:
        return
    allowed = {part, *LAYERS[part]}
    wrong = [
        name
        for name in (
            full.removeprefix("sim.") for full in imported(tree(path)) if full.startswith("sim.")
        )
        if not any(name == one or name.startswith(f"{one}.") for one in allowed)
    ]
    assert wrong == []


def test_every_part_of_the_layers_is_there() -> None:
    there = {_part(name_of(path)) for path in files()}
    assert set(LAYERS) <= there


@pytest.mark.parametrize("path", files("model/rules"), ids=name_of)
def test_rules_import_nothing_but_numbers_and_types(path: Path) -> None:
    allowed = {
        "numpy",
        "numpy.typing",
        "typing",
        "dataclasses",
        "math",
        "sim.model.state.tables",
        "sim.units",
    }
    assert {name for name in imported(tree(path)) if name.split(".")[0] != "sim"} <= allowed | {
        f"{one}.{name}"
        for one in ("numpy.typing", "typing", "dataclasses")
        for name in ("NDArray", "Any", "dataclass")
    }


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
