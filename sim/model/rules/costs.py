"""What a service costs: the expected cost of a post, overhead by size, the council's ceiling."""

import numpy as np

from sim.arrays import Floats


def expected_pay_cost(
    reward: Floats,
    offer_cost: Floats,
    vacancy: Floats,
    leaving: Floats,
    agency_cover: float,
    agency_premium: float,
    hiring_cost: float,
) -> Floats:
    """Yearly cost of staffing one required post.

    GBP. Shape: broadcast of the arguments.

    In words: pay the people in post; cover part of the vacancies by agency at a premium; pay to
    replace leavers.

    reward: GBP a year of the people in post. offer_cost: GBP a year of council reward, the base of
    agency prices and hiring. vacancy: share of posts. leaving: per year.
    """
    in_post = (1 - vacancy) * reward
    agency = vacancy * agency_cover * agency_premium * offer_cost
    hiring = (1 - vacancy) * leaving * hiring_cost * offer_cost
    total: Floats = in_post + agency + hiring
    return total


def overhead_share(
    direct_cost: Floats, base: float, reference: float, elasticity: float, most: float
) -> Floats:
    """Overhead as a share of direct cost, by yearly direct cost (GBP).

    In words: larger bodies spread their head office over more work; the share falls with size by a
    constant elasticity and never exceeds a most.
    """
    size = np.maximum(direct_cost, 1.0) / reference
    share: Floats = np.minimum(base * size**elasticity, most)
    return share


def marginal_overhead_share(share: Floats, elasticity: float) -> Floats:
    """Overhead that one more pound of direct cost brings, as a share of it.

    The slope of share(R) x R.
    """
    slope: Floats = share * (1 + elasticity)
    return slope


def overhead_base_after(base: Floats, direct_now: Floats, lag_months: float) -> Floats:
    """Yearly direct cost that overhead is built for, GBP.

    In words: overhead grows with the work at once, but after a loss it takes about the lag to come
    down: until then it must be carried by what is left (the cliff, E116).
    """
    keeps = 1 - 1 / lag_months
    falling = direct_now + (base - direct_now) * keeps
    after: Floats = np.where(direct_now >= base, direct_now, falling)
    return after


def share_still_there(leaving: Floats, years: Floats) -> Floats:
    """Share of today's staff still there, averaged over a contract of that many years."""
    exposure = np.maximum(leaving * years, np.finfo(float).tiny)
    share: Floats = -np.expm1(-exposure) / exposure
    return share


def ceiling_per_post(
    in_house_cost: Floats, budget: Floats, demand: Floats, factor: Floats
) -> Floats:
    """Most a council pays for one required post, GBP a year.

    In words: what it would cost in-house, more where the budget outgrows the need, and more after
    nobody bid.
    """
    ceiling: Floats = in_house_cost * np.maximum(1.0, budget / demand) * factor
    return ceiling


def required_posts(
    need_before: Floats, path_before: Floats, path_now: Floats, passed_on: Floats
) -> Floats:
    """Posts a lot needs after a step of the path of budgets and need. Shape (L,).

    In words: growth is always followed; of a cut, only the share that the contract lets through is
    (1 for a council's own team).
    """
    change = path_now / path_before
    cut = np.where(change < 1, 1 - passed_on * (1 - change), change)
    need: Floats = need_before * cut
    return need


def path_of(
    growth_budget: Floats, growth_demand: Floats, years: int, falls_stop: int
) -> tuple[Floats, Floats]:
    """Index of budgets and of need after some years, 1 at the start. (S,), (S,).

    In words: both move by a steady rate; budgets that fall do so for no more than so many years.
    """
    falling_years = min(years, falls_stop)
    budget = (1 + growth_budget) ** np.where(growth_budget < 0, falling_years, years)
    demand = (1 + growth_demand) ** years
    return budget, demand
