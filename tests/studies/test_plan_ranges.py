"""The plan says each range as it was read, so that a decimal comma is seen before anything is run."""

from pathlib import Path

from sim.studies.catalogue import looked_at

TEXT = """
[study]
name = "q"
title = "Q"
scenario = "tiny"
years = 1
replications = 1
[uncertainties]
"bidding.*" = "plausible"
"market.extension_months" = [0,5]
"mechanisms.takeovers" = "plausible"
[design]
points = 4
"""


def test_the_plan_tells_every_range_that_is_written_out_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "q.toml"
    path.write_text(TEXT, encoding="utf-8")
    problems, plan = looked_at(str(path))
    assert problems == []
    (line,) = [one for one in plan if one.startswith("ranges: ")]
    assert line.count(";") == 8
    assert "market.extension_months 0 to 5; " in line
    assert "mechanisms.takeovers one of False, True; " in line
    assert line.endswith(" more")
