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
    Choice,
    Shown,
    offer,
    read_address,
    read_file,
    world_of,
)
from sim.dashboard.studies.found import entries
from sim.dashboard.studies.start import keep_experiment
from sim.dashboard.worlds.bounds import MOST_ANCESTORS, problems_of_experiment
from sim.dashboard.worlds.draft import checked
from sim.errors import CouncilTableError, MutualsError
from sim.registry.councils import load_councils, table_digest
from sim.registry.files.text import TABLE_FILE
from sim.registry.reading.load import load
from sim.registry.walk import leaves
from sim.registry.world import World
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
        "policy.reserved\n0.1\n0.2\n", encoding="utf-8"
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
        file.truncate(TABLE_FILE.most_bytes + 1)
    for path, said in (
        (pipe(tmp_path / "pipe.csv"), "is a pipe"),
        (Path("/dev/zero"), "is a device"),
        (large, "is larger than 5,000,000 bytes"),
        (tmp_path / "nothing.csv", "there is no such file"),
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
