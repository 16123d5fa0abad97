"""The table of what was tried, and workers at small size; kills at small size are in test_kills."""

from pathlib import Path

import pytest

from tests.faults.__main__ import PAGE, with_rows
from tests.faults.tried import PARTS, Row, alike

TABLE = "Before.\n<!-- tried -->\n<!-- /tried -->\nAfter.\n"


def row(found: str, *, sound: bool = True) -> Row:
    return Row("odd", "2 files", found, "more", sound)


def test_a_part_replaces_its_own_rows_and_no_others() -> None:
    first = with_rows(TABLE, "flat", [row("level")], "on Monday")
    both = with_rows(first, "fuzz", [row("a|b"), row("bad", sound=False)], "on Tuesday")
    again = with_rows(both, "fuzz", [row("good")], "on Friday")
    assert both.count("| `fuzz`") == 2
    assert "a\\|b" in both
    assert "**bad**" in both
    assert again == (
        "Before.\n<!-- tried -->\n"
        "| part | what was tried | cases | what came of it | what remains | done |\n"
        "|---|---|---|---|---|---|\n"
        "| `fuzz` | odd | 2 files | good | more | on Friday |\n"
        "| `flat` | odd | 2 files | level | more | on Monday |\n"
        "<!-- /tried -->\nAfter.\n"
    )


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_been_tried_and_found_sound(part: str) -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| `{part}` |")]
    assert rows
    assert not [one for one in rows if "**" in one]


@pytest.mark.slow
def test_one_two_and_eight_workers_give_the_same_bytes(tmp_path: Path) -> None:
    assert alike(tmp_path, 10)
