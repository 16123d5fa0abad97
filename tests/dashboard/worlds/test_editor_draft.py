"""A draft is told the same as `mutuals check` would tell of it, and names no file outside."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from sim.dashboard.frame.folders import FolderError, Folders, chosen
from sim.dashboard.frame.links import Shown, read_address, world_of
from sim.dashboard.worlds.bounds import problems_of_experiment
from sim.dashboard.worlds.draft import checked, copy_of, live_address, text_of_world, worlds
from sim.registry.reading.load import load
from sim.registry.shipped import shipped_folder
from sim.studies.catalogue import check_file, check_text, shipped

UNSOUND = [
    "[market]\ncontract_month = 3\n",
    "[market]\ncontract_months = 'three'\ntesting_rate = -1\n",
    "extends = 'nowhere'\n",
    "title = \n",
    "[scoring]\nprice_weight = 0.9\n",
    "extends = 'england'\n[[events]]\nmonth = -3\n",
    "market = 3\n",
    "[time]\nyears = inf\n",
    "a = " + "[" * 2000,
]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    found = chosen(None, tmp_path)
    found.scenarios.root.mkdir()
    return found


@pytest.mark.parametrize("text", UNSOUND)
def test_a_text_is_told_what_its_file_would_be_told(folders: Folders, text: str) -> None:
    path = folders.scenarios.write("mine", text)
    saved = check_file(str(path))
    assert saved
    assert list(checked(text, "mine", folders).problems) == saved


QUICK = [one for one in shipped() if one["kind"] == "scenario" or one["name"] == "webb"]
"""All but the many studies, of which some take a minute to check."""


@pytest.mark.parametrize("entry", QUICK, ids=lambda entry: entry["name"])
def test_a_shipped_text_is_sound_as_a_text(entry: dict[str, str]) -> None:
    path = shipped_folder(f"{entry['kind']}s") / f"{entry['name']}.toml"
    assert check_text(path.read_text(encoding="utf-8"), path) == []


OUTSIDE = [
    'extends = "../secret.toml"',
    'extends = "/etc/passwd"',
    '[place]\ntable = "/etc/passwd"',
    '[place]\ntable = "pyproject.toml"',
    'place.table = "..\\\\x.csv"',
    '"place.table" = "x/../../y.csv"',
]


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_draft_names_no_file_outside_the_folders(folders: Folders, text: str) -> None:
    (problem,) = checked(text, "mine", folders).problems
    assert "outside the chosen folders" in problem.message


def test_neither_does_a_scenario_that_a_draft_extends(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("secret = 1", encoding="utf-8")
    folders.scenarios.write("between", 'extends = "../secret.toml"')
    (folders.scenarios.root / "linked.toml").symlink_to(tmp_path / "secret.toml")
    for parent in ("between", "linked", "linked.toml"):
        problems = checked(f'extends = "{parent}"', "mine", folders).problems
        assert problems
        assert not any("secret" in problem.message for problem in problems), parent


@pytest.mark.parametrize(
    "text",
    [
        '[study]\nscenario = "../secret.toml"',
        '[[arms]]\nset = { "place.table" = "/etc/passwd" }',
        '[levers]\n"place.table" = ["england_councils.csv", "/etc/passwd"]',
        '[quick]\nscenario = "/x/y.toml"',
    ],
)
def test_an_experiment_names_no_file_outside_the_folders(folders: Folders, text: str) -> None:
    assert len(problems_of_experiment(text, "mine.toml", folders)) == 1


def test_an_experiment_may_name_a_scenario_of_ones_own(folders: Folders) -> None:
    folders.scenarios.write("mine", 'extends = "tiny"')
    text = '[study]\nscenario = "my_scenarios/mine.toml"'
    assert problems_of_experiment(text, "x.toml", folders) == []
    folders.scenarios.write("mine", 'extends = "../secret.toml"', replace=True)
    assert len(problems_of_experiment(text, "x.toml", folders)) == 1


def test_a_scenario_of_ones_own_can_be_extended_and_listed(folders: Folders) -> None:
    folders.scenarios.write("first", 'extends = "tiny"\n[market]\ncontract_months = 24\n')
    found = checked('extends = "first"\n', "second", folders)
    assert found.problems == ()
    assert found.below is not None
    assert found.below.market.contract_months == 24
    assert next(iter(worlds(folders))) == "first"
    assert text_of_world("first", folders).startswith("extends")
    with pytest.raises(FolderError):
        text_of_world("../first", folders)


def test_an_experiment_is_no_scenario(folders: Folders) -> None:
    (problem,) = checked('[study]\nname = "x"', "mine", folders).problems
    assert problem.remedy == "start it from Studies"


def test_a_copy_of_a_shipped_world_starts_as_that_world(folders: Folders) -> None:
    found = checked(copy_of("tiny"), "mine", folders)
    assert found.problems == ()
    assert found.below is not None
    assert found.below.market == load("tiny").market


@pytest.mark.parametrize(
    "text",
    [
        'extends = "tiny"\n[market]\ncontract_months = 24\n[mechanisms]\ntakeovers = false\n',
        'extends = "tiny"\n[[events]]\nmonth = 3\nkind = "budget_shock"\nsize = -0.1\n',
        'extends = "first"\n',
    ],
)
def test_the_live_view_opens_the_very_world_of_the_draft(folders: Folders, text: str) -> None:
    folders.scenarios.write("first", 'extends = "tiny"\n[market]\ncontract_months = 24\n')
    address = live_address(checked(text, "mine", folders), text, "mine", folders)
    assert address is not None
    shown = read_address(parse_qsl(urlsplit(address).query), Shown())
    path = folders.scenarios.write("mine", text)
    own_words = {"name", "title", "description"}
    watched, meant = world_of(shown.choices[0]), load(path)
    assert watched.model_dump(exclude=own_words) == meant.model_dump(exclude=own_words)


def test_a_draft_with_problems_is_not_shown_live(folders: Folders) -> None:
    text = "[market]\ncontract_month = 3\n"
    assert live_address(checked(text, "mine", folders), text, "mine", folders) is None
