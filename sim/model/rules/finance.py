"""What providers do with money: surplus by legal form, debt, distress."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def outside_share(
    at_founding: Floats, later: Floats, age_months: Ints, growth_months: int
) -> Floats:
    """Share of turnover that a mutual earns outside council contracts.

    In words: it grows in a straight line from what it is at founding to its later level.

    Units: at_founding, later and the result in shares of turnover; age_months and growth_months in
    months.
    Shape: (P,) providers, growth_months one number.
    Evidence: E60, E64 (what two mutuals earn beside their council); the line is *assumed*.

    >>> at_founding, later, age = np.full(3, 0.02), np.full(3, 0.10), np.array([0, 30, 90])
    >>> outside_share(at_founding, later, age, 60).round(2).tolist()
    [0.02, 0.06, 0.1]
    """
    grown = within(age_months / growth_months, 0.0, 1.0)
    share: Floats = at_founding + (later - at_founding) * grown
    return share


def group_year_end(
    cash: Floats, debt: Floats, earnings: Floats, kept: Floats, debt_years: float
) -> tuple[Floats, Floats]:
    """What a private group repays of its debt and pays to its owners at year end.

    In words: cash above what it keeps first repays debt above so many years of earnings; the rest
    is paid out.

    Units: cash, debt, kept and both results in GBP; earnings in GBP a year; debt_years in years of
    earnings.
    Shape: (P,) providers, debt_years one number; two results (P,): repaid, dividend.
    Evidence: E27, E29 (groups owe more than their tangible assets); the order is *assumed*.

    >>> one = np.array([1.0])
    >>> repaid, dividend = group_year_end(900 * one, 4_300 * one, 1_000 * one, 400 * one, 4.0)
    >>> repaid.tolist(), dividend.tolist()
    ([300.0], [200.0])
    """
    spare = np.maximum(cash - kept, 0.0)
    excess = np.maximum(debt - debt_years * np.maximum(earnings, 0.0), 0.0)
    repaid = np.minimum(spare, excess)
    return repaid, spare - repaid


def member_year_end(cash: Floats, surplus: Floats, kept_share: Floats, floor: Floats) -> Floats:
    """What a provider that is no group pays out of a year's surplus.

    In words: the part of the surplus that its form does not keep, and never so much that cash falls
    below a floor.

    Units: cash, floor and the result in GBP; surplus in GBP for the year; kept_share of surplus, 0
    to 1.
    Shape: (P,) providers.
    Evidence: E119 (the floor: mutuals' reserves); what each form keeps is *assumed*.

    >>> cash, surplus, half = np.array([900.0, 150.0]), np.array([100.0, 100.0]), np.full(2, 0.5)
    >>> member_year_end(cash, surplus, half, np.array([120.0, 120.0])).tolist()
    [50.0, 30.0]
    """
    wanted = np.maximum(surplus, 0.0) * (1 - kept_share)
    paid: Floats = np.minimum(wanted, np.maximum(cash - floor, 0.0))
    return paid


def spent_on_front_line(cash: Floats, surplus: Floats, kept: Floats, floor: Floats) -> Floats:
    """What a body that aims at service spends of a year's surplus on its front line.

    In words: all but its least markup, and never so much that cash falls below the reserves with
    which a body of its kind begins.

    Units: cash, kept (its least markup on the year's cost), floor and the result in GBP; surplus in
    GBP for the year.
    Shape: (P,) providers.
    Evidence: *assumed*, a rival to keeping and sharing out surplus.

    >>> cash, surplus, nothing = np.array([900.0, 150.0]), np.array([100.0, 100.0]), np.zeros(2)
    >>> spent_on_front_line(cash, surplus, nothing, np.array([120.0, 120.0])).tolist()
    [100.0, 30.0]
    """
    spare = np.maximum(surplus - kept, 0.0)
    spent: Floats = np.minimum(spare, np.maximum(cash - floor, 0.0))
    return spent


def credit_line(yearly_cost: Floats, credit_weeks: float, weeks_per_year: float) -> Floats:
    """How far a provider's account may be overdrawn.

    In words: banks and suppliers lend so many weeks of cost.

    Units: yearly_cost in GBP a year; credit_weeks in weeks of cost; weeks_per_year in weeks; the
    result in GBP.
    Shape: (P,) providers, the others one number each.
    Evidence: E119 (about two weeks of cost in hand); that lenders go so far is *assumed*.

    >>> credit_line(np.array([5.2e6]), 4.0, 52.0).tolist()
    [400000.0]
    """
    line: Floats = np.maximum(yearly_cost, 1.0) * credit_weeks / weeks_per_year
    return line


def next_rung(stage: Ints, cash: Floats, line: Floats, last: int) -> Ints:
    """Rung of the ladder of distress on which a provider stands a month later.

    In words: with cash it is on none. Without, a body climbs one rung a month, but no higher than
    its overdraft has eaten into its credit line: the first rung at once, the last when the line is
    used up.

    Units: stage, last and the result in rungs, 0 for none; cash and line in GBP.
    Shape: (P,) providers, last one number.
    Evidence: *assumed*.

    >>> stage, line = np.array([1, 3, 3]), np.full(3, 400e3)
    >>> next_rung(stage, np.array([-100e3, -300e3, 1e3]), line, 6).tolist()
    [2, 4, 0]
    """
    used = within(-cash / line, 0.0, 1.0)
    highest = 1 + np.floor(used * (last - 1)).astype(np.int64)
    rung: Ints = np.where(cash < 0, np.minimum(stage + 1, highest), 0)
    return rung


def is_insolvent(cash: Floats, line: Floats) -> Bools:
    """Whether a provider fails.

    In words: it does when its overdraft is beyond the credit line, whatever its rung.

    Units: cash and line in GBP; the result true or false.
    Shape: (P,) providers.
    Evidence: *assumed*.

    >>> is_insolvent(np.array([-399e3, -401e3]), np.array([400e3, 400e3])).tolist()
    [False, True]
    """
    broke: Bools = -cash > line
    return broke


def borrowing_room(debt: Floats, earnings: Floats, limit_years: float) -> Floats:
    """What lenders would still lend a private group.

    In words: they lend up to so many years of earnings, debt already there counted in.

    Units: debt and the result in GBP; earnings in GBP a year; limit_years in years of earnings.
    Shape: (P,) providers, limit_years one number.
    Evidence: E106 (what earnings of a small provider are sold for); lending by it is *assumed*.

    >>> borrowing_room(np.array([4e6, 7e6]), np.array([1e6, 1e6]), 6.0).tolist()
    [2000000.0, 0.0]
    """
    room: Floats = np.maximum(limit_years * np.maximum(earnings, 0.0) - debt, 0.0)
    return room


def money_to_pledge(cash: Floats, room: Floats, is_group: Bools) -> Floats:
    """Money that a bidder can set aside as surety.

    In words: its cash; for a private group also what its lenders would guarantee against earnings.

    Units: cash, room (what lenders would still lend) and the result in GBP; is_group true or false.
    Shape: (P,) providers.
    Evidence: E91 (a surety, and what its bidder had); that lenders stand in is *assumed*.

    >>> money_to_pledge(np.full(2, 50e3), np.full(2, 2e6), np.array([True, False])).tolist()
    [2050000.0, 50000.0]
    """
    backed: Floats = cash + np.where(is_group, room, 0.0)
    return backed
