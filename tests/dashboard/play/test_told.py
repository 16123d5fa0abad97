"""The news, the levers and where two histories part."""

import pytest

from sim.dashboard.play.divergence import Partings
from sim.dashboard.play.levers import POLICY, groups, levers, policy_paths, written
from sim.dashboard.play.news import GROUPS, Names, group_of, sentence
from sim.dashboard.play.playing import WatchedRun
from sim.registry.reading.load import load
from sim.registry.table import parameter_list

SEED = 1


def played(months: int, **settings: object) -> WatchedRun:
    run = WatchedRun(load("tiny", {k.replace("__", "."): v for k, v in settings.items()}), SEED)
    for _ in range(months):
        run.step()
    return run


@pytest.fixture(scope="module")
def run() -> WatchedRun:
    return played(180)


def test_every_kind_of_line_is_told_in_a_sentence_of_its_own(run: WatchedRun) -> None:
    teller = Names(run)
    for entry in run.log:
        pieces = sentence(teller, entry)
        text = "".join(piece if isinstance(piece, str) else piece["name"] for piece in pieces)
        assert not text[0].islower()
        assert text.endswith(".")
        assert not text.casefold().startswith(f"{entry.kind.replace('_', ' ')}:"), text
        for piece in pieces:
            if not isinstance(piece, str):
                assert piece["label"] in run.labels


def test_every_group_of_news_has_news(run: WatchedRun) -> None:
    assert {group_of(entry) for entry in run.log} - {None} == set(GROUPS)


def test_an_end_is_told_once(run: WatchedRun) -> None:
    ended = [e for e in run.log if e.kind == "ending" and e.because.startswith("taken over")]
    assert ended
    assert {group_of(entry) for entry in ended} == {None}


def test_every_parameter_is_a_lever_with_its_group() -> None:
    assert set(levers()) == {row.path for row in parameter_list()}
    listed = [path for name, paths in groups().items() if name != POLICY for path in paths]
    assert sorted(listed) == sorted(levers())


def test_the_levers_that_shipped_worlds_move_come_first() -> None:
    assert next(iter(groups())) == POLICY
    assert {"market.contract_months", "policy.reserved", "forms.mix_cic"} <= set(policy_paths())


def test_levers_say_what_they_rest_on() -> None:
    lever = levers()["market.contract_months"]
    assert "months" in lever.about
    assert "36 to 60" in lever.about
    assert all(":" in text for text in lever.evidence)
    assert lever.matches("CONTRACT length")
    assert not lever.matches("contract pension")
    assert written(load("tiny"), lever.path) == "48"


def test_the_same_world_twice_never_parts() -> None:
    partings = Partings((played(24), played(24)))
    partings.look(24)
    assert partings.first_sign is None
    assert partings.first_outcome is None


def test_histories_part_at_the_first_month_whose_logs_differ() -> None:
    one, other = played(60), played(60, market__contract_months=36)
    together, bit_by_bit = Partings((one, other)), Partings((one, other))
    together.look(60)
    for month in range(0, 61, 7):
        bit_by_bit.look(month)
    bit_by_bit.look(60)
    assert together.first_sign == bit_by_bit.first_sign
    first = together.first_sign
    assert first is not None
    assert first.told[0] != first.told[1]
    before = [[e for e in run.log if e.month < first.month] for run in (one, other)]
    told = [
        [sentence(Names(run), e) for e in entries]
        for run, entries in zip((one, other), before, strict=True)
    ]
    assert told[0] == told[1]
    assert together.first_outcome is not None
    assert together.first_outcome.month >= first.month
    news = [
        {
            (e.month, e.kind, run.labels[e.organisation] if e.organisation >= 0 else "", e.lot)
            for e in run.log
            if group_of(e)
        }
        for run in (one, other)
    ]
    assert min(e[0] for e in news[0] ^ news[1]) >= together.first_outcome.month


def test_what_both_histories_share_is_known() -> None:
    one, other = played(60), played(60, market__contract_months=36)
    partings = Partings((one, other))
    partings.look(60)
    shared = [partings.is_shared(0, entry) for entry in one.log]
    assert any(shared)
    assert not all(shared)
