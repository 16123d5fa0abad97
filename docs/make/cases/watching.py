"""What is noted of a named mutual month by month."""

import math
from dataclasses import dataclass, field

import numpy as np

from sim.model.state.codes import Ending
from sim.model.state.state import State
from sim.units import MONTHS_PER_YEAR

FIVE_YEARS, TEN_YEARS = 60, 120
FOUR_YEARS, FORTY_MONTHS = 48, 40


@dataclass(frozen=True, slots=True)
class Month:
    """A mutual in one month."""

    month: int
    independent: bool
    value: float
    """GBP a year for all its work."""
    people: float
    """Part-timers counted whole."""
    in_post: float
    """People in post when the month began, one a post."""
    leavers: float
    saving: float
    """What its work would have cost in-house less what was paid for it, GBP this month."""
    earnings: float
    """GBP this month."""


@dataclass(slots=True)
class Watched:
    """A mutual as long as it is there."""

    months: list[Month] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """The numbers of its run."""
        if not self.months:
            return {"founded": 0.0, "independent 5": 0.0, "independent 10": 0.0, "months": 0.0}
        first = self.months[0]
        lived = [month for month in self.months if month.independent]
        early = [month for month in lived if 0 < month.month <= FIVE_YEARS]
        in_post = sum(month.in_post for month in early)
        return {
            "founded": 1.0,
            "independent 5": float(self._at(FIVE_YEARS).independent),
            "independent 10": float(self._at(TEN_YEARS).independent),
            "months": float(len([m for m in lived if 0 < m.month <= TEN_YEARS])),
            "value 5": self._at(FIVE_YEARS).value / max(first.value, 1.0),
            "people 10": self._at(TEN_YEARS).people / max(first.people, 1.0),
            "leaving": MONTHS_PER_YEAR * sum(month.leavers for month in early) / in_post
            if in_post
            else math.nan,
            "leavers 40": sum(m.leavers for m in lived if 0 < m.month <= FORTY_MONTHS),
            "saving 4": sum(m.saving for m in lived if 0 < m.month <= FOUR_YEARS),
            "earnings": MONTHS_PER_YEAR * float(np.mean([m.earnings for m in early]))
            if early
            else math.nan,
        }

    def _at(self, month: int) -> Month:
        """The month asked for, or the last there was."""
        return next((seen for seen in self.months if seen.month == month), self.months[-1])


def watch(state: State, name: str, seen: Watched) -> None:
    """Note a mutual as it stands after a month, if it has been founded."""
    providers, lots = state.providers, state.lots
    if name not in providers.names:
        return
    row = providers.names.index(name)
    mine = lots.is_open & (lots.holder == row)
    held = np.flatnonzero(mine)
    filled = state.posts.is_filled & mine[state.posts.lot]
    in_house = state.services.in_house_cost[lots.service[held]] * lots.required[held]
    independent = (
        bool(providers.is_active[row]) and providers.ending[row] == Ending.STILL_INDEPENDENT
    )
    seen.months.append(
        Month(
            month=state.month,
            independent=independent,
            value=float(lots.value[held].sum()) * independent,
            people=float(filled.sum() * providers.people_per_post[row]) * independent,
            in_post=float(state.flows.filled_at_start[held].sum()),
            leavers=float(state.flows.leavers[held].sum()),
            saving=float((in_house - lots.value[held]).sum()) / MONTHS_PER_YEAR,
            earnings=float(providers.earnings[row, (state.month - 1) % MONTHS_PER_YEAR]),
        )
    )
