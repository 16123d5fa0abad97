"""One month of a run, frozen: all that a page may draw from while the model goes on."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.model.mesa import MutualsModel
from sim.model.record.leaders import largest_holders
from sim.model.record.nulls import DRIFT, FROZEN
from sim.model.record.recorder import Recorder
from sim.model.record.series import Ratio, worked_out
from sim.model.state.codes import ENDINGS
from sim.model.state.state import N_SERVICES, State
from sim.units import MONTHS_PER_YEAR

Column = TypeVar("Column", Ints, Floats)

NULLS = (FROZEN, DRIFT)
SERIES = (
    "share_in_house",
    "share_mutual",
    "share_small",
    "share_group",
    "top4_share",
    "top4_share_pool",
    "reward_gap",
    "effective_suppliers",
)
"""Series of the recorder that are shown as they stand in the month."""
YEARLY = ("leaving_protected", "leaving_new_terms")
"""Rates that are shown over the last twelve months: within one month luck rules them."""
NULL_SERIES = tuple(f"null_{name}" for name in NULLS)
FATES = tuple(f"ended_{name}" for name in ENDINGS[1:])
COLUMNS = (*SERIES, *YEARLY, *NULL_SERIES, "mutuals_alive", *FATES)
"""Every series of a snapshot, in the order of its rows."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Who holds most of each council's service, read only. C councils, S services."""

    holder: Ints  # (C, S) provider row, -1 where nothing is open
    share: Floats  # (C, S) of the cell's value
    price: Floats  # (C, S) GBP a year for each post of the holder's lots; NaN for council teams
    months_left: Floats  # (C, S) until the first of the holder's contracts ends; NaN if none does
    staff: Ints  # (C, S) people the holder has in post there
    new_terms: Floats  # (C, S) share of them on terms below the council's; NaN without people


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A month. Snapshots of a run are numbered by it, without a gap."""

    month: int
    kinds: Ints  # (P,) kind of every provider there is
    cells: Cells
    series: Floats  # (len(COLUMNS), S + 1), all services last
    n_events: int  # lines the decision log had when the month was over


def take(model: MutualsModel, nulls: Floats) -> Snapshot:
    """The month that a model stands at. nulls: (len(NULLS), S) top-4 shares in the latest year."""
    state = model.state
    return Snapshot(
        month=state.month,
        kinds=_frozen(state.providers.kind.copy()),
        cells=_cells(state),
        series=_frozen(_series(model.recorder, state, nulls)),
        n_events=len(state.log.entries),
    )


def _frozen(values: Column) -> Column:
    values.setflags(write=False)
    return values


def _series(recorder: Recorder, state: State, nulls: Floats) -> Floats:
    now = [recorder.latest(name) for name in SERIES]
    yearly = [_over_a_year(recorder, name) for name in YEARLY]
    chance = np.column_stack((nulls, np.full(len(NULLS), np.nan)))
    alive = recorder.latest("mutuals_alive")
    return np.array([*now, *yearly, *chance, alive, *_fates(state)])


def _over_a_year(recorder: Recorder, name: str) -> Floats:
    """A ratio over the last twelve months, or as many as there are. (S + 1,)."""
    last = [month[name] for month in recorder.months[-MONTHS_PER_YEAR:]]
    ratios = [entry for entry in last if isinstance(entry, Ratio)]
    over = np.sum([entry.over for entry in ratios], axis=0)
    under = np.sum([entry.under for entry in ratios], axis=0)
    now: Floats = worked_out([Ratio(over, under)])[0]
    return now


def _fates(state: State) -> Floats:
    """Mutuals whose independence has ended, by ending and by the service they mainly worked in.

    (len(FATES), S + 1).
    """
    providers = state.providers
    mine = providers.is_spun_out & providers.has_traded & (providers.ending > 0)
    main = np.argmax(providers.works_in[mine], axis=1)
    counts = np.zeros((len(ENDINGS), N_SERVICES + 1))
    np.add.at(counts, (providers.ending[mine], main), 1)
    counts[:, N_SERVICES] = counts.sum(axis=1)
    return counts[1:]


def _cells(state: State) -> Cells:
    """Every cell of the map."""
    lots, posts = state.lots, state.posts
    holder, share = largest_holders(state)
    shape, rows = holder.shape, holder.astype(np.int32)
    cell = lots.council.astype(np.int64) * N_SERVICES + lots.service
    held = lots.is_open & (lots.holder == rows.reshape(-1)[cell])

    def total(weights: Floats | Ints | Bools) -> Floats:
        return sums(cell, weights * held, rows.size).reshape(shape)

    filled = posts.is_filled.astype(np.float64)
    below = filled * (posts.reward < 1 - state.world.staff.tier_gap)
    people = total(np.add.reduceat(filled, lots.first_post))
    new = total(np.add.reduceat(below, lots.first_post))
    outside = rows >= state.n_council_teams
    required = np.where(outside, total(lots.required), 0)
    return Cells(
        holder=_frozen(rows),
        share=_frozen(share),
        price=_frozen(_over(total(lots.value), required)),
        months_left=_frozen(_months_left(state, cell, held & state.is_external(), shape)),
        staff=_frozen(people.astype(np.int32)),
        new_terms=_frozen(_over(new, people)),
    )


def _over(upper: Floats, lower: Floats) -> Floats:
    """A ratio, NaN where the lower part is 0."""
    ratio: Floats = np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower > 0)
    return ratio


def _months_left(state: State, cell: Ints, held: Bools, shape: tuple[int, ...]) -> Floats:
    """Months until the first of the holder's contracts in each cell ends. (C, S)."""
    left = np.full(int(np.prod(shape)), np.inf)
    np.minimum.at(left, cell[held], state.lots.end[held] - state.month)
    left[np.isinf(left)] = np.nan
    return left.reshape(shape)
