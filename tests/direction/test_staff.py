"""Which way staff outcomes move when one mechanism or lever does, at paired seeds."""

import pytest

from tests.direction.paired import mean, runs

pytestmark = pytest.mark.long

KINDS = ("mutual", "small", "group")


def test_better_pay_for_new_staff_means_fewer_leavers_and_fewer_vacancies() -> None:
    better = {f"kinds.{kind}.pay_offer": 1.0 for kind in KINDS}
    worse = {f"kinds.{kind}.pay_offer": 0.85 for kind in KINDS}
    for outcome in ("mean_leaving_new_staff", "mean_vacancy_share"):
        assert mean(better, outcome) < mean({}, outcome) < mean(worse, outcome)


def test_better_pay_for_new_staff_costs_the_public_more() -> None:
    better = {f"kinds.{kind}.pay_offer": 1.0 for kind in KINDS}
    assert mean(better, "mean_public_cost") > mean({}, "mean_public_cost")


def test_without_the_pull_of_pay_low_offers_lose_nobody() -> None:
    off = {"mechanisms.pay_pull": False}
    worse = {**off, **{f"kinds.{kind}.pay_offer": 0.85 for kind in KINDS}}
    gap_with = mean(
        {f"kinds.{kind}.pay_offer": 0.85 for kind in KINDS}, "mean_leaving_new_staff"
    ) - mean({}, "mean_leaving_new_staff")
    gap_without = mean(worse, "mean_leaving_new_staff") - mean(off, "mean_leaving_new_staff")
    assert gap_without < gap_with / 2


def test_without_unfairness_fewer_leave_and_both_tiers_are_more_committed() -> None:
    off = {"mechanisms.unfairness": False}
    for outcome in ("mean_leaving_first_holders", "mean_leaving_new_staff", "mean_leaving_rate"):
        assert mean(off, outcome) < mean({}, outcome)
    assert mean(off, "mean_commitment") > mean({}, "mean_commitment")
    assert mean(off, "mean_quality") > mean({}, "mean_quality")


def test_a_two_tier_code_lets_new_terms_die_out_and_keeps_new_staff() -> None:
    # The code is not retrospective: who was on new terms in April 2013 stays so until leaving.
    code = {"policy.two_tier_code": True}
    for one in runs(code):
        share = one.monthly.query("service == 'all'")["new_terms_share"]
        assert share.iloc[-1] < share.iloc[0] / 3
    assert mean(code, "mean_new_terms_share") < mean({}, "mean_new_terms_share") / 2
    assert mean(code, "mean_leaving_new_staff") < mean({}, "mean_leaving_new_staff")


def test_a_pension_guarantee_narrows_the_gap_in_rewards() -> None:
    assert mean({"policy.pension_guarantee": True}, "mean_reward_gap") < mean({}, "mean_reward_gap")


def test_voice_keeps_the_staff_of_mutuals() -> None:
    off = {"mechanisms.voice": False}
    assert mean(off, "mean_leaving_mutual") > mean({}, "mean_leaving_mutual")
    assert mean(off, "mean_commitment") < mean({}, "mean_commitment")


def test_insecurity_and_workload_and_transfers_each_cost_commitment() -> None:
    for name in ("insecurity", "workload", "transfer_shock"):
        assert mean({f"mechanisms.{name}": False}, "mean_commitment") > mean({}, "mean_commitment")


def test_without_agency_staff_quality_falls() -> None:
    off = {"mechanisms.agency": False}
    assert mean(off, "mean_agency_share") == 0
    assert mean(off, "mean_quality") < mean({}, "mean_quality")


def test_without_hiring_posts_empty() -> None:
    assert mean({"mechanisms.hiring": False}, "mean_vacancy_share") > 0.3


def test_without_leaving_nobody_leaves() -> None:
    rates = [one.monthly["leaving_rate"] for one in runs({"mechanisms.leaving": False})]
    assert not any((rate > 0).any() for rate in rates)


def test_without_new_terms_there_is_one_tier() -> None:
    gaps = [one.monthly["reward_gap"] for one in runs({"mechanisms.new_terms": False})]
    assert all(gap.isna().all() for gap in gaps)
