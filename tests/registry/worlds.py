"""A small world with every kind of leaf: the registry is tested apart from what we assume."""

from typing import Literal

from sim.registry.fields import Section, choice, fact, number, switch
from sim.registry.provenance import TracedSection


class Market(Section):
    """How contracts are let."""

    contract_months: int = number(
        60, (36, 84), "months", "Length of a contract.", within=(6, 180), source="E72"
    )
    price_weight: float = number(
        0.4, (0.1, 0.6), "share", "Weight of price.", within=(0, 1), source="E74"
    )
    quality_weight: float = number(
        0.6, (0.4, 0.9), "share", "Weight of quality.", within=(0, 1), source="E74"
    )
    bid_cost: float = number(
        6000, (3000, 20000), "GBP", "Cost of one bid.", basis="estimated", source="E75"
    )


class Service(Section):
    """One service."""

    pay: float = number(
        24000, (20000, 30000), "GBP per year", "Pay of one post.", within=(1000, 200000)
    )
    growth: float = number(0.0, (-0.1, 0.1), "per year", "Growth of need.", within=(-0.5, 0.5))


class Services(Section):
    """Two services, one of which differs from its class by what stands in the schema."""

    youth: Service = Service()
    homes: Service = Service(pay=26000, growth=0.02)


class Mechanisms(Section):
    """What can be switched off."""

    takeovers: bool = switch(True, "Private groups may buy.")
    surplus: Literal["reserves_first", "pay_first"] = choice(
        "reserves_first", "Where a surplus goes."
    )


class Body(Section):
    """A real mutual."""

    name: str = fact("", "Its name.")
    council: str = fact("", "ONS code of its council.")
    posts: float = number(20, (5, 100), "posts", "Posts at the start.", within=(1, 1000))


class SmallWorld(TracedSection):
    """A world with nothing in it."""

    name: str = fact("base", "Short name.")
    title: str = fact("Base", "Title.")
    description: str = fact("", "What the world is.")
    market: Market = Market()
    services: Services = Services()
    mechanisms: Mechanisms = Mechanisms()
    mutuals: tuple[Body, ...] = fact((), "Real mutuals.")
