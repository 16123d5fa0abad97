"""Points of a study from a DataFrame mean what they mean in a CSV; mistakes are told by its rows."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import ExperimentError, MutualsError
from tests.faults.trial import PARTS
from tests.studies import fakes

TEXT = """
[study]
name = "points"
title = "Points"
scenario = "england"
years = 2
replications = 1
"""
COLUMNS = {"market.months": [36.0, 48.0], "market.level": [0.1, np.float32(0.25)]}


def made(folder: Path, design: Any, text: str = TEXT) -> sim.Study:
    file = fakes.write_experiment(folder, text)
    return sim.study(file, folder / "out", workers=1, design=design, parts=PARTS)


def test_a_frame_is_read_as_the_csv_it_would_be(tmp_path: Path) -> None:
    frame = pd.DataFrame(COLUMNS, index=["first", "second"])
    (tmp_path / "frame").mkdir()
    ours = made(tmp_path / "frame", frame)
    frame.to_csv(tmp_path / "points.csv", index=False)
    text = TEXT + '[design]\nkind = "csv"\nfile = "points.csv"\n'
    theirs = sim.study(
        fakes.write_experiment(tmp_path, text), tmp_path / "out", workers=1, parts=PARTS
    )
    assert ours.manifest["points"] == theirs.manifest["points"]
    assert ours.manifest["points"]["point_1"] == {"market.months": 36, "market.level": 0.1}
    pd.testing.assert_frame_equal(ours.runs, theirs.runs)
    assert set(ours.runs["setting"]) == {"base", "point_1", "point_2"}
    assert str(tmp_path) not in str(ours.manifest["experiment"])


def test_a_design_of_the_file_keeps_all_but_its_points(tmp_path: Path) -> None:
    text = TEXT + "[design]\nreplications = 2\nwith_base = false\n"
    runs = made(tmp_path, pd.DataFrame(COLUMNS), text).runs
    assert runs["setting"].value_counts().to_dict() == {"point_1": 2, "point_2": 2}


@pytest.mark.parametrize(
    "design",
    [
        '[design]\nkind = "csv"\nfile = "x.csv"',
        '[design]\nkind = "sobol"\npoints = 4',
        "design = 1",
    ],
)
def test_points_given_twice_are_refused(tmp_path: Path, design: str) -> None:
    text = f"{design}\n{TEXT}" if design.startswith("design") else TEXT + design
    with pytest.raises(
        ExperimentError, match="design: stands beside design=; give the points in one"
    ):
        made(tmp_path, pd.DataFrame(COLUMNS), text)


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "empty cell": ({"market.months": [36, None]}, "design=  row b, column market.months"),
    "row of blanks": ({"market.months": ["36", ""]}, "design=  row b, column market.months"),
    "halves": ({"market.months": [36, 36.5]}, "design=  row b, column market.months"),
    "text": ({"market.months": ["36", "0,5"]}, "design=  row b, column market.months"),
    "typo": ({"market.month": [36, 48]}, "design=  column market.month: is no parameter"),
    "twice": ({"market.months": [36, 36]}, "design=  row b: is the same point as row a"),
    "no rows": ({"market.months": []}, "design=: has 0 points"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_wrong_is_told_by_rows_and_columns(tmp_path: Path, kind: str) -> None:
    columns, told = ODD[kind]
    frame = pd.DataFrame(columns)
    frame.index = pd.Index(list("ab")[: len(frame)])
    with pytest.raises(ExperimentError) as refused:
        made(tmp_path, frame)
    assert told in str(refused.value)
    assert "points.csv" not in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("design", [COLUMNS, [COLUMNS], "points.csv", pd.Series([1])])
def test_anything_but_a_frame_is_refused(tmp_path: Path, design: Any) -> None:
    with pytest.raises(MutualsError, match="design is a DataFrame, one row a point, not "):
        made(tmp_path, design)
