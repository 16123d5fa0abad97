"""England has the known mutuals by name in their councils, or says why one is not there."""

from pathlib import Path

import pytest

import sim
from sim.errors import MutualsError
from sim.registry.sections.services import SERVICES
from sim.studies.single import write_run
from sim.telling.explain import explain
from tests.model.no_lot import NO_LOT_FOR_3BM
from tests.small import opened, played

KNOWN = {
    "Sandwell Inspired Partnership Services": ("E08000028", "school_support", "cic"),
    "Epic": ("E09000020", "youth", "cic"),
    "3BM": ("E09000013", "school_support", "shares_partner"),
    "Evolve YP": ("E10000028", "social_work", "guarantee"),
    "Young Lambeth Co-operative": ("E09000022", "youth", "society"),
}


def test_england_names_the_known_mutuals_with_council_service_and_form() -> None:
    named = {m.name: (m.council, m.service, m.form) for m in sim.load("england").mutuals}
    assert named == KNOWN


@pytest.mark.parametrize("seed", [1, 2, 4, 23])
def test_each_is_there_at_the_start_or_the_log_says_why_not(seed: int) -> None:
    state = opened(sim.load("england"), seed)
    said = [entry.because for entry in state.log.entries if entry.kind == "not_founded"]
    missing = 0
    for mutual in state.world.mutuals:
        if mutual.founded_month > 0:
            continue
        if mutual.name not in state.providers.names:
            missing += 1
            assert any(because.startswith(f"{mutual.name} ") for because in said)
            continue
        row = state.providers.names.index(mutual.name)
        assert state.councils.codes[state.providers.home[row]] == mutual.council
        held = (state.lots.holder == row) & state.lots.is_open
        assert {SERVICES[code] for code in state.lots.service[held]} == {mutual.service}
    assert missing == len(said) == 0


def test_explain_says_why_a_known_mutual_is_not_there(tmp_path: Path) -> None:
    world = sim.load("england", NO_LOT_FOR_3BM)
    write_run(sim.run(world, seed=1, years=1), tmp_path / "run", world, 1, 1)
    with pytest.raises(MutualsError, match="3BM is not founded: its council has no free lot"):
        explain(tmp_path / "run", "3bm")


def test_the_one_that_comes_later_is_founded_or_told_of_in_its_month() -> None:
    state = played(sim.load("tiny"), months=7)
    name = "Young Lambeth Co-operative"
    told = [e for e in state.log.entries if e.kind == "not_founded" and name in e.because]
    assert (name in state.providers.names) != bool(told)
