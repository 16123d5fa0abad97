"""In what a mutual and its twin, a small firm, differ."""

from sim.registry.fields import Section, switch


class Twins(Section):
    """A mutual and its twin: which traits of a spun-out body are those of a small firm instead."""

    is_firm: bool = switch(False, "All of them: the spun-out body is a small firm in everything but its history.")
    voice: bool = switch(False, "No members' voice.")
    social_value: bool = switch(False, "The social value of a small firm.")
    markup_floor: bool = switch(False, "The least markup of a small firm.")
    appetite: bool = switch(False, "The bidding appetite of a small firm, and no caution away from home.")
    offer: bool = switch(False, "The terms a small firm offers new staff.")
    takeover_route: bool = switch(False, "Sold by its owner, with no vote and no lock.")
    surplus: bool = switch(False, "Keeps and pays out its surplus as a small firm does.")
    outside_income: bool = switch(False, "No outside income and no support programme.")
