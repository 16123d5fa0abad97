"""The standards' pages answer every item of their lists, and each answer says something."""

import re

import pytest

from tests.places import ROOT

STRESS = (
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
)
TRACE = (
    "Problem formulation",
    "Model description",
    "Data evaluation",
    "Conceptual model evaluation",
    "Implementation verification",
    "Model output verification",
    "Model analysis",
    "Model output corroboration",
)
ODD = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    *("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction"),
    *("Sensing", "Interaction", "Stochasticity", "Collectives", "Observation"),
)
DECISIONS = (
    *("theories", "aggregates", "rationality", "adapt", "norms", "space", "time", "uncertainty"),
    *("individual learning", "collective learning", "sense", "cost", "predict", "direct"),
    *("coordination", "collectives", "differs", "chance", "observed", "emerges", "implementation"),
)
LEAST_WORDS = 8


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("item", STRESS)
def test_every_item_of_stress_is_answered(item: str) -> None:
    found = re.search(
        rf"^\*\*{re.escape(item)} [^*]+\.\*\*(.+?)(?=^\*\*|^## |\Z)", page("stress.md"), re.M | re.S
    )
    assert found is not None
    assert len(found.group(1).split()) >= LEAST_WORDS


@pytest.mark.parametrize(("name", "headings"), [("trace.md", TRACE), ("odd.md", ODD)])
def test_every_element_has_its_heading_in_order_with_something_under_it(
    name: str, headings: tuple[str, ...]
) -> None:
    parts = re.split(r"^## \d (.+)$", page(name), flags=re.M)[1:]
    titles, texts = parts[::2], parts[1::2]
    assert tuple(titles[: len(headings)]) == headings
    assert all(len(text.split()) >= LEAST_WORDS for text in texts)


def test_every_design_concept_of_odd_is_told() -> None:
    told = re.findall(r"^\*\*([^*]+)\.\*\*", page("odd.md"), re.M)
    assert set(CONCEPTS) <= set(told)


def test_every_question_of_odd_d_is_asked() -> None:
    text = page("decisions.md").lower()
    assert [word for word in DECISIONS if word not in text] == []
