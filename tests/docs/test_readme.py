"""What the README shows works: its Python runs, its worlds load, its commands do as shown."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from tests.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDING = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
MOST_LINES = 235
TOO_LONG_TO_RUN = ("webb", "dashboard")
"""Commands that take a minute or more, or go on until they are interrupted.

That they exist with their options is still checked.
"""


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


COMMANDS = [
    line.removeprefix("$ ")
    for block in blocks("console")
    for line in block.splitlines()
    if line.startswith("$ ")
]
OURS = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("mutuals ")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_files(folder: Path) -> list[str]:
    """Write every TOML block under the name in its first line."""
    names = []
    for block in blocks("toml"):
        name = re.match(r"# (\S+\.toml)\n", block)
        assert name is not None, block
        (folder / name.group(1)).write_text(block, encoding="utf-8")
        names.append(name.group(1))
    return names


def test_the_readme_is_short_and_keeps_a_place_for_the_results() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert README.count("<!-- results -->") == README.count("<!-- /results -->") == 1


def test_the_picture_is_there_once_the_results_are() -> None:
    filled = README.split("<!-- results -->")[1].split("<!-- /results -->")[0].strip()
    pictures = re.findall(r"\((docs/pictures/[^)]+)\)", README)
    assert pictures
    assert not filled or all((ROOT / picture).is_file() for picture in pictures)


def test_every_make_target_that_is_shown_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = README + ADDING
    shown = {*re.findall(r"`make (\w+)`", text), *re.findall(r"^\$ make (\w+)$", text, re.M)}
    assert {"webb", "test"} <= shown
    assert [target for target in shown if f"\n{target}:" not in makefile] == []


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_every_command_shown_exists_with_its_options(words: list[str]) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    context = commands[words[0]].make_context(words[0], words[1:])
    assert context.params


@pytest.mark.parametrize("program", blocks("python"))
def test_the_python_shown_runs(
    program: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.long
def test_the_commands_shown_do_as_shown(folder: Path) -> None:
    write_files(folder)
    for words in OURS:
        if words[0] not in TOO_LONG_TO_RUN:
            done = CliRunner().invoke(app, words)
            assert done.exit_code == 0, f"{words}: {done.output}"
            assert done.stdout.strip(), words
    assert (folder / "results" / "first" / "report.html").is_file()
    assert (folder / "results" / "my_question" / "verdict.json").is_file()


def test_the_world_of_another_map_loads_once_its_table_is_there(folder: Path) -> None:
    (block,) = blocks("toml", ADDING)
    (folder / "wales.toml").write_text(block, encoding="utf-8")
    heading = "code,name,region,lat,lon,population,aged_0_17,aged_13_25,hex_col,hex_row,neighbours"
    rows = [
        "W1,One,North,53,-4,90000,20000,14000,0,1,W2",
        "W2,Two,South,52,-4,60000,12000,9000,0,0,W1",
    ]
    (folder / "wales.csv").write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    assert len(sim.run("wales.toml", seed=1, years=1).monthly)
