"""Names of organisations read as names, are nobody's, and move no number."""

import math
from typing import Any

import pytest

import sim
from sim.errors import ScenarioError
from sim.model.opening.names import FIRST, SECOND, STEP, WORDS, coined_word
from sim.model.state.codes import Kind
from sim.model.state.providers import PROVIDER_COLUMNS
from sim.registry.sections.groups import fourteen_groups
from tests.happening import must_happen
from tests.small import opened, played, small_world

REAL = (
    "caretech", "keys", "priory", "witherslack", "barnardo", "spurgeon", "babcock", "capita",
    "serco", "prospects", "compass", "polaris", "five rivers", "hexagon", "horizon", "esland",
    "outcomes first", "action for children", "catch22", "nfa", "cambian", "ofsted", "nspcc",
    "the children's society", "national youth", "achieving for children", "sandcastle", "hillcrest",
    "aspris", "swiis", "orchard", "foster care associates", "core assets", "bryn melyn", "g4s",
)  # fmt: skip
"""Names of bodies that work, or worked, in English children's services."""


def test_every_made_up_word_comes_once_before_any_comes_again() -> None:
    assert math.gcd(STEP, WORDS) == 1
    found = [coined_word(17, nth) for nth in range(3 * WORDS)]
    assert len(set(found)) == len(found)
    assert all(word.isalpha() for word in found[:WORDS])
    assert len({*FIRST.split()}) * len({*SECOND.split()}) == WORDS


def test_no_made_up_name_is_a_real_one() -> None:
    words = [coined_word(0, nth).casefold() for nth in range(WORDS)]
    words += [group.name.casefold() for group in fourteen_groups()]
    assert not [word for word in words for real in REAL if real in word]


def test_names_are_unique_say_where_and_are_the_same_with_any_luck() -> None:
    entering = {"entry.rate": 40.0, "entry.margin_from": 0.001}
    named: dict[str, str] = {}
    for seed in (1, 2):
        state = played(small_world(entering), seed=seed, months=24)
        providers, councils = state.providers, state.councils
        assert len(set(providers.names)) == providers.n
        entrants = 0
        for row, (name, label) in enumerate(zip(providers.names, providers.labels, strict=True)):
            if not label.startswith(("small:", "entrant:")):
                continue
            entrants += label.startswith("entrant:")
            assert name.startswith(councils.names[providers.home[row]])
            assert name.endswith(" Trust" if providers.is_charity[row] else " Ltd")
            if label.startswith("small:"):
                where = name.rpartition(" ")[0]  # another seed may make it a charity
                assert named.setdefault(label, where) == where
        must_happen(entrants > 5)


def test_groups_bear_names_of_groups() -> None:
    state = opened(small_world())
    groups = [
        name for row, name in enumerate(state.providers.names)
        if state.providers.kind[row] == Kind.GROUP
    ]  # fmt: skip
    assert groups
    assert all(name.endswith((" Group", " Holdings plc")) for name in groups)


def _renamed(**what: Any) -> dict[str, Any]:
    groups = [one.model_dump() for one in small_world().groups]
    groups[0] |= what
    return {"groups": tuple(groups)}


def test_another_name_changes_no_number() -> None:
    one = played(small_world(), months=24)
    two = played(sim.load("tiny", _renamed(name="Of Another Name")), months=24)
    assert "Of Another Name" in two.providers.names
    for column in PROVIDER_COLUMNS:
        assert getattr(one.providers, column).tolist() == getattr(two.providers, column).tolist()


@pytest.mark.parametrize("called", ["Amberhythe Group", "Private Group A"])
def test_an_event_finds_a_group_by_its_name_or_by_what_it_is_drawn_as(called: str) -> None:
    events = ({"month": 3, "kind": "fail", "organisation": called},)
    state = played(sim.load("tiny", {"events": events}), months=5)
    failed = [entry for entry in state.log.entries if "the scenario says so" in entry.because]
    assert failed
    assert state.providers.names[failed[0].organisation] == "Amberhythe Group"


def test_a_scenario_that_names_its_groups_draws_them_by_these_names() -> None:
    as_before = _renamed(name="Private Group A", drawn_as="")
    state = opened(sim.load("tiny", as_before))
    assert "group:Private Group A" in state.providers.labels
    assert "Private Group A" in state.providers.names


def test_groups_that_would_have_the_same_luck_are_refused() -> None:
    with pytest.raises(ScenarioError, match="is drawn already"):
        sim.load("tiny", _renamed(drawn_as="Private Group B"))
