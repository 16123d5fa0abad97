"""How customers and funders decide whether to stay with a body, and how mixed members vote."""

import numpy as np

from sim.arrays import Bools, Floats


def customer_loss(
    loyalty: float, is_member: Bools, gap: float, record: float, usual_record: float
) -> Floats:
    """Chance that a customer does not renew this year.

    In words: one less the loyalty of members, more by the gap for those who only buy; the whole
    falls in proportion as the body's record rises above the usual one, and the other way round.
    record: quality, 0 to 1.
    """
    plain = 1 - loyalty + np.where(is_member, 0.0, gap)
    chance: Floats = np.clip(plain * usual_record / max(record, np.finfo(float).tiny), 0.0, 1.0)
    return chance


def customer_return(loyalty: float, gap: float, record: float, usual_record: float) -> float:
    """Chance that a customer who has gone comes back this year.

    In words: as likely as one who only buys would leave at the usual record, and the likelier the
    better the body's own.
    """
    return float(np.clip((1 - loyalty + gap) * record / usual_record, 0.0, 1.0))


def grant_rate(rate: float, record: float, usual_record: float) -> float:
    """Rate a year at which a body wins its next grant: in proportion to its record."""
    return rate * record / usual_record


def sale_is_carried(
    yes: tuple[float, float, float], weights: tuple[float, float, float], majority: float
) -> bool:
    """Whether a sale finds its majority among staff, other members and the council.

    yes: share of each that agrees. weights: share of the votes that each has.
    """
    agreed = sum(share * weight for share, weight in zip(yes, weights, strict=True))
    return bool(agreed > majority)


def other_members_agree(against: float, in_distress: bool, distress_pull: float) -> float:
    """Share of members who are not staff that would vote for a sale.

    In words: they gain nothing from the price and lose their say, so they are against by some
    log-odds; a body in distress changes their minds as it does those of staff.
    """
    log_odds = distress_pull * in_distress - against
    return float(1 / (1 + np.exp(-log_odds)))
