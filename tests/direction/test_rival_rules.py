"""Rival rules: what each of them must move, and which way."""

from typing import Any

import pytest

from tests.direction.paired import mean, total

JOBS: dict[str, Any] = {"bidding.mutual_aims_at": "jobs"}
SERVICE: dict[str, Any] = {"bidding.mutual_aims_at": "service"}
UNSEEN: dict[str, Any] = {"scoring.quality_seen": "not_at_all"}
BUSY: dict[str, Any] = {"market.contract_months": 24, "spin_outs.opening_mutuals": 150}


@pytest.mark.long
def test_a_mutual_that_aims_at_jobs_wins_more_and_earns_less() -> None:
    assert total({**BUSY, **JOBS}, "awards_mutual") > 1.1 * total(BUSY, "awards_mutual")
    assert mean({**BUSY, **JOBS}, "mean_margin_mutual") < mean(BUSY, "mean_margin_mutual")


@pytest.mark.long
def test_a_mutual_that_aims_at_service_is_better_and_earns_less() -> None:
    better = mean({**BUSY, **SERVICE}, "mean_quality_mutual")
    assert better > mean(BUSY, "mean_quality_mutual")
    front = "mean_front_line_share_mutual"
    assert mean({**BUSY, **SERVICE}, front) > mean(BUSY, front)
    assert mean({**BUSY, **SERVICE}, "mean_margin_mutual") < mean(BUSY, "mean_margin_mutual")


@pytest.mark.long
def test_where_councils_see_no_quality_it_falls() -> None:
    assert mean({**BUSY, **UNSEEN}, "mean_quality") < mean(BUSY, "mean_quality")
