"""Organisations as Mesa agents: handles on rows of the tables.

They hold no numbers of their own.
"""

from typing import Any

import mesa
import numpy as np

from sim.model.state.codes import Kind
from sim.registry.sections.kinds import KINDS
from sim.registry.words import KIND_WORDS


class Council(mesa.Agent):  # type: ignore[misc]
    """An upper-tier council: it lets, extends, chooses and takes back.

    Its row is `row` of `state.councils`.
    """

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def name(self) -> str:
        """Name of the council."""
        return str(self.model.state.councils.names[self.row])

    @property
    def code(self) -> str:
        """ONS code of the council."""
        return str(self.model.state.councils.codes[self.row])


class Provider(mesa.Agent):  # type: ignore[misc]
    """An organisation that employs people and may hold contracts.

    Its row is `row` of `state.providers`.
    """

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def name(self) -> str:
        """Name of the provider."""
        return str(self.model.state.providers.names[self.row])

    @property
    def kind(self) -> str:
        """Kind of provider, in words."""
        code = KINDS[int(self.model.state.providers.kind[self.row])]
        return KIND_WORDS[code].noun.capitalize()

    @property
    def is_active(self) -> bool:
        """Whether it still exists."""
        return bool(self.model.state.providers.is_active[self.row])

    @property
    def cash(self) -> float:
        """Cash, GBP."""
        return float(self.model.state.providers.cash[self.row])

    @property
    def lots(self) -> Any:
        """Rows of the lots it holds."""
        table = self.model.state.lots
        return np.flatnonzero(table.is_open & (table.holder == self.row))

    @property
    def staff(self) -> int:
        """People it employs."""
        state = self.model.state
        mine = (state.lots.holder == self.row)[state.posts.lot]
        return int((state.posts.is_filled & mine).sum())


class CouncilTeam(Provider):
    """A council's own staff."""


class Mutual(Provider):
    """A staff-led mutual."""


class SmallProvider(Provider):
    """A charity or a small firm."""


class PrivateGroup(Provider):
    """A private group working in several regions."""


PROVIDER_CLASSES: dict[int, type[Provider]] = {
    Kind.IN_HOUSE: CouncilTeam,
    Kind.MUTUAL: Mutual,
    Kind.SMALL: SmallProvider,
    Kind.GROUP: PrivateGroup,
}
