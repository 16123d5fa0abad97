"""Which councils there are."""

from sim.registry.fields import Section, fact


class Place(Section):
    """Which councils there are."""

    table: str = fact("england_councils.csv", "Council table, a CSV file beside the scenarios or a path.")
    keep: tuple[str, ...] = fact((), "Codes of the councils to keep; empty keeps all.")
