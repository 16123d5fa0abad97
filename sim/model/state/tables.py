"""The tables: councils, lots, posts, providers.

They are the truth; Mesa agents are handles on their rows.

Every column says its type and unit where it is declared. Row order means nothing to any rule.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Codes, Floats, Identities, Ints

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
    next_unit_price: Floats  # (L,) GBP a year for each required post
    next_term: Ints  # (L,) months
    next_route: Codes  # (L,)
    harmonise: Ints  # (L,) month in which staff taken back get council terms, or NEVER
    reserved_end: Ints  # (L,) month in which its last reserved contract ended, or NEVER
    reserved_by: Ints  # (L,) provider that had it, or NOBODY
    relet_by: Ints  # (L,) month by which a failed provider's lot must be re-let, or NEVER
    mean_reward: Floats  # (L,) of the people in post, over council reward; 1 where nobody is
    stops: Bools  # (L,) its council lets it no more: it ends with its contract
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

    def set_price(self, rows: Ints | int, price: Floats | float) -> None:
        """The one place where a price changes: GBP a year for each required post.

        Called when a contract begins, returns to the council (0), is raised in distress, and when
        work that no council lets begins or ends.
        """
        self.unit_price[rows] = price

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
