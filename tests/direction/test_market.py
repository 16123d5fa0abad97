"""Which way the market moves when one mechanism or lever does, at paired seeds."""

import pytest

from sim.model.opening.founding import planned_spin_out, vote_on
from tests.direction.paired import happened, mean, runs, total
from tests.small import opened, small_world

pytestmark = pytest.mark.long


def test_longer_contracts_mean_fewer_tenders() -> None:
    long, short = {"market.contract_months": 120}, {"market.contract_months": 36}
    assert total(long, "tenders") < total({}, "tenders") < total(short, "tenders")


def test_without_extensions_there_are_more_tenders() -> None:
    assert total({"mechanisms.extensions": False}, "tenders") > total({}, "tenders")


def test_without_market_testing_councils_keep_more_in_house() -> None:
    off = {"mechanisms.market_testing": False}
    assert mean(off, "mean_external_share") < mean({}, "mean_external_share")


def test_more_insourcing_leaves_less_outside() -> None:
    more, less = ({"market.insourcing_level": level} for level in (0.4, 0.1))
    assert mean(more, "mean_external_share") < mean(less, "mean_external_share")
    assert total({"mechanisms.insourcing": False}, "insourced") == 0


@pytest.mark.parametrize("scope", ["service", "region"])
def test_bundling_makes_fewer_and_larger_tenders_and_a_more_concentrated_market(scope: str) -> None:
    bundles = {
        "policy.bundles": 1.0,
        "policy.bundle_window_months": 36,
        "policy.bundle_scope": scope,
    }
    assert total(bundles, "tenders") < 0.8 * total({}, "tenders")
    assert _mean_award(bundles) > 1.2 * _mean_award({})
    assert mean(bundles, "mean_top4_share") > mean({}, "mean_top4_share")
    assert total(bundles, "awards_mutual") < total({}, "awards_mutual")


def _mean_award(overrides: dict[str, object]) -> float:
    awards = [one.events[one.events["kind"] == "award"]["price"] for one in runs(overrides)]
    return sum(values.sum() for values in awards) / sum(len(values) for values in awards)


def test_reserving_lettings_for_mutuals_keeps_their_contracts_theirs() -> None:
    reserved = {"policy.reserved": 1.0}
    assert total(reserved, "awards_mutual") > total({}, "awards_mutual")
    assert mean(reserved, "second_letting_survival") > mean({}, "second_letting_survival")


def test_a_higher_weight_of_social_value_helps_mutuals_against_groups() -> None:
    social = {"policy.social_value_for_mutuals": 0.2}
    assert mean(social, "second_letting_survival") >= mean({}, "second_letting_survival")
    assert mean(social, "mean_share_group") < mean({}, "mean_share_group")


def test_bigger_bid_teams_of_groups_mean_more_bidders_and_a_larger_part_for_groups() -> None:
    hungry = {"bidding.group_turnover_per_bid": 2e6}
    assert mean(hungry, "mean_bidders") > mean({}, "mean_bidders")
    assert mean(hungry, "mean_share_group") > mean({}, "mean_share_group")


def test_incumbency_keeps_holders_in_place() -> None:
    off = {"mechanisms.incumbency": False}
    assert mean(off, "mean_incumbents_kept_share") < mean({}, "mean_incumbents_kept_share")


def test_without_the_worth_of_a_foothold_nobody_bids_far_below_cost() -> None:
    assert total({"mechanisms.foothold": False}, "below_cost_bids") < total({}, "below_cost_bids")


def test_without_reach_more_bidders_come() -> None:
    assert mean({"mechanisms.reach": False}, "mean_bidders") > mean({}, "mean_bidders")


def test_a_higher_standing_keeps_bidders_out() -> None:
    assert mean({"bidding.standing": 2.0}, "mean_bidders") < mean({}, "mean_bidders")


def test_merger_control_at_nought_stops_every_purchase() -> None:
    control = {"policy.merger_control": 0.0}
    assert total({}, "takeovers_done") > 0
    assert total(control, "takeovers_done") == 0
    assert happened(control, "takeover") == 0


def test_without_takeovers_there_are_none_and_more_looks_bring_more() -> None:
    assert happened({"mechanisms.takeovers": False}, "takeover") == 0
    assert happened({"takeovers.looks_a_year": 4.0}, "takeover") > happened({}, "takeover")


def test_an_asset_lock_on_every_mutual_leaves_none_to_be_bought() -> None:
    assert _mutuals_bought({}) > 0
    assert _mutuals_bought({"forms.locked_only": True}) < _mutuals_bought({})


def _mutuals_bought(overrides: dict[str, object]) -> int:
    tables = [one.organisations for one in runs({**overrides, "takeovers.mutual_share": 0.5})]
    return int(
        sum((table["is_spun_out"] & (table["ending"] == "taken_over")).sum() for table in tables)
    )


def test_without_spin_outs_and_support_there_are_fewer_mutuals() -> None:
    none = {"mechanisms.spin_outs": False, "mutuals": ()}
    assert total(none, "spin_outs") == 0
    assert mean(none, "cohort") < mean({}, "cohort")


def test_without_distress_nobody_fails() -> None:
    assert total({}, "insolvencies") > 0
    assert total({"mechanisms.distress": False}, "insolvencies") == 0


def test_providers_whose_overhead_does_not_fall_with_size_are_no_worse_off_small() -> None:
    off = {"mechanisms.size_overhead": False}
    assert mean(off, "mean_margin_mutual") > mean({}, "mean_margin_mutual")


def test_cuts_that_are_not_passed_on_leave_more_posts_outside() -> None:
    off = {"mechanisms.cuts_passed_on": False}
    assert mean(off, "mean_posts_required") > mean({}, "mean_posts_required")
    assert mean({"mechanisms.budgets": False}, "mean_posts_required") > mean(
        {}, "mean_posts_required"
    )


def test_entrants_come_where_margins_are_high() -> None:
    brisk = {"entry.rate": 100.0, "entry.margin_from": 0.02}
    assert total(brisk, "entrants") > total({}, "entrants")
    assert total({"mechanisms.entry": False}, "entrants") == 0


def test_surety_is_asked_whether_or_not_standing_is() -> None:
    free = {"mechanisms.standing": False}
    asked = free | {"bidding.surety": 0.1}
    assert total(asked, "bids") < total(free, "bids")


def test_a_guaranteed_pension_wins_votes_for_a_mutual() -> None:
    state = {
        flag: opened(small_world({"policy.pension_guarantee": flag})) for flag in (False, True)
    }
    odds = {
        flag: [
            vote_on(one, planned_spin_out(one, council, 0, 0, 12))
            for council in range(one.councils.n)
        ]
        for flag, one in state.items()
    }
    assert all(sure > unsure for unsure, sure in zip(odds[False], odds[True], strict=True))
