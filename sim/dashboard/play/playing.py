"""Runs that are watched: stepped in a thread, one month at a time, read through snapshots only.

A thread of its own steps the model; pages read the list of snapshots, to which it only ever adds.
It stops by a flag between two months, never in the midst of one.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

import numpy as np

from sim.dashboard.play.memory import give_back
from sim.dashboard.play.snapshot import NULLS, Snapshot, take
from sim.model.mesa import MutualsModel
from sim.model.one_run import events_of, forget, organisations_of
from sim.model.record.nulls import RunningNulls
from sim.model.state.log import LoggedEvent
from sim.model.state.state import N_SERVICES
from sim.model.state.tables import Councils
from sim.registry.world import World
from sim.telling.biography import story
from sim.telling.explain import life_of
from sim.telling.why_ended import why_it_ended
from sim.units import MONTHS_PER_YEAR

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

TAKEOVERS = frozenset({"takeover", "merger"})
FASTEST = 0.0
"""Months a second that stands for: as many as can be."""


class WatchedRun:
    """One world played from its opening, every month kept as a snapshot.

    Snapshots, names and the log may be read from any thread, since they only grow; `step`, `life`
    and `close` are for the thread that plays it.
    """

    def __init__(self, world: World, seed: int, years: int | None = None) -> None:
        self.world = world
        self.seed = seed
        self._model = MutualsModel(world, seed=seed, years=years)
        self._nulls = RunningNulls(self._model.state, self._model.recorder.history, NULLS)
        self._null_shares = np.full((len(NULLS), N_SERVICES), np.nan)
        self.months = self._model.months
        """Months of the whole run."""
        self.snapshots: list[Snapshot] = []
        self.log: Sequence[LoggedEvent] = self._model.state.log.entries
        """The decision log, which only grows: read no further than a snapshot's `n_events`."""
        self.names: Sequence[str] = self._model.state.providers.names
        self.labels: Sequence[str] = self._model.state.providers.labels
        self.councils: Councils = self._model.state.councils
        self._note()

    @property
    def latest(self) -> Snapshot:
        """The newest month."""
        return self.snapshots[-1]

    @property
    def is_over(self) -> bool:
        """Whether the last month has been played."""
        return self.latest.month >= self.months

    def step(self) -> Snapshot:
        """Play one month."""
        if not self.is_over:
            self._model.step()
            self._note()
        return self.latest

    def events_between(self, first: int, last: int) -> list[LoggedEvent]:
        """Lines of the log from one place to before another."""
        return list(self.log[first:last])

    def life(self, label: str) -> tuple[str, list[str]]:
        """Name of an organisation and its life so far, sentence by sentence."""
        state = self._model.state
        told = life_of(label, organisations_of(state), events_of(state), self.world)
        return told.name, [*story(told), why_it_ended(told)]

    def close(self) -> None:
        """Let go of the model."""
        forget(self._model)

    def _note(self) -> None:
        if self._model.month % MONTHS_PER_YEAR == 0:
            newest = self._nulls.catch_up()
            self._null_shares = np.array([newest[name][-1] for name in NULLS])
        self.snapshots.append(take(self._model, self._null_shares))


class Player:
    """The thread that plays runs side by side, month by month, until told to stop.

    No other thread touches the models: what must be asked of them is asked between two months.
    """

    def __init__(self, runs: Sequence[WatchedRun]) -> None:
        self.runs = tuple(runs)
        self.speed = FASTEST
        """Months a second; `FASTEST` for as many as can be."""
        self.pauses_at_takeover = False
        self.fault: Exception | None = None
        """What broke the run, if anything did."""
        self._target = 0
        self._closing = False
        self._questions: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, daemon=True, name="watched-run")
        self._thread.start()

    @property
    def month(self) -> int:
        """The latest month that all runs have reached."""
        return min(run.latest.month for run in self.runs)

    @property
    def months(self) -> int:
        """Months until all runs are over."""
        return max(run.months for run in self.runs)

    @property
    def is_playing(self) -> bool:
        """Whether months are still being played."""
        return not self._closing and self.fault is None and self.month < self._target

    @property
    def is_over(self) -> bool:
        """Whether the last month has been played."""
        return self.month >= self.months

    def play_to(self, month: int) -> None:
        """Play until a month of the run."""
        with self._changed:
            self._target = min(month, self.months)
            self._changed.notify()

    def play(self) -> None:
        """Play to the end."""
        self.play_to(self.months)

    def skip(self, months: int) -> None:
        """Play so many months more than are asked for already."""
        self.play_to(max(self._target, self.month) + months)

    def pause(self) -> None:
        """Stop after the month under way."""
        self.play_to(0)

    def ask(self, question: Callable[[], Answer]) -> "Future[Answer]":
        """Have something worked out between two months, such as the life of an organisation."""
        answer: Future[Answer] = Future()
        with self._changed:
            self._questions.append((question, answer))
            self._changed.notify()
        return answer

    def close(self) -> None:
        """Stop for good and let go of the runs."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while self._wait_for_work():
            self._answer()
            if self.month >= self._target:
                continue
            began = time.perf_counter()
            try:
                self._one_month()
            except Exception as error:
                log.exception("a watched run broke")
                self.fault = error
                self.pause()
            self._keep_pace(began)
        for _, answer in self._questions:
            answer.cancel()
        for run in self.runs:
            run.close()
        give_back()

    def _wait_for_work(self) -> bool:
        with self._changed:
            while not self._closing and self.month >= self._target and not self._questions:
                self._changed.wait()
            return not self._closing

    def _answer(self) -> None:
        while self._questions:
            question, answer = self._questions.popleft()
            try:
                answer.set_result(question())
            except Exception as error:
                answer.set_exception(error)

    def _one_month(self) -> None:
        month = self.month
        for run in self.runs:
            before = run.latest.n_events
            if run.latest.month == month:
                run.step()
            new = run.events_between(before, run.latest.n_events)
            if self.pauses_at_takeover and has_takeover(new):
                self.pause()

    def _keep_pace(self, began: float) -> None:
        """Wait until the next month is due, unless something changes meanwhile."""
        if self.speed <= FASTEST:
            return
        with self._changed:
            rest = 1 / self.speed - (time.perf_counter() - began)
            if rest > 0 and not self._closing and not self._questions:
                self._changed.wait(rest)


def has_takeover(entries: Iterable[LoggedEvent]) -> bool:
    """Whether one body took in another."""
    return any(entry.kind in TAKEOVERS for entry in entries)
