"""`mutuals verify`: silent when nothing moved, and names what did."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.registry.provenance import world_hash
from sim.report.verify import Other, verify
from sim.studies.again import cell_of
from sim.studies.single import write_run
from sim.studies.store.manifest import read_manifest
from sim.studies.store.parts import part_files
from sim.studies.store.result import read_table
from sim.studies.study import Parts, study
from tests.sealed import rewrite, sealed
from tests.studies import fakes

ALL = 10


def world_of(manifest: Any, setting: str, arm: str) -> Any:
    world = fakes.load("tiny", cell_of(manifest, setting, arm)["set"], "experiment trial")
    assert world_hash(world) == cell_of(manifest, setting, arm)["world_hash"]
    return world


FAKE = Other(fakes.one_run, world_of, frozenset({"tenders"}), fakes.load)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file = fakes.write_experiment(tmp_path)
    parts = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
    return study(file, tmp_path / "out", workers=1, parts=parts).folder


def plant(folder: Path, kind: str, column: str, change: Any) -> None:
    """Change one number of one stored run."""
    path = part_files(folder, kind)[0]
    stored = pq.read_table(path)
    table = stored.to_pandas()
    table.loc[0, column] = change(table.loc[0, column])
    changed = pa.Table.from_pandas(table, schema=stored.schema, preserve_index=False)
    pq.write_table(changed, path)
    sealed(folder)


def test_nothing_moved_in_a_sound_folder(folder: Path) -> None:
    found = verify(folder, ALL, FAKE)
    assert found.drift == ()
    assert (found.runs, found.of, found.exact) == (ALL, ALL, True)
    assert "nothing moved" in str(found)


def test_words_that_are_not_those_of_the_verdict_are_named(folder: Path) -> None:
    path = folder / "verdict.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert all({"words", "hangs_on"} <= set(one) for one in told)
    told[0]["words"] = "something else"
    rewrite(path, told)
    assert any("words was" in one for one in verify(folder, ALL, FAKE).drift)


def test_the_same_runs_are_chosen_every_time(folder: Path) -> None:
    """However the runs are laid out in parts."""
    text = fakes.EXPERIMENT.replace("runs_per_part = 3", "runs_per_part = 2")
    parts = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
    other = folder.parent / "other"
    study(fakes.write_experiment(folder.parent, text), other, workers=1, parts=parts)
    stored = [read_table(one, "runs")["run_id"].tolist() for one in (folder, other)]
    assert stored[0] == stored[1]
    first, again = _looked_at(folder), _looked_at(other)
    assert len(first) == 3
    assert first == again
    assert verify(folder, 0, FAKE).runs == 0


def _looked_at(folder: Path) -> list[tuple[int, int]]:
    """Seed and term of each run that is made again to verify three."""
    noted = []

    def noting(world: Any, **says: Any) -> Any:
        noted.append((says["seed"], world.market.months))
        return fakes.one_run(world, **says)

    verify(folder, 3, Other(noting, world_of, frozenset({"tenders"}), fakes.load))
    return noted


@pytest.mark.parametrize(
    ("kind", "column", "change", "named"),
    [
        ("runs", "stay", lambda value: value * (1 + 1e-15) + 1e-16, "runs: stay was"),
        ("series", "hhi", lambda value: value + 1, "series: hhi was"),
        ("events", "because", lambda _: "dear", "events: because was 'dear' and is 'cheap'"),
        ("organisations", "ending", lambda _: "insolvent", "organisations: ending was"),
    ],
)
def test_a_planted_drift_is_named(
    folder: Path, kind: str, column: str, change: Any, named: str
) -> None:
    plant(folder, kind, column, change)
    drift = verify(folder, ALL, FAKE).drift
    assert any(named in line for line in drift), drift
    assert drift[0].startswith("run of ")


def test_elsewhere_the_last_digits_may_differ_but_events_may_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = read_manifest(folder)
    manifest["machine"]["cpu_features"] = ["another"]
    rewrite(folder / "manifest.json", manifest)
    plant(folder, "runs", "stay", lambda value: value * (1 + 1e-9))
    found = verify(folder, ALL, FAKE)
    # The fakes' verdict rests on a difference without spread, which any digit upsets: runs only.
    assert not found.exact
    assert not any(line.startswith("run of ") for line in found.drift)
    assert "made on another kind of processor" in str(found)
    plant(folder, "events", "month", lambda month: month + 1)
    assert any("events: month was " in line for line in verify(folder, ALL, FAKE).drift)


def test_a_number_changed_in_the_verdicts_is_named(folder: Path) -> None:
    path = folder / "verdict.json"
    verdicts = json.loads(path.read_text())
    verdicts[0]["estimate"] += 0.01
    rewrite(path, verdicts)
    assert any("verdict.json: [H1].estimate was" in line for line in verify(folder, 0, FAKE).drift)


def test_a_number_changed_in_the_report_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.page.page_text", lambda _: "<p>On average <b>0.07</b></p>")
    page = folder / "report.html"
    page.write_text("<style>p{top:1px}</style><p>On average <b>0.07</b></p>")
    sealed(folder)
    assert verify(folder, 0, FAKE).drift == ()
    page.write_text("<p>On average <b>0.08</b></p>")
    sealed(folder)
    assert verify(folder, 0, FAKE).drift == (
        'report.html: "0.08" is not what the results give',
        'report.html: "0.07" is missing',
    )


def test_a_run_that_gives_other_rows_is_named(folder: Path) -> None:
    def longer(*given: Any, **says: Any) -> Any:
        run = fakes.one_run(*given, **says)
        run.events = pd.concat([run.events, run.events])
        return run

    other = Other(longer, world_of, frozenset({"tenders"}))
    assert any(
        "events: 1 rows were stored, 2 come now" in line for line in verify(folder, 1, other).drift
    )


def test_a_single_run_is_verified_too(tmp_path: Path) -> None:
    world = fakes.load("tiny", {}, "command line")
    write_run(fakes.one_run(world, 7, 2, "full"), tmp_path / "run", world, 7, 2)
    other = Other(fakes.one_run, lambda *_: world, frozenset())
    assert verify(tmp_path / "run", 1, other).drift == ()


@pytest.mark.long
def test_a_run_of_the_model_is_verified_to_the_last_bit(tmp_path: Path) -> None:
    from sim.model.one_run import run
    from sim.registry.reading.load import load

    world = load("tiny")
    write_run(run(world, seed=3, years=2), tmp_path / "run", world, 3, 2)
    found = verify(tmp_path / "run")
    assert (found.drift, found.exact, found.runs) == ((), True, 1)
