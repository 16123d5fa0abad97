"""Pages of documentation say what the code says: made pages are in step, names and links exist."""

import re
from pathlib import Path

import pytest

from docs.make.pages import PAGES
from sim.model.record.catalogue import CATALOGUE
from sim.registry.evidence import KEY, evidence
from sim.registry.walk import leaves, section_paths
from sim.registry.world import World
from tests.places import ROOT

WRITTEN = sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name not in PAGES)
EVERY = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "experiments/README.md"]
PATHS = {leaf.path for leaf in leaves(World)}
SECTIONS = set(section_paths(World))


def quoted(page: Path) -> list[str]:
    """Everything between single backticks outside fenced blocks."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    return re.findall(r"`([^`\n]+)`", text)


def meant_by(path: str) -> set[str]:
    """The parameters a path in a text stands for: `*` is any name, a section all it holds."""
    parts = re.escape(path).replace(r"\*", r"[^.]+")
    return {known for known in PATHS if re.fullmatch(rf"{parts}(\.[^.]+)?", known)}


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_in_step_with_its_table(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run `make pages`"


@pytest.mark.parametrize("name", PAGES)
def test_the_rows_of_a_made_page_are_whole(name: str) -> None:
    width = 0
    for line in PAGES[name]().splitlines():
        bars = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not bars or not width or bars == width, line
        width = bars


def test_every_parameter_and_every_outcome_has_its_row() -> None:
    table = PAGES["parameters.md"]()
    for path in PATHS:
        name = path.rpartition(".")[2] if path.startswith("services.") else path
        assert f"`{name}`" in table or f"[[{name}]]" in table or "." not in path, path
    outcomes = PAGES["outcomes.md"]()
    assert all(f"| `{outcome.name}` |" in outcomes for outcome in CATALOGUE)


@pytest.mark.parametrize("page", [*WRITTEN, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_parameter_path_a_page_names_exists(page: Path) -> None:
    sections = "|".join(sorted(path for path in SECTIONS if "." not in path))
    looks_like_a_path = re.compile(rf"^({sections})\.[\w.*]+$")
    words = [word for word in quoted(page) if not word.endswith((".py", ".toml"))]
    named = [word for word in words if looks_like_a_path.match(word)]
    assert [path for path in named if not meant_by(path)] == []


@pytest.mark.parametrize("page", [*WRITTEN, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_file_a_page_names_exists(page: Path) -> None:
    files = [
        word for word in quoted(page) if re.match(r"^(sim|tests|scenarios|docs)/[\w./-]+$", word)
    ]
    real = [name for name in files if "NAME" not in name]
    assert [name for name in real if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(<?([^)>#\s]+)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if not link.startswith(("http:", "https:"))]
    broken = [link for link in inside if not (page.parent / link).exists()]
    assert [link for link in broken if not link.startswith("docs/pictures/")] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_row_of_evidence_a_page_names_exists(page: Path) -> None:
    assert set(KEY.findall(page.read_text(encoding="utf-8"))) <= set(evidence())


def described() -> set[str]:
    """What the description of the model names; its lists of levers are on the page of levers."""
    return {*quoted(ROOT / "docs" / "odd.md"), *quoted(ROOT / "docs" / "levers.md")}


def test_the_description_of_the_model_names_every_switch() -> None:
    switches = {path for path in PATHS if path.startswith(("mechanisms.", "policy."))}
    assert sorted(switches - described()) == []


def test_the_description_of_the_model_names_every_parameter() -> None:
    told = set().union(*(meant_by(word) for word in described() - SECTIONS))
    assert sorted(path for path in PATHS - told if "." in path) == []
