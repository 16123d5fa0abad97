"""Checks on more than one value of the shipped world: each refuses what makes no sense together."""

from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.registry.reading.load import load


@pytest.mark.parametrize(
    ("overrides", "address", "words"),
    [
        ({"scoring.price_weight": 0.6}, "scoring.quality_weight", "is 1.2, not 1"),
        ({"services.homes.small_share": 0.9}, "services.homes.group_share", "makes 1.2"),
        ({"groups": [{"name": "One", "homes": 1.0, "school_support": 1.0}]}, "groups", "fostering"),
        ({"groups": []}, "groups", "make 0, not 1"),
        ({"mutuals": [{"council": "E09000020"}]}, "mutuals[1].name", "is empty"),
        (
            {"mutuals": [{"name": name, "council": "E09000020"} for name in ("A", "A")]},
            "mutuals[2].name",
            "stands twice",
        ),
        ({"mutuals": [{"name": "A", "council": "X"}]}, "mutuals[1].council", 'no council "X"'),
        ({"place.table": "gone.csv"}, "", "there is no such file"),
        ({"place.keep": ["X"]}, "", "no council X to keep"),
    ],
)
def test_what_makes_no_sense_together_is_refused(
    tmp_path: Path, overrides: dict[str, Any], address: str, words: str
) -> None:
    path = tmp_path / "plain.toml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match=words) as caught:
        load(path, overrides)
    assert address in {found.address for found in caught.value.problems}
