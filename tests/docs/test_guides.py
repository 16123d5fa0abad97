"""The how-to guides do as they say: commands in the order shown, programs each in a folder."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.main import app
from tests.docs.guides import blocks, commands, write_files
from tests.places import ROOT

GUIDES = sorted((ROOT / "docs" / "howto").glob("*.md"))
ADDING = ROOT / "docs" / "adding.md"
SERVES = {"dashboard"}
"""Commands that go on until they are stopped; what they serve has tests of its own."""
BROWSER = ROOT / "docs" / "howto" / "browser.md"
PAGES = ROOT / "sim" / "dashboard"
PROGRAMS = [
    (page, nth)
    for page in [*GUIDES, ADDING]
    for nth in range(len(blocks(page.read_text(encoding="utf-8"), "python")))
]


@pytest.mark.long
@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_commands_of_a_guide_do_as_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page.read_text(encoding="utf-8")
    write_files(text, tmp_path)
    monkeypatch.chdir(tmp_path)
    for words in commands(text):
        if words[0] not in SERVES:
            done = CliRunner().invoke(app, words)
            assert done.exit_code == 0, (words, done.output, done.exception)
            assert done.output.strip(), words
    promised = re.findall(r"`(results/[\w./-]+)`", text)
    assert [name for name in promised if not (tmp_path / name).exists()] == []


@pytest.mark.parametrize(("page", "nth"), PROGRAMS, ids=lambda it: getattr(it, "stem", str(it)))
def test_the_programs_of_a_guide_run(
    page: Path, nth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = blocks(page.read_text(encoding="utf-8"), "python")[nth]
    monkeypatch.chdir(tmp_path)
    exec(compile(program, page.name, "exec"), {"__name__": "__main__"})


def test_the_command_of_the_browser_guide_exists_with_its_options() -> None:
    (words,) = commands(BROWSER.read_text(encoding="utf-8"))
    command = typer.main.get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    options = {option for one in command.params for option in one.opts}
    assert {"--port", "--no-browser"} <= options


def test_what_the_browser_guide_puts_in_bold_stands_on_the_pages() -> None:
    text = BROWSER.read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGES.rglob("*.py")))
    named = set(re.findall(r"\*\*([^*]+)\*\*", text))
    assert len(named) > 20
    assert sorted(words for words in named if words not in code) == []
