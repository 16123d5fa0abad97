"""Exported tables: tidy, explained, and readable by other tools."""

from pathlib import Path

import pandas as pd
import pytest

from sim.errors import MutualsError
from sim.model.record.columns import described
from sim.studies.single import write_run
from sim.studies.store.export import export_results
from sim.studies.store.workbook import ROWS_OF_A_SHEET
from sim.studies.study import Parts, study
from tests.studies import fakes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = fakes.write_experiment(tmp_path)
    parts = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
    return study(file, tmp_path / "out", workers=1, parts=parts).folder


def test_every_table_is_written_with_every_column_in_the_codebook(
    folder: Path, tmp_path: Path
) -> None:
    paths = {path.stem: path for path in export_results(folder, tmp_path / "export")}
    tables = {name: pd.read_csv(path, encoding="utf-8-sig") for name, path in paths.items()}
    book = tables.pop("codebook")
    assert len(tables["runs"]) == 10
    assert set(tables) == {"inputs", "runs", "series", "events", "organisations", "holders"}
    listed = set(zip(book["table"], book["column"], strict=True))
    assert listed == {(name, column) for name, table in tables.items() for column in table}
    assert book["meaning"].notna().all()
    hhi = book[(book["table"] == "series") & (book["column"] == "hhi")].iloc[0]
    assert "suppliers" in hhi["meaning"] or "share" in hhi["formula"]
    assert tables["inputs"].to_dict("records")[0] == {
        "setting": "base", "arm": "long", "path": "market.months", "value": 120
    }  # fmt: skip


def test_only_the_outcomes_asked_for_are_kept(folder: Path, tmp_path: Path) -> None:
    export_results(folder, tmp_path / "export", "csv", ["stay"])
    runs = pd.read_csv(tmp_path / "export/runs.csv", encoding="utf-8-sig")
    assert list(runs)[-1] == "stay"
    assert "rise.homes" not in runs
    with pytest.raises(MutualsError, match=r"did you mean stay\?"):
        export_results(folder, tmp_path / "export", "csv", ["stya"])


@pytest.mark.filterwarnings("default")
def test_a_workbook_holds_the_same_tables(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    (path,) = export_results(folder, tmp_path / "export", "xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert len(sheets["runs"]) == 10
    assert "codebook" in sheets


@pytest.mark.long
def test_a_table_too_long_for_a_sheet_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    world, folder = fakes.load("tiny", {}, "command line"), tmp_path / "run"
    run = fakes.one_run(world, 7, 2, "full")
    run.events = run.events.loc[[0] * ROWS_OF_A_SHEET].reset_index(drop=True)
    write_run(run, folder, world, 7, 2)
    with pytest.raises(MutualsError, match="more than a sheet holds; use --csv"):
        export_results(folder, tmp_path / "export", "xlsx")


def test_a_number_of_a_run_is_not_described_as_a_column_of_providers() -> None:
    assert described("cohort", "runs").unit == "mutuals"
    assert described("cohort", "organisations").meaning.startswith("Whether")
