"""What a bidder of the peer works out for itself, one number at a time."""

import math
from dataclasses import dataclass
from typing import Any

GUMBEL_SCALE = math.sqrt(6) / math.pi
TINY = 2.2250738585072014e-308
MOST_LOGIT = 500


def logistic(log_odds: float) -> float:
    """Chance from log-odds."""
    return 1 / (1 + math.exp(-min(max(log_odds, -MOST_LOGIT), MOST_LOGIT)))


@dataclass(slots=True)
class Contest:
    """One bidder's view of one tender. Money in GBP a year."""

    cost: float
    ceiling: float
    rival_price: float
    rivals: float
    gap: float
    price_weight: float
    scale: float

    def chance(self, price: float) -> float:
        """Chance to win at a price."""
        lowest = min(price, self.rival_price)
        own = self.price_weight * lowest / price
        rival = self.price_weight * lowest / self.rival_price + self.gap
        behind = min(max((rival - own) / self.scale, -MOST_LOGIT), MOST_LOGIT)
        return 1 / (1 + self.rivals * math.exp(behind))


def best_markup(contest: Contest, low: float, bidding: Any) -> float:
    """The markup worth most, on a ladder, with a parabola through the three best points."""
    high, steps = bidding.markup_most, bidding.markup_steps
    worth = []
    for step in range(steps):
        markup = low + (high - low) * (step / (steps - 1))
        price = min(contest.cost * (1 + markup), contest.ceiling)
        worth.append((price - contest.cost) * contest.chance(price))
    best = max(range(steps), key=worth.__getitem__)
    inner = min(max(best, 1), steps - 2)
    left, middle, right = worth[inner - 1 : inner + 2]
    bend = left - 2 * middle + right
    shift = (left - right) / (2 * bend) if bend < 0 else 0.0
    shift = min(max(shift, -1.0), 1.0) if best == inner else best - inner
    found = low + (high - low) * (inner + shift) / (steps - 1)
    return float(min(found, contest.ceiling / contest.cost - 1))
