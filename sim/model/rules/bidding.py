"""Whether a provider bids and at what price.

Standing, appetite, and the markup that answers the published weights.
"""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def has_standing(turnover: Floats, value: Floats, ratio: float) -> Bools:
    """Whether a bidder is large enough to be trusted with a contract.

    In words: the council asks for turnover in proportion to the contract's yearly value. Who has
    less may not bid.

    Units: turnover (or running contracts, if more) and value in GBP a year; ratio in turnover for
    each pound of value; the result true or false.
    Shape: (n,) possible bids, ratio one number.
    Evidence: E78 (thresholds are small bidders' worst hurdle), E91 (a surety decided a contract).

    >>> has_standing(np.array([300e3, 200e3]), np.array([500e3, 500e3]), 0.5).tolist()
    [True, False]
    """
    enough: Bools = turnover >= ratio * value
    return enough


def has_surety(cash: Floats, pledged: Floats, value: Floats, share: float) -> Bools:
    """Whether a bidder can set aside the surety that a council asks.

    In words: part of the contract's yearly value must lie in cash that is not pledged for other
    contracts. Where no surety is asked, everyone passes.

    Units: cash and pledged in GBP; value in GBP a year; share of yearly value, 0 to 1; the result
    true or false.
    Shape: (n,) possible bids, share one number.
    Evidence: E91 (a surety of a tenth of a year's value), E119 (how little mutuals hold).

    >>> cash, pledged = np.array([60e3, 60e3]), np.array([20e3, 0.0])
    >>> has_surety(cash, pledged, np.array([500e3, 500e3]), 0.1).tolist()
    [False, True]
    """
    covered: Bools = (share <= 0) | (cash - pledged >= share * value)
    return covered


def logit_scale(quality_weight: Floats, noise: float) -> Floats:
    """How blurred a council's choice is, on the scale of the score.

    In words: councils see quality with an error (Gumbel, with standard deviation `noise`). The more
    quality weighs and the larger the error, the less a lead in score decides.

    Units: quality_weight 0 to 1; noise on the quality scale 0 to 1; the result in points of score.
    Shape: (n,) possible bids, noise one number.
    Evidence: *assumed*.

    >>> logit_scale(np.array([0.5]), 0.10).round(3).tolist()
    [0.039]
    """
    scale: Floats = quality_weight * noise * np.sqrt(6) / np.pi
    return scale


def win_chance(own_score: Floats, rival_score: Floats, rivals: Floats, scale: Floats) -> Floats:
    """Chance to win against rivals of an expected score: the logit of the score.

    In words: alone a bidder is sure to win; each rival takes chance away, the more, the better its
    score. Equal scores mean equal chances.

    Units: own_score and rival_score in points, 0 to about 1; rivals an expected number, not whole;
    scale in points of score; the result a share 0 to 1.
    Shape: (n,) possible bids, or (n, steps) prices tried for each.
    Evidence: *assumed*.

    >>> one = np.array([1.0])
    >>> win_chance(0.40 * one, 0.40 * one, 2 * one, 0.04 * one).round(2).tolist()
    [0.33]
    """
    gap = within((rival_score - own_score) / scale, -500, 500)
    chance: Floats = 1 / (1 + rivals * np.exp(gap))
    return chance


def best_markup(
    cost: Floats,
    ceiling: Floats,
    rival_price: Floats,
    rivals: Floats,
    score_gap: Floats,
    weights: tuple[Floats, Floats],
    low: Floats,
    high: float,
    steps: int,
    foothold: Floats,
) -> Floats:
    """Markup on cost that is worth most: the best response to the council's published weights.

    In words: compare markups from the least asked to a most; each earns (price - cost) if it wins,
    and wins the less often the worse its score beside the rivals' expected one. For a group,
    winning is also worth a foothold. Never above the ceiling.

    Units: cost, ceiling, rival_price, foothold in GBP a year; rivals an expected number, not whole;
    score_gap, rivals' expected score less own but for price, in points; weights: price weight 0 to
    1 and logit scale in points; low, high and the result in shares of cost; steps a number.
    Shape: (n,) possible bids; high and steps one number each.
    Evidence: the rule is *assumed*; the least markups rest on E27, E30, E110.

    >>> one = np.array([1.0])
    >>> weights = (0.4 * one, logit_scale(0.5 * one, 0.10))
    >>> facts = 90 * one, 110 * one, 100 * one, 2 * one, 0 * one, weights
    >>> best_markup(*facts, 0 * one, 0.4, 21, 0 * one).round(3).tolist()
    [0.157]
    >>> best_markup(*facts, 0 * one, 0.4, 21, 5 * one).round(3).tolist()  # a foothold worth 5
    [0.109]
    """
    price_weight, scale = weights
    ladder = np.linspace(0.0, 1.0, steps)
    markups = low[:, None] + (high - low)[:, None] * ladder[None, :]
    price = np.minimum(cost[:, None] * (1 + markups), ceiling[:, None])
    lowest = np.minimum(price, rival_price[:, None])
    own = price_weight[:, None] * lowest / price
    rival = price_weight[:, None] * lowest / rival_price[:, None] + score_gap[:, None]
    chance = win_chance(own, rival, rivals[:, None], scale[:, None])
    worth = (price - cost[:, None] + foothold[:, None]) * chance
    best = np.argmax(worth, axis=1)
    # Between the three points around the best, a parabola through them finds the top more finely
    # than the grid.
    inner = np.clip(best, 1, steps - 2)
    rows = np.arange(len(cost))
    left, middle, right = (worth[rows, inner + k] for k in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.divide(left - right, 2 * bend, out=np.zeros_like(bend), where=bend < 0)
    shift = np.where(best == inner, within(shift, -1, 1), best - inner)
    found: Floats = low + (high - low) * (inner + shift) / (steps - 1)
    return np.minimum(found, ceiling / cost - 1)


def stepped_markup(
    markup: Floats, wins: Ints, losses: Ints, step: float, low: Floats, high: float
) -> Floats:
    """Markup under the rival rule, by trial and error.

    In words: a step up for each tender won, a step down for each lost, within bounds.

    Units: markup, step, low, high and the result in shares of cost; wins and losses in tenders.
    Shape: (P, S) providers by services; low (P, 1); step and high one number each.
    Evidence: *assumed*.

    >>> markup, wins, losses = np.array([0.05, 0.05]), np.array([1, 0]), np.array([0, 9])
    >>> stepped_markup(markup, wins, losses, 0.01, np.array([0.02, 0.02]), 0.4).round(2).tolist()
    [0.06, 0.02]
    """
    moved: Floats = np.clip(markup + step * (wins - losses), low, high)
    return moved


def smoothed(markup: Floats, best: Floats, share: float) -> Floats:
    """Markup a provider asks now.

    In words: mostly what it asked last time, moved part of the way to the best response.

    Units: markup, best and the result in shares of cost; share of the way, 0 to 1.
    Shape: (n,) possible bids, share one number.
    Evidence: *assumed*.

    >>> smoothed(np.array([0.05]), np.array([0.12]), 0.3).round(3).tolist()
    [0.071]
    """
    asked: Floats = markup + share * (best - markup)
    return asked


def chosen_bids(bidder: Ints, worth: Floats, allowance: Floats) -> Bools:
    """Mark the bids that each bidder makes.

    In words: its worthiest, as many as its bid team can write, and none that is worth nothing to
    it.

    Units: bidder a provider's row; worth in GBP, by the bidder's own lights; allowance in bids, of
    which only whole ones count; the result true or false.
    Shape: (n,) possible bids; allowance (P,) providers.
    Evidence: E78 (few small bidders employ a bid writer); the choice by worth is *assumed*.

    >>> bidder, worth = np.array([0, 0, 1, 1]), np.array([5e3, 9e3, 2e3, -1e3])
    >>> chosen_bids(bidder, worth, np.array([1.5, 3.0])).tolist()
    [False, True, True, False]
    """
    order = np.lexsort((-worth, bidder))
    ordered = bidder[order]
    starts = (
        np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        if len(order)
        else order
    )
    lengths = np.diff(np.append(starts, len(order)))
    rank = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen = np.zeros(len(bidder), dtype=bool)
    chosen[order] = rank < np.floor(allowance[ordered])
    return chosen & (worth > 0)


def bids_a_year(
    base: Floats, turnover: Floats, turnover_per_quarterly_bid: float, is_group: Bools
) -> Floats:
    """New bids that a provider can write in a year.

    In words: those of its kind, and for a private group one more a quarter for so much turnover.

    Units: base in bids a year; turnover in GBP a year; turnover_per_quarterly_bid in GBP a year for
    one bid a quarter; is_group true or false; the result in bids a year.
    Shape: (P,) providers, turnover_per_quarterly_bid one number.
    Evidence: E78 (small firms), E127 (mutuals sell next door), E75 (what bids cost); a group's are
    *assumed*.

    >>> base, turnover = np.array([2.0, 4.0]), np.array([5e6, 32e6])
    >>> bids_a_year(base, turnover, 16e6, np.array([False, True])).tolist()
    [2.0, 12.0]
    """
    quarters = 4
    more = np.where(is_group, quarters * turnover / turnover_per_quarterly_bid, 0.0)
    total: Floats = base + more
    return total


def leaves_home(
    is_cautious: Bools,
    at_home: Bools,
    cash: Floats,
    reserve: Floats,
    record: Floats,
    usual_record: Floats,
) -> Bools:
    """Whether a bidder dares to bid for a contract where it is.

    In words: at home anyone does. A cautious body, which mutuals are, bids elsewhere only with
    reserves in hand and a record above the service's mean.

    Units: is_cautious, at_home and the result true or false; cash and reserve in GBP; record and
    usual_record, the mean of outside holders, quality 0 to 1.
    Shape: (n,) possible bids.
    Evidence: *assumed*.

    >>> two, home = np.ones(2), np.zeros(2, dtype=bool)
    >>> cash, record = np.array([90e3, 90e3]), np.array([0.7, 0.5])
    >>> leaves_home(~home, home, cash, 80e3 * two, record, 0.6 * two).tolist()
    [True, False]
    """
    ready: Bools = ~is_cautious | at_home | ((cash >= reserve) & (usual_record < record))
    return ready
