"""Every rule says in words what it decides, in which units and shapes, on what evidence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.registry.evidence import KEY, evidence
from tests.code_health.sources import files, name_of, tree

PARTS = ("In words", "Units", "Shape", "Evidence")
"""What the docstring of a rule says, in this order, before its example."""
FORM = re.compile(
    r"\A[^\n]+\.\n\n"
    + r"In words: (?P<words>.+?)\n\nUnits: (?P<units>.+?)\nShape: (?P<shape>.+?)\n"
    + r"Evidence: (?P<evidence>.+?)\n\n(?P<example>>>> .+)\Z",
    re.DOTALL,
)
MOST_LINES = 40


def rules(path: Path) -> Iterator[ast.FunctionDef]:
    """The rules of a file: its public functions."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


RULES = [(path, rule) for path in files("model/rules") for rule in rules(path)]
NAMES = [f"{path.stem}.{rule.name}" for path, rule in RULES]
BY_NAME = dict(zip(NAMES, (rule for _, rule in RULES), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_says_its_decision_its_units_shapes_evidence_and_an_example(name: str) -> None:
    said = ast.get_docstring(BY_NAME[name]) or ""
    assert [part for part in PARTS if f"{part}: " not in said] == []
    assert FORM.fullmatch(said), "one sentence, then the parts in their order, then an example"


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_names_rows_of_evidence_that_exist_or_is_called_assumed(name: str) -> None:
    found = FORM.fullmatch(ast.get_docstring(BY_NAME[name]) or "")
    assert found is not None
    rows = KEY.findall(found["evidence"])
    assert rows or "*assumed*" in found["evidence"]
    assert [row for row in rows if row not in evidence()] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_gives_the_unit_of_each_of_its_arguments(name: str) -> None:
    found = FORM.fullmatch(ast.get_docstring(BY_NAME[name]) or "")
    assert found is not None
    said = re.findall(r"\w+", found["units"])
    arguments = BY_NAME[name].args
    assert [a.arg for a in (*arguments.args, *arguments.kwonlyargs) if a.arg not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_code_of_a_rule_fits_on_a_screen(name: str) -> None:
    """Without its docstring."""
    last = BY_NAME[name].end_lineno
    assert last is not None
    said = BY_NAME[name].body[0]
    assert said.end_lineno is not None
    length = last - BY_NAME[name].lineno - (said.end_lineno - said.lineno)
    assert length <= MOST_LINES


def test_only_rules_say_in_words_what_is_decided() -> None:
    """A decision that is told in words anywhere else is a rule that hides: move it to the rules."""
    elsewhere = [path for path in files() if path not in files("model/rules")]
    hidden = [
        f"{name_of(path)}: line {node.lineno}"
        for path in elsewhere
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and "In words:" in ast.unparse(node)
    ]
    assert hidden == []
