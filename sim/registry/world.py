"""The world: every assumption of the model in one tree. This is the only place where values come from.

A scenario file sets what differs; `sim.registry.reading.load` reads it into a `World`, which is frozen.
"""

from typing import Annotated, Literal

from pydantic import Field

from sim.registry.fields import Section, fact, number
from sim.registry.provenance import TracedSection
from sim.registry.sections.money import Costs, Finance, Mechanisms, Takeovers
from sim.registry.sections.named import NamedMarket, NamedMutual, OwnWork, ServiceName
from sim.registry.sections.people import Forms, Kinds, Quality, Staff
from sim.registry.sections.services import Services
from sim.registry.sections.trade import Bidding, Entry, Market, Policy, Scoring, SpinOuts, Twins


class Time(Section):
    """When the world starts and how long it runs."""

    start_year: int = number(
        2013, (2013, 2013), "year", "Year of the first month.", within=(1990, 2100)
    )
    start_month: int = number(
        4,
        (4, 4),
        "month of year",
        "First month; 4 is April, when council years begin.",
        within=(1, 12),
    )
    years: int = number(15, (10, 20), "years", "Length of a run.", within=(1, 60))


class Place(Section):
    """Which councils there are."""

    table: str = fact(
        "england_councils.csv", "Council table, a CSV file beside the scenarios or a path."
    )
    keep: tuple[str, ...] = fact((), "Codes of the councils to keep; empty keeps all.")


class NamedGroup(Section):
    """A private group at the start: its share of what all groups hold, by service."""

    name: str = fact("", "Name of the group.")
    youth: float = number(
        0, (0, 1), "share of groups' value", "Part of the groups' youth services.", within=(0, 1)
    )
    school_support: float = number(
        0, (0, 1), "share of groups' value", "Part of the groups' school support.", within=(0, 1)
    )
    social_work: float = number(
        0,
        (0, 1),
        "share of groups' value",
        "Part of the groups' social work practices.",
        within=(0, 1),
    )
    homes: float = number(
        0, (0, 1), "share of groups' value", "Part of the groups' children's homes.", within=(0, 1)
    )
    fostering: float = number(
        0, (0, 1), "share of groups' value", "Part of the groups' fostering.", within=(0, 1)
    )


_HOMES = (0.30, 0.17, 0.17, 0.07, 0.07, 0.07, 0.07, 0.04, 0.04, 0.0, 0.0, 0.0, 0.0, 0.0)
_FOSTERING = (0.14, 0.10, 0.0, 0.30, 0.18, 0.08, 0.06, 0.05, 0.05, 0.04, 0.0, 0.0, 0.0, 0.0)
_SCHOOLS = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.40, 0.28, 0.20, 0.12)
_YOUTH = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.10, 0.30, 0.30, 0.20, 0.10)
_SOCIAL_WORK = (0.0, 0.0, 0.0, 0.20, 0.20, 0.0, 0.0, 0.0, 0.0, 0.0, 0.30, 0.30, 0.0, 0.0)


def _fourteen_groups() -> tuple[NamedGroup, ...]:
    """Invented groups: nine that run homes (sizes as E34), six of them and one more in fostering, four outsourcers.

    Sizes outside homes are assumed. The largest in one service is not the largest in the other. A group bids only in
    services in which it has a part here, even where groups hold nothing yet (youth, social work).
    """
    return tuple(
        NamedGroup(
            name=f"Private Group {chr(ord('A') + place)}",
            homes=_HOMES[place],
            fostering=_FOSTERING[place],
            school_support=_SCHOOLS[place],
            youth=_YOUTH[place],
            social_work=_SOCIAL_WORK[place],
        )
        for place in range(len(_HOMES))
    )


class Event(Section):
    """Something that happens to the world at a known month."""

    month: int = number(0, (0, 240), "months", "When it happens.", within=(0, 600))
    kind: Literal["fail", "budget_shock"] = fact(
        "fail",
        "fail: the named organisation becomes insolvent; budget_shock: one service's budget moves at once.",
    )
    organisation: str = fact("", "Whom it befalls (name).")
    service: ServiceName = fact("youth", "Which service a budget shock befalls.")
    size: float = number(0.0, (-0.5, 0.5), "share", "Size of a budget shock.", within=(-1, 5))


class Solved(Section):
    """Constants solved once for a world with every mechanism on, then held in all arms (`mutuals solve`)."""

    leaving: tuple[float, float, float, float, float] = fact(
        (0.0, 0.0, 0.0, 0.0, 0.0), "Base leaving rates by service, per year."
    )
    fill: tuple[float, float, float, float, float] = fact(
        (0.0, 0.0, 0.0, 0.0, 0.0), "Base chances of filling a vacancy by service, per month."
    )
    insource: tuple[float, float, float, float, float] = fact(
        (0.0, 0.0, 0.0, 0.0, 0.0), "Log-odds k0 of insourcing by service."
    )


class World(TracedSection):
    """One world: everything a run needs besides its seed."""

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
        _fourteen_groups(), "Private groups at the start; their parts of each service sum to 1."
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
