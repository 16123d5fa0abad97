"""The table of providers, which grows as new ones appear."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Codes, Floats, Identities, Ints
from sim.model.state.codes import Ending, Kind, Origin
from sim.model.state.tables import NEVER, NOBODY

RING_MONTHS = 12
"""Months that turnover, direct cost and surplus are kept for."""
ROOM_AT_FIRST = 64
"""Rows."""


class _Column(NamedTuple):
    """How a column is kept: its type, and what stands in it until something is written."""

    dtype: Any
    empty: Any


def column(dtype: Any, empty: Any = 0) -> Any:
    """Declare a column of the table of providers; the annotation says how it is read."""
    return _Column(dtype, empty)


class Providers:
    """One row a provider. P is the number so far; rows are never removed.

    Every column has shape (P,), but for the yearly rings (P, 12) and those by service (P, S).
    """

    identity: Identities = column(np.uint64, 0)
    kind: Codes = column(np.int8, Kind.SMALL)
    kind_at_start: Codes = column(np.int8, Kind.SMALL)  # a firm that grows may become a group
    form: Codes = column(np.int8, NOBODY)  # legal form of a mutual
    home: Ints = column(np.int32, NOBODY)  # council row; NOBODY for groups
    founded: Ints = column(np.int32, 0)  # month it began to trade
    entered: Ints = column(np.int32, 0)  # month from which we observe it
    origin: Codes = column(np.int8, Origin.NONE)
    is_active: Bools = column(np.bool_, True)
    is_forming: Bools = column(np.bool_, False)  # a spin-out that has not begun to trade
    is_spun_out: Bools = column(np.bool_, False)  # a mutual, or the twin of one
    is_charity: Bools = column(np.bool_, False)
    is_locked: Bools = column(np.bool_, False)  # assets only to another locked body
    can_sell_shares: Bools = column(np.bool_, True)
    majority: Floats = column(np.float64, 0.5)  # share of members a sale needs
    members_vote: Bools = column(np.bool_, False)  # a sale needs the members' vote
    # bids away from home only with reserves and a good record
    is_cautious: Bools = column(np.bool_, False)
    voice: Floats = column(np.float64, 0.0)  # strength of the form; 0 where staff are no members
    staff_votes: Floats = column(np.float64, 1.0)  # share of votes that staff have in a mutual
    council_votes: Floats = column(np.float64, 0.0)  # share of votes that its council has
    customer_votes: Floats = column(np.float64, 0.0)  # share that customers who are members have
    is_named: Bools = column(np.bool_, False)  # a mutual that the scenario names
    # people for each post held, part-timers counted whole
    people_per_post: Floats = column(np.float64, 1.0)
    kept_share: Floats = column(np.float64, 0.5)  # of surplus
    members_share: Floats = column(np.float64, 0.0)  # of surplus
    stake: Floats = column(np.float64, 0.0)  # of a private partner
    cash: Floats = column(np.float64, 0.0)  # GBP
    debt: Floats = column(np.float64, 0.0)  # GBP
    offer: Floats = column(np.float64, 1.0)  # reward of new staff over council reward
    social_value: Floats = column(np.float64, 0.5)  # score 0 to 1
    markup_floor: Floats = column(np.float64, 0.0)  # share of cost
    bids_a_year: Floats = column(np.float64, 0.0)
    allowance: Floats = column(np.float64, 0.0)  # new bids it may make now
    # GBP expected loss accepted to buy share, cumulated, fading over a year
    foothold_loss: Floats = column(np.float64, 0.0)
    # GBP a year of direct cost that overhead is built for
    overhead_base: Floats = column(np.float64, 0.0)
    overhead_cut: Floats = column(np.float64, 0.0)  # share saved in distress
    mentored_until: Ints = column(np.int32, NEVER)
    stage: Codes = column(np.int8, 0)  # rung of the distress ladder
    uplifts: Codes = column(np.int8, 0)  # price rises asked for
    idle: Ints = column(np.int32, 0)  # months without a lot
    effect: Floats = column(np.float64, 0.0)  # lasting effect on quality
    # spent on the front line at the last year end, share of turnover
    front_line: Floats = column(np.float64, 0.0)
    saving: Floats = column(np.float64, 0.0)  # share of cost saved by productivity
    outside_from: Floats = column(np.float64, 0.0)  # outside income at founding, share of turnover
    outside_to: Floats = column(np.float64, 0.0)  # after five years
    customers: Ints = column(np.int32, 0)  # customers who are members
    customer_fee: Floats = column(np.float64, 0.0)  # GBP a year from each
    loyalty: Floats = column(np.float64, 0.0)  # customers who renew, share a year
    # share of the lots it is founded with that its customers pay for
    customers_pay: Floats = column(np.float64, 0.0)
    # share of its price and work that it passes on to others
    passes_on: Floats = column(np.float64, 0.0)
    passes_on_to: Ints = column(np.int32, 0)  # to how many; 0 to all small providers near by
    ending: Codes = column(np.int8, Ending.STILL_INDEPENDENT)
    ended: Ints = column(np.int32, NEVER)  # month independence ended
    ended_by: Ints = column(np.int32, NOBODY)  # provider row that caused it
    owner: Ints = column(np.int32, NOBODY)  # provider row it has become part of
    lettings: Ints = column(np.int32, 0)  # contracts completed
    # 1 if it kept its main contract through a second letting, 0 if not
    kept_second: Codes = column(np.int8, NOBODY)
    turnover_start: Floats = column(np.float64, 0.0)  # GBP a year
    founded_in: Codes = column(np.int8, 0)  # service in which a spun-out body began
    # GBP a year that a mutual began with: contracts, customers' fees, own work
    value_at_founding: Floats = column(np.float64, 0.0)
    looks: Ints = column(np.int32, 0)  # times a buyer looked at it while it was independent
    is_partial: Bools = column(np.bool_, False)  # has lost some contracts but not all
    taken_on: Floats = column(np.float64, 0.0)  # posts won in the last quarter or so
    lost_to: Ints = column(np.int32, NOBODY)  # provider row that won the last lot it lost
    # how it lost its last work, where nobody won it: one of Ending, or 0
    last_loss: Codes = column(np.int8, Ending.STILL_INDEPENDENT)
    abroad_from: Ints = column(np.int32, NEVER)  # month its first contract away from home began
    has_traded: Bools = column(np.bool_, False)  # has held a lot or served customers
    partner: Ints = column(np.int32, NOBODY)  # group that holds a stake in it
    cost_now: Floats = column(np.float64, 0.0)  # GBP of all costs last month
    bid_costs: Floats = column(np.float64, 0.0)  # GBP spent on bids this month
    # GBP a year from grants and gifts, for work that no council lets; spent on that work
    giving: Floats = column(np.float64, 0.0)
    wishes_to_grow: Bools = column(np.bool_, True)

    turnover: Floats  # (P, 12) GBP a month
    direct: Floats  # (P, 12) GBP of direct cost a month
    earnings: Floats  # (P, 12) GBP of surplus before interest a month
    track: Floats  # (P, S) track record: quality 0 to 1
    markup: Floats  # (P, S) share of cost
    works_in: Bools  # (P, S) whether it works in the service, or has
    interested: Bools  # (P, S) whether it may bid in the service though it does not work there

    def __init__(self, n_services: int) -> None:
        self.n = 0
        self.names: list[str] = []
        self.labels: list[str] = []
        self._room = 0
        self._store: dict[str, NDArray[Any]] = {}
        self._matrices: dict[str, tuple[int, Any, float]] = {
            "turnover": (RING_MONTHS, np.float64, 0.0),
            "direct": (RING_MONTHS, np.float64, 0.0),
            "earnings": (RING_MONTHS, np.float64, 0.0),
            "track": (n_services, np.float64, 0.0),
            "markup": (n_services, np.float64, 0.0),
            "works_in": (n_services, np.bool_, False),
            "interested": (n_services, np.bool_, False),
        }
        self._grow(ROOM_AT_FIRST)

    def _grow(self, room: int) -> None:
        for name, (dtype, empty) in PROVIDER_COLUMNS.items():
            new = np.full(room, empty, dtype=dtype)
            if self._room:
                new[: self.n] = self._store[name][: self.n]
            self._store[name] = new
        for name, (width, dtype, empty) in self._matrices.items():
            wide = np.full((room, width), empty, dtype=dtype)
            if self._room:
                wide[: self.n] = self._store[name][: self.n]
            self._store[name] = wide
        self._room = room
        self._bind()

    def _bind(self) -> None:
        self.__dict__.update((name, column[: self.n]) for name, column in self._store.items())

    def add(self, name: str, label: str, **values: Any) -> int:
        """Add one provider and return its row. `label` is its lasting text identity."""
        if self.n == self._room:
            self._grow(2 * self._room)
        row = self.n
        self.n += 1
        self._bind()
        self.names.append(name)
        self.labels.append(label)
        for column, value in values.items():
            self._store[column][row] = value
        self._store["kind_at_start"][row] = self._store["kind"][row]
        return row

    @property
    def yearly_turnover(self) -> Floats:
        """Turnover of the last twelve months, GBP. (P,)."""
        total: Floats = self.turnover.sum(axis=1)
        return total

    @property
    def yearly_direct(self) -> Floats:
        """Direct cost of the last twelve months, GBP. (P,)."""
        total: Floats = self.direct.sum(axis=1)
        return total

    @property
    def yearly_earnings(self) -> Floats:
        """Surplus before interest of the last twelve months, GBP. (P,)."""
        total: Floats = self.earnings.sum(axis=1)
        return total


PROVIDER_COLUMNS = {name: how for name, how in vars(Providers).items() if isinstance(how, _Column)}
"""Every column of one number a provider, by name."""
