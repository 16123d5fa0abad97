"""Every number has a name: in the registry, or as a constant with a sentence beside it."""

import ast
import re
from pathlib import Path

import pytest

from sim.registry.evidence import evidence
from sim.registry.table import parameter_list
from tests.code_health.sources import SIM, files, functions, name_of, tree

PLAIN = {0, 1, 2}
EXCEPTIONS = {
    ("model.rules.bidding", 6): "the spread of a Gumbel is pi over the root of 6",
    ("model.rules.bidding", 500): "beyond it the logit overflows",
    ("model.rules.councils", 500): "beyond it the logit overflows",
    ("model.rules.takeover", 500): "beyond it the logit overflows",
    ("model.rules.bidding", 4): "quarters of a year, named where it stands",
    ("model.rules.staff", 0.5): "what a half-life halves",
    ("model.month.settling", 0.5): "what a half-life halves",
    ("model.opening.opening", 1e-6): "keeps a logarithm finite",
    ("model.opening.opening", 1e-9): "keeps a ratio finite",
}
"""Numbers within functions that need no name, or have none yet, with the reason."""


DECIDES = ("model/rules", "model/state", "model/opening", "model/month")
"""What decides a run; the record only counts."""


def _unnamed(path: Path) -> set[tuple[str, float]]:
    found = set()
    for function in functions(tree(path)):
        for statement in function.body:
            for node in ast.walk(statement):
                number = node.value if isinstance(node, ast.Constant) else 0
                plain = isinstance(number, bool) or number in PLAIN
                if isinstance(number, int | float) and not plain:
                    found.add((name_of(path), number))
    return found


def test_the_model_has_no_unnamed_numbers_but_those_listed() -> None:
    found = set().union(*(_unnamed(path) for path in files(*DECIDES)))
    assert found - set(EXCEPTIONS) == set()


def test_the_list_of_exceptions_holds_no_number_that_is_gone() -> None:
    found = set().union(*(_unnamed(path) for path in files(*DECIDES)))
    assert set(EXCEPTIONS) - found == set()


@pytest.mark.parametrize("path", files(*DECIDES), ids=name_of)
def test_every_named_constant_says_what_it_is(path: Path) -> None:
    body = tree(path).body
    silent = []
    for place, node in enumerate(body):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and type(node.value.value) in (int, float)
        ):
            after = body[place + 1] if place + 1 < len(body) else None
            said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            name = ast.unparse(node.targets[0])
            if not said and not _speaks_for_itself(name):
                silent.append(name)
    assert silent == []


def _speaks_for_itself(name: str) -> bool:
    """A unit (MONTHS_PER_YEAR, PER_THOUSAND), a place in a list (NOBODY), an everyday number."""
    return "PER_" in name or name in {"NOBODY", "HALF", "FITTING_ROUNDS"}


def test_every_parameter_has_unit_meaning_range_and_basis() -> None:
    for row in parameter_list():
        assert row.unit.strip(), row.path
        assert row.meaning.strip().endswith((".", ")")), row.path
        assert row.basis in {"measured", "estimated", "assumed"}, row.path
        if row.type in {"int", "float"}:
            assert row.low is not None, row.path
            assert row.high is not None, row.path
            assert row.low <= row.default <= row.high, row.path


def test_every_parameter_that_claims_evidence_names_rows_that_exist() -> None:
    known = {str(row) for row in _evidence_ids()}
    for row in parameter_list():
        cited = re.findall(r"\bE\d+\b", row.source)
        assert set(cited) <= known, row.path
        if row.basis in {"measured", "estimated"}:
            assert row.source.strip(), row.path


def _evidence_ids() -> list[str]:
    text = (SIM / "registry" / "evidence.csv").read_text(encoding="utf-8")
    assert len(evidence()) > 50
    return re.findall(r"(?m)^(E\d+),", text)


def test_every_parameter_is_read_by_the_model() -> None:
    """An assumption nobody reads changes nothing and only looks like knowledge."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in files() if "registry" not in path.parts
    )
    registry_use = (SIM / "registry/reading/checks.py").read_text(encoding="utf-8")
    unread = []
    for row in parameter_list():
        leaf = row.path.split(".")[-1]
        if not re.search(
            rf"(\.|\"|')({re.escape(leaf)})\b", text + registry_use
        ) and not leaf.startswith("mix_"):
            unread.append(row.path)
    assert unread == []
