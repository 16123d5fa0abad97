"""What a verdict is called: plain words for a study of one's own, others for what somebody said."""

from typing import Any

import pytest

from sim.studies.judging.saying import (
    GIVEN,
    HANGS,
    LISTED,
    finding_words,
    hangs_on,
    short,
    tally,
    with_words,
)
from sim.studies.judging.space import SPACE
from sim.studies.question.experiment import Experiment
from sim.studies.store.verdict import ToldVerdict
from sim.studies.store.wording import wording_of
from tests.verdicts import told

YES, NO, OPEN = "supported", "refuted", "undecided"
PATH = "market.insourcing_level"
CLAIM = {
    "id": "C", "who": "A. Person, in an office", "when": "2013", "said": "so", "why": "as it is",
    "given": "this", "leaves_out": "that", "thin": "all", "would_decide": "a count",
}  # fmt: skip


def experiment(**says: Any) -> Experiment:
    asked = {"statement": "x is large", "outcome": "x", "direction": "at least", "threshold": 0.5}
    standard = {
        "study": {"name": "s", "title": "S", "scenario": "tiny", "years": 1, "replications": 2},
        "settings": [
            {"name": "base", "title": "As listed", "set": {PATH: 0.25}},
            {"name": "low", "title": "Little", "set": {PATH: 0.1}},
            {"name": "high", "title": "Much", "set": {PATH: 0.4, "costs.recharge": 0.2}},
        ],
        "hypotheses": [{"id": "C", **asked}, {"id": "C_next", **asked}],
    }
    return Experiment.model_validate(standard | says)


def entries(base: str, low: str, high: str, identity: str = "C") -> list[ToldVerdict]:
    found = {"base": base, "low": low, "high": high}
    return [told(id=identity, setting=name, verdict=said) for name, said in found.items()]


TEXTS = wording_of(experiment(), [])


def at_base(base: str, low: str, high: str, **says: Any) -> tuple[str, list[str]]:
    said = {"claim": CLAIM} | says
    first = with_words(entries(base, low, high), experiment(**said), TEXTS)[0]
    return first.words, list(first.hangs_on)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((YES, YES, YES), "follows"),
        ((YES, OPEN, OPEN), "follows"),
        ((NO, NO, OPEN), "does not follow"),
        ((OPEN, YES, OPEN), "cannot be told"),
        ((OPEN, NO, NO), "cannot be told"),
    ],
)
def test_where_no_two_settings_contradict_each_other_the_base_speaks(
    found: tuple[str, str, str], words: str
) -> None:
    assert at_base(*found) == (f"{words} {LISTED}", [])


@pytest.mark.parametrize(
    ("found", "turns"),
    [
        ((YES, NO, YES), [PATH]),
        ((NO, OPEN, YES), [PATH, "costs.recharge"]),
        ((OPEN, YES, NO), [PATH, "costs.recharge"]),
    ],
)
def test_a_verdict_that_turns_between_settings_hangs_on_what_they_move(
    found: tuple[str, str, str], turns: list[str]
) -> None:
    words, named = at_base(*found)
    assert named == turns
    assert words == f"{HANGS} ({' and '.join(turns)}), all else {LISTED}"
    assert words.endswith(LISTED)


def test_what_is_moved_nowhere_is_not_named() -> None:
    same = experiment(
        settings=[
            {"name": "base", "title": "b", "set": {"a.b": 1, "c.d": 2}},
            {"name": "low", "title": "l", "set": {"a.b": 1, "c.d": 3}},
        ]
    )
    assert hangs_on(same, {"base": YES, "low": NO}) == ["c.d"]
    assert hangs_on(same, {"base": YES, "low": OPEN}) == []


def test_ends_are_told_as_looks_and_never_as_the_verdict() -> None:
    found = with_words(entries(YES, NO, OPEN), experiment(claim=CLAIM), TEXTS)
    assert [one.words for one in found[1:]] == ["does not follow there", "cannot be told there"]
    assert [one.hangs_on for one in found[1:]] == [(), ()]
    assert [one.verdict for one in found] == [YES, NO, OPEN]


def test_an_input_is_taken_as_given_and_what_follows_from_it_is_asked() -> None:
    one = experiment(claim=CLAIM | {"taken_as_given": True})
    found = with_words([*entries(NO, YES, NO), *entries(NO, NO, NO, "C_next")], one, TEXTS)
    assert {entry.words for entry in found[:3]} == {f"{GIVEN} {LISTED}"}
    assert found[3].words == f"does not follow {LISTED}"


def test_a_study_that_names_nobody_keeps_the_verdicts_own_words() -> None:
    found = with_words(entries(YES, NO, OPEN), experiment(), TEXTS)
    assert [(one.words, one.hangs_on) for one in found] == [(YES, ()), (NO, ()), (OPEN, ())]


def test_a_concern_put_limb_by_limb_is_a_persons_too() -> None:
    whose = {"who": "A. Person", "when": "2013", "turns": "H turns"}
    words, _ = at_base(NO, NO, NO, claim=None, whose=whose)
    assert words == f"does not follow {LISTED}"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(YES, "follows widely"), (NO, "does not follow widely"), (OPEN, "cannot be told")],
)
def test_over_a_space_the_words_say_so(verdict: str, words: str) -> None:
    over = told(id="C", setting=SPACE, verdict=verdict)
    base = told(id="C", setting="base", verdict=YES)
    found = with_words([base, over], experiment(claim=CLAIM), TEXTS)
    assert found[0].words == f"follows {LISTED}"
    assert found[1].words.startswith(words)
    assert found[1].words.endswith("over the points drawn")


def test_words_are_counted_up_short() -> None:
    said = [f"follows {LISTED}", "follows there", f"{HANGS} (a.b), all else {LISTED}"]
    assert tally(said) == "2 follow, 1 hangs on one assumption"
    assert tally(["does not follow", "does not follow"]) == "2 do not follow"
    assert short("something else") == "something else"
    assert finding_words("unheard of", of_person=True) == "unheard of"
