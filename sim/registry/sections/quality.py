"""How the quality of a service follows from its staff."""

from sim.registry.fields import SHARE, Section, assumed, estimated


class Quality(Section):
    """How the quality of a service follows from its staff."""

    start: float = assumed(0.6, (0.5, 0.7), "quality 0 to 1", "Quality at average commitment with no strain.", within=SHARE)
    commitment: float = assumed(0.5, (0.2, 0.8), "quality per commitment", "Effect of commitment above average.", within=(0, 5))
    vacancy: float = assumed(1.0, (0.5, 1.5), "quality per share of posts", "Loss from vacancies nobody covers.", within=(0, 5))
    first_year: float = assumed(0.5, (0.2, 0.8), "quality per share of staff", "Loss from staff in their first year.", within=(0, 5))
    shortfall: float = assumed(0.2, (0.0, 0.4), "quality per share of cost", "Loss when the price does not cover cost.", within=(0, 5))
    provider_spread: float = assumed(0.08, (0.03, 0.12), "quality", "Lasting difference between providers (standard deviation).", within=SHARE)
    half_life: float = assumed(9, (4, 18), "months", "Time in which quality moves half way to where it is heading.", within=(0.5, 120))
    mutual_effect: float = estimated(0.0, (0.0, 0.05), "quality", "Direct effect of the mutual form on quality.", within=(-0.5, 0.5), source="E97")
