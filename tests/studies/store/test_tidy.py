"""Exported tables in other programs: what was varied, names they take, dates, a readable workbook."""

import re
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.model.record.catalogue import SERIES, end_names
from sim.registry.table import parameter_list
from sim.studies.single import write_run
from sim.studies.store.export import export_results
from sim.studies.store.tidy import short_names
from sim.studies.study import load_study
from sim.units import month_name
from tests.studies import fakes
from tests.studies.made import make

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
TAKEN = {"if", "in", "using", "with", "byte", "int", "long", "float", "double", "else", "for"}
"""Words that Stata or R keep for themselves."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(fakes.write_experiment(tmp_path), tmp_path / "out").folder


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")


def test_runs_say_what_each_lever_and_uncertainty_was(folder: Path, tmp_path: Path) -> None:
    runs = load_study(folder).runs
    assert list(runs)[4:9] == ["seed", "years", "market.months", "market.level", "stay"]
    places = runs[["setting", "arm", "market.months", "market.level"]].drop_duplicates()
    assert places.to_numpy().tolist() == [
        ["base", "base", 36, 0.25], ["base", "long", 120, 0.25], ["high", "base", 36, 0.4],
    ]  # fmt: skip
    export_results(folder, tmp_path / "export", "csv", ["stay"])
    exported = read(tmp_path / "export", "runs")
    assert exported["market_months"].tolist() == runs["market.months"].tolist()
    book = read(tmp_path / "export", "codebook").set_index(["table", "column"])
    row = book.loc[("runs", "market_months")]
    assert row["stands_for"] == "market.months"


def test_values_that_are_lists_in_a_world_can_be_varied_through_what_moves_them(
    tmp_path: Path,
) -> None:
    text = """
[study]
name = "solved"
title = "Leaving, and the constants that follow from it"
scenario = "tiny"
years = 1
replications = 1
[levers]
"services.homes.base_leaving" = [0.1, 0.3]
"""
    file = tmp_path / "solved.toml"
    file.write_text(text, encoding="utf-8")
    done = sim.study(file, out=tmp_path / "out", workers=1)
    assert done.runs["services.homes.base_leaving"].tolist() == [0.1, 0.3]
    assert load_study(tmp_path / "out").runs.equals(done.runs)


def test_every_name_there_is_becomes_one_that_stata_and_r_take() -> None:
    names = [row.path for row in parameter_list()]
    names += [*end_names(), *(series.name for series in SERIES)]
    short = short_names(dict.fromkeys(names))
    assert all(NAME.fullmatch(name) for name in short.values())
    assert len({name.casefold() for name in short.values()}) == len(short)
    assert not TAKEN & set(short.values())
    assert short["market.contract_months"] == "market_contract_months"


def test_names_that_would_fall_together_are_told_apart() -> None:
    long = [f"{'a' * 40}{end}" for end in ("_x", ".x", "-x")]
    short = short_names(["a.b", "a_b", "A-b", "", "2.5", *long])
    assert len({name.casefold() for name in short.values()}) == 8
    assert all(NAME.fullmatch(name) for name in short.values())


def test_a_date_stands_beside_each_month(tmp_path: Path) -> None:
    world = sim.load("tiny", {"time.start_year": 2015, "time.start_month": 11})
    write_run(sim.run(world, seed=1, years=1), tmp_path / "run", world, 1, 1)
    export_results(tmp_path / "run", tmp_path / "export")
    events = read(tmp_path / "export", "events")
    for month, date in events[["month", "date"]].drop_duplicates().itertuples(index=False):
        assert f"{pd.Timestamp(date):%B %Y}" == month_name(month, 2015, 11)
        assert date.endswith("-01")
    bodies = read(tmp_path / "export", "organisations")
    assert list(bodies)[list(bodies).index("founded_month") + 1] == "founded_date"
    assert (bodies["left_month"].isna() == bodies["left_date"].isna()).all()
    before = bodies[bodies["founded_month"] < 0].iloc[0]
    assert before["founded_date"] < "2015-11-01"


def test_worlds_that_begin_at_different_times_get_their_own_dates(tmp_path: Path) -> None:
    text = """
[study]
name = "beginnings"
title = "Two beginnings"
scenario = "tiny"
years = 1
replications = 1
[levers]
"time.start_year" = [2013, 2014]
"""
    file = tmp_path / "beginnings.toml"
    file.write_text(text, encoding="utf-8")
    sim.study(file, out=tmp_path / "out", workers=1)
    export_results(tmp_path / "out", tmp_path / "export")
    series = read(tmp_path / "export", "series")
    assert sorted(series[series["month"] == 0]["date"].unique()) == ["2013-04-01", "2014-04-01"]


@pytest.mark.filterwarnings("default")
def test_a_workbook_can_be_read_without_pulling_at_it(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    world = sim.load("tiny")
    write_run(sim.run(world, seed=1, years=1), tmp_path / "run", world, 1, 1)
    (path,) = export_results(tmp_path / "run", tmp_path / "export", "xlsx")
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert sheet.freeze_panes == "A2", sheet.title
        widths = [column.width for column in sheet.column_dimensions.values()]
        assert len(widths) == sheet.max_column
        assert all(10 <= width <= 52 for width in widths), sheet.title
    assert book["events"].column_dimensions["A"].width > len(book["events"]["A2"].value)
    heading = [cell.value for cell in book["events"][1]]
    date = book["events"][2][heading.index("date")]
    assert date.is_date
    assert date.number_format == "YYYY-MM-DD"
