"""Who buys whom.

What a target is worth, what a buyer can pay, how members vote, whether control is allowed.
"""

import numpy as np

from sim.arrays import Floats, within


def asking_price(
    earnings: Floats, net_assets: Floats, remaining_value: Floats, multiple: float, worth: float
) -> Floats:
    """Least price for which a body is sold.

    In words: so many years of earnings, its net assets, or a share of its remaining contracts,
    whichever is most.

    Units: earnings in GBP a year; net_assets (cash less debt), remaining_value (of contracts) and
    the result in GBP; multiple in years of earnings; worth a share of remaining value.
    Shape: (n,) targets that one buyer looks at, multiple and worth one number each.
    Evidence: E106 (what small providers are sold for); the other two floors are *assumed*.

    >>> earnings, assets = np.array([100e3, -50e3]), np.array([200e3, 10e3])
    >>> asking_price(earnings, assets, np.array([2e6, 2e6]), 5.0, 0.10).tolist()
    [500000.0, 200000.0]
    """
    price: Floats = np.maximum(
        np.maximum(multiple * np.maximum(earnings, 0.0), net_assets), worth * remaining_value
    )
    return np.maximum(price, 0.0)


def buyers_limit(earnings_at_own_cost: Floats, multiple: float, control_risk: float) -> Floats:
    """Most that a buyer pays.

    In words: so many years of what it would earn at its own costs, less the risk that councils
    leave.

    Units: earnings_at_own_cost in GBP a year; multiple in years of earnings; control_risk a share 0
    to 1; the result in GBP.
    Shape: (n,) targets that one buyer looks at, multiple and control_risk one number each.
    Evidence: E107 (what platforms pay); the allowance for risk is *assumed*.

    >>> buyers_limit(np.array([100e3, -20e3]), 11.0, 0.2).round().tolist()
    [880000.0, 0.0]
    """
    limit: Floats = multiple * np.maximum(earnings_at_own_cost, 0.0) * (1 - control_risk)
    return limit


def price_paid(ask: Floats, limit: Floats, seller_share: float) -> Floats:
    """Price on which buyer and seller agree.

    In words: the asking price and part of the buyer's gain.

    Units: ask, limit and the result in GBP; seller_share of the gain, 0 to 1.
    Shape: any, in a deal one number each.
    Evidence: *assumed*.

    >>> price_paid(np.array([500e3]), np.array([880e3]), 0.2).tolist()
    [576000.0]
    """
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

    In words: money in hand and a body in trouble speak for a sale; commitment and a strong voice
    against it.

    Units: offer_a_head in thousand GBP; in_distress true or false; commitment and reference 0 to 1;
    voice a factor, 1 for full; weights of the offer, distress, commitment and voice in log-odds per
    unit of each; the result a share 0 to 1.
    Shape: (M,) members of one body, the others one number each.
    Evidence: *assumed*.

    >>> weights, commitment = (0.5, 2.0, 6.0, 1.5), np.array([0.5, 0.7])
    >>> chance_member_agrees(3.0, False, commitment, 0.5, 0.7, weights).round(2).tolist()
    [0.61, 0.32]
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
    """Whether a vote reaches its majority.

    In words: so large a part of the members must vote for it. Without members there is nobody to
    refuse.

    Units: votes_for and members in people; majority a share of members; the result true or false.
    Shape: one number each, for one body.
    Evidence: *assumed*, majorities by legal form.

    >>> passes(30, 40, 0.75), passes(29, 40, 0.75), passes(0, 0, 0.75)
    (True, False, True)
    """
    return members == 0 or votes_for >= majority * members


def blocked_by_control(share_after: float, limit: float) -> bool:
    """Whether merger control blocks a takeover.

    In words: it does if the buyer's share of a region's service would pass the limit. At a limit of
    nought it blocks every one, also where a body holds nothing that a council buys.

    Units: share_after and limit as shares of value, 0 to 1; the result true or false.
    Shape: one number each, for one deal.
    Evidence: *assumed*.

    >>> blocked_by_control(0.45, 0.40), blocked_by_control(0.45, 1.0), blocked_by_control(0.0, 0.0)
    (True, False, True)
    """
    return share_after > limit or limit <= 0
