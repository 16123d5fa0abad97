"""Watched runs: the same as stored ones, frozen month by month, stopped between months."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import sim
from sim.dashboard.play import pictures
from sim.dashboard.play.playing import Player, WatchedRun
from sim.dashboard.play.sessions import Sessions, TooManyError
from sim.dashboard.play.snapshot import COLUMNS
from sim.model.mesa import MutualsModel
from sim.registry.reading.load import load
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES

YEARS = 3
SECONDS = 30


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    assert true()


def at_work() -> list[threading.Thread]:
    """Threads that play."""
    return [one for one in threading.enumerate() if one.name == "watched-run"]


@pytest.fixture(scope="module")
def played() -> WatchedRun:
    run = WatchedRun(load("tiny"), 1, YEARS)
    while not run.is_over:
        run.step()
    return run


@pytest.fixture(scope="module")
def stored() -> sim.Run:
    return sim.run("tiny", seed=1, years=YEARS)


@pytest.fixture
def player() -> Iterator[Player]:
    player = Player([WatchedRun(load("tiny"), 1, YEARS)])
    yield player
    player.close()


def test_a_map_cell_has_the_holder_of_the_stored_run(played: WatchedRun, stored: sim.Run) -> None:
    codes = played.councils.codes
    for row in stored.holders.itertuples():
        cell = codes.index(row.council), SERVICES.index(row.service)
        snapshot = played.snapshots[row.month]
        assert pictures.holder_label(played, row.month, cell[1], cell[0]) == row.organisation
        assert snapshot.cells.share[cell] == pytest.approx(row.share)
        if row.month == played.months:
            assert KINDS[int(pictures.map_of(snapshot, cell[1])[cell[0]])] == row.kind
    assert len(stored.holders) > 100


@pytest.mark.parametrize("name", ["share_mutual", "top4_share_pool", "mutuals_alive", "reward_gap"])
def test_series_are_those_of_the_stored_run(played: WatchedRun, stored: sim.Run, name: str) -> None:
    places = [*SERVICES, "all"]
    wide = stored.monthly.pivot_table(index="month", columns="service", values=name, dropna=False)
    seen = np.array([snapshot.series[COLUMNS.index(name)] for snapshot in played.snapshots])
    np.testing.assert_array_equal(seen, wide[places].to_numpy())


@pytest.mark.parametrize("null", ["drift", "frozen"])
def test_nulls_that_run_along_are_those_of_the_stored_run(
    played: WatchedRun, stored: sim.Run, null: str
) -> None:
    for place, service in enumerate(SERVICES):
        own = stored.monthly[stored.monthly["service"] == service]
        seen = [s.series[COLUMNS.index(f"null_{null}")][place] for s in played.snapshots]
        np.testing.assert_array_equal(seen, own[f"top4_share_{null}"].to_numpy())


def test_ended_mutuals_are_counted_as_stored(played: WatchedRun, stored: sim.Run) -> None:
    own = stored.organisations[stored.organisations["is_spun_out"]]
    for ending, count in own[own["ending"] != ""]["ending"].value_counts().items():
        assert played.latest.series[COLUMNS.index(f"ended_{ending}")][-1] == count


def test_staff_and_new_terms_of_cells_add_up(played: WatchedRun) -> None:
    cells = played.latest.cells
    alone = cells.share == 1
    assert alone.any()
    model = MutualsModel(load("tiny"), seed=1, years=YEARS)
    while model.running:
        model.step()
    lots, posts = model.state.lots, model.state.posts
    people = np.zeros(cells.staff.shape)
    np.add.at(people, (lots.council[posts.lot], lots.service[posts.lot]), posts.is_filled)
    np.testing.assert_array_equal(cells.staff[alone], people[alone])
    assert (cells.staff <= people).all()
    known = cells.new_terms[~np.isnan(cells.new_terms)]
    assert ((known >= 0) & (known <= 1)).all()


def test_snapshots_cannot_be_written_to(played: WatchedRun) -> None:
    snapshot = played.snapshots[5]
    with pytest.raises(ValueError, match="read-only"):
        snapshot.series[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        snapshot.cells.holder[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot.month = 3  # type: ignore[misc]


def test_snapshots_are_numbered_without_a_gap(played: WatchedRun) -> None:
    assert [snapshot.month for snapshot in played.snapshots] == list(range(YEARS * 12 + 1))


def test_it_plays_as_far_as_asked_and_no_further(player: Player) -> None:
    player.skip(3)
    wait_until(lambda: not player.is_playing)
    player.skip(1)
    player.skip(1)
    wait_until(lambda: not player.is_playing)
    assert player.month == 5
    player.play()
    wait_until(lambda: player.is_over)
    player.skip(12)
    assert not player.is_playing
    assert player.month == YEARS * 12


def test_it_pauses_between_two_months(player: Player) -> None:
    player.speed = 20
    player.play()
    wait_until(lambda: player.month >= 2)
    player.pause()
    assert not player.is_playing
    time.sleep(0.2)
    month = player.month
    time.sleep(0.2)
    assert player.month == month


def test_it_keeps_to_its_speed(player: Player) -> None:
    player.speed = 20
    began = time.monotonic()
    player.play_to(10)
    wait_until(lambda: not player.is_playing)
    assert time.monotonic() - began >= 9 / 20


def test_it_pauses_at_a_takeover() -> None:
    player = Player([WatchedRun(load("tiny"), 1)])
    player.pauses_at_takeover = True
    player.play()
    wait_until(lambda: not player.is_playing)
    assert not player.is_over
    run = player.runs[0]
    kinds = {entry.kind for entry in run.log if entry.month == player.month - 1}
    assert kinds & {"takeover", "merger"}
    player.close()


def test_two_runs_go_side_by_side() -> None:
    player = Player([WatchedRun(load("tiny"), 1, 1), WatchedRun(load("tiny"), 2, 1)])
    player.play()
    wait_until(lambda: player.is_over)
    assert [run.latest.month for run in player.runs] == [12, 12]
    player.close()


def test_a_run_that_breaks_stops_and_says_why(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(player.runs[0], "step", fail)
    player.play()
    wait_until(lambda: player.fault is not None)
    assert not player.is_playing
    assert player.ask(lambda: 3).result(SECONDS) == 3


def test_lives_are_told_between_two_months(player: Player) -> None:
    player.play()
    run = player.runs[0]
    label = run.labels[run.names.index("Epic")]
    name, lines = player.ask(lambda: run.life(label)).result(SECONDS)
    assert name == "Epic"
    assert "Kensington and Chelsea" in lines[0]


def test_a_place_is_kept_filled_and_freed() -> None:
    sessions = Sessions(most=2)
    sessions.reserve("one")
    sessions.reserve("two")
    sessions.reserve("two")
    with pytest.raises(TooManyError, match="2 pages"):
        sessions.reserve("three")
    sessions.release("one")()
    sessions.reserve("three")
    assert len(sessions) == 2


def test_a_page_that_left_while_its_world_was_opened_gets_none(player: Player) -> None:
    sessions = Sessions()
    sessions.reserve("page")
    sessions.release("page")()
    assert at_work()
    sessions.fill("page", player)()
    assert len(sessions) == 0
    assert not at_work()


def test_idle_sessions_are_put_away_unless_they_play(player: Player) -> None:
    sessions = Sessions(idle_seconds=0.0)
    sessions.reserve("page")
    sessions.fill("page", player)
    player.speed = 5
    player.play()
    sessions.sweep()
    assert sessions.of("page") is not None
    assert at_work()
    player.pause()
    wait_until(lambda: not player.is_playing)
    time.sleep(0.01)
    sessions.sweep()
    assert sessions.of("page") is None
    assert not at_work()
