"""Constants that are solved, not assumed."""

from sim.registry.fields import Section, fact


class Solved(Section):
    """Constants solved once for a world with every mechanism on, then held in all arms (`mutuals solve`)."""

    leaving: tuple[float, float, float, float, float] = fact((0.0, 0.0, 0.0, 0.0, 0.0), "Base leaving rates by service, per year.")
    fill: tuple[float, float, float, float, float] = fact((0.0, 0.0, 0.0, 0.0, 0.0), "Base chances of filling a vacancy by service, per month.")
    insource: tuple[float, float, float, float, float] = fact((0.0, 0.0, 0.0, 0.0, 0.0), "Log-odds k0 of insourcing by service.")
