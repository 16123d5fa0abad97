"""Sensitivity against the Ishigami function, whose indices are known by hand."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.statistics.sensitivity import morris_effects, rank_correlations, sobol_indices
from sim.studies.design.ranges import Range
from sim.studies.design.sampling import draw, salib_problem
from sim.studies.question.sections import Design

A, B = 7.0, 0.1
RANGES = tuple(Range(name, -math.pi, math.pi) for name in ("x1", "x2", "x3"))
VARIANCE = A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18 + 0.5
FIRST = [0.5 * (1 + B * math.pi**4 / 5) ** 2 / VARIANCE, A**2 / 8 / VARIANCE, 0.0]
TOTAL = [1 - FIRST[1], FIRST[1], 8 * B**2 * math.pi**8 / 225 / VARIANCE]


def ishigami(design: Design) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    drawn = draw(design, RANGES)
    x = np.array([list(point.values()) for point in drawn.values])
    values = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    assert drawn.cube is not None
    return drawn.cube, values


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami(second_order: bool) -> None:
    design = Design(kind="sobol", points=1024, second_order=second_order)
    _, values = ishigami(design)
    found = sobol_indices(salib_problem(RANGES), values, second_order=second_order)
    assert found["first"].to_numpy() == pytest.approx(FIRST, abs=0.04)
    assert found["total"].to_numpy() == pytest.approx(TOTAL, abs=0.04)
    assert (found["total_reach"] < 0.12).all()


def test_an_outcome_that_never_moves_hangs_on_nothing() -> None:
    found = sobol_indices(salib_problem(RANGES), np.ones(5 * 8), second_order=False)
    assert (found[["first", "total"]].to_numpy() == 0).all()


def test_morris_effects_of_ishigami() -> None:
    places, values = ishigami(Design(kind="morris", points=200))
    found = morris_effects(salib_problem(RANGES), places, values, levels=4).set_index("path")
    # On four levels x2 moves sin squared up and down alike: large steps, no direction.
    assert found.loc["x1", "mu_star"] > found.loc["x3", "mu_star"] * 0.5
    assert found.loc["x2", "mu"] == pytest.approx(0, abs=1.5)
    assert found.loc["x2", "mu_star"] == pytest.approx(7.875, rel=0.02)
    assert found.loc["x3", "sigma"] > found.loc["x3", "mu"]


def test_rank_correlation_sees_what_rises_and_what_falls() -> None:
    drawn = draw(Design(points=200), RANGES)
    assert drawn.cube is not None
    x1, x2, _ = drawn.cube.T
    found = rank_correlations(["x1", "x2", "x3"], drawn.cube, np.exp(3 * x1) - x2)
    by_name = found.set_index("path")
    assert by_name.loc["x1", "correlation"] > 0.9
    assert by_name.loc["x2", "correlation"] < -0.05
    assert by_name.loc["x3", "low"] < 0 < by_name.loc["x3", "high"]
    assert by_name.loc["x1", "chance"] < 1e-6


def test_rank_correlation_of_a_constant_or_of_nothing() -> None:
    cube = np.linspace(0, 1, 20)[:, None]
    assert rank_correlations(["x"], cube, np.ones(20)).loc[0, "correlation"] == 0
    assert math.isnan(rank_correlations(["x"], cube, np.full(20, np.nan)).loc[0, "correlation"])
