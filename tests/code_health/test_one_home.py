"""What is said of an outcome, and the words of every code, stand in one place each."""

import ast
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.model.record.catalogue import CATALOGUE, SERIES, end_names, outcome_of
from sim.model.state.codes import ENDINGS
from sim.registry.sections.forms import FORMS
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.registry.words import (
    ENDING_WORDS,
    FORM_WORDS,
    KIND_TITLES,
    KIND_WORDS,
    SERVICE_TITLES,
    SERVICE_WORDS,
)
from tests.code_health.sources import files, name_of, tree
from tests.places import ROOT

CATALOGUE_FILE, WORDS_FILE = "model.record.catalogue", "registry.words"
CAPTIONS = {"report.sections.market"}
"""Says three numbers large at the head of a report, each with a caption of its own."""
UNITS = {entry.unit for entry in CATALOGUE}
FEW = 2
"""A list of so many names is a second list; one name may stand in a sentence."""


def asked_in_experiments() -> set[str]:
    """Names of end outcomes that a shipped experiment asks for, with or without a service."""
    names = set(end_names()) | {name.partition(".")[0] for name in end_names()}
    texts = "\n".join(
        text
        for path in sorted((ROOT / "experiments").rglob("*.toml"))
        for text in texts_of(tomllib.loads(path.read_text(encoding="utf-8")))
    )
    return names & set(re.findall(r"[a-z0-9_]+(?:\.[a-z_]+)?", texts))


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a table of settings, keys included."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from texts_of(part)
    elif isinstance(value, str):
        yield value


def test_every_outcome_of_an_experiment_has_words_a_unit_and_a_meaning() -> None:
    asked = asked_in_experiments()
    assert len(asked) > 50
    bare = []
    for name in sorted(asked):
        known = outcome_of(name)
        if known is None or not (known.words and known.unit and known.meaning):
            bare.append(name)
    assert bare == []


def test_every_end_outcome_is_found_by_its_name_in_a_result() -> None:
    assert [name for name in end_names() if outcome_of(name) is None] == []
    assert outcome_of("independence_10y") is not outcome_of("independence_10y.youth")
    assert outcome_of("mean_quality_mutual.homes") is outcome_of("quality_mutual")


def test_a_ratio_of_flows_is_of_two_flows_there_are() -> None:
    flows = {series.name for series in SERIES if series.kind == "flow"}
    assert {name for entry in CATALOGUE for name in entry.of or ()} <= flows


def test_no_placeholder_is_left_but_those_of_services_and_series() -> None:
    for entry in CATALOGUE:
        said = " ".join((entry.name, entry.formula, entry.meaning, entry.words))
        assert "KIND" not in said, entry.name


def listed_in(path: Path, names: Collection[str]) -> Iterator[list[str]]:
    """The names to which each list in a module gives words or a unit."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            keys = [key for key, value in pairs if says(value)]
            given = [str(key.value) for key in keys if isinstance(key, ast.Constant)]
            yield [name for name in given if name in names]


def says(value: ast.expr) -> bool:
    """Whether it is a text of several words or a unit, or begins with one."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    texts = [part.value for part in parts if isinstance(part, ast.Constant)]
    return any(isinstance(text, str) and (" " in text or text in UNITS) for text in texts)


def test_no_module_but_the_record_lists_outcomes_with_words_or_units() -> None:
    names = {entry.name.removesuffix(".SERVICE") for entry in CATALOGUE}
    names |= {name.partition(".")[0] for name in end_names()}
    found = {
        name_of(path) for path in files() for said in listed_in(path, names) if len(said) >= FEW
    }
    assert found - {CATALOGUE_FILE} == CAPTIONS


def test_every_code_has_words_and_nothing_else_has() -> None:
    assert tuple(SERVICE_WORDS) == SERVICES
    assert tuple(KIND_WORDS) == KINDS
    assert tuple(FORM_WORDS) == FORMS
    assert sorted(ENDING_WORDS) == sorted(ENDINGS[1:])


def test_words_of_codes_stand_in_one_module() -> None:
    for codes in (SERVICES, KINDS, FORMS, ENDINGS[1:]):
        found = {name_of(p) for p in files() for said in listed_in(p, codes) if len(said) > FEW}
        assert found <= {WORDS_FILE}, codes
    words = {*FORM_WORDS.values(), *(said.one for said in KIND_WORDS.values())}
    words |= {*KIND_TITLES.values(), *SERVICE_TITLES.values()}
    words |= {text for said in ENDING_WORDS.values() for text in said}
    repeated = {
        f"{name_of(path)}: {node.value}"
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in words and " " in str(node.value)
    }
    assert {line for line in repeated if not line.startswith(WORDS_FILE)} == set()


def test_the_catalogue_of_the_public_face_is_the_one_list() -> None:
    assert sim.outcomes()["name"].tolist() == [entry.name for entry in CATALOGUE]
    with pytest.warns(DeprecationWarning, match="next release"):
        assert sim.outcomes.CATALOGUE is CATALOGUE
