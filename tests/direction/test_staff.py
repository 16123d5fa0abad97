"""Which way staff outcomes move when one mechanism or lever does, at paired seeds."""

import pytest

from tests.direction.paired import mean, runs

pytestmark = pytest.mark.long

KINDS = ("mutual", "small", "group")


def test_without_the_pull_of_pay_low_offers_lose_nobody() -> None:
    off = {"mechanisms.pay_pull": False}
    worse = {**off, **{f"kinds.{kind}.pay_offer": 0.85 for kind in KINDS}}
    gap_with = mean(
        {f"kinds.{kind}.pay_offer": 0.85 for kind in KINDS}, "mean_leaving_new_staff"
    ) - mean({}, "mean_leaving_new_staff")
    gap_without = mean(worse, "mean_leaving_new_staff") - mean(off, "mean_leaving_new_staff")
    assert gap_without < gap_with / 2


def test_a_two_tier_code_lets_new_terms_die_out_and_keeps_new_staff() -> None:
    # The code is not retrospective: who was on new terms in April 2013 stays so until leaving.
    code = {"policy.two_tier_code": True}
    for one in runs(code):
        share = one.monthly.query("service == 'all'")["new_terms_share"]
        assert share.iloc[-1] < share.iloc[0] / 3
    assert mean(code, "mean_new_terms_share") < mean({}, "mean_new_terms_share") / 2
    assert mean(code, "mean_leaving_new_staff") < mean({}, "mean_leaving_new_staff")


def test_without_new_terms_there_is_one_tier() -> None:
    gaps = [one.monthly["reward_gap"] for one in runs({"mechanisms.new_terms": False})]
    assert all(gap.isna().all() for gap in gaps)
