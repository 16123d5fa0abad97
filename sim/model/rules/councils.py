"""What councils decide: what to let, whether to extend, how to choose, what to take back."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def logistic(log_odds: Floats) -> Floats:
    """Chance from log-odds.

    In words: at log-odds of 0 either answer is as likely. Each step in log-odds counts most there
    and ever less towards certainty.

    Units: log_odds in log-odds; the result a share 0 to 1.
    Shape: any; the result the same.
    Evidence: *assumed*, the usual form of a choice between two answers.

    >>> logistic(np.array([0.0, 2.0, -1000.0])).round(2).tolist()
    [0.5, 0.88, 0.0]
    """
    chance: Floats = 1 / (1 + np.exp(-within(log_odds, -500, 500)))
    return chance


def extension_chance(quality: Floats, at_half: float, steepness: float) -> Floats:
    """Chance that a possible extension is given.

    In words: a council extends a holder whose quality it is content with. Around a middling quality
    the chance rises from hardly to nearly always.

    Units: quality and at_half (the quality at which the chance is a half) 0 to 1; steepness in
    log-odds per unit of quality; the result a share 0 to 1.
    Shape: (n,) contracts that end soon, at_half and steepness one number each.
    Evidence: E73 (contracts with an extension); what it hangs on is *assumed*.

    >>> extension_chance(np.array([0.5, 0.7]), 0.5, 12.0).round(2).tolist()
    [0.5, 0.92]
    """
    return logistic(steepness * (quality - at_half))


def stop_chance(fall: Floats, per_fall: Floats) -> Floats:
    """Chance that a council stops the work at a contract's end instead of letting it again.

    In words: a council that has less than when it let the contract may do without the service. The
    more its budget has fallen, the likelier; while it does not fall nothing is stopped.

    Units: fall, of the budget since the contract began, a share; per_fall, the chance for each unit
    of fall, a share; the result a share 0 to 1.
    Shape: (n,) contracts that end and are not extended.
    Evidence: E162 (councils that stopped youth services), E185; the rate is *assumed*.

    >>> stop_chance(np.array([0.28, -0.1, 0.5]), np.array([0.3, 0.3, 3.0])).round(3).tolist()
    [0.084, 0.0, 1.0]
    """
    chance: Floats = np.clip(fall * per_fall, 0.0, 1.0)
    return chance


def reckoned_quality(own: Floats, usual: Floats, *, is_seen: bool) -> Floats:
    """Quality that a council reckons with when it judges a body.

    In words: where councils see quality, a body's own. Where they see none, all bodies of a service
    count alike: as the mean of those that councils buy from.

    Units: own, usual (the service's mean) and the result quality 0 to 1; is_seen true or false.
    Shape: (n,) bids or contracts, is_seen one answer.
    Evidence: *assumed*; the rival that sees nothing is a limit, not a finding.

    >>> own, usual = np.array([0.7, 0.4]), np.array([0.5, 0.5])
    >>> reckoned_quality(own, usual, is_seen=True).tolist()
    [0.7, 0.4]
    >>> reckoned_quality(own, usual, is_seen=False).tolist()
    [0.5, 0.5]
    """
    return own if is_seen else usual


def testing_rate(base: float, factor: Floats, surge: float) -> Floats:
    """Rate at which a council's own lots are put to market.

    In words: at a base rate, higher in some services than in others, and higher while the push for
    outside provision lasts.

    Units: base and the result per year; factor and surge as factors, 1 for the usual.
    Shape: (S,) services, base and surge one number each.
    Evidence: E9, E17 (homes moved out of councils' hands); the base is *assumed*.

    >>> testing_rate(0.06, np.array([1.0, 0.4]), 2.0).round(3).tolist()
    [0.12, 0.048]
    """
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

    In words: the dearer the best bid beside the own cost, the poorer the present holder's quality,
    and the stronger the council's taste for its own staff, the likelier.

    Units: base and taste in log-odds; price_over_in_house, (best bid - in-house cost) over the
    ceiling, a share; quality 0 to 1; for_price and for_quality in log-odds per unit of each; the
    result a share 0 to 1.
    Shape: (T,) tenders, for_price and for_quality one number each.
    Evidence: E16, E86 (councils that take back), E32 (cost in-house beside others'); the weights
    are *assumed*.

    >>> base, taste, quality = np.zeros(2), np.zeros(2), np.array([0.6, 0.6])
    >>> insourcing_chance(base, np.array([0.0, 0.1]), quality, taste, 5.0, 3.0).round(2).tolist()
    [0.14, 0.21]
    """
    return logistic(base + for_price * price_over_in_house - for_quality * quality + taste)


def scaled_chance(chance: Floats, level: float, reference: float) -> Floats:
    """Chances of insourcing at another level of insourcing in the country.

    In words: all chances rise and fall together with the level, and none goes above certainty.

    Units: chance and the result as shares 0 to 1; level and reference as shares of lettings.
    Shape: (T,) tenders, level and reference one number each.
    Evidence: E86 (the level: how many councils insource); that all move together is *assumed*.

    >>> scaled_chance(np.array([0.2, 0.8]), 0.5, 0.25).tolist()
    [0.4, 1.0]
    """
    scaled: Floats = np.minimum(chance * level / reference, 1.0)
    return scaled


def price_score(price: Floats, lowest: Floats) -> Floats:
    """Score of a price.

    In words: the cheapest bid scores 1. Twice its price scores a half.

    Units: price and lowest (of the tender) in GBP a year; the result in points, 0 to 1.
    Shape: (B,) bids.
    Evidence: *assumed*.

    >>> price_score(np.array([100e3, 125e3]), np.array([100e3, 100e3])).tolist()
    [1.0, 0.8]
    """
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
    """Score of a bid by the council's published weights, which sum to 1.

    In words: price, quality and social value count as the council has said beforehand that they do.

    Units: price_part, quality_part and social_part in points, 0 to about 1; price_weight,
    quality_weight and social_weight 0 to 1; the result in points.
    Shape: (B,) bids.
    Evidence: E74 (weights in published tenders).

    >>> one = np.array([1.0])
    >>> price, quality, social = 0.8 * one, 0.6 * one, 0.5 * one
    >>> award_score(price, quality, social, 0.4 * one, 0.5 * one, 0.1 * one).round(2).tolist()
    [0.67]
    """
    score: Floats = (
        price_weight * price_part + quality_weight * quality_part + social_weight * social_part
    )
    return score


def best_of_each(tender: Ints, score: Floats, refused: np.ndarray) -> Ints:
    """Which bid leads each tender.

    In words: the highest score among the bids that are not refused. A tie, which chance all but
    excludes, goes to the earlier identity in the caller's order.

    Units: tender a number, rows sorted by it; score in points; refused true or false; the result
    rows of bids.
    Shape: (B,) bids; the result one row for each tender that has a bid left.
    Evidence: *assumed*.

    >>> tender, score = np.array([0, 0, 1]), np.array([0.7, 0.6, 0.5])
    >>> best_of_each(tender, score, np.array([True, False, False])).tolist()
    [1, 2]
    """
    rows = np.flatnonzero(~refused)
    order = rows[np.lexsort((-score[rows], tender[rows]))]
    if not len(order):
        return np.zeros(0, dtype=np.int32)
    first = np.flatnonzero(np.concatenate(([True], tender[order][1:] != tender[order][:-1])))
    best: Ints = order[first].astype(np.int32)
    return best


def mobilises(posts_needed: Floats, already: Floats, capacity: Floats) -> np.ndarray:
    """Whether a winner can take on the posts of a contract.

    In words: it can if they fit into what it can take on in a quarter, beside those it has just
    taken on.

    Units: posts_needed, already and capacity in posts; the result true or false.
    Shape: (n,) leading bids.
    Evidence: *assumed*.

    >>> mobilises(np.array([20.0, 20.0]), np.array([0.0, 15.0]), np.array([30.0, 30.0])).tolist()
    [True, False]
    """
    fits: np.ndarray = already + posts_needed <= capacity
    return fits


def too_much_work(
    provider: Ints, price: Floats, posts: Floats, taken_on: Floats, capacity: Floats
) -> Bools:
    """Mark the leading bids whose winner cannot take on the posts.

    In words: the best score wins, but a winner that cannot mobilise the posts passes the contract
    to the runner-up. A bidder's dearer contracts come first; only the first that goes beyond its
    capacity is refused now. What is refused takes up nothing, so the next one is looked at anew.

    Units: provider a row; price in GBP a year; posts (0 if it holds them already), taken_on (won
    lately) and capacity in posts; the result true or false.
    Shape: (n,) leading bids; taken_on and capacity (P,) providers.
    Evidence: *assumed*.

    >>> provider, price = np.array([0, 0, 0]), np.array([3e5, 2e5, 1e5])
    >>> too_much_work(provider, price, np.array([20.0, 15.0, 5.0]), np.zeros(1), np.full(1, 30.0))
    array([False,  True, False])
    """
    order = np.lexsort((-price, provider))
    ordered, needed = provider[order], posts[order]
    running, before = _running(ordered, needed)
    already = taken_on[ordered] + running - before - needed
    # A first contract larger than the whole capacity is refused too, unless the bidder holds it
    # already.
    over = np.zeros(len(provider), dtype=bool)
    beyond = ~mobilises(needed, already, capacity[ordered]) & (needed > 0)
    over[order] = _first_of_each(ordered, beyond)
    return over


def too_much_surety(provider: Ints, price: Floats, asked: Floats, free: Floats) -> Bools:
    """Mark the leading bids whose winner cannot set aside the surety.

    In words: whoever wins is asked again, in full. Of each bidder only the first bid beyond its
    unpledged cash is refused now, the dearer ones being looked at first.

    Units: provider a row; price in GBP a year; asked (the surety) and free (cash not pledged) in
    GBP; the result true or false.
    Shape: (n,) leading bids; free (P,) providers.
    Evidence: E91 (a surety said to have decided a contract).

    >>> provider, price = np.array([0, 0]), np.array([3e5, 2e5])
    >>> too_much_surety(provider, price, 0.1 * price, np.array([40e3])).tolist()
    [False, True]
    """
    order = np.lexsort((-price, provider))
    ordered, needed = provider[order], asked[order]
    running, before = _running(ordered, needed)
    short = np.zeros(len(provider), dtype=bool)
    short[order] = _first_of_each(ordered, (needed > 0) & (running - before > free[ordered]))
    return short


def _running(ordered: Ints, amounts: Floats) -> tuple[Floats, Floats]:
    """Running sum of amounts, and its level before each provider's first. Providers are sorted."""
    running = np.cumsum(amounts)
    starts = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    before = np.maximum.accumulate(np.where(starts, running - amounts, 0.0))
    return running, before


def _first_of_each(ordered: Ints, marked: Bools) -> Bools:
    """Of the marked entries of each provider only the first. Providers are sorted."""
    rows = np.flatnonzero(marked)
    first = np.zeros(len(marked), dtype=bool)
    first[rows[np.unique(ordered[rows], return_index=True)[1]]] = True
    return first
