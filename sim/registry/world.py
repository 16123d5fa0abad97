"""The world: every assumption of the model in one tree, the only place where values come from.

Each section is the file of its name in `sim/registry/sections/`. A scenario file sets what differs;
`sim.registry.reading.load` reads it into a `World`, which is frozen.
"""

from typing import Annotated

from pydantic import Field

from sim.registry.fields import fact
from sim.registry.provenance import TracedSection
from sim.registry.sections.bidding import Bidding
from sim.registry.sections.costs import Costs
from sim.registry.sections.entry import Entry
from sim.registry.sections.events import Event
from sim.registry.sections.finance import Finance
from sim.registry.sections.forms import Forms
from sim.registry.sections.groups import NamedGroup, fourteen_groups
from sim.registry.sections.kinds import Kinds
from sim.registry.sections.market import Market
from sim.registry.sections.mechanisms import Mechanisms
from sim.registry.sections.named import NamedMarket, NamedMutual
from sim.registry.sections.own_work import OwnWork
from sim.registry.sections.place import Place
from sim.registry.sections.policy import Policy
from sim.registry.sections.quality import Quality
from sim.registry.sections.scoring import Scoring
from sim.registry.sections.services import Services
from sim.registry.sections.solved import Solved
from sim.registry.sections.spin_outs import SpinOuts
from sim.registry.sections.staff import Staff
from sim.registry.sections.takeovers import Takeovers
from sim.registry.sections.time import Time
from sim.registry.sections.twins import Twins


class World(TracedSection):
    """One world: everything a run needs besides its seed."""

    def __repr__(self) -> str:
        """The world in a line."""
        return f"<World {self.name}: {self.title}>"

    def __str__(self) -> str:
        """The same."""
        return repr(self)

    name: str = fact("world", "Short name.")
    title: str = fact("", "One line for people.")
    description: str = fact("", "What this world is for.")
    time: Time = Time()
    place: Place = Place()
    mechanisms: Mechanisms = Mechanisms()
    services: Services = Services()
    staff: Staff = Staff()
    quality: Quality = Quality()
    forms: Forms = Forms()
    kinds: Kinds = Kinds()
    market: Market = Market()
    bidding: Bidding = Bidding()
    scoring: Scoring = Scoring()
    policy: Policy = Policy()
    spin_outs: SpinOuts = SpinOuts()
    twins: Twins = Twins()
    entry: Entry = Entry()
    costs: Costs = Costs()
    finance: Finance = Finance()
    takeovers: Takeovers = Takeovers()
    own_work: OwnWork = OwnWork()
    groups: Annotated[tuple[NamedGroup, ...], Field(max_length=60)] = fact(
        fourteen_groups(), "Private groups at the start; their parts of each service sum to 1."
    )
    mutuals: Annotated[tuple[NamedMutual, ...], Field(max_length=400)] = fact(
        (), "Mutuals that exist or start at a known date."
    )
    markets: Annotated[tuple[NamedMarket, ...], Field(max_length=400)] = fact(
        (), "What single councils are known to buy in at the start."
    )
    events: Annotated[tuple[Event, ...], Field(max_length=400)] = fact(
        (), "What happens to the world at a known month."
    )
    solved: Solved = Solved()
