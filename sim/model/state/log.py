"""The decision log: who decided what, with which numbers, and because of what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

ENDING_KINDS = frozenset(
    {
        "ending",
        "takeover",
        "takeover_voted_down",
        "takeover_blocked_by_form",
        "takeover_blocked_by_control",
        "stake",
        "merger",
        "insolvent",
        "handback",
        "spin_out",
        "entry",
        "wound_up",
    }
)
"""What a study keeps: endings and changes of control."""


class Entry(NamedTuple):
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
    value: float
    number2: float
    number3: float
    because: str


@dataclass(slots=True)
class Log:
    """Lines as they happen. With `keeps_all` off, only endings and changes of control are kept."""

    keeps_all: bool
    entries: list[Entry]

    def wants(self, kind: str) -> bool:
        """Whether a line of this kind would be kept (ask before working out costly numbers)."""
        return self.keeps_all or kind in ENDING_KINDS

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
        numbers: Iterable[float] = (),
        because: str = "",
    ) -> None:
        """Write one line; `numbers` are at most three, their meaning depends on the kind."""
        if not self.wants(kind):
            return
        given = [float(number) for number in numbers]
        value, number2, number3 = (given + [float("nan")] * 3)[:3]
        self.entries.append(
            Entry(
                month,
                kind,
                organisation,
                other,
                council,
                service,
                lot,
                value,
                number2,
                number3,
                because,
            )
        )
