"""What the tables of a run bear at the door beside its numbers: dates and units."""

import pandas as pd
import pytest

import sim
from sim.model.one_run import played
from sim.model.record.columns import opening, told
from sim.units import month_name
from tests.small import Small

TABLES = ("monthly", "organisations", "events", "holders")


@pytest.fixture
def run(small: Small) -> sim.Run:
    world = small({"time.start_year": 2024, "time.start_month": 11})
    return sim.run(world, seed=1, years=2)


@pytest.mark.parametrize("name", ["monthly", "events", "holders"])
def test_each_month_has_its_first_day(run: sim.Run, name: str) -> None:
    table = getattr(run, name)
    assert list(table).index("date") == list(table).index("month") + 1
    assert pd.api.types.is_datetime64_dtype(table["date"])
    assert len(table) > 0
    for month, days in table.groupby("month")["date"]:
        (day,) = days.unique()
        assert (day.day, f"{day.month_name()} {day.year}") == (1, month_name(month, 2024, 11))


def test_a_month_of_a_run_that_began_who_knows_when_has_no_date() -> None:
    dates = told(
        pd.DataFrame({"month": [0, 1]}), "series", pd.Series([opening(2013, 4), None]).to_numpy()
    )
    assert dates["date"].isna().tolist() == [False, True]


def test_every_column_has_its_unit(run: sim.Run) -> None:
    for name in TABLES:
        table = getattr(run, name)
        assert set(table.attrs["units"]) == set(table)
    assert run.monthly.attrs["units"]["share_group"] == "share"
    assert run.events.attrs["units"]["month"] == "months"
    assert run.events.attrs["units"]["price"] != ""
    assert run.organisations.attrs["units"]["turnover_end"] == "GBP a year"
    units = run.outcomes.attrs["units"]
    assert set(units) == set(run.outcomes.index)
    listed = sim.outcomes().set_index("name")["unit"]
    own = {name: unit for name, unit in units.items() if name in listed}
    assert own
    assert own == listed[list(own)].to_dict()


def test_units_outlive_what_is_done_with_tables(run: sim.Run, small: Small) -> None:
    other = sim.run(small(), seed=2, years=2)
    assert run.monthly.query("service == 'all'").attrs["units"]["share_group"] == "share"
    both = pd.concat([run.monthly, other.monthly])
    assert both.attrs["units"] == run.monthly.attrs["units"]
    assert len(pd.DataFrame([run.outcomes, other.outcomes])) == 2
    assert (run.outcomes - other.outcomes).notna().any()


def test_what_is_stored_has_neither(small: Small) -> None:
    run = played(small(), 1, 1, "full")
    for name in TABLES:
        assert "date" not in getattr(run, name)
        assert not getattr(run, name).attrs
