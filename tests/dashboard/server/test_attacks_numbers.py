"""One number, one text or one address must not take all the memory, or the time, of the server."""

from pathlib import Path
from typing import Any

import pytest

from sim.dashboard.frame.folders import Folders, chosen
from sim.dashboard.frame.links import (
    MOST_SETTINGS,
    Choice,
    Shown,
    read_address,
    read_file,
    world_of,
)
from sim.dashboard.frame.size import MOST_LOTS, MOST_POSTS, refuse_too_large
from sim.dashboard.server.entry import Key
from sim.dashboard.server.guard import LONGEST_QUERY, MOST_PARTS, Guard
from sim.dashboard.studies.start import keep_experiment
from sim.dashboard.worlds.draft import checked, live_address
from sim.dashboard.worlds.text import as_value
from sim.errors import MutualsError
from sim.model.mesa import MutualsModel
from sim.registry.files.toml import MOST_DEEP
from sim.registry.reading.load import load
from sim.registry.shipped import shipped_names
from sim.registry.world import World
from tests.dashboard.asking import PORT, Client

SECRET = "the-secret-of-somebody-else"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    working = tmp_path / "work"
    for name in ("results", "my_scenarios", "my_experiments"):
        (working / name).mkdir(parents=True)
    (tmp_path / f"{SECRET}.csv").write_text(f"{SECRET}\n1\n", encoding="utf-8")
    (tmp_path / f"{SECRET}.toml").write_text(f'title = "{SECRET}"\n', encoding="utf-8")
    return chosen(None, working)


# One number, all the memory

NUMBERS = (
    "9" * 4300,
    "9" * 5000,
    str(2**63),
    str(2**64),
    "1e308",
    "-1",
    "inf",
    "nan",
    "٣",
    "²",
    "",
)


@pytest.mark.parametrize("text", NUMBERS)
@pytest.mark.parametrize("name", ["seed", "month"])
def test_seeds_and_months_are_small_whole_numbers(name: str, text: str) -> None:
    with pytest.raises(MutualsError, match=f"{name} must be a whole number"):
        read_address([(name, text)], Shown())
    if text.isascii() and text.isdigit():
        content = (
            f'{{"format": 1, "worlds": [{{"world": "tiny", "settings": []}}], "{name}": {text}}}'
        )
        with pytest.raises(MutualsError):
            read_file(content, Shown())


SETTINGS = (
    "time.years=61", "time.years=1000000000", f"time.years={2**63}", "time.years=" + "9" * 180,
    "time.years=" + "9" * 5000, "time.years=0x" + "f" * 180, "time.years=1e308",
    "services.youth.posts_per_1000=1e6", "services.youth.posts_per_1000=1e18",
    "services.youth.posts_per_1000=1e308", "services.youth.posts_per_1000=" + "9" * 180,
    "services.homes.posts_per_1000=inf", "market.contract_months=" + "[" * 180,
    "x=" + "{a=" * 60 + "1" + "}" * 60, "a." * 90 + "b=1", "a" * 5000 + "=1",
)  # fmt: skip


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: f"{one[:40]}")
def test_no_single_setting_takes_all_the_memory(setting: str) -> None:
    with pytest.raises(MutualsError) as refused:
        world_of(Choice("tiny", (setting,)))
    assert len(str(refused.value)) < 2000


def test_growth_and_level_together_are_bounded() -> None:
    growth = ("services.youth.demand_growth=0.5", "services.youth.budget_growth=0.5")
    world_of(Choice("tiny", growth[:1]))
    with pytest.raises(MutualsError, match="a page plays 3,000,000 at most"):
        world_of(Choice("tiny", (*growth, "time.years=60")))


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_world_is_small_enough(name: str) -> None:
    refuse_too_large(load(name))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"services.homes.posts_per_1000": 40.0},
        {"services.fostering.demand_growth": 0.1, "services.fostering.budget_growth": 0.08},
        {"services.youth.lot_posts": 1.0, "services.youth.most_lots": 100, "time.years": 40,
         "services.youth.demand_growth": 0.05, "services.youth.budget_growth": 0.05},
        {"mechanisms.budgets": False, "services.homes.demand_growth": 0.1},
    ],
)  # fmt: skip
def test_a_world_is_never_larger_than_it_is_told_to_be(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]
) -> None:
    """The limits are set just below what the model opens: the world must then be refused."""
    world = load("tiny", settings)
    state = MutualsModel(world, seed=1).state
    spare = state.lots.n  # posts that stand by so that rounding never runs out
    assert_refused(monkeypatch, world, "MOST_POSTS", state.posts.n - spare * 2)
    assert_refused(monkeypatch, world, "MOST_LOTS", state.lots.n * 0.6)
    assert state.posts.n < MOST_POSTS
    assert state.lots.n < MOST_LOTS


def assert_refused(monkeypatch: pytest.MonkeyPatch, world: World, limit: str, most: float) -> None:
    with monkeypatch.context() as lowered:
        lowered.setattr(f"sim.dashboard.frame.size.{limit}", most)
        with pytest.raises(MutualsError):
            refuse_too_large(world)


def test_thousands_of_settings_are_refused() -> None:
    with pytest.raises(MutualsError, match=f"no more than {MOST_SETTINGS} settings"):
        read_address([("set", f"a{number}=1") for number in range(5000)], Shown())
    with pytest.raises(MutualsError, match="set twice"):
        world_of(Choice("tiny", ("market.tenders=2",) * MOST_SETTINGS))


DEEP = {
    "heading": "[" + ".".join("a" * 50_000) + "]\nx = 1\n",
    "key": ".".join("a" * 50_000) + " = 1\n",
    "quoted": '"' + ".".join("a" * 50_000) + '" = 1\n',
    "blanks": " . ".join("a" * 50_000) + " = 1\n",
    "in a table": "a = {" + ".".join("a" * 50_000) + " = 1}\n",
    "list": "a = " + "[" * 50_000 + "]" * 50_000,
    "table": "a = " + "{a = " * 20_000 + "1" + "}" * 20_000,
    "a little too deep": "[" + ".".join("a" * (MOST_DEEP + 2)) + "]\nx = 1\n",
    "wide": "a = [" + "1," * 20_001 + "]",
    "hexadecimal": "[time]\nyears = 0x" + "f" * 200_000,
    "digits": "[time]\nyears = " + "9" * 200_000,
    "2^63": f"[time]\nyears = {2**63}",
    "in a list": f"[place]\nkeep = [{2**200}]",
}


@pytest.mark.parametrize("kind", DEEP)
def test_texts_beyond_all_measure_are_refused_in_words(folders: Folders, kind: str) -> None:
    text = DEEP[kind]
    found = checked(text, "mine", folders)
    assert found.problems
    assert all(len(str(problem)) < 2000 for problem in found.problems)
    assert live_address(found, text, "mine", folders) is None
    with pytest.raises(MutualsError):
        keep_experiment("mine", text, folders)
    folders.scenarios.write("below", text)
    assert checked('extends = "below"', "mine", folders).problems


@pytest.mark.parametrize("typed", ["9" * 5000, "[" * 5000, "{a=" * 5000, "0x" + "f" * 5000])
def test_what_is_typed_into_a_field_is_a_number_or_words(typed: str) -> None:
    value = as_value(typed)
    assert value == typed or isinstance(value, int)


# Long addresses

LONG = {
    "a long value": "/?world=" + "x" * LONGEST_QUERY,
    "thousands of settings": "/?" + "&".join(["set=a=1"] * (MOST_PARTS + 2)),
    "empty parts": "/?" + "&" * (MOST_PARTS + 1),
    "a long path": "/" + "x" * LONGEST_QUERY,
    "a long token": "/?token=" + "x" * LONGEST_QUERY,
}


async def _never(*_: object) -> None:
    pytest.fail("the request was passed on")


@pytest.mark.parametrize("kind", LONG)
def test_long_addresses_are_refused_before_they_are_read(kind: str) -> None:
    answer = Client(Guard(_never, PORT, Key(PORT))).ask(LONG[kind])
    assert (answer.status, answer.text) == (414, "That address is longer than any link of ours.")


def test_all_levers_of_two_worlds_fit_into_an_address() -> None:
    from sim.dashboard.frame.links import address
    from sim.dashboard.play.levers import levers

    paths = tuple(f"{path}=0.123456" for path in levers())
    assert len(paths) <= MOST_SETTINGS
    assert len(address(Shown((Choice("england", paths), Choice("england", paths))))) < LONGEST_QUERY


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1e3", "²"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    key = Key(PORT)
    client = Client(Guard(_never, PORT, key), {key.cookie: key.word})
    try:
        assert client.ask("/", "POST", content_length=length).status == 413
    except UnicodeEncodeError:  # no header can hold it
        assert not length.isascii()
