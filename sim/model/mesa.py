"""The model as Mesa knows it.

Set-up, the month, and agents that are handles on rows of the tables.
"""

import difflib
import inspect
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import mesa

from sim.asked import chosen_seed
from sim.errors import MutualsError, UnknownNameError
from sim.model.agents import PROVIDER_CLASSES, Council, Provider
from sim.model.course import Course, world_of
from sim.registry.world import World

REPORTED = (
    "share_mutual",
    "share_group",
    "top4_share",
    "mutuals_alive",
    "leaving_rate",
    "public_cost",
)
"""Series, all services together, that Mesa's data collector offers unless others are named."""


class _AsMesaCallsIt:
    """The signature of a model without `seed`, which Mesa's tools call `rng`.

    To a model that takes `seed`, `batch_run` of Mesa 3.5 and later hands its own choice under that
    name, none included, and so writes over the seeds among the parameters it was given.
    """

    def __get__(self, model: object, kind: type[mesa.Model]) -> inspect.Signature:
        """The signature of `kind`: as it is, for a model made from this one that takes no `rng`."""
        constructor = kind.__init__
        _itself, *given = inspect.signature(constructor).parameters.values()
        takes_rng = any(one.name == "rng" or one.kind is one.VAR_KEYWORD for one in given)
        return inspect.Signature([one for one in given if one.name != "seed" or not takes_rng])


class MutualsModel(mesa.Model):  # type: ignore[misc]
    """A market of council contracts with staff-led mutuals, month by month.

    world: a `World`, or the name or path of a scenario. seed: names the luck of this run, a whole
    number, 0 to 2**63 - 1; without it the system names one, and `seed` of the model says which.
    years: length, by default the world's. settings: overrides such as
    {"market.contract_months": 36}, several that move together. detail: "full" logs every decision,
    "study" only endings and changes of control. rng: in place of seed, as Mesa calls it; what is no
    number becomes one (`sim.asked.chosen_seed`). reported: which series Mesa's data collector has,
    and so `batch_run`, all services together. Whatever else is named is a parameter by its path.

    Raises MutualsError for a seed, length or detail that cannot be, ScenarioError for a world,
    UnknownNameError for a series that is none.
    """

    __signature__ = _AsMesaCallsIt()

    def __init__(  # noqa: PLR0913
        self,
        world: World | str | Path = "england",
        seed: int | None = None,
        years: int | None = None,
        settings: Mapping[str, Any] | None = None,
        detail: str = "full",
        *,
        rng: Any = None,
        reported: Sequence[str] = REPORTED,
        **overrides: Any,
    ) -> None:
        self.seed = chosen_seed(seed, rng)
        super().__init__(rng=self.seed)
        self.world = world_of(world, {**(settings or {}), **overrides})
        self.course = Course(self.world, self.seed, years, detail)
        self.years, self.months = self.course.years, self.course.months
        self.state, self.recorder = self.course.state, self.course.recorder
        _refuse_unknown(reported, self.recorder.months[-1])
        self.running = True
        self.councils = [Council(self, row) for row in range(self.state.councils.n)]
        self.providers: list[Provider] = []
        self._meet_newcomers()
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "seed": "seed",
                "month": "month",
                **{name: partial(_latest, name) for name in reported},
            }
        )
        if _is_read_by_time(self.datacollector):
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


def _refuse_unknown(names: Sequence[str], known: Collection[str]) -> None:
    """Raise MutualsError for a name that no month has a number under, or a name by itself."""
    if isinstance(names, str):
        message = f"reported is a list of series, not {names!r}; in batch_run a list in a list"
        raise MutualsError(message)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(str(name), list(known), 1)
            remedy = f"did you mean {near[0]}?" if near else "sim.outcomes() lists them"
            message = f"{name!r} is no series that a month has; {remedy}"
            raise UnknownNameError(message)


def _latest(name: str, model: MutualsModel) -> float:
    """The newest value of a series, all services together."""
    return float(model.recorder.latest_of_all(name))


def _is_read_by_time(collector: mesa.DataCollector) -> bool:
    """Whether `batch_run` finds a month in the collector by its time, as that of Mesa 3.5 does.

    That of Mesa 3.3 counts the rows that steps have made: to it one of the opening would be that of
    the first month, and the last month would be lost.
    """
    return hasattr(collector, "_collection_steps")
