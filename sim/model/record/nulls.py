"""Null markets: what concentration chance alone would bring, on a run's own lots and dates.

Frozen: the winner of every letting is drawn in proportion to opening shares. Drift: in proportion
to current shares among holders in the region (at least so many lots there, else in the nation), and
entrants come as often as in the run (the Moran process). Nobody is taken over. The same lots are
bought in and taken back at the same times. Consolidation is a finding only beyond both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.chance import Purpose, joined, uniform
from sim.model.record.concentration import pooled_top_shares, pools
from sim.model.state.histories import Awards
from sim.model.state.state import N_SERVICES, State
from sim.model.state.tables import NOBODY

REPLICATES = 5
"""Null markets drawn beside each run; their mean is compared with it."""
FROZEN, DRIFT, DRIFT_NATION = "frozen", "drift", "drift_nation"
PURPOSES = {
    FROZEN: Purpose.NULL_FROZEN,
    DRIFT: Purpose.NULL_DRIFT,
    DRIFT_NATION: Purpose.NULL_DRIFT_NATION,
}


Year = tuple[int, Bools, Floats]
"""A market as noted once a year: month, which lots are external (L,), their value (L,) in GBP."""


@dataclass(slots=True)
class History:
    """What the nulls take from a run. L lots."""

    holder: Ints  # (L,) at the start
    external: Bools  # (L,) at the start
    value: Floats  # (L,) GBP a year at the start
    years: list[Year] = field(default_factory=list)

    @classmethod
    def of(cls, state: State) -> "History":
        """Begin a history at month 0."""
        return cls(state.lots.holder.copy(), state.is_external(), state.contract_value())

    def note_year(self, state: State) -> None:
        """Note the market as it stands, once a year."""
        self.years.append((state.month, state.is_external(), state.contract_value()))


@dataclass(slots=True)
class NullMarket:
    """Several replicates of one null market: the same lots outside, other holders."""

    state: State
    history: History
    rule: str
    holder: NDArray[np.int64]  # (K, L) holders in each replicate
    outside: Bools  # (L,) lots held outside, in every replicate alike
    next_entrant: int  # number that the next entrant gets
    value: Floats  # (L,) GBP a year, as last noted in the run
    opening: NDArray[np.int64]  # (K, L) holders at month 0
    region: Ints  # (L,)

    @classmethod
    def of(cls, state: State, history: History, rule: str) -> "NullMarket":
        """The market at month 0."""
        holder = np.tile(history.holder.astype(np.int64), (REPLICATES, 1))
        return cls(
            state,
            history,
            rule,
            holder,
            history.external.copy(),
            state.providers.n + 1,
            history.value,
            holder,
            state.councils.region[state.lots.council],
        )

    def settle(self, due: Awards) -> None:
        """Settle one month's awards, all on last month's shares."""
        table, month, lots = self.state.lots, int(due.month[0]), due.lot
        external, new = due.is_external, due.newcomer != NOBODY
        after = self.holder.copy()
        drawn = lots[external & ~new]
        if len(drawn):
            who = joined(table.identity[drawn][None, :], np.arange(REPLICATES)[:, None])
            luck = uniform(self.state.seed, PURPOSES[self.rule], month, who)
            for rows, source, weight, places in self._pools(drawn):
                after[:, drawn[places]] = _copied(source, rows, weight, luck[:, places])
        # A supplier that is new with several lots in a month is one entrant.
        who, number = np.unique(due.newcomer[external & new], return_inverse=True)
        after[:, lots[external & new]] = self.next_entrant + number
        self.next_entrant += len(who)
        back = lots[~external]
        after[:, back] = table.council[back]
        self.outside[lots] = external
        self.holder = after

    def _pools(self, drawn: Ints) -> list[tuple[Ints, Ints, Floats, Ints]]:
        """For each group of lots to be let: the lots it may copy, their holders and weights."""
        table = self.state.lots
        if self.rule == FROZEN:
            source, member, weight = self.opening, self.history.external, self.history.value
        else:
            source, member = self.holder, self.outside
            weight = np.maximum(self.value, 1.0)
        cell, found = table.service, []
        drawn_cell = cell[drawn]
        for service in sorted(set(drawn_cell.tolist())):
            nation = np.flatnonzero(member & (cell == service))
            places = np.flatnonzero(drawn_cell == service)
            if self.rule != DRIFT:
                found.append((nation, source, weight, places))
                continue
            region, drawn_region = self.region[nation], self.region[drawn[places]]
            for place in sorted(set(drawn_region.tolist())):
                here = nation[region == place]
                near = here if len(here) >= self.state.world.market.region_least_lots else nation
                found.append((near, source, weight, places[drawn_region == place]))
        return [pool for pool in found if len(pool[0])]


def _copied(source: Ints, rows: Ints, weight: Floats, luck: Floats) -> Ints:
    """Holders of lots drawn in proportion to weight, in each replicate. (K, n)."""
    reach = np.cumsum(weight[rows])
    chosen = np.searchsorted(reach, luck * reach[-1], side="right").clip(0, len(rows) - 1)
    copied: Ints = np.take_along_axis(source, rows[chosen], axis=1)
    return copied


class RunningNulls:
    """Null markets of a run under way, taken on as its years are noted."""

    def __init__(
        self, state: State, history: History, rules: Sequence[str] = tuple(PURPOSES)
    ) -> None:
        self.state = state
        self.history = history
        self.markets = {rule: NullMarket.of(state, history, rule) for rule in rules}
        self.years = 0
        """Years whose shares have been given."""
        self._settled = 0  # month up to which awards are settled

    def catch_up(self) -> dict[str, Floats]:
        """Top-4 share by year and service (fixed pool), of the years noted since. (Y, S) each."""
        awards = self.state.awards
        order = np.lexsort((awards.lot, awards.month))
        due = awards.at(order[awards.month[order] >= self._settled])
        years = self.history.years[self.years :]
        drawn = [_pools_of_year(self.state, self.history, external) for _, external, _ in years]
        shares = {
            rule: _shares_under(market, due, years, drawn) for rule, market in self.markets.items()
        }
        self.years += len(years)
        self._settled = years[-1][0] if years else self._settled
        return shares


def null_top_shares(state: State, history: History) -> dict[str, Floats]:
    """Top-4 share by year and service (fixed pool) under each null. (Y, S) each.

    Averaged over replicates.
    """
    return RunningNulls(state, history).catch_up()


def _pools_of_year(state: State, history: History, external: Bools) -> list[list[Ints]]:
    """Pools of the opening size, by service."""
    service = state.lots.service
    sizes = np.bincount(service[history.external], minlength=N_SERVICES)
    return [
        pools(state.seed, state.lots.identity, external & (service == code), int(sizes[code]))
        for code in range(N_SERVICES)
    ]


def _shares_under(
    market: NullMarket, due: Awards, years: list[Year], drawn: list[list[list[Ints]]]
) -> Floats:
    """Top-4 shares by year and service under one null, which is taken to the last of the years.

    due: awards still to be settled, month by month.
    """
    turns = np.flatnonzero(np.diff(due.month)) + 1
    months = [due.at(rows) for rows in np.split(np.arange(due.n), turns) if len(rows)]
    shares = np.full((len(years), N_SERVICES), np.nan)
    at = 0
    for year, (month, _external, value) in enumerate(years):
        while at < len(months) and months[at].month[0] < month:
            market.settle(months[at])
            at += 1
        market.value = value
        for code in range(N_SERVICES):
            found = pooled_top_shares(market.holder, value, drawn[year][code])
            shares[year, code] = sum(found) / len(found)
    return shares
