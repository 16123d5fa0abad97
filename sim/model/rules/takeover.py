"""Who buys whom.

What a target is worth, what a buyer can pay, how members vote, whether control is allowed.
"""

import numpy as np

from sim.arrays import Floats, within


def asking_price(
    earnings: Floats, net_assets: Floats, remaining_value: Floats, multiple: float, worth: float
) -> Floats:
    """Least price for a body, GBP.

    So many years of earnings, its net assets, or a share of its remaining contracts.
    """
    price: Floats = np.maximum(
        np.maximum(multiple * np.maximum(earnings, 0.0), net_assets), worth * remaining_value
    )
    return np.maximum(price, 0.0)


def buyers_limit(earnings_at_own_cost: Floats, multiple: float, control_risk: float) -> Floats:
    """Most a buyer pays, GBP.

    So many years of what it would earn at its own costs, less the risk that councils leave.
    """
    limit: Floats = multiple * np.maximum(earnings_at_own_cost, 0.0) * (1 - control_risk)
    return limit


def price_paid(ask: Floats, limit: Floats, seller_share: float) -> Floats:
    """Price agreed: the asking price and part of the buyer's gain."""
    paid: Floats = ask + seller_share * np.maximum(limit - ask, 0.0)
    return paid


def chance_member_agrees(
    offer_a_head: float,
    in_distress: bool,
    commitment: Floats,
    reference: float,
    voice: float,
    weights: tuple[float, float, float, float],
) -> Floats:
    """Chance that each member votes to sell.

    Shape of `commitment`.

    In words: money in hand and a body in trouble speak for a sale; commitment and a strong voice
    against it. offer_a_head: thousand GBP. weights: of the offer, distress, commitment and voice
    (log-odds).
    """
    for_offer, for_distress, for_commitment, for_voice = weights
    log_odds = (
        for_offer * offer_a_head
        + for_distress * in_distress
        - for_commitment * (commitment - reference)
        - for_voice * voice
    )
    chance: Floats = 1 / (1 + np.exp(-within(log_odds, -500, 500)))
    return chance


def passes(votes_for: int, members: int, majority: float) -> bool:
    """Whether a vote reaches its majority; without members there is nobody to refuse."""
    return members == 0 or votes_for >= majority * members


def blocked_by_control(share_after: float, limit: float) -> bool:
    """Whether merger control blocks a takeover.

    The buyer's share of a region's service would pass the limit.
    """
    return share_after > limit
