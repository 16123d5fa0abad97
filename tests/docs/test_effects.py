"""The table of mechanisms: complete, made of real paths, and honest about what does not move."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import sim
from docs.make.effects import (
    NEVER_MOVED,
    NOTHING,
    Effect,
    as_text,
    measure,
    strongest,
    write_csv,
)
from docs.make.mechanisms import MECHANISMS, Mechanism, settings_for
from sim.registry.walk import leaves
from sim.registry.world import World
from sim.statistics.intervals import Interval

PATHS = [leaf.path for leaf in leaves(World)]
SWITCHES = [leaf.path for leaf in leaves(World) if leaf.annotation is bool]
MOST_OUTCOMES = 3


def test_every_mechanism_and_policy_switch_is_in_the_table_once() -> None:
    named = [mechanism.switch for mechanism in MECHANISMS]
    assert len(set(named)) == len(named)
    wanted = {path for path in SWITCHES if path.startswith(("mechanisms.", "policy."))}
    assert wanted <= set(named)


def test_every_policy_lever_is_a_switch_of_the_table_or_a_parameter_of_one() -> None:
    named = {path for one in MECHANISMS for path in (one.switch, *one.parameters)}
    assert {path for path in PATHS if path.startswith("policy.")} <= named


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.switch)
def test_every_path_exists(mechanism: Mechanism) -> None:
    assert mechanism.switch in PATHS
    assert mechanism.parameters
    for pattern in mechanism.parameters:
        assert any(fnmatchcase(path, pattern) for path in PATHS), pattern


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.switch)
def test_on_and_off_are_both_sound_worlds(mechanism: Mechanism) -> None:
    worlds = [sim.load("tiny", settings_for(mechanism, on=on)) for on in (True, False)]
    assert worlds[0] != worlds[1]


def test_every_designated_outcome_is_one_of_a_run() -> None:
    known = set(sim.run("tiny", seed=1, years=1, detail="study").outcomes.index)
    for mechanism in MECHANISMS:
        assert 1 <= len(mechanism.outcomes) <= MOST_OUTCOMES
        assert set(mechanism.outcomes) <= known, mechanism.switch


def _effect(outcome: str, low: float, estimate: float, high: float) -> Effect:
    return Effect(MECHANISMS[0], outcome, 1.0, 0.0, Interval(estimate, low, high, 6, 0.95))


def test_the_strongest_effect_is_the_one_furthest_from_nought_in_its_own_interval() -> None:
    sure, unsure = _effect("a", 0.9, 1.0, 1.1), _effect("b", -9.0, 10.0, 29.0)
    assert strongest([unsure, sure], MECHANISMS[0]) is sure
    assert sure.is_moved
    assert not unsure.is_moved


def test_an_effect_that_chance_could_make_is_not_called_one() -> None:
    never = _effect("a", float("nan"), 0.0, float("nan"))
    assert never.is_never
    assert not never.is_moved
    assert not _effect("a", float("nan"), 1.0, float("nan")).is_moved
    few = Interval(1.0, 0.9, 1.1, 6, 0.95, may_decide=False)
    assert not Effect(MECHANISMS[0], "a", 1.0, 0.0, few).is_moved


@pytest.mark.long
def test_the_table_is_measured_and_written(tmp_path: Path) -> None:
    few = tuple(
        one
        for one in MECHANISMS
        if one.switch in ("mechanisms.agency", "policy.bundles", "policy.merger_control")
    )
    effects = measure(sim.load("tiny"), 2, range(1, 13), 1, few)
    text = as_text(effects, "a test")
    assert all(one.switch in text for one in few)
    (cover,) = (effect for effect in effects if effect.outcome == "mean_agency_share")
    assert cover.is_moved
    assert cover.off == 0
    assert cover.on > 0
    assert NOTHING in text or NEVER_MOVED in text
    write_csv(effects, tmp_path / "effects.csv")
    rows = (tmp_path / "effects.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + sum(len(one.outcomes) for one in few)
