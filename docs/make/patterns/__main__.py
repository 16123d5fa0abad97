"""Run a world and write the page of patterns with its pictures."""

import argparse
from pathlib import Path

from docs.make.patterns.page import HEADING, as_text
from docs.make.patterns.pictures import draw
from docs.make.patterns.seen import BASE, measure
from sim.registry.reading.load import load
from sim.studies.design.version import model_version
from sim.studies.store.ownership import refuse_other_page


def main() -> None:
    """Run the world and write the page."""
    parser = argparse.ArgumentParser(description="Hold a world against published patterns.")
    parser.add_argument("--world", default="england", help="scenario: name or file")
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--out", type=Path, default=Path("docs/patterns.md"))
    asked = parser.parse_args()
    refuse_other_page(asked.out, HEADING)
    runs = measure(load(asked.world), asked.years, range(1, asked.seeds + 1))
    how = f"python -m docs.make.patterns --world {asked.world} --years {asked.years}"
    draw(runs[BASE], asked.out.parent / "pictures")
    text = as_text(runs, f"{how} --seeds {asked.seeds}", model_version())
    asked.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
