"""`mesa.batch_run` by plain parameter names, with the series it reports chosen by argument."""

from typing import Any

import pytest

import sim
from sim.model.mesa import REPORTED, MutualsModel
from tests.mesa.test_mesa import batch
from tests.small import SCENARIO

ASKED: dict[str, Any] = {"world": SCENARIO, "years": 1, "seed": [1, 2]}


def test_parameters_are_crossed_by_their_own_names_and_are_columns() -> None:
    path = "market.contract_months"
    rows = batch({**ASKED, path: [36, 60], "policy.reserved": 0.5})
    assert sorted((row[path], row["seed"]) for row in rows) == [(36, 1), (36, 2), (60, 1), (60, 2)]
    for row in rows:
        world = sim.load(SCENARIO, {path: row[path], "policy.reserved": 0.5})
        every = sim.run(world, row["seed"], years=1).monthly.query("service == 'all'").iloc[-1]
        assert row["share_group"] == every["share_group"]


def test_the_series_reported_are_those_asked_for() -> None:
    names = ["bidders", "quality", "mutuals_alive"]
    (row,) = batch({**ASKED, "seed": [1], "reported": [names]}, data_collection_period=-1)
    assert {"seed", "month", *names} <= set(row)
    assert not {*REPORTED} - {*names} & set(row)
    monthly = sim.run(SCENARIO, 1, years=1).monthly.query("service == 'all'").iloc[-1]
    assert [row[name] for name in names] == [monthly[name] for name in names]


def test_a_name_that_is_no_series_and_a_name_by_itself_are_refused() -> None:
    with pytest.raises(sim.MutualsError, match=r"did you mean quality\?"):
        MutualsModel(SCENARIO, seed=1, years=1, reported=["qality"])
    with pytest.raises(sim.MutualsError, match="a list in a list"):
        batch({**ASKED, "reported": ["quality", "bidders"]})


def test_a_parameter_there_is_not_is_refused_with_the_one_meant() -> None:
    with pytest.raises(sim.ScenarioError, match="did you mean"):
        batch({**ASKED, "market.contract_mnths": [36]})
