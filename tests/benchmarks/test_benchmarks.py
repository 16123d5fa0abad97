"""The benchmarks at small size: the gate holds and can fail, and every part runs. No times asked."""

from pathlib import Path

import numpy as np
import pytest

from sim.model.opening.opening import opening_state
from tests.benchmarks import gate, limit, suite
from tests.benchmarks.peer import PeerModel, plain_world
from tests.benchmarks.speed import STAFF_MONTH, WHOLE_MESA
from tests.benchmarks.timing import SMALL, Bar, Part

MONTHS = 14


def test_model_and_peer_agree_person_by_person() -> None:
    found = gate.compare(plain_world("tiny"), seed=2, months=MONTHS)
    assert found.leavers > 100
    assert found.hires > 100
    assert found.awards > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_model_and_peer_agree_until_many_contracts_have_changed_hands(seed: int) -> None:
    found = gate.compare(plain_world("tiny"), seed=seed, months=120)
    assert found.awards > 50
    assert found.moved > 20


@pytest.mark.parametrize("rule", ["pull", "unfairness", "personal_spread", "agency_premium"])
def test_the_gate_shuts_when_one_rule_of_the_peer_is_another(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = PeerModel.set_rules

    def changed(peer: PeerModel, state: object) -> None:
        usual(peer, state)  # type: ignore[arg-type]
        setattr(peer.rules, rule, getattr(peer.rules, rule) * 1.5)

    monkeypatch.setattr(PeerModel, "set_rules", changed)
    with pytest.raises(gate.DifferError):
        gate.compare(plain_world("tiny"), seed=1, months=MONTHS)


def test_the_peer_draws_otherwise_from_mesas_own_generator() -> None:
    state = opening_state(plain_world("tiny"), 1, years=1)
    peers = [PeerModel(state), PeerModel(state, by_address=False)]
    for peer in peers:
        for _ in range(3):
            peer.step()
    people = [{p.identity for lot in peer.lots for p in lot.staff} for peer in peers]
    assert people[0] != people[1]
    assert np.isclose(len(people[0]), len(people[1]), rtol=0.1)


@pytest.mark.skipif(not limit.has_compiler(), reason="no C compiler (gcc) here")
def test_model_and_c_agree_person_by_person(tmp_path: Path) -> None:
    found = limit.compare(limit.compiled(tmp_path), plain_world("tiny"), seed=2, months=MONTHS)
    assert found.leavers > 100
    assert found.hires > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", list(suite.PARTS))
def test_every_part_of_the_suite_runs_and_tells(name: str) -> None:
    (part,) = suite.measured([name], SMALL)
    assert part.rows
    kept = suite.as_kept([part])
    again = suite.part_kept(kept["parts"][0])
    assert again == part
    text = suite.page(kept, [again])
    assert all(bar.what in text for bar in part.bars)


def test_the_lines_of_the_readme_stand_between_their_marks() -> None:
    readme = "before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n"
    bars = [Bar(STAFF_MONTH, 71.2, 60, "times", at_least=True), Bar(WHOLE_MESA, 55, 50, "times")]
    lines = suite.readme_lines([Part("speed", "Speed", bars=bars)])
    assert "71 times as long" in lines
    written = suite.with_readme_lines(readme, lines)
    assert "old" not in written
    assert suite.with_readme_lines(written, lines) == written
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")


def test_a_bar_says_by_how_much_it_is_missed() -> None:
    assert Bar("quick", 30, 60, "times", at_least=True).verdict() == "missed by a factor of 2.00"
    assert Bar("small", 3.0, 2, "times").verdict() == "missed by a factor of 1.50"
    assert Bar("small", 2.0, 2, "times").verdict() == "holds"
