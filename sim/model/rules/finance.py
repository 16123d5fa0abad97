"""What providers do with money: surplus by legal form, debt, distress."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def outside_share(
    at_founding: Floats, later: Floats, age_months: Ints, growth_months: int
) -> Floats:
    """Share of turnover earned outside council contracts.

    Grows in a straight line to its later level. (P,).
    """
    grown = within(age_months / growth_months, 0.0, 1.0)
    share: Floats = at_founding + (later - at_founding) * grown
    return share


def group_year_end(
    cash: Floats, debt: Floats, earnings: Floats, kept: Floats, debt_years: float
) -> tuple[Floats, Floats]:
    """Debt repaid and dividend of a private group, GBP.

    (P,), (P,).

    In words: cash above what it keeps first repays debt above so many years of earnings; the rest
    is paid out.
    """
    spare = np.maximum(cash - kept, 0.0)
    excess = np.maximum(debt - debt_years * np.maximum(earnings, 0.0), 0.0)
    repaid = np.minimum(spare, excess)
    return repaid, spare - repaid


def member_year_end(cash: Floats, surplus: Floats, kept_share: Floats, floor: Floats) -> Floats:
    """What other providers pay out of a year's surplus, GBP.

    (P,).

    In words: the part of the surplus that the form does not keep, and never so much that cash falls
    below a floor.
    """
    wanted = np.maximum(surplus, 0.0) * (1 - kept_share)
    paid: Floats = np.minimum(wanted, np.maximum(cash - floor, 0.0))
    return paid


def credit_line(yearly_cost: Floats, credit_weeks: float, weeks_per_year: float) -> Floats:
    """How far an account may be overdrawn: so many weeks of cost. GBP. (P,)."""
    line: Floats = np.maximum(yearly_cost, 1.0) * credit_weeks / weeks_per_year
    return line


def next_rung(stage: Ints, cash: Floats, line: Floats, last: int) -> Ints:
    """Rung of the distress ladder: none while there is cash. (P,).

    In words: without cash a body climbs one rung a month, but no higher than its overdraft has
    eaten into its credit line: the first rung at once, the last when the line is used up.
    """
    used = within(-cash / line, 0.0, 1.0)
    highest = 1 + np.floor(used * (last - 1)).astype(np.int64)
    rung: Ints = np.where(cash < 0, np.minimum(stage + 1, highest), 0)
    return rung


def is_insolvent(cash: Floats, line: Floats) -> Bools:
    """Whether the overdraft is beyond the credit line. (P,)."""
    broke: Bools = -cash > line
    return broke


def borrowing_room(debt: Floats, earnings: Floats, limit_years: float) -> Floats:
    """What lenders would still lend against earnings, GBP. (P,)."""
    room: Floats = np.maximum(limit_years * np.maximum(earnings, 0.0) - debt, 0.0)
    return room
