"""Who seeks new work, and what growing costs a small provider."""

import numpy as np

from sim.arrays import Bools, Floats, Ints


def number_of_bodies(mean: Floats, luck: Floats) -> Ints:
    """How many bodies there are where so many are usual.

    In words: the whole number below the mean, and one more with the chance of what is left of it.

    Units: mean and the result in bodies; luck a draw, 0 to 1.
    Shape: any, the result that of both together.
    Evidence: *assumed*; the means rest on E164.

    >>> number_of_bodies(np.array([1.5, 1.5, 2.0]), np.array([0.4, 0.6, 0.1])).tolist()
    [2, 1, 2]
    """
    whole = np.floor(mean)
    number: Ints = (whole + (luck < mean - whole)).astype(np.int32)
    return number


def seeks_new_work(wishes: Bools, has_work: Bools, at_home: Bools, by_giving: Bools) -> Bools:
    """Whether a body bids for a contract that it does not hold.

    In words: who wishes to grow always does; who does not, only while it has no contract at all.
    A charity that lives by gifts seeks its first contract at home.

    Units: wishes, has_work, at_home, by_giving and the result true or false.
    Shape: (n,) possible bids.
    Evidence: E211 (half of the owners of homes have one), E164; the rule is *assumed*.

    >>> wishes, works = np.array([True, False, False, True]), np.array([True, True, False, False])
    >>> home, gifts = np.array([False, True, False, False]), np.array([False, False, False, True])
    >>> seeks_new_work(wishes, works, home, gifts).tolist()
    [True, False, True, False]
    """
    seeks: Bools = (wishes | ~has_work) & (has_work | at_home | ~by_giving)
    return seeks


def draws_group(value: Floats, least: Floats, is_closed: Bools) -> Bools:
    """Whether a contract draws bids from private groups that do not hold it.

    In words: groups come for size: by what the service is used to, a contract must be worth a
    least sum a year. They stay out of a service that is closed to them.

    Units: value and least in GBP a year; is_closed and the result true or false.
    Shape: (T,) tenders.
    Evidence: E168, E173, E177, E183 (what groups' contracts were worth), E135, E136 (who may run
    social work).

    >>> value, least = np.array([2.5e6, 6e6, 6e6]), np.array([5e6, 5e6, 5e6])
    >>> draws_group(value, least, np.array([False, False, True])).tolist()
    [False, True, False]
    """
    draws: Bools = (value >= least) & ~is_closed
    return draws


def span_cost_share(contracts: Ints, span: float, cost: float) -> Floats:
    """Cost of managing what goes beyond a leader's span, over all of a body's direct cost.

    In words: who leads a small provider can see to so many contracts; what it holds beyond them
    costs a further manager, in proportion.

    Units: contracts and span in contracts; cost, and the result, in shares of direct cost.
    Shape: (P,) providers; span and cost one number each.
    Evidence: E239 (a manager may run two homes); the cost is *assumed*.

    >>> span_cost_share(np.array([0, 2, 4]), 2, 0.03).tolist()
    [0.0, 0.0, 0.015]
    """
    beyond = np.maximum(contracts - span, 0.0)
    share: Floats = cost * beyond / np.maximum(contracts, 1)
    return share


def cost_of_growing(
    contracts: Ints, span: float, cost: float, direct: Floats, capital: Floats
) -> Floats:
    """What one contract more costs a small provider a year, beyond the work itself.

    In words: a further manager's part if it goes beyond what its leader can see to, and the return
    that its owner asks on the capital that the new posts tie up.

    Units: contracts held besides this one and span in contracts; cost a share of direct cost;
    direct, capital (the return asked on it) and the result in GBP a year.
    Shape: (n,) possible bids; span and cost one number each.
    Evidence: E239 (a manager may run two homes), E234 (capital of a home); the cost is *assumed*.

    >>> held, direct, capital = np.array([1, 2]), np.array([4e5, 4e5]), np.array([24e3, 24e3])
    >>> cost_of_growing(held, 2, 0.03, direct, capital).tolist()
    [24000.0, 36000.0]
    """
    total: Floats = direct * cost * (contracts >= span) + capital
    return total
