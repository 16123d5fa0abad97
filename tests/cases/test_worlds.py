"""What must come out of a world, as files say it that need no Python: tests/cases/worlds."""

from pathlib import Path

import pytest

from sim.errors import MutualsError
from tests.cases.case import Case, CaseError, read_case
from tests.docs.guides import write_files
from tests.places import ROOT

WORLDS_FOLDER = Path(__file__).parent / "worlds"
WORLDS = sorted(WORLDS_FOLDER.glob("*.toml"))

GOOD = """
says = "Longer contracts mean fewer tenders"
scenario = "tiny"
months = 12
seeds = [1]

[set]
market.contract_months = 120

[[expect]]
outcome = "tenders"
it = "falls"
"""


@pytest.mark.long
@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_what_a_case_says_comes_out_and_would_not_the_other_way_round(path: Path) -> None:
    case = read_case(path)
    for expected in case.expect:
        here, there = case.found(expected.outcome)
        assert expected.fails(here, there) == "", f"{path.name}: {case.says}"
        if expected.it != "same" and (case.set or case.than.set):
            told = f"{path.name}: {expected.outcome} comes out in the other world too"
            assert expected.fails(there, here), told


def test_every_case_says_something_of_its_own_in_words() -> None:
    said = [read_case(path).says for path in WORLDS]
    assert len(set(said)) == len(said)
    assert all(one[0].isupper() and " " in one for one in said)


def read(folder: Path, text: str) -> Case:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return read_case(folder / "mine.toml")


def test_a_case_that_does_not_come_out_says_both_numbers(tmp_path: Path) -> None:
    (expected,) = read(tmp_path, GOOD).expect
    assert expected.fails(3, 2) == 'tenders is 3, and 2 in the other world, not it = "falls"'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('outcome = "tenders"', 'outcome = "tendres"', "mine.toml  expect[1].outcome: tendres is no outcome; did you mean tenders?"),
        ('outcome = "tenders"', 'outcome = "bidders"', 'bidders changes from month to month; write outcome = "mean_bidders"'),
        ('it = "falls"', 'it = "fall"', 'mine.toml  expect[1].it: is "fall"; did you mean falls?'),
        ('it = "falls"', "", "mine.toml  expect[1]: says nothing of what must come out; write it,"),
        ('it = "falls"', "at_leasts = 3", "mine.toml  expect[1].at_leasts: is no word of a case; did you mean at_least?"),
        ('it = "falls"', 'equals = "none"', "mine.toml  expect[1].equals: is 'none'"),
        ("months = 12", "months = 30", "mine.toml  months: is 30"),
        ("seeds = [1]", "", "mine.toml  seeds: is missing; write seeds = [1, 2, 3, 4]"),
        ("seeds = [1]", "seed = 1", "mine.toml  seed: is no word of a case; did you mean seeds?"),
        ("market.contract_months", "market.contract_month", "did you mean contract_months"),
        ("market.contract_months = 120", "", "mine.toml  expect[1]: compares a world with itself"),
        ('"tiny"', '"tinny"', "did you mean tiny?"),
        ("[set]", "[set", "mine.toml: is not TOML"),
        ("[[expect]]", "[than]", "than.it: is no word of a case; known: scenario, set"),
    ],
)  # fmt: skip
def test_a_broken_case_says_where_what_and_what_to_write(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    with pytest.raises(MutualsError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert told in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("seeds = [1]", "").replace("months = 12", "months = 30")
    with pytest.raises(CaseError, match="2 problems in the case"):
        read(tmp_path, wrong)


def test_the_page_shows_a_case_that_can_be_read(tmp_path: Path) -> None:
    write_files((ROOT / "docs/cases-in-words.md").read_text(encoding="utf-8"), tmp_path)
    assert read_case(tmp_path / "mine.toml") == read_case(WORLDS_FOLDER / "contracts_long.toml")
