"""Sweeps with truths that are known: table, paired effects, rank correlations, picture."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import MutualsError
from sim.report.verify import verify
from sim.studies.runs.progress import Silence
from sim.studies.runs.runner import Interrupted
from sim.studies.study import load_study
from sim.studies.sweeping import swept
from tests.small import NO_MARKET, SCENARIO
from tests.studies import fakes
from tests.studies.sweeping.made import LEVEL, MADE, MONTHS, made

CROSSED: dict[str, Any] = {MONTHS: [36, 48, 120], LEVEL: [0.1, 0.3]}


class Stopping(Silence):
    """Somebody presses Ctrl-C after five runs."""

    runs = 0

    def advance(self, *, failed: bool) -> None:
        """Count, and stop."""
        self.runs += 1
        if self.runs == 5:
            raise KeyboardInterrupt


def rows(found: swept.Sweep, outcome: str, measure: str) -> pd.DataFrame:
    every = found.effects()
    return every[(every["outcome"] == outcome) & (every["measure"] == measure)]


def test_the_table_is_tidy_with_units_and_in_the_order_asked() -> None:
    found = made(CROSSED, seeds=2)
    assert list(found.table) == [MONTHS, LEVEL, "seed", "stay", "both"]
    assert found.table[[MONTHS, LEVEL, "seed"]].to_numpy().tolist() == [
        [months, level, seed] for months in (36, 48, 120) for level in (0.1, 0.3) for seed in (1, 2)
    ]
    assert found.table.attrs["units"][MONTHS] == "months"
    luck = found.table["stay"] - found.table[MONTHS] / 1200
    assert luck.to_numpy() == pytest.approx(found.table["seed"] * fakes.GOLDEN % 1)


def test_main_effects_are_had_back_to_the_digit_for_the_luck_is_shared() -> None:
    found = rows(made(CROSSED), "stay", swept.DIFFERENCE)
    assert found[["parameter", "level", "against"]].to_numpy().tolist() == [
        [MONTHS, 48, 36], [MONTHS, 120, 36], [LEVEL, 0.3, 0.1],
    ]  # fmt: skip
    assert found["estimate"].tolist() == pytest.approx([12 / 1200, 84 / 1200, 0])
    assert not (found["high"] - found["low"] > 1e-9).any()
    assert found["seeds"].tolist() == [4, 4, 4]


def test_interactions_are_what_one_makes_more_with_the_other() -> None:
    found = made(CROSSED)
    both = rows(found, "both", swept.INTERACTION)
    assert both["estimate"].tolist() == pytest.approx([12 * 0.2, 84 * 0.2])
    assert both["and_level"].tolist() == [0.3, 0.3]
    assert rows(found, "stay", swept.INTERACTION)["estimate"].abs().max() < 1e-12
    main = rows(found, "both", swept.DIFFERENCE).set_index("level")["estimate"]
    assert main[0.3] == pytest.approx(0.2 * (10 + (36 + 48 + 120) / 3))


def test_ranges_are_drawn_together_at_points_that_all_combinations_share() -> None:
    found = made({LEVEL: (0.1, 0.4), MONTHS: [36, 120]}, points=12, seeds=3)
    table = found.table
    assert len(table) == 2 * 12 * 3
    by_months = [set(part[LEVEL]) for _, part in table.groupby(MONTHS)]
    assert by_months[0] == by_months[1]
    assert len(by_months[0]) == 12
    assert table[LEVEL].between(0.1, 0.4).all()
    (row,) = rows(found, "both", swept.CORRELATION).to_dict("records")
    assert (row["parameter"], row["points"]) == (LEVEL, 12)
    assert row["estimate"] == pytest.approx(1)
    assert 0.8 < row["low"] < row["high"] <= 1
    (months,) = rows(found, "both", swept.DIFFERENCE).to_dict("records")
    assert months["estimate"] == pytest.approx(84 * table[LEVEL].mean())


def test_points_of_whole_numbers_that_fall_together_are_run_once() -> None:
    found = made({MONTHS: (36, 40)}, points=64, seeds=1)
    assert sorted(found.table[MONTHS]) == [36, 37, 38, 39, 40]


def test_what_cannot_be_worked_out_says_why() -> None:
    found = made({MONTHS: [36, 120], LEVEL: (0.1, 0.4)}, points=4, seeds=1,
                 outcomes=["stay", "rare", "mean_hhi"])  # fmt: skip
    told = found.effects().set_index(["outcome", "measure"])["note"]
    assert told["stay", swept.DIFFERENCE] == "one seed: no interval"
    assert told["rare", swept.DIFFERENCE] == "no pair of runs has a value"
    assert told["stay", swept.CORRELATION] == "only 4 points: 5 at least"
    enough = made({LEVEL: (0.1, 0.4)}, points=6, outcomes=["mean_hhi"]).effects()
    assert enough["note"].tolist() == ["the same at every point"]


def test_one_value_by_itself_is_a_column_and_no_effect() -> None:
    found = made({MONTHS: 48, LEVEL: np.array([0.1, 0.3])})
    assert set(found.table[MONTHS]) == {48}
    assert set(found.effects()["parameter"]) == {LEVEL}


def test_combinations_that_differ_in_nothing_a_run_reads_have_equal_rows() -> None:
    """Where there are no takeovers nobody reads what a firm costs."""
    world = sim.load(SCENARIO, NO_MARKET)
    found = sim.sweep(
        world,
        {"takeovers.multiple": [4.0, 6.0], "services.homes.base_leaving": [0.1, 0.3]},
        seeds=2, outcomes=["mean_leaving_rate", "mean_public_cost"], years=1, workers=1,
    )  # fmt: skip
    by_multiple = [
        part.drop(columns="takeovers.multiple").reset_index(drop=True)
        for _, part in found.table.groupby("takeovers.multiple")
    ]
    assert by_multiple[0].equals(by_multiple[1])
    assert found.table["mean_leaving_rate"].nunique() == 4
    verdict = found.effects().query("parameter == 'takeovers.multiple'")
    assert (verdict["estimate"] == 0).all()
    assert (verdict["note"] == "the same at every seed").all()


def test_a_sweep_that_was_stopped_goes_on_and_more_seeds_keep_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(Interrupted, match="5 of 24 runs are safe"):
        made(CROSSED, out=tmp_path / "out", progress=Stopping())
    whole = made(CROSSED, out=tmp_path / "out")
    assert len(MADE) == 19
    assert whole.table.equals(made(CROSSED).table)
    more = made(CROSSED, out=tmp_path / "out", seeds=6)
    assert len(MADE) == 12
    assert len(more.table) == 36


def test_another_sweep_is_not_made_where_one_lies_nor_where_files_of_others_do(
    tmp_path: Path,
) -> None:
    made({MONTHS: [36, 48]}, out=tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.csv")}
    with pytest.raises(MutualsError, match="name another folder"):
        made({MONTHS: [36, 60]}, out=tmp_path / "out")
    assert before == {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.csv")}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sweep.csv").write_text("mine")
    with pytest.raises(MutualsError, match="was not written by this program"):
        made({MONTHS: [36, 48]}, out=tmp_path / "mine")
    assert MADE == []
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["sweep.csv"]


def test_its_files_are_those_of_a_study_with_table_effects_and_picture(tmp_path: Path) -> None:
    found = made(CROSSED, out=tmp_path / "out")
    assert pd.read_csv(tmp_path / "out/sweep.csv").equals(found.table)
    effects = pd.read_csv(tmp_path / "out/sweep_effects.csv")
    assert effects["estimate"].tolist() == pytest.approx(found.effects()["estimate"].tolist())
    assert (tmp_path / "out/sweep.svg").read_text(encoding="utf-8").startswith("<svg")
    runs = load_study(tmp_path / "out").runs
    assert set(runs[MONTHS]) == {36, 48, 120}


def test_a_run_that_fails_is_left_out_and_told() -> None:
    found = made({MONTHS: [36, 120], "market.fails": [0, 2]})
    assert (len(found.table), found.failed) == (14, 2)
    assert "2 failed" in repr(found)
    assert set(rows(found, "stay", swept.DIFFERENCE)["estimate"].round(9)) == {0.07, 0.0}


def test_pictures_have_a_panel_a_parameter_and_show_every_mean() -> None:
    found = made({MONTHS: [36, 120], LEVEL: [0.1, 0.3], "market.fails": [0, 99]})
    drawn = found.plot("stay").to_dict()
    (row,) = drawn["vconcat"]
    titles = [panel["layer"][1]["encoding"]["x"]["title"] for panel in row["hconcat"]]
    assert titles == ["market.months (months)", "market.level (share)", "market.fails (seed)"]
    means = drawn["datasets"][row["hconcat"][0]["layer"][1]["data"]["name"]]
    by_months = found.table.groupby(MONTHS)["stay"].mean()
    assert {one["x"]: one["y"] for one in means} == pytest.approx(by_months.to_dict())


def test_a_notebook_shows_a_line_a_table_and_a_picture() -> None:
    found = made(CROSSED)
    page = found._repr_html_()
    assert repr(found).startswith("<Sweep of market.months, market.level: 24 runs, in ")
    assert "&lt;Sweep of" in page
    assert "months 120 rather than 36: how much more when level is 0.3" in page
    assert "<svg" in page
    assert not math.isnan(found.effects()["estimate"].sum())


def test_what_a_script_swept_can_be_verified_without_its_scenario(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "tiny"\n', encoding="utf-8")
    world = sim.load(tmp_path / "mine.toml", {"policy.bundles": 0.4})
    found = sim.sweep(
        world, {"market.extension_months": [0, 24]}, seeds=1, outcomes=["mean_public_cost"],
        out=tmp_path / "out", workers=1, years=1,
    )  # fmt: skip
    runs = load_study(found.folder).runs
    assert runs["market.extension_months"].tolist() == [0, 24]
    checked = verify(found.folder, 2)
    assert (checked.runs, checked.drift) == (2, ())
