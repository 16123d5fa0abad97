"""Null markets: what concentration chance alone would bring, on the very lots, dates and entries of a run.

Frozen: the winner of every letting is drawn in proportion to opening shares. Drift: in proportion to current shares
among holders in the region (at least so many lots there, else in the nation), and entrants come as often as in the
run (the Moran process). Nobody is taken over. The same lots are bought in and taken back at the same times.
Consolidation is a finding only beyond both.
"""

from dataclasses import dataclass, field

import numpy as np

from sim.chance import Purpose, joined, uniform
from sim.concentration import pooled_top_share, pools
from sim.world.state import N_SERVICES, State
from sim.world.tables import Bools, Floats, Ints

REPLICATES = 5
"""Null markets drawn beside each run."""
TINY = 1e-12


@dataclass(slots=True)
class History:
    """What the nulls take from a run."""

    holder: Ints  # (L,) at the start
    external: Bools  # (L,) at the start
    value: Floats  # (L,) GBP a year at the start
    years: list[tuple[int, Bools, Floats]] = field(default_factory=list)  # month, external, value

    @classmethod
    def of(cls, state: State) -> "History":
        """Begin a history at month 0."""
        return cls(state.lots.holder.copy(), state.is_external(), state.contract_value())

    def note_year(self, state: State) -> None:
        """Note the market as it stands, once a year."""
        self.years.append((state.month, state.is_external(), state.contract_value()))


def null_top_shares(state: State, history: History) -> dict[str, Floats]:
    """Top-4 share by year and service (fixed pool) under each null, averaged over replicates. (Y, S) each."""
    awards = np.array(state.notes.get("awards", []), dtype=np.float64).reshape(-1, 4)
    order = np.lexsort((awards[:, 1], awards[:, 0]))
    awards = awards[order]
    nulls = {
        "frozen": Purpose.NULL_FROZEN,
        "drift": Purpose.NULL_DRIFT,
        "drift_nation": Purpose.NULL_DRIFT_NATION,
    }
    return {
        name: _one_null(state, history, awards, name, purpose) for name, purpose in nulls.items()
    }


def _one_null(
    state: State, history: History, awards: Floats, name: str, purpose: Purpose
) -> Floats:
    n_years = len(history.years)
    total = np.zeros((n_years, N_SERVICES))
    drawn = [_pools(state, history, external) for _, external, _ in history.years]
    for replicate in range(REPLICATES):
        holder = history.holder.astype(np.int64).copy()
        fresh = state.providers.n + 1
        at = 0
        for year, (month, _external, value) in enumerate(history.years):
            until = int(np.searchsorted(awards[:, 0], month))
            for due in _months(awards[at:until]):
                fresh = _let(state, history, holder, due, fresh, (name, purpose, replicate))
            at = until
            for service in range(N_SERVICES):
                total[year, service] += pooled_top_share(holder, value, drawn[year][service])
    return total / REPLICATES


def _pools(state: State, history: History, external: Bools) -> list[list[Ints]]:
    service = state.lots.service
    return [
        pools(
            state.seed,
            state.lots.identity,
            external & (service == s),
            int((history.external & (service == s)).sum()),
        )
        for s in range(N_SERVICES)
    ]


def _months(awards: Floats) -> list[Floats]:
    """Awards split by month."""
    if not len(awards):
        return []
    cuts = np.flatnonzero(np.diff(awards[:, 0])) + 1
    return np.split(awards, cuts)


def _let(
    state: State,
    history: History,
    holder: Ints,
    due: Floats,
    fresh: int,
    null: tuple[str, Purpose, int],
) -> int:
    """Settle one month's awards in a null market; returns the next unused number for an entrant."""
    name, purpose, replicate = null
    month = int(due[0, 0])
    lots = due[:, 1].astype(np.int64)
    is_external, is_new = due[:, 2] > 0, due[:, 3] > 0
    luck = uniform(state.seed, purpose, month, joined(state.lots.identity[lots], replicate))
    after = holder.copy()
    for service in np.unique(state.lots.service[lots]):
        mine = np.flatnonzero((state.lots.service[lots] == service) & is_external & ~is_new)
        if len(mine):
            after[lots[mine]] = _winners(
                state, history, holder, lots[mine], luck[mine], int(service), name
            )
    entrants = lots[is_external & is_new]
    after[entrants] = fresh + np.arange(len(entrants))
    back = lots[~is_external]
    after[back] = state.lots.council[back]
    holder[:] = after
    return fresh + len(entrants)


def _winners(
    state: State, history: History, holder: Ints, lots: Ints, luck: Floats, service: int, name: str
) -> Ints:
    """Draw winners: copy the holder of a lot drawn by value among those that count."""
    table = state.lots
    own = table.service == service
    if name == "frozen":
        rows = np.flatnonzero(own & history.external)
        return _copy(history.holder, rows, history.value, luck, lots, holder)
    outside = np.flatnonzero(own & (holder >= state.n_council_teams))
    weight = np.where(table.required > 0, table.required, 1).astype(np.float64)
    if name == "drift_nation":
        return _copy(holder, outside, weight, luck, lots, holder)
    region = state.councils.region[table.council]
    winners = holder[lots].copy()
    for place in np.unique(region[lots]):
        here = outside[region[outside] == place]
        near = here if len(here) >= state.world.market.region_least_lots else outside
        mine = region[lots] == place
        winners[mine] = _copy(holder, near, weight, luck[mine], lots[mine], holder)
    return winners


def _copy(source: Ints, rows: Ints, weight: Floats, luck: Floats, lots: Ints, holder: Ints) -> Ints:
    """Holders of rows drawn in proportion to weight; where there are none to copy, the lot stays as it is."""
    if not len(rows):
        kept: Ints = holder[lots]
        return kept
    reach = np.cumsum(np.maximum(weight[rows], TINY))
    chosen = np.searchsorted(reach, luck * reach[-1], side="right").clip(0, len(rows) - 1)
    copied: Ints = source[rows[chosen]].astype(np.int64)
    return copied
