"""Streams that are closed, broken or full: the work is done, and no command ends in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MUTUALS = f"'{sys.executable}' -m sim.cli"
ASKED = '[study]\nname = "few"\ntitle = "Few"\nquestion = "Does it end?"\nscenario = "tiny"\n'
ASKED += 'years = 1\nreplications = 2\n[[arms]]\nname = "base"\ntitle = "As it is"\n'
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")


def done(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """A line of shell in a folder, where `mutuals` is the command."""
    line = command.replace("mutuals", MUTUALS)
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, check=False,
                          capture_output=True, text=True, env=environment)  # fmt: skip


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("mutuals list >&-", 0),
        ("mutuals list 2>&-", 0),
        ("mutuals list <&- >&- 2>&-", 0),
        ("mutuals --help >&-", 0),
        ("mutuals run nowhere 2>&-", 2),
        ("mutuals nonsense >&- 2>&-", 2),
        ("mutuals parameters --csv | head -1", 0),
        ("mutuals parameters | true", 0),
        ("mutuals run nowhere 2>&1 | true", 2),
        pytest.param("mutuals run nowhere 2> /dev/full", 2, marks=FULL),
    ],
)
def test_whoever_reads_the_command_ends_as_it_would(
    command: str, code: int, tmp_path: Path
) -> None:
    ended = done(command, tmp_path)
    assert ended.returncode == code
    assert "Traceback" not in ended.stdout + ended.stderr


@FULL
def test_what_cannot_be_printed_is_said_to_be_lost(tmp_path: Path) -> None:
    ended = done("mutuals list > /dev/full", tmp_path)
    assert ended.returncode == 1
    assert ended.stderr == "What was to be printed is lost: No space left on device.\n"


@pytest.mark.slow
@pytest.mark.parametrize("streams", [">&- 2>&-", "2>&1 | true"])
def test_a_study_is_made_whole_whoever_reads(streams: str, tmp_path: Path) -> None:
    (tmp_path / "few.toml").write_text(ASKED, encoding="utf-8")
    ended = done(f"mutuals study few.toml --workers 1 --out r {streams}", tmp_path)
    assert ended.returncode == 0
    assert (tmp_path / "r" / "report.html").is_file()
    assert len(list((tmp_path / "r" / "runs").glob("*.parquet"))) == 1
    assert done("mutuals verify r", tmp_path).returncode == 0
