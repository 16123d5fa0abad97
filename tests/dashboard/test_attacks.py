"""No link, file or text that comes through the browser reads a file elsewhere, or takes the server.

Every argument of an address that could name a file, and every number that could take all the
memory, is tried with what hurts most; what is opened is watched by the interpreter itself.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sim.dashboard.frame.folders import Folders, chosen
from sim.dashboard.frame.links import (
    FILES,
    MOST_SETTINGS,
    Choice,
    Shown,
    offer,
    read_address,
    read_file,
    world_of,
)
from sim.dashboard.frame.size import MOST_LOTS, MOST_POSTS, refuse_too_large
from sim.dashboard.server.entry import Key
from sim.dashboard.server.guard import LONGEST_QUERY, MOST_PARTS, Guard
from sim.dashboard.studies.found import entries
from sim.dashboard.studies.start import keep_experiment
from sim.dashboard.worlds.bounds import MOST_ANCESTORS, problems_of_experiment
from sim.dashboard.worlds.draft import checked, live_address
from sim.dashboard.worlds.limits import DEEPEST, MOST_VALUES, oddity
from sim.dashboard.worlds.text import EditError, as_value, with_value
from sim.errors import CouncilTableError, MutualsError
from sim.model.mesa import MutualsModel
from sim.registry.councils import LARGEST_TABLE, load_councils, table_digest
from sim.registry.reading.load import load
from sim.registry.shipped import shipped_folder, shipped_names
from sim.registry.walk import leaves
from sim.registry.world import World
from tests.dashboard.asking import PORT, Client
from tests.dashboard.conftest import Server
from tests.dashboard.desks import experiment

SECRET = "the-secret-of-somebody-else"

_opened: list[str] = []
_watching: list[bool] = []


def _note(event: str, told: tuple[Any, ...]) -> None:
    if _watching and event == "open":
        _opened.append(str(told[0]))


sys.addaudithook(_note)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Names of all that is opened meanwhile, as the interpreter tells it."""
    _opened.clear()
    _watching.append(True)
    yield _opened
    _watching.clear()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    working = tmp_path / "work"
    for name in ("results", "my_scenarios", "my_experiments"):
        (working / name).mkdir(parents=True)
    (tmp_path / f"{SECRET}.csv").write_text(f"{SECRET}\n1\n", encoding="utf-8")
    (tmp_path / f"{SECRET}.toml").write_text(f'title = "{SECRET}"\n', encoding="utf-8")
    return chosen(None, working)


def pipe(path: Path) -> Path:
    """A pipe into which nobody writes: whoever opens it waits for ever."""
    os.mkfifo(path)
    return path


needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")


# Links: no parameter that names a file can be set

AT = ("/dev/zero", "/etc/passwd", "../secret.csv", "x.csv", "england_councils.csv", "")
WAYS: dict[str, Callable[[str], str]] = {
    "plain": lambda path: f'place.table="{path}"',
    "single quotes": lambda path: f"place.table='{path}'",
    "spaces": lambda path: f' place.table = "{path}" ',
    "a table": lambda path: f'place={{table="{path}"}}',
    "a table with quotes": lambda path: f'place={{"table"="{path}", keep=[]}}',
    "a list": lambda path: f'place.table=["{path}"]',
}


@pytest.mark.parametrize("path", AT)
@pytest.mark.parametrize("way", WAYS)
def test_no_link_sets_a_parameter_that_names_a_file(opened: list[str], way: str, path: str) -> None:
    setting = WAYS[way](path)
    for world in ("tiny", offer(load("tiny"))):
        with pytest.raises(MutualsError, match="names a file, and no link can set it"):
            world_of(Choice(world, (setting,)))
    assert path not in opened


@pytest.mark.parametrize("setting", ['"place.table"="/dev/zero"', 'place."table"="/dev/zero"',
                                     'extends="/dev/zero"', 'name="/dev/zero"'])  # fmt: skip
def test_no_other_way_of_writing_it_opens_a_file(opened: list[str], setting: str) -> None:
    with contextlib.suppress(MutualsError):
        world_of(Choice("tiny", (setting,)))
    assert "/dev/zero" not in opened


def test_only_the_parameters_that_are_listed_name_files(opened: list[str], tmp_path: Path) -> None:
    """Every text of a world is set to a path; whatever is opened must be on the list."""
    trap = tmp_path / f"{SECRET}.csv"
    trap.write_text("x", encoding="utf-8")
    texts = [leaf.path for leaf in leaves(World) if leaf.annotation is str]
    assert set(FILES) < set(texts)
    opening = []
    for path in texts:
        opened.clear()
        with contextlib.suppress(MutualsError):
            load("tiny", {path: str(trap)})
        if any(SECRET in name for name in opened):
            opening.append(path)
    assert tuple(opening) == FILES


NAMES = (
    "/etc/passwd", "../x", "..", ".", "", "x/../../y", "C:\\x", "\0", "tiny\0", "tiny.toml",
    "scenarios/tiny", "/dev/stdin", "~", "file:///etc/passwd", "x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_link_or_file_opens_a_world_by_path(opened: list[str], name: str) -> None:
    content = {"format": 1, "worlds": [{"world": name, "settings": []}]}
    for shown in (
        read_address([("world", name)], Shown()),
        read_address([("a", name)], Shown((Choice(), Choice()))),
        read_file(json.dumps(content), Shown()),
    ):
        with pytest.raises(MutualsError, match="there is no world called"):
            world_of(shown.choices[0])
    assert opened == []


# Texts in the editor, and experiments


def told(text: str, folders: Folders, name: str = "mine") -> str:
    return " ".join(str(problem) for problem in checked(text, name, folders).problems)


@pytest.mark.parametrize("name", ["/x/y", "../../x", "..", "\0", "x" * 5000, ""])
def test_what_a_draft_is_called_leads_nowhere_else(
    folders: Folders, tmp_path: Path, name: str
) -> None:
    """What it extends is looked for beside it: a draft called ../x would look elsewhere."""
    beside = name.replace("..", str(tmp_path)) if name == "../../x" else name
    for called in (beside, f"{tmp_path}/x"):
        assert SECRET not in "".join(
            str(checked(f'extends = "{SECRET}"', called, folders).below) or ""
        )
        assert "is none of the shipped scenarios" in told(f'extends = "{SECRET}"', folders, called)


@needs_pipes
def test_a_draft_extends_no_pipe(folders: Folders) -> None:
    pipe(folders.scenarios.root / "endless.toml")
    for parent in ("endless", "endless.toml"):
        assert "endless.toml is no plain file" in told(f'extends = "{parent}"', folders)
    assert folders.scenarios.names() == []


def test_a_draft_extends_no_file_beyond_the_limit(folders: Folders) -> None:
    (folders.scenarios.root / "large.toml").write_bytes(b"#" * 300_000)
    assert "large.toml is larger than 256 kB" in told('extends = "large"', folders)


def test_a_long_line_of_ancestors_hides_no_path(folders: Folders, opened: list[str]) -> None:
    shelf = folders.scenarios
    for number in range(MOST_ANCESTORS + 5):
        shelf.write(f"a{number}", f'extends = "a{number + 1}"')
    shelf.write(f"a{MOST_ANCESTORS + 5}", f'extends = "../../{SECRET}.toml"')
    assert f"more than {MOST_ANCESTORS} scenarios under it" in told('extends = "a0"', folders)
    assert not any(SECRET in name for name in opened)


@pytest.mark.parametrize(
    "name", ["ABS", "../../SECRET.csv", "linked.csv", "\\u0000", "/etc/passwd"]
)
def test_an_experiment_reads_no_points_outside_the_working_folder(
    folders: Folders, tmp_path: Path, opened: list[str], name: str
) -> None:
    (folders.experiments.root / "linked.csv").symlink_to(tmp_path / f"{SECRET}.csv")
    file = name.replace("ABS", str(tmp_path / f"{SECRET}.csv")).replace("SECRET", SECRET)
    text = f'{experiment(2)}\n[design]\nkind = "csv"\nfile = "{file}"\n'
    for dotted in (text, text.replace('[design]\nkind = "csv"\nfile', "x = 1\n[design]\nfile")):
        (problem,) = problems_of_experiment(dotted, "mine.toml", folders)
        assert problem.address == "design.file"
        assert "leads out of the working folder" in problem.message
        with pytest.raises(MutualsError, match="leads out of the working folder"):
            keep_experiment("mine", dotted, folders)
    assert not any(SECRET in one or one == "/etc/passwd" for one in opened)
    assert folders.experiments.names() == []


def test_points_in_the_working_folder_are_read_from_where_the_experiment_will_lie(
    folders: Folders,
) -> None:
    (folders.experiments.root.parent / "points.csv").write_text(
        "market.contract_months\n24\n48\n", encoding="utf-8"
    )
    text = experiment(2) + '\n[design]\nkind = "csv"\nfile = "../points.csv"\n'
    keep_experiment("mine", text, folders)
    assert folders.experiments.names() == ["mine"]


@needs_pipes
def test_points_are_a_plain_file_below_a_limit(folders: Folders) -> None:
    pipe(folders.experiments.root / "endless.csv")
    with (folders.experiments.root / "large.csv").open("wb") as file:
        file.truncate(20_000_000)
    for name, said in (("endless.csv", "is no plain file"), ("large.csv", "is larger than 10 MB")):
        text = f'{experiment(2)}\n[design]\nkind = "csv"\nfile = "{name}"\n'
        (problem,) = problems_of_experiment(text, "mine.toml", folders)
        assert said in problem.message


def test_an_experiment_names_no_scenario_beside_the_folders(folders: Folders) -> None:
    """A bare file name is read from the working folder, where what it extends is not looked at."""
    text = experiment(2).replace('"tiny"', '"loose.toml"')
    (problem,) = problems_of_experiment(text, "mine.toml", folders)
    assert "outside the chosen folders" in problem.message


# Tables of councils and results


@needs_pipes
def test_a_table_of_councils_is_a_plain_file_below_a_limit(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST_TABLE + 1)
    for path, said in (
        (pipe(tmp_path / "pipe.csv"), "is no plain file"),
        (Path("/dev/zero"), "is no plain file"),
        (large, "is larger than 10 MB"),
        (tmp_path / "nothing.csv", "cannot be read"),
    ):
        with pytest.raises(CouncilTableError, match=said):
            load_councils(path)
        assert table_digest(path) == ""


@needs_pipes
def test_a_result_with_a_pipe_in_it_is_neither_listed_nor_opened(folders: Folders) -> None:
    for name in ("manifest.json", "sitting.json"):
        folder = folders.results[0].root / name.partition(".")[0]
        folder.mkdir()
        pipe(folder / name)
        with pytest.raises(MutualsError, match="is no plain file"):
            folders.result(f"results:{folder.name}")
    assert entries(folders) == []


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
    for limit, most in (
        ("MOST_POSTS", state.posts.n - spare * 2),
        ("MOST_LOTS", state.lots.n * 0.6),
    ):
        with monkeypatch.context() as lowered, pytest.raises(MutualsError):
            lowered.setattr(f"sim.dashboard.frame.size.{limit}", most)
            refuse_too_large(world)
    assert state.posts.n < MOST_POSTS
    assert state.lots.n < MOST_LOTS


def test_thousands_of_settings_are_refused() -> None:
    with pytest.raises(MutualsError, match=f"no more than {MOST_SETTINGS} settings"):
        read_address([("set", f"a{number}=1") for number in range(5000)], Shown())
    with pytest.raises(MutualsError, match="set twice"):
        world_of(Choice("tiny", ("market.tenders=2",) * MOST_SETTINGS))


DEEP = {
    "heading": "[" + ".".join("a" * 50_000) + "]\nx = 1\n",
    "key": ".".join("a" * 50_000) + " = 1\n",
    "quoted": '"' + ".".join("a" * 50_000) + '" = 1\n',
    "list": "a = " + "[" * 50_000 + "]" * 50_000,
    "table": "a = " + "{a = " * 20_000 + "1" + "}" * 20_000,
    "a little too deep": "[" + ".".join("a" * (DEEPEST + 2)) + "]\nx = 1\n",
    "wide": "a = [" + "1," * (MOST_VALUES + 1) + "]",
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
    try:
        with_value(text, "market.tenders", 2)
    except EditError as error:
        assert len(str(error)) < 2000


def test_shipped_texts_are_well_within_measure() -> None:
    import tomllib

    for kind in ("scenarios", "experiments"):
        for path in shipped_folder(kind).rglob("*.toml"):
            assert oddity(tomllib.loads(path.read_text(encoding="utf-8"))) is None, path


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
    client = Client(Guard(_never, PORT, key), {key.cookie: key._word})
    try:
        assert client.ask("/", "POST", content_length=length).status == 413
    except UnicodeEncodeError:  # no header can hold it
        assert not length.isascii()


ASKED = (
    "/?world=../../../etc/passwd", "/?set=place.table=/dev/zero", "/?seed=" + "9" * 5000,
    "/?set=time.years=" + "9" * 5000, "/compare?a_set=place.table=/dev/zero&b=/etc/passwd",
    "/scenarios?open=../../etc/passwd", "/scenarios?open=%00", "/scenarios?open=" + "x" * 5000,
    "/studies?folder=/etc", "/studies?folder=results:../..", "/studies?folder=results:%00",
    "/studies?folder=results:one&view=/etc/passwd", "/studies?folder=" + "x" * 5000,
    "/studies?folder=results:one&view=tables&table=/etc/passwd&from=" + "9" * 5000,
    "/studies?folder=results:webb&view=runs&setting=/etc/passwd&arm=../x&outcome=/dev/zero",
    "/files/report?folder=results:../../etc", "/files/report?folder=results:one&keep=/etc/passwd",
    "/files/figure?folder=results:webb&name=/etc/passwd",
    "/files/figure?folder=results:webb&name=" + quote("../" * 500),
    "/files/table?folder=results:one&name=/etc/passwd&form=csv",
    "/files/table?folder=results:one&name=runs&form=/etc/passwd",
    "/files/verdicts?folder=given:../x", "/files/figures?folder=:",
    "/static/../../../etc/passwd", "/static/%2e%2e/%2e%2e/app.py", "/static//etc/passwd",
    "/_nicegui/auto/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("path", ASKED)
def test_a_real_server_sends_no_file_of_others_and_goes_on(server: Server, path: str) -> None:
    status, _, content = server.ask(path)
    assert status < 500
    assert b"root:" not in content
    assert b"def serve" not in content
    assert server.ask("/help")[0] == 200
