"""The tables: councils, lots, posts, providers.

They are the truth; Mesa agents are handles on their rows.

Every column says its type and unit where it is declared. Row order means nothing to any rule.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Codes, Floats, Identities, Ints
from sim.model.state.codes import Ending, Kind

NOBODY = -1
NEVER = -9999
"""A month that has not come."""


@dataclass(slots=True)
class Councils:
    """One row a council. C is the number of councils, S of services."""

    identity: Identities  # (C,) from the council's code
    region: Ints  # (C,) place in `regions`
    children: Floats  # (C,) residents aged 0 to 17
    young_people: Floats  # (C,) residents aged 13 to 25
    reach: Bools  # (C, C) itself and its neighbours
    price_weight: Floats  # (C,) award weight of price, 0 to 1
    quality_weight: Floats  # (C,)
    social_weight: Floats  # (C,)
    taste_in_house: Floats  # (C, S) log-odds added to insourcing
    taste_mutual: Floats  # (C,) factor on the rate of spin-outs
    opening_lots: Ints  # (C, S) lots of each service that were open at the start
    cash: Floats  # (C,) GBP, starts at 0 and falls as the council spends
    stranded: Floats  # (C,) GBP a month of central charge left behind by spin-outs
    codes: list[str]
    names: list[str]
    regions: list[str]

    @property
    def n(self) -> int:
        """Number of councils."""
        return len(self.identity)


@dataclass(slots=True)
class Lots:
    """One row a lot: the smallest thing a council can let. L is the number of lots."""

    identity: Identities  # (L,) from council, service and number
    council: Ints  # (L,)
    service: Codes  # (L,)
    number: Ints  # (L,) n-th lot of its council and service
    first_post: Ints  # (L,) row of its first post
    n_posts: Ints  # (L,) length of its block of posts
    opening_posts: Floats  # (L,) posts needed at month 0
    required: Ints  # (L,) posts needed and paid for now
    need: Floats  # (L,) posts needed now, before rounding
    is_open: Bools  # (L,) False while a lot of the dormant stock is not yet needed
    is_awaited: Bools  # (L,) a dormant lot that has been put to market
    holder: Ints  # (L,) provider row
    # (L,) GBP a year for each required post; 0 for council teams, which are paid their cost
    unit_price: Floats
    start: Ints  # (L,) month the contract began
    end: Ints  # (L,) month it ends; NEVER for council teams
    extension: Ints  # (L,) months of extension still possible
    letting: Ints  # (L,) how often it has been let
    no_bids: Ints  # (L,) lettings in a row without a bid
    ceiling_factor: Floats  # (L,) rises when nobody bids
    quality: Floats  # (L,) 0 to 1
    route: Codes  # (L,) how the present contract was awarded
    next_holder: Ints  # (L,) provider row that takes over, or NOBODY
    next_month: Ints  # (L,) month of the transfer
    next_price: Floats  # (L,) GBP a year for each required post
    next_term: Ints  # (L,) months
    next_route: Codes  # (L,)
    harmonise: Ints  # (L,) month in which staff taken back get council terms, or NEVER
    reserved_end: Ints  # (L,) month in which its last reserved contract ended, or NEVER
    reserved_by: Ints  # (L,) provider that had it, or NOBODY
    relet_by: Ints  # (L,) month by which a failed provider's lot must be re-let, or NEVER
    mean_reward: Floats  # (L,) of the people in post, over council reward; 1 where nobody is
    cost: Floats  # (L,) GBP last month: pay, agency, hiring, non-pay and overhead
    payer: Codes  # (L,) who pays: COUNCIL, CUSTOMERS or FUNDER
    promised_to: Ints  # (L,) place in the world's list of the named mutual it waits for, or NOBODY
    budget_fall: Floats  # (L,) yearly fall of a budget of its own, share; 0 follows the service

    @property
    def n(self) -> int:
        """Number of lots, dormant ones included."""
        return len(self.identity)

    def to_posts(self, by_lot: NDArray[Any]) -> Any:
        """A figure of each lot, for each of its posts. (N,). Posts lie lot by lot."""
        return np.repeat(by_lot, self.n_posts)

    def posts_of(self, rows: Ints) -> Ints:
        """Rows of the posts of these lots, lot by lot. (n,)."""
        lengths = self.n_posts[rows]
        before = np.cumsum(lengths) - lengths
        posts: Ints = np.repeat(self.first_post[rows] - before, lengths)
        posts += np.arange(len(posts), dtype=posts.dtype)
        return posts

    @property
    def value(self) -> Floats:
        """Yearly value at the contract's price, GBP. (L,). Council teams have none."""
        return self.unit_price * self.required


@dataclass(slots=True)
class Posts:
    """One row a post, sorted by lot. N is the number of posts, those not needed now included."""

    identity: Identities  # (N,) from lot and number
    lot: Ints  # (N,)
    is_on: Bools  # (N,) needed now
    is_filled: Bools  # (N,) somebody holds it
    person: Identities  # (N,) who: (post, n-th holder)
    nth_holder: Ints  # (N,) 0 is whoever held it at the start
    reward: Floats  # (N,) reward over council reward (rho)
    log_reward: Floats  # (N,) its logarithm, kept to save time
    tenure: Ints  # (N,) whole months in the post
    personal: Floats  # (N,) lasting part of commitment
    commitment: Floats  # (N,) 0 to 1
    is_member: Bools  # (N,) has a vote in the employing mutual

    @property
    def n(self) -> int:
        """Number of posts, on or off."""
        return len(self.identity)


PROVIDER_COLUMNS: dict[str, tuple[Any, Any]] = {
    "identity": (np.uint64, 0),
    "kind": (np.int8, Kind.SMALL),
    "kind_at_start": (np.int8, Kind.SMALL),  # a firm that grows may become a group
    "form": (np.int8, NOBODY),  # legal form of a mutual
    "home": (np.int32, NOBODY),  # council row; NOBODY for groups
    "founded": (np.int32, 0),  # month it began to trade
    "entered": (np.int32, 0),  # month from which we observe it
    "origin": (np.int8, 0),  # 1 begun from the top, 2 by staff
    "is_active": (np.bool_, True),
    "is_forming": (np.bool_, False),  # a spin-out that has not begun to trade
    "is_spun_out": (np.bool_, False),  # a mutual, or the twin of one
    "is_charity": (np.bool_, False),
    "is_locked": (np.bool_, False),  # assets only to another locked body
    "can_sell_shares": (np.bool_, True),
    "majority": (np.float64, 0.5),  # share of members a sale needs
    "members_vote": (np.bool_, False),  # a sale needs the members' vote
    "is_cautious": (np.bool_, False),  # bids away from home only with reserves and a good record
    "voice": (np.float64, 0.0),  # strength of the form; 0 where staff are no members
    "staff_votes": (np.float64, 1.0),  # share of votes that staff have in a mutual
    "council_votes": (np.float64, 0.0),  # share of votes that its council has
    "people_per_post": (np.float64, 1.0),  # people for each post held, part-timers counted whole
    "kept_share": (np.float64, 0.5),  # of surplus
    "members_share": (np.float64, 0.0),  # of surplus
    "stake": (np.float64, 0.0),  # of a private partner
    "cash": (np.float64, 0.0),  # GBP
    "debt": (np.float64, 0.0),  # GBP
    "offer": (np.float64, 1.0),  # reward of new staff over council reward
    "social_value": (np.float64, 0.5),  # score 0 to 1
    "markup_floor": (np.float64, 0.0),  # share of cost
    "bids_a_year": (np.float64, 0.0),
    "allowance": (np.float64, 0.0),  # new bids it may make now
    "foothold_loss": (
        np.float64,
        0.0,
    ),  # GBP expected loss accepted to buy share, cumulated, fading over a year
    "overhead_base": (np.float64, 0.0),  # GBP a year of direct cost that overhead is built for
    "overhead_cut": (np.float64, 0.0),  # share saved in distress
    "mentored_until": (np.int32, NEVER),
    "stage": (np.int8, 0),  # rung of the distress ladder
    "uplifts": (np.int8, 0),  # price rises asked for
    "idle": (np.int32, 0),  # months without a lot
    "effect": (np.float64, 0.0),  # lasting effect on quality
    "saving": (np.float64, 0.0),  # share of cost saved by productivity
    "outside_from": (np.float64, 0.0),  # outside income at founding, share of turnover
    "outside_to": (np.float64, 0.0),  # after five years
    "customers": (np.int32, 0),  # customers who are members
    "customer_fee": (np.float64, 0.0),  # GBP a year from each
    "loyalty": (np.float64, 0.0),  # customers who renew, share a year
    "passes_on": (np.float64, 0.0),  # share of its price and work that it passes on to others
    "passes_on_to": (np.int32, 0),  # to how many; 0 to all small providers near by
    "ending": (np.int8, Ending.STILL_INDEPENDENT),
    "ended": (np.int32, NEVER),  # month independence ended
    "ended_by": (np.int32, NOBODY),  # provider row that caused it
    "owner": (np.int32, NOBODY),  # provider row it has become part of
    "lettings": (np.int32, 0),  # contracts completed
    "kept_second": (
        np.int8,
        NOBODY,
    ),  # 1 if it kept its main contract through a second letting, 0 if not
    "turnover_start": (np.float64, 0.0),  # GBP a year
    "looks": (np.int32, 0),  # times it was looked at by a buyer
    "is_partial": (np.bool_, False),  # has lost some contracts but not all
    "taken_on": (np.float64, 0.0),  # posts won in the last quarter or so
    "lost_to": (np.int32, NOBODY),  # provider row that won the last lot it lost
    "abroad_from": (np.int32, NEVER),  # month its first contract away from home began
    "has_traded": (np.bool_, False),  # has held a lot or served customers
    "partner": (np.int32, NOBODY),  # group that holds a stake in it
    "cost_now": (np.float64, 0.0),  # GBP of all costs last month
    "bid_costs": (np.float64, 0.0),  # GBP spent on bids this month
}


class Providers:
    """One row a provider, growing as new ones appear.

    P is the number so far; rows are never removed.

    Besides the columns above: yearly rings of turnover, direct cost and surplus (P, 12) in GBP, and
    by service (P, S): track record (quality 0 to 1), markup (share of cost), whether it works in
    the service.
    """

    MONTHS = 12

    def __init__(self, n_services: int) -> None:
        self.n = 0
        self.n_services = n_services
        self.names: list[str] = []
        self.labels: list[str] = []
        self._room = 0
        self._store: dict[str, NDArray[Any]] = {}
        self._matrices: dict[str, tuple[int, Any, float]] = {
            "turnover": (self.MONTHS, np.float64, 0.0),
            "direct": (self.MONTHS, np.float64, 0.0),
            "earnings": (self.MONTHS, np.float64, 0.0),
            "track": (n_services, np.float64, 0.0),
            "markup": (n_services, np.float64, 0.0),
            "works_in": (n_services, np.bool_, False),
        }
        self._grow(64)

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
        for name, column in self._store.items():
            setattr(self, name, column[: self.n])

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

    identity: Identities
    kind: Codes
    kind_at_start: Codes
    form: Codes
    home: Ints
    founded: Ints
    entered: Ints
    origin: Codes
    is_active: Bools
    is_forming: Bools
    is_spun_out: Bools
    is_charity: Bools
    is_locked: Bools
    can_sell_shares: Bools
    majority: Floats
    members_vote: Bools
    is_cautious: Bools
    voice: Floats
    staff_votes: Floats
    council_votes: Floats
    people_per_post: Floats
    kept_share: Floats
    members_share: Floats
    stake: Floats
    cash: Floats
    debt: Floats
    offer: Floats
    social_value: Floats
    markup_floor: Floats
    bids_a_year: Floats
    allowance: Floats
    foothold_loss: Floats
    overhead_base: Floats
    overhead_cut: Floats
    mentored_until: Ints
    stage: Codes
    uplifts: Codes
    idle: Ints
    effect: Floats
    saving: Floats
    outside_from: Floats
    outside_to: Floats
    customers: Ints
    customer_fee: Floats
    loyalty: Floats
    passes_on: Floats
    passes_on_to: Ints
    ending: Codes
    ended: Ints
    ended_by: Ints
    owner: Ints
    lettings: Ints
    kept_second: Codes
    turnover_start: Floats
    looks: Ints
    is_partial: Bools
    taken_on: Floats
    lost_to: Ints
    abroad_from: Ints
    has_traded: Bools
    partner: Ints
    cost_now: Floats
    bid_costs: Floats
    turnover: Floats
    direct: Floats
    earnings: Floats
    track: Floats
    markup: Floats
    works_in: Bools

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
