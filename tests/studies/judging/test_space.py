"""Over the uncertain space: the share of points where a claim holds, honestly told."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.studies.store.files import OVER_POINTS, POINTS, SENSITIVITY
from sim.studies.study import Parts, Study, study
from tests.draws import normal
from tests.studies import fakes

LUCK = normal(0, 1, 2_200_000, 12)

TEXT = """
[study]
name = "trial"
title = "A trial"
scenario = "england"
years = 1
replications = 4
series = "none"

[design]
points = 100
replications = 2

[uncertainties]
"market.level" = "plausible"
"market.fails" = [2, 20000000]

[[arms]]
name = "base"
title = "As it is"
[[arms]]
name = "long"
title = "Long"
set = { "market.months" = 120 }

[[hypotheses]]
id = "level"
statement = "It stays above the line"
outcome = "stay"
arms = ["base"]
direction = "at least"
threshold = 0.19

[[hypotheses]]
id = "nothing"
statement = "Long terms do something"
outcome = "stay"
comparison = "long minus base"
arms = ["long", "base"]
direction = "at least"
threshold = 0.05
smallest_effect = 0.02
"""


def make(tmp_path: Path, noise: float, text: str = TEXT, out: str = "out") -> Study:
    def one_run(world: Any, seed: int, years: int, detail: str) -> Any:
        made = fakes.one_run(world, seed % 10, years, detail)
        stay = world.market.level + noise * LUCK[seed]
        made.outcomes = pd.Series({"stay": stay, "rise.homes": 0.0})
        return made

    parts = Parts(one_run=one_run, load=fakes.load, catalogue=fakes.CATALOGUE)
    return study(fakes.write_experiment(tmp_path, text), tmp_path / out, workers=1, parts=parts)


def by_place(done: Study) -> dict[tuple[str, str], Any]:
    return {(one["id"], one["setting"]): one for one in done.verdicts}


def test_without_noise_the_share_is_that_of_the_space(tmp_path: Path) -> None:
    done = make(tmp_path, 0.0)
    found = by_place(done)
    level = found["level", "space"]
    assert level["estimate"] == pytest.approx(0.7, abs=0.01)
    assert 0.5 < level["low"] < 0.7 < level["high"] < 0.82
    assert level["verdict"] == "undecided"
    assert level["space"]["near_the_line"] == 0
    assert level["runs"] == 100
    assert found["level", "base"]["runs"] == 4
    assert set(done.manifest["settings"]) == {"base", "space"}
    nothing = found["nothing", "space"]
    assert nothing["estimate"] == 0
    assert nothing["space"]["no_effect_share"] == 1
    assert nothing["space"]["no_effect_low"] is None


@pytest.mark.long
def test_noise_is_told_and_widens_the_interval(tmp_path: Path) -> None:
    level = by_place(make(tmp_path, 0.1))["level", "space"]
    told = level["space"]
    assert told["near_the_line"] > 30
    assert level["low"] <= told["share_less_noise"] <= level["high"]
    assert "too near the line" in level["reason"]


@pytest.mark.long
def test_points_and_what_they_say_are_stored(tmp_path: Path) -> None:
    make(tmp_path, 0.0)
    points = pd.read_csv(tmp_path / "out" / POINTS)
    assert len(points) == 100
    seen = pd.read_csv(tmp_path / "out" / OVER_POINTS)
    merged = seen[seen["hypothesis"] == "level"].merge(points, on="setting")
    assert (merged["holds"] == (merged["market.level"] >= 0.19)).all()
    sensitivity = pd.read_csv(tmp_path / "out" / SENSITIVITY)
    ranks = sensitivity[sensitivity["number"] == "level: stay"].set_index("path")["value"]
    assert ranks["market.level"] == pytest.approx(1)
    assert abs(ranks["market.fails"]) < 0.3
    assert not (tmp_path / "out/series").exists()


@pytest.mark.long
def test_a_stored_table_of_points_gives_the_same_verdict(tmp_path: Path) -> None:
    drawn = by_place(make(tmp_path, 0.0))["level", "space"]
    (tmp_path / "again.csv").write_bytes((tmp_path / "out" / POINTS).read_bytes())
    head, _, rest = TEXT.partition("[design]")
    _, _, rest = rest.partition("[[arms]]")
    text = f'{head}[design]\nkind = "csv"\nfile = "again.csv"\nreplications = 2\n[[arms]]{rest}'
    listed = by_place(make(tmp_path, 0.0, text, "again"))["level", "space"]
    assert listed["estimate"] == drawn["estimate"]
    assert (listed["low"], listed["high"], listed["verdict"]) == (None, None, "undecided")
    assert "holds at 70 of 100 listed points" in listed["reason"]


@pytest.mark.long
def test_one_replication_a_point_says_that_it_cannot_see_luck(tmp_path: Path) -> None:
    text = TEXT.replace("points = 100\nreplications = 2", "points = 100")
    level = by_place(make(tmp_path, 0.1, text))["level", "space"]
    assert level["space"]["near_the_line"] is None
    assert "does not show luck's size" in level["reason"]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_special_designs_are_screened_their_own_way(tmp_path: Path, kind: str) -> None:
    text = TEXT.replace("points = 100\nreplications = 2", f'kind = "{kind}"\npoints = 16')
    make(tmp_path, 0.0, text)
    found = pd.read_csv(tmp_path / "out" / SENSITIVITY).query("number == 'level: stay'")
    measure = {"sobol": "total", "morris": "mu_star"}[kind]
    value = found[found["measure"] == measure].set_index("path")["value"]
    assert value["market.level"] == pytest.approx(1.0 if kind == "sobol" else 0.3, rel=0.15)
    assert value["market.fails"] == pytest.approx(0, abs=0.01)


_, _, ARMS = TEXT.partition("[[arms]]")
LISTED = (
    TEXT.partition("[design]")[0]
    + f"""[design]
kind = "csv"
file = "two.csv"
[[arms]]{ARMS}"""
)


@pytest.mark.long
def test_two_listed_points_are_two_listed_points(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("market.level,market.fails\n0.3,30\n0.35,40\n")
    level = by_place(make(tmp_path, 0.0, LISTED))["level", "space"]
    assert (level["verdict"], level["low"], level["high"]) == ("undecided", None, None)
    assert level["words"] == "holds at 2 of 2 listed points"


@pytest.mark.long
def test_no_difference_neither_holds_nor_fails(tmp_path: Path) -> None:
    """The two arms differ in nothing that the outcome knows of, and the claim asks for no less."""
    text = TEXT.replace("threshold = 0.05\nsmallest", "threshold = 0.0\nsmallest")
    nothing = by_place(make(tmp_path, 0.0, text))["nothing", "space"]
    assert nothing["reason"].startswith("no difference at 100 of 100 points")
    assert nothing["space"]["no_difference_at"] == 100
    assert (nothing["space"]["holds_at"], nothing["space"]["fails_at"]) == (0, 0)
    assert nothing["verdict"] == "undecided"
    (tmp_path / "two.csv").write_text("market.level,market.fails\n0.3,30\n0.35,40\n")
    text = LISTED.replace("threshold = 0.05\nsmallest", "threshold = 0.0\nsmallest")
    listed = by_place(make(tmp_path, 0.0, text, "listed"))["nothing", "space"]
    assert listed["words"] == "no difference at 2 of 2 listed points"


@pytest.mark.long
def test_points_of_one_luck_give_no_interval(tmp_path: Path) -> None:
    text = TEXT.replace("replications = 2", 'replications = 2\nseeds = "shared"')
    level = by_place(make(tmp_path, 0.1, text))["level", "space"]
    assert (level["verdict"], level["low"]) == ("undecided", None)
    assert "points of one luck" in level["reason"]


@pytest.mark.long
def test_sensitivity_that_cannot_be_told_says_why(tmp_path: Path) -> None:
    make(tmp_path, 0.0, TEXT.replace("points = 100", "points = 4"))
    few = pd.read_csv(tmp_path / "out" / SENSITIVITY)
    assert few["value"].isna().all()
    assert (few["note"] == "too few points with a value: 4, of at least 5").all()
    make(tmp_path, 0.0, out="more")
    more = pd.read_csv(tmp_path / "more" / SENSITIVITY).set_index("number")
    assert more.loc["level: stay", "note"].isna().all()
    assert (more.loc["nothing: stay", "note"] == "the same at every point").all()
