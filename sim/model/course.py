"""The course of a world: its months one after the other, and what is written down of them.

It knows nothing of Mesa. `sim.MutualsModel` is the course as a Mesa model, its organisations as
Mesa agents; every run, of a study too, is played by that model.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.asked import detail_of, seed_of, years_of
from sim.errors import MutualsError
from sim.model.month.phases import PHASES, close_month
from sim.model.opening.opening import opening_state
from sim.model.record.leaders import largest_holders
from sim.model.record.recorder import Recorder
from sim.registry.reading.load import load, vary
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR


class Course:
    """A world under way.

    seed: names the luck. years: length, by default the world's. detail: "full" logs every
    decision, "study" only endings and changes of control. Raises MutualsError for a seed, length or
    detail that cannot be.
    """

    def __init__(
        self, world: World, seed: int = 1, years: int | None = None, detail: str = "full"
    ) -> None:
        self.world = world
        self.seed = seed_of(seed)
        self.years = years_of(years, world.time.years)
        self.months = self.years * MONTHS_PER_YEAR
        keeps_all = detail_of(detail) == "full"
        self.state = opening_state(world, self.seed, years=self.years, keeps_all=keeps_all)
        self.recorder = Recorder(self.state)
        self.recorder.record(self.state)
        self.recorder.holders.append((0, *largest_holders(self.state)))

    @property
    def is_over(self) -> bool:
        """Whether the last month has passed."""
        return self.state.month >= self.months

    def pass_month(self) -> None:
        """One month: every phase in order, then the record."""
        for _name, phase in PHASES:
            phase(self.state)
        close_month(self.state)
        self.write_down()

    def write_down(self) -> None:
        """Note the month that is over; once a year, who holds most."""
        self.recorder.record(self.state)
        if self.state.month % MONTHS_PER_YEAR == 0:
            self.recorder.holders.append((self.state.month, *largest_holders(self.state)))


def world_of(world: World | str | Path, overrides: Mapping[str, Any] | None = None) -> World:
    """A world, or the one that a name or path stands for, with values set anew."""
    if isinstance(world, str | Path):
        return load(world, overrides or None)
    if not isinstance(world, World):
        message = f"a world is a World, or the name or path of a scenario; {world!r} is neither"
        raise MutualsError(message)
    return vary(world, overrides, set_by="the model's settings") if overrides else world
