"""`mutuals verify` and the report on studies with looks, and with points of a space."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim.report
from sim.report.verify import Other, verify
from sim.studies.again import cell_of
from sim.studies.store.manifest import read_manifest, values_set
from sim.studies.store.parts import part_files
from tests.sealed import rewrite, sealed
from tests.studies import fakes
from tests.studies.judging import test_looks, test_space

pytestmark = pytest.mark.long

MISCHIEF = "<script>alert(1)</script>"


def world_of(manifest: Any, setting: str, arm: str) -> Any:
    values = values_set(manifest, cell_of(manifest, setting, arm))
    return fakes.load("england", values, "experiment trial")


def space_run(world: Any, seed: int, years: int, detail: str) -> Any:
    """As `test_space.make` has it with a little noise."""
    made = fakes.one_run(world, seed % 10, years, detail)
    stay = world.market.level + 0.1 * test_space.LUCK[seed]
    made.outcomes = pd.Series({"stay": stay, "rise.homes": 0.0})
    return made


LOOKS = Other(test_looks.one_run, world_of, frozenset({"tenders"}), fakes.load)
SPACE = Other(space_run, world_of, frozenset({"tenders"}), fakes.load)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("space")
    return test_space.make(place, 0.1).folder


def nudge(folder: Path, change: Any) -> None:
    """Change the "stay" of one run of the long terms."""
    for path in part_files(folder, "runs"):
        stored = pq.read_table(path)
        table = stored.to_pandas()
        rows = table.index[table["arm"] == "long"]
        if len(rows):
            table.loc[rows[0], "stay"] = change(table.loc[rows[0], "stay"])
            changed = pa.Table.from_pandas(table, schema=stored.schema, preserve_index=False)
            pq.write_table(changed, path)
            sealed(folder)
            return


def test_a_study_that_stopped_by_itself_is_verified(tmp_path: Path) -> None:
    folder = test_looks.make(tmp_path, "out").folder
    assert verify(folder, 4, LOOKS).drift == ()
    nudge(folder, lambda value: value + 0.01)
    assert any("verdict.json" in line for line in verify(folder, 0, LOOKS).drift)


def test_elsewhere_no_last_digit_upsets_verdicts_either(tmp_path: Path) -> None:
    folder = test_looks.make(tmp_path, "out").folder
    manifest = read_manifest(folder)
    manifest["machine"]["cpu_features"] = ["another"]
    rewrite(folder / "manifest.json", manifest)
    nudge(folder, lambda value: value * (1 + 1e-9))
    found = verify(folder, 10, LOOKS)
    assert (found.drift, found.exact) == ((), False)


def test_a_study_over_a_space_is_verified(space: Path, tmp_path: Path) -> None:
    assert verify(space, 4, SPACE).drift == ()
    verdicts = json.loads((space / "verdict.json").read_text())
    where = next(place for place, one in enumerate(verdicts) if one["setting"] == "space")
    verdicts[where]["space"]["holds_at"] += 1
    own = (space / "verdict.json").read_text()
    rewrite(space / "verdict.json", verdicts)
    drift = verify(space, 0, SPACE).drift
    rewrite(space / "verdict.json", json.loads(own))
    assert any("holds_at was" in line for line in drift)


def test_the_report_tells_the_space_apart_from_the_base_point(space: Path) -> None:
    page = sim.report.build(space).read_text()
    head, found = page.split('id="space"', 1)
    section = found.split("<section", 1)[0]
    verdicts = json.loads((space / "verdict.json").read_text())
    over = {one["id"]: one["space"] for one in verdicts if one["setting"] == "space"}
    assert f"level holds at {over['level']['holds_at']} of 100 points" in section
    assert f"{100 * over['level']['share']:.0f}%" in section
    assert "market.level" in section
    assert "Over 100 points" not in head.split('id="verdicts"')[1]


def test_the_report_says_that_a_claim_was_reworded_and_what_pairing_gains(space: Path) -> None:
    path = space / "verdict.json"
    own = path.read_text()
    verdicts = json.loads(own)
    for one in verdicts:
        one |= {"text_changed": True, "statement": MISCHIEF, "pairing_gain": 3.14}
    rewrite(path, verdicts)
    page = sim.report.build(space).read_text()
    rewrite(path, json.loads(own))
    assert page.count("worded otherwise") == len({one["id"] for one in verdicts})
    assert "× 3.1" in page
    assert MISCHIEF not in page
    assert "&lt;script&gt;" in page
