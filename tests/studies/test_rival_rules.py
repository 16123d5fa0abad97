"""The rival rules: named choices, told on one page, crossed by the study that ships."""

import re
from pathlib import Path

import pytest

import sim
from docs.make.mechanisms import MECHANISMS
from sim.registry.walk import leaves
from sim.registry.world import World
from sim.studies.question.read import read_experiment
from tests.places import ROOT

PAGE = (ROOT / "docs" / "rival-rules.md").read_text(encoding="utf-8")
STUDY = ROOT / "experiments" / "rival_rules.toml"
RIVALS = (
    "scoring.quality_seen",
    "bidding.mutual_aims_at",
    "bidding.markup_rule",
    "staff.rival_pay",
)
LEAVES = {leaf.path: leaf for leaf in leaves(World)}


def values_of(path: str) -> tuple[object, ...]:
    """Every value that a rival rule may have."""
    return tuple(LEAVES[path].names) or (False, True)


@pytest.mark.parametrize("path", RIVALS)
def test_a_rival_rule_is_told_with_every_value_and_has_its_effects_named(path: str) -> None:
    (row,) = re.findall(rf"^\|[^|]*\| `{path}` \|.*$", PAGE, re.M)
    for value in values_of(path):
        assert (f'`"{value}"`' if isinstance(value, str) else f"`{str(value).lower()}`") in row
    assert path in {one.switch for one in MECHANISMS}


def test_every_rule_that_is_chosen_by_name_is_on_the_page() -> None:
    chosen = {path for path, leaf in LEAVES.items() if leaf.names and leaf.unit == "name"}
    chosen -= {path for path in chosen if path.startswith(("policy.", "time.", "place."))}
    assert chosen <= set(RIVALS)


def test_the_shipped_study_crosses_every_value_of_every_rival() -> None:
    uncertainties = read_experiment(STUDY).uncertainties
    assert set(uncertainties) == set(RIVALS)


@pytest.mark.long
def test_the_shipped_study_runs_and_every_point_is_a_world_of_its_own(tmp_path: Path) -> None:
    study = sim.study("rival_rules", out=tmp_path / "rivals", workers=1, quick=True)
    points = study.runs.query("setting != 'base'")[list(RIVALS)].drop_duplicates()
    many = 1
    for path in RIVALS:
        assert set(points[path]) == set(values_of(path))
        many *= len(values_of(path))
    assert len(points) == many
