"""What councils decide: what to let, whether to extend, how to choose, what to take back."""

import numpy as np

from sim.arrays import Floats, Ints, within


def logistic(log_odds: Floats) -> Floats:
    """Chance from log-odds."""
    chance: Floats = 1 / (1 + np.exp(-within(log_odds, -500, 500)))
    return chance


def extension_chance(quality: Floats, at_half: float, steepness: float) -> Floats:
    """Chance that a possible extension is given.

    A council extends a holder whose quality it is content with.
    """
    return logistic(steepness * (quality - at_half))


def testing_rate(base: float, factor: Floats, surge: float) -> Floats:
    """Rate a year at which an in-house lot is put to market, by service."""
    rate: Floats = base * factor * surge
    return rate


def insourcing_chance(
    base: Floats,
    price_over_in_house: Floats,
    quality: Floats,
    taste: Floats,
    for_price: float,
    for_quality: float,
) -> Floats:
    """Chance that a council takes the service back after seeing the bids.

    Shape of the arguments.

    In words: the dearer the best bid beside the own cost, the poorer the present holder's quality,
    and the stronger the council's taste for its own staff, the likelier. price_over_in_house: (best
    bid - in-house cost) / ceiling. quality: 0 to 1. base and taste: log-odds.
    """
    return logistic(base + for_price * price_over_in_house - for_quality * quality + taste)


def scaled_chance(chance: Floats, level: float, reference: float) -> Floats:
    """Chances scaled together by a level over its reference, never above 1."""
    scaled: Floats = np.minimum(chance * level / reference, 1.0)
    return scaled


def price_score(price: Floats, lowest: Floats) -> Floats:
    """Score of a price: the lowest price over this one."""
    score: Floats = lowest / price
    return score


def award_score(
    price_part: Floats,
    quality_part: Floats,
    social_part: Floats,
    price_weight: Floats,
    quality_weight: Floats,
    social_weight: Floats,
) -> Floats:
    """Score of a bid: price, quality and social value by the council's published weights.

    They sum to 1.
    """
    score: Floats = (
        price_weight * price_part + quality_weight * quality_part + social_weight * social_part
    )
    return score


def best_of_each(tender: Ints, score: Floats, refused: np.ndarray) -> Ints:
    """Row of the best bid of each tender that has one not refused; rows sorted by tender.

    tender, score, refused: one entry a bid. A tie, which chance all but excludes, goes to the
    earlier identity in the caller's order.
    """
    rows = np.flatnonzero(~refused)
    order = rows[np.lexsort((-score[rows], tender[rows]))]
    if not len(order):
        return np.zeros(0, dtype=np.int32)
    first = np.flatnonzero(np.concatenate(([True], tender[order][1:] != tender[order][:-1])))
    best: Ints = order[first].astype(np.int32)
    return best


def mobilises(posts_needed: Floats, already: Floats, capacity: Floats) -> np.ndarray:
    """Whether a winner can take on the posts of a contract beside those it has just taken on."""
    fits: np.ndarray = already + posts_needed <= capacity
    return fits
