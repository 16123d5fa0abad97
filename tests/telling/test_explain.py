"""Every mutual that ended has a story that says how and why; unknown names get a suggestion."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.errors import MutualsError
from sim.registry.words import ENDING_WORDS, NAMES_SAID
from sim.studies.single import write_run
from sim.studies.store.result import read_table
from sim.telling.explain import explain as told_of

pytestmark = pytest.mark.long


def explain(folder: Path, organisation: str, run_id: str | None = None) -> str:
    """A life as it is told, without the line about names that ends it."""
    text = told_of(folder, organisation, run_id)
    assert text.endswith(f"\n{NAMES_SAID}")
    return text.removesuffix(f"\n{NAMES_SAID}")


YEARS = 15
SEEDS = (1, 4)
EXPERIMENT = """
[study]
name = "lives"
title = "Lives"
question = "Can a life be told from a study?"
scenario = "tiny"
years = 6
replications = 2

[[arms]]
name = "base"
title = "As things stand"

[[arms]]
name = "short"
title = "Short contracts"
set = { "market.contract_months" = 36 }

[[hypotheses]]
id = "H1"
statement = "Some mutuals live"
outcome = "independence_10y"
population = "mutuals"
horizon_years = 6
arms = ["base"]
direction = "at least"
threshold = 0.1
smallest_effect = 0.05
"""

Stored = tuple[Path, pd.DataFrame]


@pytest.fixture(scope="module", params=SEEDS)
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A tiny run in its folder, and its mutuals that ended."""
    world, seed = sim.load("tiny"), int(request.param)
    run = sim.run(world, seed=seed, years=YEARS)
    folder = tmp_path_factory.mktemp("run")
    write_run(run, folder, world, seed, YEARS)
    table = run.organisations
    return folder, table[table["is_spun_out"] & (table["ending"] != "")]


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    experiment = folder / "lives.toml"
    experiment.write_text(EXPERIMENT, encoding="utf-8")
    return sim.study(experiment, out=folder / "results", workers=1).folder


def test_every_mutual_that_ended_has_a_story_that_says_how_and_when(stored: Stored) -> None:
    folder, ended = stored
    assert len(ended)
    for _, mutual in ended.iterrows():
        *lines, blank, why = explain(folder, mutual["organisation"]).split("\n")
        assert blank == ""
        assert lines[0].startswith(mutual["name"])
        assert ENDING_WORDS[mutual["ending"]].clause in why
        year = 2013 + (int(mutual["left_month"]) + 3) // 12
        assert why.startswith("Why it ended. In ")
        assert str(year) in why.split(",")[0]


def test_the_last_paragraph_names_who_gained(stored: Stored) -> None:
    folder, ended = stored
    names = sim.run("tiny", seed=1, years=1).organisations.set_index("organisation")["name"]
    for _, mutual in ended.iterrows():
        by = names.get(mutual["ended_by_organisation"])
        if by is None:
            continue
        why = explain(folder, mutual["organisation"]).split("\n")[-1]
        assert by in why or "in-house" in why


def test_a_lost_contract_tells_both_prices_and_both_scores(stored: Stored) -> None:
    folder, ended = stored
    for label in ended.loc[ended["ending"] == "lost_to_group", "organisation"]:
        why = explain(folder, label).split("\n")[-1]
        assert "of the most the council would pay" in why or "had no bid" in why
        assert why.count("scored") >= 1


def test_dates_run_forward(stored: Stored) -> None:
    folder, ended = stored
    for label in ended["organisation"]:
        *lines, _, _ = explain(folder, label).split("\n")[2:]
        dates = [pd.Timestamp(line.split(":")[0]) for line in lines]
        assert dates == sorted(dates)


def test_a_name_is_known_however_it_is_written(stored: Stored) -> None:
    folder, _ = stored
    assert explain(folder, "epic") == explain(folder, "mutual:E09000020:youth:Epic")


def test_others_than_mutuals_have_stories_too(stored: Stored) -> None:
    folder, _ = stored
    table = read_table(folder, "organisations")
    for kind in ("in_house", "small", "group"):
        label = table.loc[table["kind"] == kind, "organisation"].iloc[0]
        assert len(explain(folder, label).split("\n")) > 2


def test_an_unknown_name_is_answered_with_the_nearest_and_the_mutuals_of_the_run(
    stored: Stored,
) -> None:
    folder, ended = stored
    with pytest.raises(MutualsError, match="did you mean Epic") as caught:
        explain(folder, "Epik")
    assert caught.value.exit_code == 2
    said = str(caught.value)
    assert all(name in said for name in ended["name"])


def test_the_command_exits_with_2_for_an_unknown_name(stored: Stored) -> None:
    folder, _ = stored
    done = CliRunner().invoke(app, ["explain", str(folder), "Epi"])
    assert done.exit_code == 2
    assert "did you mean Epic" in done.output


def test_the_command_refuses_another_run_than_the_folder_holds(stored: Stored) -> None:
    folder, _ = stored
    done = CliRunner().invoke(app, ["explain", str(folder), "Epic", "--run", "nonsense"])
    assert done.exit_code == 2


def test_a_run_of_a_study_is_made_again_and_ends_as_it_was_stored(studied: Path) -> None:
    table = read_table(studied, "organisations")
    ended = table[table["is_spun_out"] & (table["ending"].fillna("") != "")]
    assert set(ended["arm"]) == {"base", "short"}
    for _, mutual in ended.groupby("arm").head(2).iterrows():
        said = explain(studied, mutual["name"], mutual["run_id"])
        assert ENDING_WORDS[mutual["ending"]].clause in said.split("\n")[-1]
        assert f"arm {mutual['arm']}" in said.split("\n")[0]


def test_a_run_id_that_is_not_there_is_told(studied: Path) -> None:
    with pytest.raises(MutualsError, match="holds no run"):
        explain(studied, "Epic", "0000")


def test_without_a_run_id_a_base_run_is_told(studied: Path) -> None:
    assert "arm base at setting base" in explain(studied, "Epic").split("\n")[0]


EVERY_WAY = {
    "forms.mix_shares": 0.0,
    "forms.mix_shares_partner": 1.0,
    "forms.mix_guarantee": 0.0,
    "forms.mix_cic": 0.0,
    "forms.mix_society": 0.0,
    "takeovers.stake_creep": 2.0,
    "policy.shortlist_of_one": False,
    "kinds.mutual.reserve_weeks": 0.0,
    "spin_outs.first_price": 0.9,
    "mechanisms.distress_mergers": False,
}
"""Settings under which partners creep past half and mutuals fail, which is rare at base."""


@pytest.mark.parametrize(
    ("ending", "words"),
    [("stake_past_half", "bought more shares step by step: "), ("insolvent", "it owed £")],
)
def test_rare_endings_are_explained_too(ending: str, words: str, tmp_path: Path) -> None:
    world = sim.load("tiny", EVERY_WAY)
    run = sim.run(world, seed=1, years=6)
    write_run(run, tmp_path, world, 1, 6)
    table = run.organisations
    ended = table[table["is_spun_out"] & (table["ending"] == ending)]
    assert len(ended)
    assert words in explain(tmp_path, ended["organisation"].iloc[0]).split("\n")[-1]
