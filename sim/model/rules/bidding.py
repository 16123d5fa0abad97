"""Whether a provider bids and at what price.

Standing, appetite, and the markup that answers the published weights.
"""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def has_standing(turnover: Floats, value: Floats, ratio: float) -> Bools:
    """Whether a bidder's turnover (or running contracts) vouches for a contract.

    That is, for one of this yearly value, GBP.
    """
    enough: Bools = turnover >= ratio * value
    return enough


def has_surety(cash: Floats, pledged: Floats, value: Floats, share: float) -> Bools:
    """Whether unpledged cash covers the surety asked, a share of yearly value.

    Without a surety, everyone passes.
    """
    covered: Bools = (share <= 0) | (cash - pledged >= share * value)
    return covered


def logit_scale(quality_weight: Floats, noise: float) -> Floats:
    """Scale of the logit of the score.

    Errors in seen quality are Gumbel with standard deviation `noise`.
    """
    scale: Floats = quality_weight * noise * np.sqrt(6) / np.pi
    return scale


def win_chance(own_score: Floats, rival_score: Floats, rivals: Floats, scale: Floats) -> Floats:
    """Chance to win against so many rivals of that expected score: the logit of the score."""
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

    Shape (n,).

    In words: compare markups from the least asked to a most; each earns (price - cost) if it wins,
    and wins the less often the worse its score beside the rivals' expected one. For a group,
    winning is also worth a foothold. Never above the ceiling.

    cost, ceiling, rival_price, foothold: GBP a year. rivals: expected number, not whole. score_gap:
    rivals' expected score less own, but for price. weights: price weight and logit scale. low:
    least markup.
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
    """Markup under the rival rule: a step up for each win, down for each loss, within bounds."""
    moved: Floats = np.clip(markup + step * (wins - losses), low, high)
    return moved


def smoothed(markup: Floats, best: Floats, share: float) -> Floats:
    """Markup asked: mostly what was asked last time, moved part of the way to the best response."""
    asked: Floats = markup + share * (best - markup)
    return asked


def chosen_bids(bidder: Ints, worth: Floats, allowance: Floats) -> Bools:
    """Mark the bids each bidder makes: its worthiest, as many as its bid team can write.

    Shape (n,).

    bidder: provider row of each possible bid. worth: what it expects of it, by its own lights.
    allowance: whole bids each provider may make now, (P,).
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
    """New bids a provider can write in a year.

    Those of its kind, and more for a group by its turnover.
    """
    quarters = 4
    more = np.where(is_group, quarters * turnover / turnover_per_quarterly_bid, 0.0)
    total: Floats = base + more
    return total
