"""The house: the lock is in step; the wheel holds what it should and works anywhere."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from sim.registry.evidence import evidence
from tests.places import ROOT

DRAWN = {".js", ".css", ".svg"}
"""What the dashboard sends to a browser."""
UV = Path(sys.executable).with_name("uv")
needs_uv = pytest.mark.skipif(not UV.is_file(), reason="uv is not beside this Python")
needs_checkout = pytest.mark.skipif(not (ROOT / "uv.lock").is_file(), reason="not a checkout")


@needs_checkout
def test_the_lock_knows_no_index_but_the_public_one() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\"]+)", text))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert "file://" not in text


@needs_checkout
def test_makefile_and_lock_name_the_same_uv() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = re.search(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert named is not None
    assert f"uv=={named.group(1)}" in project["dependency-groups"]["dev"]


@needs_checkout
def test_python_lies_in_the_package_its_tests_and_the_makers_of_pages_alone() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    rooms = ("sim/", "tests/", "docs/make/")
    assert [name for name in tracked.stdout.split() if not name.startswith(rooms)] == []


@needs_checkout
def test_nothing_that_is_made_here_is_kept_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listed.stdout.split() == []


@pytest.mark.slow
@needs_uv
@needs_checkout
def test_the_lock_is_in_step_with_the_project() -> None:
    done = subprocess.run(
        [UV, "lock", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@needs_uv
@needs_checkout
@pytest.mark.parametrize("origin", ["wheel", "sdist"])
def test_the_package_ships_its_worlds_and_reads_them_anywhere(tmp_path: Path, origin: str) -> None:
    build: list[str | Path] = [
        UV,
        "build",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        tmp_path,
    ]
    straight = ["--wheel"] if origin == "wheel" else []
    subprocess.run([*build, *straight, ROOT], capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert bool(list(tmp_path.glob("*.tar.gz"))) == (origin == "sdist")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    for folder in ("scenarios", "experiments"):
        for path in (ROOT / folder).rglob("*.*"):
            assert f"sim/shipped/{folder}/{path.relative_to(ROOT / folder).as_posix()}" in names
    assert {"sim/registry/evidence.csv", "sim/py.typed"} <= names
    assert not [name for name in names if name.startswith(("docs/", "tests/"))]
    drawn = [path for path in (ROOT / "sim/dashboard").rglob("*.*") if path.suffix in DRAWN]
    assert len(drawn) > len(DRAWN)
    assert [path.name for path in drawn if path.relative_to(ROOT).as_posix() not in names] == []

    program = (
        "import sim; from sim.registry.councils import load_councils;"
        "from sim.registry.evidence import evidence;"
        "print(sim.__file__, len(load_councils('england_councils.csv')), len(evidence()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        str(tmp_path / "site" / "sim" / "__init__.py"),
        "151",
        str(len(evidence())),
    ]
