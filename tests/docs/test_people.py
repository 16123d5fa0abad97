"""What the project says of people: right names and offices, and nobody is refuted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.report.claims_page.page import shipped_claims
from sim.studies.question.read import read_experiment
from tests.places import ROOT
from tests.studies.people import SURNAMES, WEBB, WHO

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "experiments").rglob("*.*")),
    *sorted((ROOT / "scenarios").glob("*.toml")),
    *sorted((ROOT / "sim").rglob("*.py")),
]
NAMED = re.compile(rf"\b(?:{'|'.join(SURNAMES)})\b".replace("'", "['’]"))
CLAIMS = shipped_claims()


def sections(path: Path) -> Iterator[str]:
    """A page from heading to heading; a file without headings is one section."""
    text = path.read_text(encoding="utf-8")
    yield from re.split(r"^(?=#+ )", text, flags=re.MULTILINE) if path.suffix == ".md" else [text]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_nothing_is_called_refuted_beside_a_name(path: Path) -> None:
    beside = [one for one in sections(path) if NAMED.search(one) and "refute" in one.lower()]
    assert beside == []


def test_the_search_for_names_finds_them() -> None:
    assert NAMED.search("as O’Keefe said")
    assert NAMED.search("Webb's concern")
    assert not NAMED.search("affordable")
    named = {name_of(path) for path in PAGES if NAMED.search(path.read_text(encoding="utf-8"))}
    assert {"README.md", "docs/claims.md", "experiments/webb.toml"} <= named


@pytest.mark.parametrize("name", ["README.md", "docs/claims.md"])
def test_pages_of_what_people_said_use_no_such_word_at_all(name: str) -> None:
    assert "refute" not in (ROOT / name).read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("identity", WHO)
def test_a_claim_says_who_in_which_office_and_when(identity: str) -> None:
    claim = CLAIMS[identity].claim
    assert claim is not None
    name, office, year = WHO[identity]
    assert name in claim.who
    assert office in claim.who
    assert claim.when.startswith(year)


def test_there_is_a_person_for_every_claim() -> None:
    assert set(WHO) == set(CLAIMS)


@pytest.mark.parametrize("study", ["webb", "webb_space"])
def test_the_main_studies_say_whose_concern_they_put(study: str) -> None:
    whose = read_experiment(study).whose
    assert whose is not None
    assert whose.who == ", ".join(WEBB)
    assert whose.when.startswith("2013")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_nobody_speaks_for_more_than_himself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"speaking for\s+(?:#\s*)?England", text)
    assert "offsets cuts" not in text


@pytest.mark.parametrize(
    "name",
    ["README.md", "docs/odd.md", "experiments/webb.toml", "sim/dashboard/frame/help_page.py"],
)
def test_webb_is_introduced_with_his_office_and_a_concern(name: str) -> None:
    text = " ".join((ROOT / name).read_text(encoding="utf-8").split())
    text = text.replace('" "', "").replace("’", "'").replace(" # ", " ")
    assert ", ".join(WEBB) in text
    assert "concerns about the long-term commercial viability of small staff-led mutuals" in text


def test_the_sides_of_the_commercial_sector_are_the_right_way_round() -> None:
    (asked,) = (one for one in CLAIMS["C8"].hypotheses if one.id == "C8")
    assert asked.services == ("school_support", "fostering")
    assert asked.divided_by == "independence_10y.youth"
    assert asked.direction == "at least"


def test_of_a_claim_that_is_an_input_the_study_asks_what_follows() -> None:
    given = {name for name, one in CLAIMS.items() if one.claim and one.claim.taken_as_given}
    assert given == {"C10", "C13", "C14", "C16"}
    for name in given:
        assert [one.id for one in CLAIMS[name].hypotheses if one.id != name]


def test_the_precedents_are_asked_by_themselves() -> None:
    (two,) = (one for one in CLAIMS["C3"].hypotheses if one.id == "C3_two")
    (every,) = (one for one in CLAIMS["C3"].hypotheses if one.id == "C3")
    assert two.services == ("school_support", "homes")
    assert (two.threshold, two.direction) == (every.threshold, every.direction)
    assert not two.only_where_below


def test_a_failure_is_asked_with_the_state_stepping_in_and_shown_without() -> None:
    arms = {arm.name: arm.set for arm in CLAIMS["C10"].arms}
    by_id = {one.id: one for one in CLAIMS["C10"].hypotheses}
    assert arms[by_id["C10"].arms[0]] == {"policy.last_resort": True}
    assert arms[by_id["C10_without"].arms[0]] == {"policy.last_resort": False}


def test_the_readme_says_first_where_verdicts_hold() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = text.split("\n\n")[1]
    for said in (
        "at the listed assumptions",
        "H1a turns with who is counted and with contract length",
        "a verdict over plausible worlds is to come",
    ):
        assert said in " ".join(first.split())
    assert not re.search(r"\d(?!a\b)", first)
