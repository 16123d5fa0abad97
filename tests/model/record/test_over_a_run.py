"""Over a run a ratio is of its totals, not the mean of its months; and nothing leaves its bounds."""

import numpy as np
import pytest

import sim
from sim.model.one_result import Run
from sim.model.record.catalogue import FLOWS, RATIOS, end_bounds
from sim.model.record.series import Gap, Ratio, Total, over_a_run
from sim.registry.sections.services import SERVICES
from sim.studies.store.tables import by_year


@pytest.fixture(scope="module", params=["tiny", "college_consortium"])
def played(request: pytest.FixtureRequest) -> Run:
    return sim.run(request.param, seed=2, years=6)


def test_a_month_of_two_tenders_weighs_less_than_one_of_fifty() -> None:
    none = np.zeros(4)
    months = [Ratio(np.array([1.0, *none]), np.array([2.0, *none]))]
    months += [Ratio(np.array([0.0, *none]), np.array([50.0, *none]))]
    found = over_a_run(months)
    assert found is not None
    assert found[0] == pytest.approx(1 / 52)
    assert found[-1] == pytest.approx(1 / 52)
    assert np.isnan(found[1])
    gap = over_a_run([Gap(months[1], months[0])] * 3)
    assert gap is not None
    assert gap[0] == pytest.approx(-0.5)
    assert over_a_run([Total(none)]) is None


def test_ratios_of_what_is_counted_are_of_the_counts_over_the_run(played: Run) -> None:
    after = played.monthly[played.monthly["month"] > 0]
    for name, (over, under) in RATIOS.items():
        for service in ("all", *SERVICES):
            rows = after[after["service"] == service]
            below = rows[under].sum()
            expected = rows[over].sum() / below if below else np.nan
            place = f"mean_{name}" if service == "all" else f"mean_{name}.{service}"
            if place in played.outcomes:
                assert played.outcomes[place] == pytest.approx(expected, nan_ok=True), place


def test_ratios_of_a_year_are_of_the_counts_of_the_year(played: Run) -> None:
    yearly = by_year(played.monthly, FLOWS)
    monthly = played.monthly
    third = (monthly["month"] > 24) & (monthly["month"] <= 36) & (monthly["service"] == "all")
    row = np.flatnonzero((yearly["month"] == 36) & (yearly["service"] == "all"))[0]
    for name, (over, under) in RATIOS.items():
        below = monthly.loc[third, under].sum()
        expected = monthly.loc[third, over].sum() / below if below else np.nan
        assert yearly[name][row] == pytest.approx(expected, nan_ok=True), name


def test_no_outcome_leaves_its_bounds(played: Run) -> None:
    assert end_bounds("mean_margin_group") == (-np.inf, 1)
    assert end_bounds("independence_10y.homes") == (0, 1)
    for name, value in played.outcomes.items():
        low, high = end_bounds(str(name))
        assert np.isnan(value) or low - 1e-9 <= value <= high + 1e-9, (name, value)
    for name in played.monthly.columns.drop(["month", "date", "service"]):
        low, high = end_bounds(str(name))
        values = played.monthly[name].dropna()
        assert values.between(low - 1e-9, high + 1e-9).all(), name
