"""The guide to adding a lever, followed to the letter in a copy of the project."""

import re
import textwrap
from pathlib import Path

import pytest

from tests.docs.copies import copied_to, in_copy
from tests.places import ROOT

GUIDE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
MADE = {"docs/parameters.md", "docs/levers.md"}
CHECKS = (
    *("tests/docs/test_mechanisms.py", "tests/docs/test_pages.py", "tests/baseline"),
    *("tests/code_health", "tests/registry", "tests/docs/test_effects.py"),
)


def shown(language: str, nth: int = 0) -> str:
    """A block of the section on levers, without its indent."""
    section = GUIDE.split("## A lever\n")[1].split("\n## ")[0]
    blocks = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", section, re.M | re.DOTALL)
    return textwrap.dedent(blocks[nth][1])


def inserted(path: Path, above: str, block: str) -> None:
    """Put a block, with the indent of a body, above a line of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(above) == 1, above
    path.write_text(text.replace(above, textwrap.indent(block, "    ") + above), encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copied_to(tmp_path)


@pytest.mark.slow
def test_a_lever_takes_three_files_and_the_rest_is_made_from_them(copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    policy = copy / "sim/registry/sections/policy.py"
    declared = textwrap.indent(shown("python", 0), "    ")
    policy.write_text(policy.read_text(encoding="utf-8") + declared, encoding="utf-8")
    inserted(
        copy / "sim/model/month/bidding.py",
        "    _fade_foothold_losses(state)\n    risked = (",
        shown("python", 1),
    )
    (copy / "scenarios" / "lever_bid_refund.toml").write_text(shown("toml"), encoding="utf-8")
    in_copy(copy, "-m", "docs.make.pages")
    changed = {
        path.relative_to(copy).as_posix()
        for path in copy.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
        if before.get(path) != path.read_bytes()
    }
    by_hand = {
        "sim/registry/sections/policy.py",
        "sim/model/month/bidding.py",
        "scenarios/lever_bid_refund.toml",
    }
    assert changed == by_hand | MADE
    in_copy(copy, "-m", "ruff", "check", "sim")
    in_copy(copy, "-m", "ruff", "format", "--check", "sim")
    tests = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    in_copy(copy, *tests, "-m", "not slow and not long", *CHECKS)
    in_copy(copy, *tests, "-k", "lever_bid_refund", "tests/registry/test_shipped_worlds.py")
    (command,) = re.findall(r"^\$ \.venv/bin/python (-m docs\.make\.effects .+)$", GUIDE, re.M)
    told = in_copy(copy, *command.split())
    assert re.search(r"^mean_margin_small: .*, beyond chance$", told, re.M), told
