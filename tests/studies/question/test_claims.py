"""The twenty claims: all there, thresholds as fixed, and studied as one batch with its page."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sim.registry.evidence import KEY, evidence
from sim.report.claims_page.page import claims_text, shipped_claims, write_claims
from sim.report.claims_page.rows import (
    BESIDE,
    WHOLE,
    ClaimRow,
    read_rows,
    stored_claims,
    write_rows,
)
from sim.studies.batch import batch_files, batch_folder, batch_results
from sim.studies.catalogue import check_file, files_meant, shipped
from sim.studies.study import study

FOLDER = batch_folder("claims")
FILES = batch_files(FOLDER) if FOLDER else []
CLAIMS = shipped_claims()
TITLE = "Concerns about the viability of small staff-led mutuals on short contracts"
HEADLINES = {
    "C1": ("independence_10y", "at most", 0.5, 0.05),
    "C2": ("taken_over_10y", "at least", 0.5, 0.1),
    "C3": (
        ("top4_end.{service}", "effective_suppliers_end.{service}"),
        ("at least", "at most"),
        (0.6, 10),
        None,
    ),
    "C4": (
        ("mean_commitment_council_terms", "mean_commitment_new_terms"),
        "at most",
        -0.025,
        0.01,
    ),
    "C5": ("mean_leaving_mutual.social_work", "at most", 0.95, 0.03),
    "C6": ("mean_redundancies_mutual", "at least", 0.9, 0.05),
    "C7": ("mean_front_line_gain_mutual", "at least", 0.02, 0.005),
    "C8": ("independence_10y.{service}", "at least", 1.1, 0.04),
    "C9": ("mean_unit_cost_mutual_to_in_house", "at most", 0.95, 0.01),
    "C10": ("laid_off_after_failure_share", "at most", 0.02, 0.01),
    "C11": ("challenged_share", "at most", 0.25, 0.05),
    "C12": (
        ("mean_share_local.school_support", "mean_local_jobs_share.school_support"),
        "at least",
        0.05,
        0.02,
    ),
    "C13": ("mean_margin_mutual", "at least", 0.0, None),
    "C14": ("top_started_share", "at least", 0.5, None),
    "C15": ("grew_abroad_share", "at least", 0.25, 0.05),
    "C16": ("mean_work_left_over_mutual.social_work", "at most", 0.0, None),
    "C17": ("mean_quality_gain_mutual.social_work", "at least", 0.03, 0.01),
    "C18": ("votes_won_share", "at most", -0.05, 0.02),
    "C19": ("saving_named_4y.school_support", "at least", 750000.0, 250000.0),
    "C20": ("mean_share_group.school_support", "at most", -0.05, 0.02),
}
"""What was fixed before its runs: outcome, direction, threshold, smallest effect.

C8, C10, C13 and C14 were put anew on 29 November 2026, as their files say.
"""


def test_every_claim_is_there_and_asks_what_was_fixed_before_any_run() -> None:
    found = {
        name: next(
            (one.outcome, one.direction, one.threshold, one.smallest_effect)
            for one in experiment.hypotheses
            if one.id == name
        )
        for name, experiment in CLAIMS.items()
    }
    assert found == HEADLINES
    assert all(one.confidence == 0.95 for e in CLAIMS.values() for one in e.hypotheses)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_claim_can_be_studied_at_full_and_at_small_size(path: Path) -> None:
    assert check_file(str(path)) == []


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_looked_at_again_with_a_thin_number_at_both_ends(name: str) -> None:
    experiment = CLAIMS[name]
    assert experiment.claim is not None
    is_input = experiment.claim.taken_as_given  # then it is what follows that is looked at
    looked_at = [
        [
            setting.name
            for setting in experiment.settings
            if set(asked.arms) <= set(experiment.arms_of(setting))
        ]
        for asked in experiment.hypotheses
        if (asked.id != name if is_input else asked.id == name)
    ]
    assert all(there[0] == "base" for there in looked_at)
    assert max(len(there) for there in looked_at) == 3


@pytest.mark.parametrize("name", CLAIMS)
def test_the_evidence_a_claim_leans_on_exists(name: str) -> None:
    claim = CLAIMS[name].claim
    assert claim is not None
    assert set(KEY.findall(" ".join(str(value) for _, value in claim))) <= set(evidence())


def test_a_batch_is_known_by_its_name() -> None:
    assert files_meant("claims") == [str(path) for path in FILES]
    assert files_meant("webb") == ["webb"]
    names = [row["name"] for row in shipped()]
    assert {"claims", "claims/c01_not_safe"} <= set(names)
    assert batch_folder("no_such_batch") is None


# ---------------------------------------------------------------- the page


def row(**given: object) -> ClaimRow:
    values: dict[str, object] = {
        "claim": "C1", "study": "c01_not_safe", "hypothesis": "C1", "kind": WHOLE,
        "setting": "base", "statement": "A statement", "verdict": "undecided",
        "outcome": "independence_10y", "comparison": "level", "direction": "at most",
        "estimate": 0.48, "low": 0.44, "high": 0.52, "threshold": 0.5, "confidence": 0.95,
        "runs": 10, "equivalence": "no", "reason": "", "text_hash": "a", "text_changed": "no",
        "quick": "no", "written": "2026-11-22", "commit": "abc",
        "words": "cannot be told at the listed assumptions", "hangs_on": "", "chance": 0.12,
    }  # fmt: skip
    return ClaimRow(**{**values, **given})  # type: ignore[arg-type]


def test_rows_come_back_from_their_table_as_they_were(tmp_path: Path) -> None:
    rows = [row(), row(kind=BESIDE, verdict="", threshold=math.nan, reason="one, two")]
    write_rows(rows, tmp_path / "table.csv")
    again = read_rows(tmp_path / "table.csv")
    assert again[0] == rows[0]
    assert replace(again[1], threshold=0.0) == replace(rows[1], threshold=0.0)
    assert math.isnan(again[1].threshold)


def test_the_page_tells_estimate_threshold_and_the_runs_an_open_claim_would_need() -> None:
    page = claims_text([row()], CLAIMS)
    assert "Of 20 claims: 1 cannot be told; 19 claims not yet run." in page
    told = (
        "| cannot be told at the listed assumptions | Ten-year independence | 48.0% (44.0 to 52.0)"
    )
    assert f"{told} | at most 50% |" in page
    assert f"## C1. {TITLE}: cannot be told at the listed assumptions" in page
    assert "About 40 runs an arm instead of 10" in page
    assert "quick trial" not in page
    for heading in ("Threshold", "Taken for granted", "Left out", "Thin evidence"):
        assert page.count(f"**{heading}.**") == len(CLAIMS)


def test_the_page_admits_a_reworded_claim_a_quick_trial_and_a_point_on_the_line() -> None:
    assert "wording of C1 was changed" in claims_text([row(text_changed="yes")], CLAIMS)
    assert "A quick trial" in claims_text([row(quick="yes")], CLAIMS)
    assert "No number of runs worth making" in claims_text([row(estimate=0.4999)], CLAIMS)


def test_the_page_says_what_is_odd_about_a_verdict_and_when_it_lies_on_the_line() -> None:
    odd = row(reason="estimate shown: youth; 2 of 10 runs have no value", equivalence="yes")
    page = claims_text([odd], CLAIMS)
    assert "Of C1: 2 of 10 runs have no value." in page
    assert "**cannot be told at the listed assumptions**, as good as on the threshold" in page


def test_units_are_told_as_they_are() -> None:
    several = [
        row(outcome="restricted_mean_years_14", estimate=3.14, low=2.0, high=4.0, threshold=2.0),
        row(outcome="mean_commitment_new_terms", estimate=-0.0312, low=-0.05, high=-0.01),
        row(outcome="independence_10y", comparison="a minus b", estimate=-0.005, threshold=-0.05),
        row(outcome="step_in_cost_per_person", estimate=2912.4, low=2800.0, high=3000.0),
    ]
    page = claims_text(several, CLAIMS)
    assert "3.1 years (2.0 to 4.0) | at most 2 years" in page
    assert "−0.031 (−0.050 to −0.010)" in page
    assert "−0.50 points" in page
    assert "at most −5 points" in page
    single = claims_text([row(comparison="a minus b", threshold=0.01)], CLAIMS)
    assert "at most 1 point |" in single
    assert "2,912 GBP per person (2,800 to 3,000)" in page


@pytest.mark.long
def test_all_twenty_are_studied_at_small_size_and_told_on_one_page(tmp_path: Path) -> None:
    for path in FILES:
        study(path, out=tmp_path / path.stem, workers=1, quick=True)
    assert [folder.name for folder in batch_results(tmp_path)] == [path.stem for path in FILES]
    rows, experiments = stored_claims(tmp_path)
    assert {name: one.claim for name, one in experiments.items()} == {
        name: one.claim for name, one in CLAIMS.items()
    }
    assert {one.claim for one in rows if one.kind == WHOLE} == set(HEADLINES)
    assert {one.text_changed for one in rows if one.kind == WHOLE} == {"no"}
    (page,) = write_claims(tmp_path)
    told = page.read_text(encoding="utf-8")
    assert "these verdicts mean nothing" in told
    assert "not yet run" not in told
    shutil.rmtree(tmp_path / FILES[-1].stem)
    (page,) = write_claims(tmp_path)
    assert "national private firms: not yet run" in page.read_text(encoding="utf-8")
