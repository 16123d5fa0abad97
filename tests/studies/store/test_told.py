"""Stored tables as users get them: dates as each arm has them, units; nothing of it on disk."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.studies.single import write_run
from sim.studies.store.export import export_results
from sim.studies.store.parts import part_files
from sim.studies.store.result import open_result
from sim.studies.store.told import told_table
from sim.studies.study import load_study

HEAD = """
[study]
name = "when"
title = "When it begins"
scenario = "tiny"
years = 1
replications = 1
[[arms]]
name = "early"
title = "Early"
{early}
[[arms]]
name = "late"
title = "Late"
set = {{ "time.start_year" = 2024 }}
"""


def made(folder: Path, early: str = "") -> sim.Study:
    file = folder / "when.toml"
    file.write_text(HEAD.format(early=early), encoding="utf-8")
    return sim.study(file, folder / "out", workers=1)


def first_days(table: pd.DataFrame) -> dict[str, object]:
    first = table[table["month"] == 0].groupby("arm")["date"].min()
    return {arm: None if pd.isna(day) else str(day.date()) for arm, day in first.items()}


@pytest.mark.long
def test_each_arm_has_its_own_dates(tmp_path: Path) -> None:
    study = made(tmp_path)
    known = {"early": "2013-04-01", "late": "2024-04-01"}
    assert first_days(study.table("series")) == known
    assert study.table("events")["date"].notna().all()
    paths = {path.stem: path for path in export_results(study.folder, tmp_path / "export")}
    exported = pd.read_csv(paths["series"], encoding="utf-8-sig", parse_dates=["date"])
    assert first_days(exported) == known
    book = pd.read_csv(paths["codebook"], encoding="utf-8-sig")
    assert set(book.loc[book["column"] == "date", "meaning"]) == {"First day of that month."}


@pytest.mark.long
def test_a_date_that_the_manifest_does_not_say_is_missing_not_wrong(tmp_path: Path) -> None:
    study = made(tmp_path, 'set = { "time.start_year" = 2030 }')
    assert first_days(study.table("series")) == {"early": "2030-04-01", "late": "2024-04-01"}
    whole = tmp_path / "when.toml"
    text = whole.read_text(encoding="utf-8").replace('{ "time.start_year" = 2024 }', "{}")
    whole.write_text(text, encoding="utf-8")
    other = sim.study(whole, tmp_path / "other", workers=1)
    assert first_days(other.table("series")) == {"early": "2030-04-01", "late": None}


def test_units_are_told_and_nothing_of_it_is_stored(tmp_path: Path) -> None:
    world = sim.load("tiny")
    write_run(sim.run(world, seed=1, years=1), tmp_path, world, 1, 1)
    for kind in ("runs", "series", "events", "organisations", "holders"):
        stored = [
            name for path in part_files(tmp_path, kind) for name in pq.read_schema(path).names
        ]
        assert "run_id" in stored
        assert "date" not in stored
        table = told_table(open_result(tmp_path), kind)
        assert set(table.attrs["units"]) == set(table)
        assert ("date" in table) == ("month" in table)
        assert "month" not in table or table["date"].notna().all()
    assert load_study(tmp_path).runs.attrs["units"]["mean_share_group"] == "share"
