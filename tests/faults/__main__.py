"""Everything that a study and its doors are said to survive, tried at full size.

    python -m tests.faults                      all of it: about an hour and a half
    python -m tests.faults fuzz --cases 100000  one part of it

Writes what was tried, how many cases, what came of it and what remains into the table of
docs/faults.md; rows of parts that were not asked for stay as they are. Ends with 1 if a fault was
found.
"""

import argparse
import datetime
import platform
import re
import sys

from tests.faults.tried import PARTS, Row, Sizes
from tests.places import ROOT

PAGE = ROOT / "docs/faults.md"
BEGIN, END = "<!-- tried -->\n", "<!-- /tried -->"
HEAD = (
    "| part | what was tried | cases | what came of it | what remains | done |",
    "|---|---|---|---|---|---|",
)


def with_rows(page: str, part: str, rows: list[Row], done: str) -> str:
    """The page with the rows of one part in its table, in place of the part's earlier ones."""
    before, rest = page.split(BEGIN)
    table, after = rest.split(END)
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    lines = [line for line in lines if _part_of(line) != part]
    for row in rows:
        found = row.found if row.sound else f"**{row.found}**"
        cells = (f"`{part}`", row.what, row.cases, found, row.remains, done)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    known = [*PARTS, *(_part_of(line) for line in lines)]
    lines.sort(key=lambda line: known.index(_part_of(line)))
    return before + BEGIN + "\n".join((*HEAD, *lines)) + "\n" + END + after


def _part_of(line: str) -> str:
    found = re.match(r"\| `(\w+)`", line)
    return found[1] if found else ""


def main() -> int:
    """Try the parts asked for, all unless said, and write each into the table when it is done."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    for name, size in Sizes().by_name().items():
        asked.add_argument(f"--{name}", type=int, default=size, help=f"unless said {size:,}")
    given = vars(asked.parse_args())
    parts = given.pop("parts") or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        asked.error(f"no part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    done = f"{datetime.date.today():%-d %B %Y}, Python {platform.python_version()}"
    sound = True
    for part in parts:
        rows = PARTS[part](Sizes(**given))
        for row in rows:
            sys.stdout.write(f"{part}: {row.what}: {row.cases}: {row.found}\n")
        sys.stdout.flush()
        sound = sound and all(row.sound for row in rows)
        page = with_rows(PAGE.read_text(encoding="utf-8"), part, rows, done)
        PAGE.write_text(page, encoding="utf-8")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
