"""The decision log: who decided what, with which numbers, and because of what."""

from dataclasses import dataclass
from typing import NamedTuple, Unpack

from sim.model.state.events import EVENTS, Numbers


class LoggedEvent(NamedTuple):
    """One line of the log.

    Organisations are provider rows (-1: none), council and lot are rows, service a code.
    """

    month: int
    kind: str
    organisation: int
    other: int
    council: int
    service: int
    lot: int
    because: str
    numbers: Numbers


@dataclass(slots=True)
class Log:
    """Lines as they happen. With `keeps_all` off, only endings and changes of control are kept."""

    keeps_all: bool
    entries: list[LoggedEvent]

    def wants(self, kind: str) -> bool:
        """Whether a line of this kind would be kept (ask before working out costly numbers)."""
        return self.keeps_all or EVENTS[kind].is_kept

    def add(  # noqa: PLR0913 (one argument a column of the log)
        self,
        month: int,
        kind: str,
        organisation: int = -1,
        *,
        other: int = -1,
        council: int = -1,
        service: int = -1,
        lot: int = -1,
        because: str = "",
        **numbers: Unpack[Numbers],
    ) -> None:
        """Write one line, with the numbers that events of its kind give."""
        if self.wants(kind):
            line = (month, kind, organisation, other, council, service, lot, because, numbers)
            self.entries.append(LoggedEvent(*line))
