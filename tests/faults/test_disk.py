"""Disks that fill up, and what kind of disk a folder lies on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.studies.store.disks import LOCAL, file_system_of
from tests.faults.trial import experiment_of, finish, start
from tests.studies.same import contents

RUNS = 202


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 160 kB, where mounting is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = _mount("-t", "tmpfs", "-o", "size=160k", "tmpfs", str(place))
    if not mounted:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], check=False, capture_output=True)


def _mount(*words: str) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        done = subprocess.run(["mount", *words], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


@pytest.mark.slow
def test_a_full_disk_is_told_and_room_lets_the_study_go_on(
    small_disk: Path, tmp_path: Path
) -> None:
    file = experiment_of(tmp_path, replications=100, runs_per_part=20)
    out = small_disk / "out"
    for _ in range(2):
        work = start(file, out, run="one_run", workers=1)
        _, errors = work.communicate(timeout=120)
        assert work.returncode == 3, errors
        assert "make room and give the same command again" in errors
        assert "Traceback" not in errors
        assert not list(out.rglob("*.tmp"))
    assert _mount("-o", "remount,size=64m", str(small_disk))
    assert len(finish(file, out).runs) == RUNS
    finish(file, tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


def test_a_mounted_share_is_told_from_a_disk(tmp_path: Path) -> None:
    share, deep = tmp_path / "share", tmp_path / "share/a disk"
    mounts = tmp_path / "mountinfo"
    shown = str(deep).replace(" ", "\\040")
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"2 1 0:5 / {share} rw shared:1 - nfs4 server:/home rw\n"
        f"3 2 8:2 / {shown} rw - autofs systemd-1 rw\n"
        f"4 2 8:2 / {shown} rw - xfs /dev/sdb1 rw\n"
    )
    assert file_system_of(share / "results", mounts) == "nfs4"
    assert file_system_of(deep, mounts) == "xfs"
    assert file_system_of(tmp_path, mounts) == "ext4"
    assert "nfs4" not in LOCAL
    assert "ext4" in LOCAL


def test_what_cannot_be_told_is_taken_for_a_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # where no command that lists mounts is found either
    assert file_system_of(tmp_path, tmp_path / "none") not in LOCAL
