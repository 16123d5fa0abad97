"""The second hypotheses stand as they were fixed, or a dated note says what was changed and why."""

import hashlib
import re
from pathlib import Path

import pytest

from sim.report.claims_page.page import shipped_claims
from sim.studies.question.experiment import spread
from sim.studies.question.read import read_experiment
from tests.places import ROOT

PAGE = ROOT / "experiments" / "hypotheses.md"
SUMS = PAGE.with_suffix(".sha256")
FIRST = "1310b345c310fc487c26c666f84f92fb16b4746e6cef5190d64d17facd0116e6"
"""Of the text above the heading of changes, as fixed on 29 November 2026."""
CHANGES = "\n## Changes\n"
NOTE = re.compile(r"^- (20\d\d-\d\d-\d\d), ([0-9a-f]{64}), \S.*\S", re.MULTILINE)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def stands(page: str) -> bool:
    """Whether the text is as first fixed, or as its last dated note says."""
    fixed, _, notes = page.partition(CHANGES)
    allowed = [FIRST, *(found[2] for found in NOTE.finditer(notes))]
    return digest(fixed) == allowed[-1]


def read() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_text_is_as_fixed_or_as_its_last_dated_note_says() -> None:
    assert stands(read())


def test_the_checksum_beside_it_is_that_of_the_file() -> None:
    found, name = SUMS.read_text(encoding="utf-8").split()
    assert (found, Path(name).name) == (digest(read()), PAGE.name)


@pytest.mark.parametrize(
    ("old", "new"), [("at most 0.5.", "at most 0.6."), ("up to 10m GBP", "up to 20m GBP")]
)
def test_a_change_without_a_dated_note_is_found(old: str, new: str) -> None:
    changed = read().replace(old, new, 1)
    assert changed != read()
    assert not stands(changed)
    fixed = changed.partition(CHANGES)[0]
    noted = f"{changed}\n- 2027-01-05, {digest(fixed)}, a threshold moved because of a reason\n"
    assert stands(noted)
    assert not stands(noted.replace("2027-01-05, ", ""))


# ---------------------------------------------------------------- the studies ask what is fixed

IN_PAGE = {"H3b_two": "H3b"}
"""Hypotheses of a study that stand under another heading of the page."""


def said(identity: str) -> str:
    """The part of the page about one hypothesis or claim."""
    (part,) = re.findall(rf"^### {identity}$(.*?)(?=^##)", read(), re.MULTILINE | re.DOTALL)
    return str(part)


@pytest.mark.parametrize("study", ["webb", "webb_space"])
def test_a_study_asks_every_hypothesis_in_the_words_and_numbers_of_the_page(study: str) -> None:
    asked = {one.id: one for one in read_experiment(study).hypotheses}
    assert set(asked) == {
        *("H1a", "H1a_short", "H1b", "H1c", "H2a", "H2b", "H2c", "H3a", "H3b", "H3b_two", "H5"),
    }
    for name, one in asked.items():
        part = said(IN_PAGE.get(name, name))
        statement = re.findall(r"\*Statement\*: (.*)\.$", part, re.MULTILINE)[0]
        assert one.statement.startswith(statement)
        (threshold,) = re.findall(r"\*Threshold\*: (.*)$", part, re.MULTILINE)
        below = {10: "ten"}
        for level in spread(one.threshold, 1):
            assert below.get(level, f"{level:g}") in threshold.replace("0.10", "0.1")
        assert one.smallest_effect is None or f"{one.smallest_effect:g}" in threshold


@pytest.mark.parametrize("identity", ["H4", "H6"])
def test_what_no_study_asks_is_written_and_says_why(identity: str) -> None:
    part = said(identity)
    assert "no longer a test" in part or "It cannot be judged before that exists" in part


@pytest.mark.parametrize("claim", ["C16", "C17", "C18", "C19", "C20"])
def test_a_claim_asks_the_numbers_of_the_page(claim: str) -> None:
    part = said(claim)
    for one in shipped_claims()[claim].hypotheses:
        assert one.id in part or one.id == claim
        assert f"{one.direction} {number(one.threshold)}" in part
        if one.smallest_effect is not None:
            assert f"smallest effect {number(one.smallest_effect)}" in part


def number(value: object) -> str:
    assert isinstance(value, float)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
