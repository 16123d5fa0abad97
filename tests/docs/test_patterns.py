"""The table of patterns: real outcomes, real rows of evidence, and numbers that come from runs."""

import re

import pytest

import sim
from docs.make.patterns import FROM_MONTH, PATTERNS, as_text, measure, seen
from sim.model.record.catalogue import ENDS, SERIES
from sim.registry.evidence import evidence
from tests.places import ROOT


def test_every_pattern_names_outcomes_and_evidence_that_exist() -> None:
    series, ends = {one.name for one in SERIES}, {one.name for one in ENDS}
    for pattern in PATTERNS:
        names = set(pattern.outcome.split(" / "))
        assert names <= (series if pattern.service else ends), pattern.name
        assert set(pattern.evidence.split()) <= set(evidence()), pattern.name


def test_a_pattern_is_the_mean_after_the_first_year_and_a_ratio_is_of_means() -> None:
    run = sim.run("tiny", seed=1, years=2, detail="study")
    rows = run.monthly
    late = rows[(rows["service"] == "all") & (rows["month"] >= FROM_MONTH)]
    bids, one_bid = PATTERNS[0], PATTERNS[1]
    assert seen(run, bids) == pytest.approx(late["bids"].sum() / late["tenders"].sum())
    alone = late["single_bids"].sum() / late["tenders_with_bid"].sum()
    assert seen(run, one_bid) == pytest.approx(alone)


def test_the_table_has_a_row_for_every_pattern_here_and_in_the_page() -> None:
    text = as_text(measure(sim.load("tiny"), 2, (1, 2)), "a test")
    page = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
    for pattern in PATTERNS:
        (row,) = re.findall(rf"^\| {re.escape(pattern.name)} \|.*$", text, re.M)
        (shown,) = re.findall(rf"^\| {re.escape(pattern.name)} \|.*$", page, re.M)
        cells, told = row.split(" | "), shown.split(" | ")
        assert cells[:4] == told[:4]
        assert re.fullmatch(r"-?[\d.e+-]+ \(-?[\d.e+-]+ to -?[\d.e+-]+\)", told[4]), told[4]
