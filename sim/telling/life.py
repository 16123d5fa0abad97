"""One organisation in the run it lived in: what the tables and the decision log know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from sim.registry.words import SERVICE_WORDS
from sim.units import MONTHS_PER_YEAR, month_name

MILLION, THOUSAND = 1_000_000, 1_000

Event = Mapping[str, Any]


def money(pounds: float) -> str:
    """Pounds in few digits.

    >>> money(1_287_000), money(-23_684), money(940)
    ('£1.29m', '-£24,000', '£940')
    """
    sign, size = ("-" if pounds < 0 else ""), abs(pounds)
    if size >= MILLION:
        return f"{sign}£{size / MILLION:.2f}m"
    if size >= THOUSAND:
        return f"{sign}£{round(size, -3):,.0f}"
    return f"{sign}£{size:.0f}"


def percent(share: float) -> str:
    """A share in whole per cent: 0.965 is "97%"."""
    return f"{share:.0%}"


@dataclass(frozen=True)
class Life:
    """One organisation in the run it lived in."""

    label: str
    organisations: pd.DataFrame
    """Everybody in that run, indexed by label."""
    log: pd.DataFrame
    """The run's whole decision log."""
    councils: Mapping[str, str]
    """Names by code."""
    pressure: Mapping[str, str] = field(default_factory=dict)
    """By service, what weighed on everybody's money in it."""
    start: tuple[int, int] = (2013, 4)
    """Year and month of month 0."""

    @cached_property
    def row(self) -> pd.Series:
        """What the table of organisations says of it."""
        return self.organisations.loc[self.label]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["name"])

    @cached_property
    def ended(self) -> int | None:
        """Month in which its independence ended, or None."""
        return int(self.row["left_month"]) if self.row["ending"] else None

    @cached_property
    def own(self) -> pd.DataFrame:
        """Every line of the log that speaks of it."""
        log = self.log
        return log[(log["organisation"] == self.label) | (log["other"] == self.label)]

    def date(self, month: float) -> str:
        """Calendar name of a month."""
        return month_name(int(month), *self.start)

    def council_year(self, month: float) -> str:
        """The year from one start month to the next in which a month lies, such as 2017-18."""
        year = self.start[0] + int(month) // MONTHS_PER_YEAR
        return f"{year}-{(year + 1) % 100:02d}"

    def called(self, label: object) -> str:
        """An organisation's name by its label."""
        if label == self.label:
            return "it"
        if label in self.organisations.index:
            return str(self.organisations.loc[str(label), "name"])
        return str(label or "nobody")

    def work(self, event: Event) -> str:
        """What a line of the log is about: service, council, and which lot if there are several."""
        words = SERVICE_WORDS.get(str(event["service"]))
        service = words.lot if words else "its services"
        place = self.councils.get(str(event["council"]), "")
        several = self.own[(self.own["service"] == event["service"]) & (self.own["lot"] >= 0)]
        several = several[several["council"] == event["council"]]
        lot = f" (lot {int(event['lot'])})" if several["lot"].nunique() > 1 else ""
        return f"{service}{f' in {place}' if place else ''}{lot}"

    def bids_for(self, event: Event) -> pd.DataFrame:
        """All bids in the tender that a line of the log belongs to, the best score first."""
        log = self.log
        same = (log["month"] == event["month"]) & (log["lot"] == event["lot"])
        return log[same & (log["kind"] == "bid")].sort_values("score", ascending=False)

    def lines(self, *kinds: str, until: float | None = None) -> list[Event]:
        """Lines of these kinds in which the organisation is the one that acts or is acted upon."""
        mine = self.log[(self.log["organisation"] == self.label) & self.log["kind"].isin(kinds)]
        if until is not None:
            mine = mine[mine["month"] <= until]
        return [dict(row) for row in mine.to_dict("records")]

    def lost_contracts(self, until: float) -> list[Event]:
        """Transfers of its contracts to somebody else."""
        log = self.log
        lost = log[(log["kind"] == "transfer") & (log["other"] == self.label)]
        return [dict(row) for row in lost[lost["month"] <= until].to_dict("records")]

    def decision_before(self, transfer: Event) -> Event | None:
        """The award or the decision to take back that led to a transfer."""
        log = self.log
        at = (log["lot"] == transfer["lot"]) & (log["month"] <= transfer["month"])
        made = log[at & log["kind"].isin(("award", "insourced"))]
        return dict(made.iloc[-1]) if len(made) else None


def number(event: Event, name: str) -> float:
    """A number of a line of the log."""
    return float(event[name])
