"""What the studies page says of stored results is what is stored."""

import io
import json
import os
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.dashboard.frame.folders import chosen
from sim.dashboard.frame.links import Shown, read_address, world_of
from sim.dashboard.studies.found import entries, entry_of
from sim.dashboard.studies.read import Opened, dots, opened, replay, row_counts, rows_from
from sim.dashboard.studies.under_way import SECONDS_OF_SILENCE, UnderWay, note, under_way_in
from sim.registry.reading.load import world_hash
from sim.studies.store.result import read_table
from tests.dashboard.desks import CODED, SEED, YEARS, furnish, plant_study
from tests.dashboard.downloading import had
from tests.sealed import sealed


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("read"))


@pytest.fixture(scope="module")
def one(desk: Path) -> Path:
    return desk / "results" / "one"


@pytest.fixture(scope="module")
def webb(desk: Path) -> Path:
    return desk / "results" / "webb"


def test_every_result_is_listed_with_what_it_is(desk: Path) -> None:
    found = {entry.address: entry for entry in entries(chosen(None, desk))}
    assert set(found) == {"results:begun", "results:one", "results:webb"}
    assert found["results:begun"].state == "stopped at 9 of 24 runs"
    assert found["results:one"].kind == "run"
    assert found["results:webb"].title == CODED
    assert "supported" in found["results:webb"].verdicts


def test_a_folder_that_cannot_be_read_is_listed_as_such(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    assert entry_of("results:x", tmp_path).state == "damaged"


def test_sections_escape_all_that_comes_from_files(webb: Path) -> None:
    found = Opened(webb)
    for name in ("answer", "verdicts", "map", "takeover-fates"):
        assert "<script" not in found.section(name), name
        assert "<img" not in found.section(name), name
    assert "&lt;script" in found.section("verdicts")


def test_a_result_is_read_again_once_it_has_changed(webb: Path) -> None:
    first = opened(webb)
    assert opened(webb) is first
    later = (webb / "manifest.json").stat().st_mtime + 10
    os.utime(webb / "manifest.json", (later, later))
    assert opened(webb) is not first


def test_the_runs_behind_a_claim_are_those_of_its_arm(webb: Path) -> None:
    found = opened(webb)
    (behind,) = found.behind()
    runs = found.runs_at("base", behind.arms[0])
    stored = read_table(webb, "runs")
    wanted = stored[(stored["arm"] == "base") & (stored["setting"] == "base")]
    assert runs[behind.outcome].tolist() == wanted[behind.outcome].tolist()


def test_a_stored_run_is_watched_in_its_own_world(one: Path) -> None:
    found = opened(one)
    told = replay(found, "base", "base")(SEED, YEARS)
    assert told.trouble == ""
    shown = read_address(parse_qsl(urlsplit(told.address).query), Shown())
    assert shown.seed == SEED
    world = world_of(shown.choices[0])
    assert world.time.years == YEARS
    meant = sim.load("tiny", {"market.contract_months": 24, "time.years": YEARS})
    assert world_hash(world) == world_hash(meant)


def test_a_run_whose_scenario_is_gone_is_watched_from_what_was_stored(
    one: Path, tmp_path: Path
) -> None:
    found = Opened(one)
    gone = dict.fromkeys(found.stored.manifest["set_by"], "scenario mine")
    found.stored.manifest.update({"scenario": "mine", "set_by": gone})
    told = replay(found, "base", "base")(SEED, YEARS)
    shown = read_address(parse_qsl(urlsplit(told.address).query), Shown())
    assert world_of(shown.choices[0]).market.contract_months == 24


def test_a_run_that_cannot_be_had_again_says_why(webb: Path, one: Path) -> None:
    assert "cannot be watched" in replay(opened(webb), "base", "base")(1, 15).trouble
    found = Opened(one)
    found.stored.manifest["world"]["place"] = {"table": "/etc/passwd"}
    found.stored.manifest["set_by"] = {"title": "scenario mine"}
    assert "outside the chosen folders" in replay(found, "base", "base")(SEED, YEARS).trouble


def test_rows_are_shown_in_pages_that_join_to_the_table(webb: Path) -> None:
    counts = row_counts(webb)
    whole = pd.concat([rows_from(webb, "runs", start, 4) for start in range(0, counts["runs"], 4)])
    assert len(whole) == counts["runs"]
    assert sorted(whole["run_id"]) == sorted(read_table(webb, "runs")["run_id"])
    assert rows_from(webb, "runs", counts["runs"], 4).empty


def test_every_run_is_a_dot_and_no_two_lie_on_each_other() -> None:
    placed = list(dots([0.1, 0.1, 0.5, 0.9, 0.1]))
    assert [index for index, _, _ in placed] == [0, 1, 2, 3, 4]
    assert len({(across, level) for _, across, level in placed}) == 5
    assert {across for _, across, _ in placed} == {0.0, 0.5, 1.0}
    assert list(dots([2.0])) == [(0, 0.0, 0)]


@pytest.mark.parametrize("kind", ["runs", "series", "events", "organisations"])
def test_a_table_that_is_downloaded_is_the_stored_one(one: Path, kind: str) -> None:
    stored = read_table(one, kind)
    got = pq.read_table(io.BytesIO(had(one, "table", name=kind, form="parquet"))).to_pandas()
    pd.testing.assert_frame_equal(got, stored, check_like=True)
    read = pd.read_csv(io.BytesIO(had(one, "table", name=kind, form="csv")), encoding="utf-8-sig")
    assert list(read.columns) == list(got.columns)
    assert len(read) == len(stored)


def test_parts_with_other_columns_join(tmp_path: Path) -> None:
    folder = plant_study(tmp_path / "planted")
    shutil.rmtree(folder / "runs")
    (folder / "runs").mkdir()
    for number, name in enumerate("xy"):
        row = {"run_id": [name], "setting": "base", "arm": "base", "replication": 1, name: 1.0}
        pd.DataFrame(row).to_parquet(folder / "runs" / f"part-{number:012}.parquet")
    read = pd.read_csv(
        io.BytesIO(had(sealed(folder), "table", name="runs", form="csv")), encoding="utf-8-sig"
    )
    assert read["run_id"].tolist() == ["x", "y"]
    assert read["x"].isna().tolist() == [False, True]


def test_a_sitting_is_read_as_it_was_noted(tmp_path: Path) -> None:
    told = UnderWay("webb", True, 2, "running", 3, 12, 1, 20.5, 26.0, "1 supported", ("a", "b"))
    note(tmp_path, told)
    assert under_way_in(tmp_path) == told
    assert told.words() == "running, 3 of 12 runs, about 26 s left"


def test_work_that_falls_silent_is_taken_for_broken_off(tmp_path: Path) -> None:
    note(tmp_path, UnderWay("webb", True, 2, "running"))
    before = (tmp_path / "sitting.json").stat().st_mtime - SECONDS_OF_SILENCE - 1
    os.utime(tmp_path / "sitting.json", (before, before))
    found = under_way_in(tmp_path)
    assert found is not None
    assert found.state == "failed"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"experiment": 1, "quick": true, "workers": 1}',
     '{"experiment": "x", "quick": true, "workers": 1, "state": "mischief"}',
     '{"experiment": "x", "quick": true, "workers": 1, "other": 1}'],
)  # fmt: skip
def test_a_file_that_is_no_sitting_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "sitting.json").write_text(content, encoding="utf-8")
    assert under_way_in(tmp_path) is None


def test_a_forecast_or_manifest_of_mischief_breaks_nothing(tmp_path: Path) -> None:
    for content in ("[]", '{"format": 1, "title": ["x"], "runs": "many", "written": 3}', "null"):
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
        (tmp_path / "verdict.json").write_text(json.dumps([1, {"verdict": []}]), encoding="utf-8")
        assert entry_of("results:x", tmp_path).verdicts == ""
