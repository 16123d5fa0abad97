"""Where two histories on the same luck part: the first line of their logs that differs."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from sim.dashboard.play.news import Names, Piece, group_of, sentence
from sim.dashboard.play.playing import WatchedRun
from sim.model.state.log import LoggedEvent

NOTHING: list[Piece] = ["Nothing of the kind."]

Line = Callable[[WatchedRun, LoggedEvent], Hashable]


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first month in which two histories differ, and what is told of each."""

    month: int
    told: tuple[list[Piece], list[Piece]]


class Partings:
    """Two runs compared month by month, as far as both have come."""

    def __init__(self, runs: tuple[WatchedRun, WatchedRun]) -> None:
        self.runs = runs
        self.first_sign: Divergence | None = None
        """The first line that is told otherwise, be it the price of a bid."""
        self.first_outcome: Divergence | None = None
        """The first event that happens in one history only, or to somebody else."""
        self._events: tuple[set[Hashable], set[Hashable]] = (set(), set())
        self._looked_until = 0  # month

    def look(self, month: int) -> None:
        """Take in both logs up to a month that both have reached."""
        for now in range(self._looked_until + 1, month + 1):
            one, other = (_of_month(run, now) for run in self.runs)
            for run, events, entries in zip(self.runs, self._events, (one, other), strict=True):
                events.update(_event(run, entry) for entry in entries)
            if self.first_sign is None:
                self.first_sign = self._divergence(one, other, _as_told)
            if self.first_outcome is None:
                news = [[entry for entry in side if group_of(entry)] for side in (one, other)]
                self.first_outcome = self._divergence(news[0], news[1], _event)
        self._looked_until = max(self._looked_until, month)

    def is_shared(self, side: int, entry: LoggedEvent) -> bool:
        """Whether an event of one history happens in the other too, in the same month."""
        return _event(self.runs[side], entry) in self._events[1 - side]

    def _divergence(
        self, one: list[LoggedEvent], other: list[LoggedEvent], line: Line
    ) -> Divergence | None:
        lines = [[line(self.runs[0], entry) for entry in one]]
        lines.append([line(self.runs[1], entry) for entry in other])
        here = _first_missing(one, lines[0], lines[1])
        there = _first_missing(other, lines[1], lines[0])
        found = here or there
        if found is None:
            return None
        if here and there and _about(here) != _about(there):
            # What happened to the same thing in the other history says more than its own first.
            there = next((entry for entry in other if _about(entry) == _about(here)), None)
        told = [
            sentence(Names(run), entry) if entry else NOTHING
            for run, entry in zip(self.runs, (here, there), strict=True)
        ]
        return Divergence(found.month, (told[0], told[1]))


def _of_month(run: WatchedRun, month: int) -> list[LoggedEvent]:
    """Lines written in the month that ended with this one."""
    before, after = run.snapshots[month - 1].n_events, run.snapshots[month].n_events
    return run.events_between(before, after)


def _first_missing(
    entries: list[LoggedEvent], lines: list[Hashable], others: list[Hashable]
) -> LoggedEvent | None:
    """The first entry whose line does not stand among the others just so."""
    there = Counter(others)
    for entry, line in zip(entries, lines, strict=True):
        if not there[line]:
            return entry
        there[line] -= 1
    return None


def _about(entry: LoggedEvent) -> Hashable:
    """The thing an entry is about: a lot, or else a service in a council."""
    return (entry.lot,) if entry.lot >= 0 else (entry.council, entry.service)


def _event(run: WatchedRun, entry: LoggedEvent) -> Hashable:
    """Who did what to whom, where and when, by names that mean the same in any world."""
    who = (_label(run, entry.organisation), _label(run, entry.other))
    return (entry.month, entry.kind, *who, entry.council, entry.service, entry.lot)


def _as_told(run: WatchedRun, entry: LoggedEvent) -> Hashable:
    """A line as it is told, so that two lines that differ can be seen to."""
    pieces = sentence(Names(run), entry)
    return (entry.month, *(p if isinstance(p, str) else p["label"] for p in pieces))


def _label(run: WatchedRun, row: int) -> str:
    return str(run.labels[row]) if row >= 0 else ""
