"""Public names are those documented, and every test file is collected."""

import ast
from pathlib import Path

import sim
from sim.model.record.catalogue import CATALOGUE
from sim.model.state.codes import ENDINGS, ORIGINS, ROUTES, Ending, Kind, Origin, Route
from sim.registry.sections.kinds import KINDS
from tests.code_health.sources import SIM, TESTS, files, functions, name_of, tree
from tests.places import ROOT

PUBLIC = {
    "load",
    "run",
    "study",
    "sweep",
    "parameters",
    "MutualsModel",
    "World",
    "Run",
    "Study",
    "Sweep",
    "ScenarioError",
}
"""Names that scripts rely on."""
HELPERS = {"get", "calc", "process", "handle", "helper", "utils", "manager", "do"}
"""Words that say nothing."""
SUBJECTS = {
    *("identities", "known_answers", "direction", "cases", "properties", "randomness", "smoke"),
    *("baseline", "mesa", "faults", "benchmarks", "code_health", "docs"),
}
"""Folders of tests that ask something of the whole; every other bears the name of a room."""
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
"""Lines, from the first to the last."""


def test_public_names_are_there_and_each_can_be_had() -> None:
    assert set(sim.__all__) >= PUBLIC
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert sorted(set(sim.__all__)) == sorted(sim.__all__)


def test_no_module_of_the_package_bears_the_name_of_a_public_function() -> None:
    modules = {path.stem for path in SIM.iterdir()}
    assert not modules & {name for name in PUBLIC if name.islower()}


def test_every_file_with_tests_is_collected() -> None:
    stray, empty = [], []
    for path in sorted(TESTS.rglob("*.py")):
        named = [f for f in functions(tree(path)) if f.name.startswith("test")]
        if named and not path.name.startswith("test_"):
            stray.append(path.relative_to(ROOT).as_posix())
        if path.name.startswith("test_") and not named:
            empty.append(path.relative_to(ROOT).as_posix())
    assert stray == []
    assert empty == []


def test_no_test_hides_another_of_the_same_name() -> None:
    doubled = []
    for path in sorted(TESTS.rglob("test_*.py")):
        names = [n.name for n in tree(path).body if isinstance(n, ast.FunctionDef)]
        doubled += [f"{path.name}: {name}" for name in set(names) if names.count(name) > 1]
    assert doubled == []


def test_no_test_is_excused_from_failing() -> None:
    for path in sorted(TESTS.rglob("test_*.py")):
        marks = [n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)]
        assert "xfail" not in marks, path.name


def test_functions_and_modules_have_names_that_say_something() -> None:
    vague = []
    for path in files():
        words = set(path.stem.split("_"))
        vague += [name_of(path)] if words & HELPERS else []
        vague += [
            f"{name_of(path)}.{f.name}"
            for f in functions(tree(path))
            if f.name.strip("_").split("_")[0] in HELPERS and not f.name.endswith("__")
        ]
    assert vague == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name_of(path) for path in files() if not ast.get_docstring(tree(path))] == []


def test_no_file_has_more_than_300_lines() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in _code() if _lines(path) > LONGEST_FILE}
    assert found == set()


def test_no_file_of_tests_has_more_than_300_lines() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in TESTS.rglob("*.py")
        if _lines(path) > LONGEST_FILE
    ]
    assert found == []


def test_tests_lie_where_what_they_test_lies_or_under_what_they_ask_of_all_of_it() -> None:
    rooms = {path.stem for path in SIM.iterdir() if path.is_dir()}
    folders = {
        path.relative_to(TESTS) for path in TESTS.rglob("test_*.py") for path in [path.parent]
    }
    strange = {
        folder.as_posix()
        for folder in folders
        if folder.parts and folder.parts[0] not in rooms | SUBJECTS
    }
    strange |= {
        folder.as_posix()
        for folder in folders
        if folder.parts and folder.parts[0] in rooms and not (SIM / folder).is_dir()
    }
    assert strange == set()


def test_no_function_has_more_than_forty_lines_beside_its_docstring() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {node.name}"
        for path in _code()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _span(node) - _docstring_lines(node) > LONGEST_FUNCTION
    }
    assert found == set()


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return _span(function.body[0]) if ast.get_docstring(function) else 0


def _code() -> list[Path]:
    """Files of the package, and those that make the pages of docs/."""
    return [*files(), *sorted((ROOT / "docs" / "make").rglob("*.py"))]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_outcome_has_unit_formula_and_one_sentence_of_meaning() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names)
    for entry in CATALOGUE:
        assert entry.unit, entry.name
        assert entry.formula, entry.name
        assert entry.meaning.endswith("."), entry.name


def test_codes_and_their_names_go_together() -> None:
    assert tuple(kind.name.lower() for kind in Kind) == KINDS
    assert ENDINGS[Ending.LOST_TO_GROUP] == "lost_to_group"
    assert [len(ENDINGS), len(ROUTES), len(ORIGINS)] == [len(Ending), len(Route), len(Origin)]
