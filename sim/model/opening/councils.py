"""The councils of a world.

Real ones from the council table, their tastes and award weights by chance.
"""

import numpy as np

from sim.arrays import Floats, Identities
from sim.chance import Purpose, identity_of, joined, normal
from sim.model.state.state import N_SERVICES
from sim.model.state.tables import Councils
from sim.registry.councils import load_councils
from sim.registry.world import World

LEAST_WEIGHT = 0.05
"""Least award weight of price in any council."""
MOST_WEIGHT = 0.9
"""Highest award weight of price in any council."""
PRICE_WEIGHT, MUTUAL_TASTE, HOUSE_TASTE = range(3)
"""Which of a council's traits is drawn."""


def council_rows(world: World, seed: int) -> Councils:
    """Build the councils of a world."""
    table = load_councils(world.place.table, world.place.keep or None)
    n = len(table.codes)
    identity = np.array([identity_of(code) for code in table.codes], dtype=np.uint64)
    regions = sorted(set(table.regions))
    reach = np.eye(n, dtype=bool)
    for row, neighbours in enumerate(table.neighbours):
        reach[row, list(neighbours)] = True
    price, quality, social = _award_weights(world, seed, identity)
    services = np.arange(N_SERVICES)
    taste = normal(
        seed,
        Purpose.OPENING_COUNCIL,
        0,
        joined(identity[:, None], np.full((1, 1), HOUSE_TASTE), services[None, :]),
    )
    spread = world.spin_outs.taste_spread
    mutual = normal(seed, Purpose.OPENING_COUNCIL, 0, joined(identity, np.full(1, MUTUAL_TASTE)))
    return Councils(
        identity=identity,
        region=np.array([regions.index(region) for region in table.regions], dtype=np.int32),
        children=np.asarray(table.children, dtype=np.float64),
        young_people=np.asarray(table.young_people, dtype=np.float64),
        reach=reach,
        price_weight=price,
        quality_weight=quality,
        social_weight=social,
        taste_in_house=world.market.taste_spread * taste,
        taste_mutual=np.exp(spread * mutual - spread**2 / 2),
        opening_lots=np.zeros((n, N_SERVICES), dtype=np.int32),
        cash=np.zeros(n),
        stranded=np.zeros(n),
        codes=list(table.codes),
        names=list(table.names),
        regions=regions,
    )


def _award_weights(world: World, seed: int, identity: Identities) -> tuple[Floats, Floats, Floats]:
    """Weights of price, quality and social value, which sum to 1 in every council."""
    scoring = world.scoring
    draw = normal(seed, Purpose.OPENING_COUNCIL, 0, joined(identity, np.full(1, PRICE_WEIGHT)))
    shift = world.policy.social_value_for_mutuals
    social = np.full(len(identity), min(scoring.social_weight + shift, 1 - 2 * LEAST_WEIGHT))
    most = np.minimum(MOST_WEIGHT, 1 - social - LEAST_WEIGHT)
    price = np.clip(
        scoring.price_weight - shift + scoring.price_weight_spread * draw, LEAST_WEIGHT, most
    )
    return price, 1 - price - social, social
