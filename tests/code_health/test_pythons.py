"""`.ci/pythons` finds the Pythons that start, says which it did not find, and fails if one fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

SCRIPT = ROOT / ".ci" / "pythons"
needs_script = pytest.mark.skipif(
    not SCRIPT.is_file() or sys.platform == "win32", reason="not a checkout, or no shell"
)

MAKEFILE = """
test:
	@echo made with $(PYTHON) in $(VENV)
	@case $(PYTHON) in {fails}) exit 1;; esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project of its own with the script, a Makefile and a folder of programs."""
    for folder in (".ci", "path"):
        (tmp_path / folder).mkdir()
    shutil.copy(SCRIPT, tmp_path / ".ci")
    (tmp_path / "Makefile").write_text(MAKEFILE.format(fails="none"), encoding="utf-8")
    for tool in ("bash", "make", "dirname", "echo", "ls", "sort", "sh"):
        found = shutil.which(tool)
        assert found is not None, tool
        (tmp_path / "path" / tool).symlink_to(found)
    return tmp_path


def program(path: Path, does: str) -> Path:
    """A program of one line of shell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def asked(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the script does with nothing on its path but what the test has put there."""
    return subprocess.run(
        [place / ".ci" / "pythons", *arguments],
        env={"PATH": str(place / "path"), "HOME": str(place)},
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_script
def test_a_python_counts_if_it_starts_and_a_missing_one_is_said_and_no_failure(
    place: Path,
) -> None:
    there = program(place / "path" / "python3.11", "exit 0")
    program(place / "path" / "python3.12", "exit 127")
    done = asked(place, "test")
    assert done.returncode == 0, done.stderr
    assert f"made with {there} in .venv-3.11" in done.stdout
    assert "make test passed on Python: 3.11\n" in done.stdout
    assert "Not found, so not tried: Python 3.12 3.13\n" in done.stdout
    assert asked(place).stdout.splitlines()[0] == f"3.11 {there} .venv-3.11"


@needs_script
def test_where_a_shim_starts_nothing_pyenv_is_asked(place: Path) -> None:
    program(place / "path" / "python3.13", "exit 127")
    program(place / "path" / "pyenv", f"echo {place}/pyenv")
    program(place / "pyenv" / "versions" / "3.13.2" / "bin" / "python3", "exit 127")
    newest = program(place / "pyenv" / "versions" / "3.13.10" / "bin" / "python3", "exit 0")
    assert f"3.13 {newest} .venv-3.13" in asked(place).stdout
    newest.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    older = program(place / "pyenv" / "versions" / "3.13.2" / "bin" / "python3", "exit 0")
    assert f"3.13 {older} .venv-3.13" in asked(place).stdout


@needs_script
def test_then_uv_is_asked(place: Path) -> None:
    kept = program(place / "uvs" / "python3.12", "exit 0")
    program(place / ".venv" / "bin" / "uv", f'case "$*" in *3.12) echo {kept};; *) exit 2;; esac')
    assert asked(place).stdout.splitlines()[0] == f"3.12 {kept} .venv-3.12"


@needs_script
def test_one_that_fails_is_said_after_all_were_tried_and_is_a_failure(place: Path) -> None:
    for version in ("3.11", "3.12", "3.13"):
        program(place / "path" / f"python{version}", "exit 0")
    (place / "Makefile").write_text(MAKEFILE.format(fails="*3.12"), encoding="utf-8")
    done = asked(place, "test")
    assert done.returncode == 1
    assert "make test passed on Python: 3.11 3.13\n" in done.stdout
    assert "make test FAILED on Python: 3.12\n" in done.stdout


@needs_script
def test_the_python_of_the_environment_is_itself_or_is_left_to_others(place: Path) -> None:
    own = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    program(place / ".venv" / "bin" / "python", f'exec {sys.executable} "$@"')
    assert f"{own} .venv/bin/python .venv\n" in asked(place).stdout
    assert f"Python {own}:" not in asked(place, "test", "others").stdout


@needs_script
def test_a_real_python_is_known_by_its_own_number(place: Path) -> None:
    """A program by the name of another version is not taken for it."""
    for version in ("3.11", "3.12", "3.13", "3.14", "3.15"):
        program(place / "path" / f"python{version}", f'exec {sys.executable} "$@"')
    found = [line.split()[0] for line in asked(place).stdout.splitlines() if "python3" in line]
    assert found == [f"{sys.version_info.major}.{sys.version_info.minor}"]
    assert os.access(SCRIPT, os.X_OK)
