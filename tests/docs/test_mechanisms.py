"""Pages of mechanisms: complete, in step with the tables, and right about the code they name."""

import ast
import csv
import doctest
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from docs.make.lever_page import levers_page
from docs.make.mechanism_pages import (
    BLOCK,
    NO_SWITCH,
    SECTION,
    filled,
    mechanisms_page,
    pages,
    told,
)
from docs.make.mechanisms import LEVERS, MECHANISMS
from sim.registry.shipped import shipped_names
from sim.registry.walk import leaves
from sim.registry.world import World
from tests.places import ROOT

TOLD = list(told())
NO_MECHANISM = ("time.", "place.")
"""Where and how long: no rule of anybody's behaviour."""


def sections(page: Path) -> dict[str, str]:
    """The text of each section of a page by its title, without the made blocks."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    titles = [found["title"] for found in SECTION.finditer(text)]
    return dict(zip(titles, SECTION.split(text)[2::2], strict=True))


SECTIONS = [(page, title) for page in pages() for title in sections(page)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_the_made_blocks_are_in_step_with_the_tables(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text, "run `make pages`"


def test_every_switch_has_one_section_and_a_lever_at_most_one() -> None:
    named = [one.switch for one in TOLD if one.switch != NO_SWITCH]
    assert len(set(named)) == len(named)
    assert set(named) <= {row.switch for row in MECHANISMS}
    assert {row.switch for row in MECHANISMS} - set(named) <= {row.switch for row in LEVERS}


def test_every_lever_and_what_stands_beside_it_is_on_the_page_of_levers() -> None:
    page = levers_page()
    policy = {leaf.path for leaf in leaves(World) if leaf.path.startswith("policy.")}
    for path in {row.switch for row in LEVERS} | policy:
        assert f"`{path}` |" in page, path


def test_every_world_of_a_lever_pulls_a_lever_or_sets_a_parameter_beside_one() -> None:
    page = levers_page()
    named = set(re.findall(r"`(lever_\w+)`", page))
    assert len(named) > len(LEVERS) / 2
    assert named <= set(shipped_names("scenarios"))


def test_every_section_has_one_block() -> None:
    assert [(one.page, one.title) for one in TOLD] == [(p.name, title) for p, title in SECTIONS]


def test_every_parameter_stands_with_a_mechanism() -> None:
    listed = {path for one in TOLD for path in (one.switch, *one.parameters)} | {"policy.*"}
    paths = [leaf.path for leaf in leaves(World) if "." in leaf.path]
    wanted = [path for path in paths if not path.startswith(NO_MECHANISM)]
    assert [path for path in wanted if not any(fnmatchcase(path, p) for p in listed)] == []


def test_every_parameter_a_block_names_exists() -> None:
    paths = [leaf.path for leaf in leaves(World)]
    for one in TOLD:
        for pattern in one.parameters:
            assert any(fnmatchcase(path, pattern) for path in paths), (one.title, pattern)


@pytest.mark.parametrize(("page", "title"), SECTIONS, ids=lambda it: getattr(it, "stem", it))
def test_a_section_says_its_rule_in_words_and_names_its_code(page: Path, title: str) -> None:
    text = sections(page)[title]
    assert "In words: " in text
    code = re.search(r"^\*Code\* (.+?)(?:\n\n|\Z)", text, re.M | re.DOTALL)
    assert code is not None
    names = re.findall(r"`([^`]+)`", code.group(1))
    files = [name for name in names if name.endswith(".py")]
    assert files
    defined = {
        node.name
        for name in files
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name for name in names if not name.endswith(".py")} <= defined


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_equations_are_whole(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert sum(line == "$$" for line in lines) % 2 == 0
    for equation in re.findall(r"^\$\$\n(.*?)^\$\$$", text, re.M | re.DOTALL):
        assert equation.count("{") == equation.count("}"), equation
        pairs = [len(re.findall(rf"\\{side}\b", equation)) for side in ("left", "right")]
        assert pairs[0] == pairs[1], equation


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_the_worked_examples_come_out_as_shown(page: Path) -> None:
    text = re.sub(r"^```.*$", "", page.read_text(encoding="utf-8"), flags=re.M)
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    found: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=found.append)
    assert found == []


def test_the_list_of_mechanisms_leads_to_headings_that_exist() -> None:
    links = re.findall(r"\]\(mechanisms/([\w-]+\.md)#([\w-]+)\)", mechanisms_page())
    slugs = {
        (page.name, re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
        for page, title in SECTIONS
    }
    assert set(links) == slugs


def test_what_moved_nothing_is_said_so() -> None:
    moved: dict[str, bool] = {}
    with (ROOT / "docs" / "effects.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            moved[row["switch"]] = moved.get(row["switch"], False) or row["moved"] == "True"
    inert = {switch for switch, has_moved in moved.items() if not has_moved}
    text = mechanisms_page().split("moved none of their outcomes")[1].split("\n")[0]
    assert set(re.findall(r"`([^`]+)`", text)) == inert
    for one in (one for one in TOLD if one.switch != NO_SWITCH):
        page = (ROOT / "docs" / "mechanisms" / one.page).read_text(encoding="utf-8")
        (block,) = [b["body"] for b in BLOCK.finditer(page) if b["switch"] == one.switch]
        says = "nothing at all" in block or "none of the outcomes named beforehand" in block
        assert says == (one.switch in inert), one.switch
