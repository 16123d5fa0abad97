"""The model as Mesa knows it.

Set-up, the month, and agents that are handles on rows of the tables.
"""

from collections.abc import Mapping
from typing import Any

import mesa

from sim.agents import PROVIDER_CLASSES, Council, Provider
from sim.course import Course, world_of
from sim.registry.schema import World

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
        self.world = world_of(world, {**(settings or {}), **overrides})
        self.course = Course(self.world, seed, years, detail)
        self.luck, self.years, self.months = self.course.luck, self.course.years, self.course.months
        self.state, self.recorder = self.course.state, self.course.recorder
        self.running = True
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
        """One month, and what Mesa's own tools are to see of it."""
        self.course.pass_month()
        self.show_to_mesa()
        self.running = not self.course.is_over

    def show_to_mesa(self) -> None:
        """Give newcomers their handles, and let Mesa's collector see the month."""
        self._meet_newcomers()
        self.datacollector.collect(self)

    def _meet_newcomers(self) -> None:
        """Give a handle to every provider that has appeared."""
        table = self.state.providers
        for row in range(len(self.providers), table.n):
            self.providers.append(PROVIDER_CLASSES[int(table.kind[row])](self, row))


def _reporter(name: str) -> Any:
    def report(model: MutualsModel) -> float:
        return float(model.recorder.latest_of_all(name))

    return report
