"""The gain of mutuals with the charge left behind: totals over totals, service by service."""

import numpy as np
import pytest

import sim
from sim.model.record.by_kind import by_kind, lot_people
from sim.model.state.codes import Kind
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR
from tests.small import opened, small_world

YOUTH = SERVICES.index("youth")


def test_the_charge_is_added_below_and_what_it_would_have_brought_taken_above() -> None:
    state = opened(small_world())
    left = state.stranded
    assert (left.until > state.month).any(), "the opening mutuals left a charge behind"
    charge = np.bincount(left.service, left.monthly, len(SERVICES)) * MONTHS_PER_YEAR
    assert charge.sum() == pytest.approx(state.councils.stranded.sum() * MONTHS_PER_YEAR)
    found = by_kind(state, lot_people(state)).ratios
    plain, whole = found["front_line_gain_mutual"], found["front_line_gain_mutual_with_stranded"]
    teams = found["front_line_share_in_house"]
    share = teams.over / teams.under
    np.testing.assert_allclose(whole.under, plain.under + charge)
    np.testing.assert_allclose(whole.over, plain.over - share * charge)
    assert charge[YOUTH] > 0
    assert (state.providers.kind == Kind.MUTUAL).any()


def test_a_charge_that_is_shed_counts_no_more() -> None:
    state = opened(small_world())
    state.stranded.until[:] = state.month
    found = by_kind(state, lot_people(state)).ratios
    plain, whole = found["front_line_gain_mutual"], found["front_line_gain_mutual_with_stranded"]
    np.testing.assert_array_equal(whole.over, plain.over)
    np.testing.assert_array_equal(whole.under, plain.under)


def test_over_a_run_it_is_of_totals_and_not_the_mean_of_its_months() -> None:
    run = sim.run("tiny", seed=2, years=8)
    months = run.monthly[(run.monthly["service"] == "all") & (run.monthly["month"] > 0)]
    mean = months["front_line_gain_mutual_with_stranded"].mean()
    of_totals = run.outcomes["mean_front_line_gain_mutual_with_stranded"]
    assert of_totals < run.outcomes["mean_front_line_gain_mutual"]
    assert of_totals != pytest.approx(mean, rel=1e-6)
