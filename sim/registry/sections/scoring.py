"""How councils choose between bids."""

from typing import Literal

from sim.registry.fields import SHARE, Section, assumed, choice, estimated, lever, measured


class Scoring(Section):
    """How councils choose."""

    price_weight: float = lever(
        measured(0.4, (0.1, 0.7), "weight", "Mean weight of price.", within=SHARE, source="E74"),
        moves="mean_price_over_ceiling mean_quality",
        beside="scoring.price_weight_spread",
        compared=(0.4, 0.6),
    )
    price_weight_spread: float = estimated(0.1, (0.0, 0.15), "weight", "Spread of the price weight between councils (standard deviation).", within=SHARE, source="E74")
    social_weight: float = measured(0.1, (0.0, 0.2), "weight", "Weight of social value.", within=SHARE, source="E74")
    quality_weight: float = measured(0.5, (0.2, 0.8), "weight", "Mean weight of quality; the three weights sum to 1.", within=SHARE, source="E74")
    local_knowledge: float = assumed(0.05, (0.0, 0.1), "quality scale", "Advantage of a provider at home in the council.", within=SHARE)
    incumbency: float = assumed(0.05, (0.0, 0.1), "quality scale", "Advantage of the holder.", within=SHARE)
    noise: float = assumed(0.10, (0.04, 0.12), "quality scale", "Error with which quality is seen (standard deviation); set within its range so that groups earn at least five per cent (E27 E30).", within=(0.0001, 1))
    quality_seen: Literal["with_error", "exactly", "not_at_all"] = choice("with_error", "What councils know of a body's quality: they see it with error, exactly, or not at all and reckon with the service's mean.")
