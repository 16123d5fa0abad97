"""What price a bidder asks: the worth of a foothold, the least markup, and the ceiling."""

import numpy as np

from sim.arrays import Bools, Floats


def foothold_and_least_markup(
    ceiling: Floats,
    markup_floor: Floats,
    risked: Floats,
    turnover: Floats,
    buys_share: Bools,
    part: float,
    budget: float,
) -> tuple[Floats, Floats]:
    """What winning is worth to a bidder beyond the contract, and the least markup it asks.

    In words: while its cumulated expected loss is within budget, a private group counts winning as
    worth something in itself and may go below its usual least markup, even below cost.

    Units: ceiling in GBP a year; markup_floor in shares of cost; risked (expected losses of late)
    in GBP; turnover in GBP a year; buys_share true for a group; part share of the contract's value;
    budget share of turnover; the results in GBP a year and in shares of cost.
    Shape: (n,) possible bids, part and budget one number each; two results (n,).
    Evidence: *assumed*; usual least markups rest on E27, E30, E110.

    >>> two, is_group = np.ones(2), np.array([True, False])
    >>> worth, low = foothold_and_least_markup(
    ...     1e6 * two, 0.05 * two, 1e5 * two, 2e7 * two, is_group, 0.03, 0.02
    ... )
    >>> worth.tolist(), low.tolist()
    ([30000.0, 0.0], [-0.03, 0.05])
    """
    buys = buys_share & (risked < budget * turnover)
    worth: Floats = np.where(buys, part * ceiling, 0.0)
    low: Floats = np.where(buys, -part, markup_floor)
    return worth, low


def markup_for_jobs(low: Floats) -> Floats:
    """Markup that a body asks which aims at jobs.

    In words: the lower the price, the likelier it keeps or wins the posts; so it asks its least
    markup, but never one below the cost it expects.

    Units: low, the least markup, and the result in shares of cost.
    Shape: (n,) possible bids.
    Evidence: *assumed*, a rival to the search for surplus.

    >>> markup_for_jobs(np.array([0.02, -0.03])).tolist()
    [0.02, 0.0]
    """
    asked: Floats = np.maximum(low, 0.0)
    return asked


def worth_in_jobs(cost: Floats, chance: Floats, years: Floats) -> Floats:
    """What a bid is worth to a body that aims at jobs.

    In words: it counts the cost of the work that it would keep or win, which is mostly pay, and not
    what would be left of the price.

    Units: cost in GBP a year; chance of winning 0 to 1; years of the contract; the result in GBP.
    Shape: (n,) possible bids.
    Evidence: *assumed*, a rival to the search for surplus.

    >>> worth_in_jobs(np.array([500e3]), np.array([0.3]), np.array([4.0])).tolist()
    [600000.0]
    """
    worth: Floats = cost * chance * years
    return worth


def asked_price(
    cost: Floats,
    ceiling: Floats,
    markup: Floats,
    low: Floats,
    keeps_own: Bools,
    stretch: float,
) -> Floats:
    """Price of each bid; above the ceiling where no bid is worth making.

    In words: cost and the markup, never below the least markup. If that is above the ceiling, ask
    the ceiling as long as it covers the least markup; a small or mutual holder asks the ceiling for
    its own lot even at a small loss.

    Units: cost, ceiling and the result in GBP a year; markup and low, the least, in shares of cost;
    keeps_own true for a small or mutual holder; stretch share of the ceiling.
    Shape: (n,) possible bids, stretch one number.
    Evidence: *assumed*.

    >>> cost, four, holds = np.array([90e3, 98e3, 103e3, 103e3]), np.ones(4), np.arange(4) == 3
    >>> asked_price(cost, 100e3 * four, 0.05 * four, 0.0 * four, holds, 0.05).round().tolist()
    [94500.0, 100000.0, 108150.0, 100000.0]
    """
    price = cost * (1 + np.maximum(markup, low))
    least = cost * (1 + low)
    stretched = keeps_own & (least <= ceiling * (1 + stretch))
    capped: Floats = np.where((least <= ceiling) | stretched, np.minimum(price, ceiling), price)
    return capped
