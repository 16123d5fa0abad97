"""The model as Mesa knows it.

Set-up, the month, and agents that are handles on rows of the tables.
"""

from collections.abc import Mapping
from typing import Any

import mesa

from sim.agents import PROVIDER_CLASSES, Council, Provider
from sim.month.calendar import PHASES, close_month
from sim.record import ALL, Recorder, largest_holders
from sim.registry.load import load
from sim.registry.schema import World
from sim.world.opening import opening_state
from sim.world.state import MONTHS_PER_YEAR

REPORTED = (
    "share_mutual",
    "share_group",
    "top4_share",
    "mutuals_alive",
    "leaving_rate",
    "public_cost",
)
"""Series, for all services together, that Mesa's own data collector offers."""


class MutualsModel(mesa.Model):  # type: ignore[misc]
    """A market of council contracts with staff-led mutuals, month by month.

    world: a `World`, or the name or path of a scenario. seed: names the luck of this run. years:
    length, by default the world's. settings: overrides such as {"market.contract_months": 36}, for
    Mesa's own batch tools. detail: "full" logs every decision, "study" only endings and changes of
    control.
    """

    def __init__(
        self,
        world: World | str = "england",
        seed: int = 1,
        years: int | None = None,
        settings: Mapping[str, Any] | None = None,
        detail: str = "full",
        **overrides: Any,
    ) -> None:
        super().__init__(rng=seed)
        if isinstance(world, str) or settings or overrides:
            world = _world_of(world, {**(settings or {}), **overrides})
        self.world = world
        self.luck = int(seed)
        self.years = int(years or world.time.years)
        self.months = self.years * MONTHS_PER_YEAR
        self.running = True
        self.state = opening_state(world, self.luck, years=self.years, keeps_all=detail == "full")
        self.recorder = Recorder(self.state)
        self.recorder.record(self.state)
        self.recorder.holders.append((0, *largest_holders(self.state)))
        self.councils = [Council(self, row) for row in range(self.state.councils.n)]
        self.providers: list[Provider] = []
        self._meet_newcomers()
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _reporter(name) for name in REPORTED}
        )
        self.datacollector.collect(self)

    @property
    def month(self) -> int:
        """Months since the start."""
        return self.state.month

    def step(self) -> None:
        """One month: every phase in order, then the record."""
        for _name, phase in PHASES:
            phase(self.state)
        close_month(self.state)
        self.note_month()

    def note_month(self) -> None:
        """Write down the month that is over, for the results and for Mesa's own tools."""
        self.recorder.record(self.state)
        if self.month % MONTHS_PER_YEAR == 0:
            self.recorder.holders.append((self.month, *largest_holders(self.state)))
        self._meet_newcomers()
        self.datacollector.collect(self)
        self.running = self.month < self.months

    def _meet_newcomers(self) -> None:
        """Give a handle to every provider that has appeared."""
        table = self.state.providers
        for row in range(len(self.providers), table.n):
            self.providers.append(PROVIDER_CLASSES[int(table.kind[row])](self, row))


def _world_of(world: World | str, overrides: dict[str, Any]) -> World:
    from sim.registry.load import vary

    if isinstance(world, str):
        return load(world, overrides or None)
    return vary(world, overrides, set_by="the model's settings")


def _reporter(name: str) -> Any:
    def report(model: MutualsModel) -> float:
        return float(model.recorder.latest(name)[ALL])

    return report
