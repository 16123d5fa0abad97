"""Where most runs give nothing, wrong verdicts are no more frequent than promised."""

import pytest
from scipy import stats

from sim.statistics.intervals import NO_ENDS
from tests.statistics.decided_wrongly import (
    PROMISED,
    ZEROS,
    Rates,
    rates,
    rates_when_stopping,
)

FEW, MANY = 150, 400
"""Studies tried at once, and by `make slow`."""


def check(found: Rates, studies: int) -> None:
    for rate in (found.supported, found.refuted):
        wrong = round(rate * studies)
        assert stats.binomtest(wrong, studies, PROMISED, "greater").pvalue > 0.001


@pytest.mark.parametrize("bounds", [(0.0, 1.0), NO_ENDS])
@pytest.mark.parametrize("runs", [5, 13])
@pytest.mark.parametrize("zeros", ZEROS)
def test_a_fixed_number_of_runs(zeros: float, runs: int, bounds: tuple[float, float]) -> None:
    check(rates(zeros, runs, bounds, FEW), FEW)


@pytest.mark.slow
@pytest.mark.parametrize("bounds", [(0.0, 1.0), NO_ENDS])
@pytest.mark.parametrize("runs", [13, 40, 100])
@pytest.mark.parametrize("zeros", ZEROS)
def test_any_number_of_runs(zeros: float, runs: int, bounds: tuple[float, float]) -> None:
    check(rates(zeros, runs, bounds, MANY), MANY)


@pytest.mark.slow
@pytest.mark.parametrize("bounds", [(0.0, 1.0), NO_ENDS])
@pytest.mark.parametrize("zeros", ZEROS)
def test_a_study_that_stops_by_itself(zeros: float, bounds: tuple[float, float]) -> None:
    check(rates_when_stopping(zeros, bounds, FEW // 2), FEW // 2)
