"""What a service costs: the expected cost of a post, overhead by size, the council's ceiling."""

import numpy as np

from sim.arrays import Bools, Floats


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

    In words: pay the people in post; cover part of the vacancies by agency at a premium; pay to
    replace leavers.

    Units: reward (of the people in post), offer_cost (council reward, the base of agency prices and
    hiring) and the result in GBP a year; vacancy share of posts; leaving per year; agency_cover
    share of vacancies; agency_premium factor on reward; hiring_cost share of a year's reward.
    Shape: any that broadcast: (S,) services in-house, (n,) pairs of lot and bidder.
    Evidence: E93 (vacancies and agency staff), E105 (cost of a leaver); the premium is *assumed*.

    >>> one = np.array([1.0])
    >>> reward, council_reward, vacancy, leaving = 27e3 * one, 30e3 * one, 0.1 * one, 0.2 * one
    >>> cost = expected_pay_cost(reward, council_reward, vacancy, leaving, 0.7, 1.3, 0.15)
    >>> cost.round().tolist()
    [27840.0]
    """
    in_post = (1 - vacancy) * reward
    agency = vacancy * agency_cover * agency_premium * offer_cost
    hiring = (1 - vacancy) * leaving * hiring_cost * offer_cost
    total: Floats = in_post + agency + hiring
    return total


def overhead_share(
    direct_cost: Floats, base: float, reference: float, elasticity: float, most: float
) -> Floats:
    """Overhead as a share of direct cost.

    In words: larger bodies spread their head office over more work. The share falls with size by a
    constant elasticity and never exceeds a most.

    Units: direct_cost and reference (the size at which the share is the base) in GBP a year; base,
    most and the result in shares of direct cost; elasticity a number below 0.
    Shape: (n,) providers or bids, the others one number each.
    Evidence: E113 (what a head office costs), E116 (overhead that fewer contracts must carry).

    >>> overhead_share(np.array([4e6, 40e6, 1e3]), 0.12, 4e6, -0.1, 0.25).round(3).tolist()
    [0.12, 0.095, 0.25]
    """
    size = np.maximum(direct_cost, 1.0) / reference
    share: Floats = np.minimum(base * size**elasticity, most)
    return share


def marginal_overhead_share(share: Floats, elasticity: Floats | float) -> Floats:
    """Overhead that one more pound of direct cost brings.

    In words: as the share falls with size, new work brings less overhead than the average. It is
    the slope of share(R) x R.

    Units: share and the result in shares of direct cost; elasticity, to what is let, not above 0.
    Shape: (n,) providers or bids, elasticity one number or as many.
    Evidence: E116, as for the share itself; bidding at the margin is *assumed*.

    >>> marginal_overhead_share(np.array([0.12]), -0.1).round(3).tolist()
    [0.108]
    """
    slope: Floats = share * (1 + elasticity)
    return slope


def overhead_base_after(base: Floats, direct_now: Floats, lag_months: float) -> Floats:
    """Yearly direct cost that a provider's overhead is built for, a month later.

    In words: overhead grows with the work at once, but after a loss it takes about the lag to come
    down: until then it must be carried by what is left (the cliff).

    Units: base, direct_now and the result in GBP a year; lag_months in months, 1 or more.
    Shape: (P,) providers, lag_months one number.
    Evidence: E116 (its main contract lost, a body gave up small ones that had looked profitable).

    >>> overhead_base_after(np.array([12e6, 12e6]), np.array([6e6, 15e6]), 12).tolist()
    [11500000.0, 15000000.0]
    """
    keeps = 1 - 1 / lag_months
    falling = direct_now + (base - direct_now) * keeps
    after: Floats = np.where(direct_now >= base, direct_now, falling)
    return after


def share_still_there(leaving: Floats, years: Floats) -> Floats:
    """Share of today's staff still there, averaged over a contract.

    In words: the staff who come with a contract leave at a steady rate. On average over its years
    so many of them remain.

    Units: leaving per year; years in years; the result a share 0 to 1.
    Shape: (n,) pairs of lot and bidder.
    Evidence: E92, E94 (how many leave in a year); that the rate is steady is *assumed*.

    >>> share_still_there(np.array([0.2, 0.0]), np.array([4.0, 4.0])).round(3).tolist()
    [0.688, 1.0]
    """
    exposure = np.maximum(leaving * years, np.finfo(float).tiny)
    share: Floats = -np.expm1(-exposure) / exposure
    return share


def ceiling_per_post(
    in_house_cost: Floats, budget: Floats, demand: Floats, factor: Floats
) -> Floats:
    """Most that a council pays for one required post.

    In words: what it would cost in-house, more where the budget outgrows the need, and more after
    nobody bid.

    Units: in_house_cost and the result in GBP a year; budget and demand as indices, 1 at the start;
    factor 1, or more after lettings without a bid.
    Shape: (L,) lots.
    Evidence: *assumed*.

    >>> one = np.array([1.0])
    >>> ceiling_per_post(40e3 * one, 0.9 * one, one, 1.05 * one).round().tolist()
    [42000.0]
    """
    ceiling: Floats = in_house_cost * np.maximum(1.0, budget / demand) * factor
    return ceiling


def required_posts(
    need_before: Floats, path_before: Floats, path_now: Floats, passed_on: Floats
) -> Floats:
    """Posts a lot needs after a step of the path of budgets and need.

    In words: growth is always followed; of a cut, only the share that the contract lets through is
    (1 for a council's own team).

    Units: need_before and the result in posts, not whole; path_before and path_now as factors on
    the opening, 1 at the start; passed_on share of a cut, 0 to 1.
    Shape: (L,) lots.
    Evidence: E84 (cuts written into a contract), E87, E88, E89 (budgets), E121 (need).

    >>> before, path, passed_on = np.ones(3), np.array([0.9, 0.9, 1.1]), np.array([1.0, 0.0, 0.0])
    >>> required_posts(50 * before, before, path, passed_on).round().tolist()
    [45.0, 50.0, 55.0]
    """
    change = path_now / path_before
    cut = np.where(change < 1, 1 - passed_on * (1 - change), change)
    need: Floats = need_before * cut
    return need


def schools_that_stay(leaving: float, years: int, over_years: int) -> float:
    """Part of schools that still buy support through their council or its mutual.

    In words: schools that become academies and buy nationally for themselves leave in equal steps,
    and take their money and their need with them.

    Units: leaving and the result shares of schools; years since the start and over_years whole.
    Shape: one number each.
    Evidence: E185, E186, E187 (that they leave); how many and how fast is *assumed*.

    >>> round(schools_that_stay(0.5, 2, 10), 2), schools_that_stay(0.5, 20, 10)
    (0.9, 0.5)
    """
    return 1 - leaving * min(years, over_years) / over_years


def path_of(
    growth_budget: Floats, growth_demand: Floats, years: int, falls_stop: int
) -> tuple[Floats, Floats]:
    """Budgets and need after some years.

    In words: both move by a steady rate; budgets that fall do so for no more than so many years.

    Units: growth_budget and growth_demand per year as shares (0.02 is two per cent); years and
    falls_stop in years; the results as indices, 1 at the start.
    Shape: (S,) services, years and falls_stop one number each; two results (S,).
    Evidence: E84, E87, E88, E89 (budgets), E121 (need); that rates are steady is *assumed*.

    >>> budget, demand = path_of(np.array([-0.08, 0.03]), np.array([0.0, 0.02]), 12, 10)
    >>> budget.round(2).tolist(), demand.round(2).tolist()
    ([0.43, 1.43], [1.0, 1.27])
    """
    falling_years = min(years, falls_stop)
    budget = (1 + growth_budget) ** np.where(growth_budget < 0, falling_years, years)
    demand = (1 + growth_demand) ** years
    return budget, demand


def path_of_lot(path: Floats, by_council: Bools, fall: Floats, years: int) -> Floats:
    """Path of a single lot, as far as it has one of its own.

    In words: a budget that is known to fall by itself falls by its own rate instead of the
    service's; what customers or funders pay for follows no council's budget.

    Units: path of the service and the result as factors on the opening, 1 at the start; by_council
    true where a council pays; fall a share a year, 0 where none is known; years in years.
    Shape: (L,) lots, years one number.
    Evidence: *assumed*; a known fall is a fact of the scenario.

    >>> by_council, fall = np.array([True, False, True]), np.array([0.0, 0.0, 0.1])
    >>> path_of_lot(np.full(3, 0.7), by_council, fall, 2).round(2).tolist()
    [0.7, 1.0, 0.81]
    """
    followed = np.where(by_council, path, 1.0)
    own: Floats = np.where(fall > 0, (1 - fall) ** years, followed)
    return own


def expected_reward(still: Floats, today: Floats, offer: Floats) -> Floats:
    """Mean reward of staff that a bidder expects over a contract.

    In words: today's staff come with their terms and leave over the years. Their successors come on
    the bidder's own offer.

    Units: still (the part of today's staff still there on average) 0 to 1; today (their mean),
    offer and the result as ratios to council reward.
    Shape: (n,) pairs of lot and bidder.
    Evidence: E103 (what new staff are paid); that bidders see today's mean is *assumed*.

    >>> expected_reward(np.array([0.75]), np.array([1.0]), np.array([0.8])).round(2).tolist()
    [0.95]
    """
    reward: Floats = still * today + (1 - still) * offer
    return reward


def expected_direct_cost(
    pay_cost: Floats,
    vacancy: Floats,
    leaving: Floats,
    hiring: Floats,
    non_pay: Floats,
    saving: Floats,
) -> Floats:
    """Yearly direct cost of one required post that a bidder expects over a contract.

    In words: staff and agency cost what they do; leavers cost the hiring of others; what is not pay
    is given. A body that its staff own may save a part of it all.

    Units: pay_cost, non_pay and the result in GBP a year; vacancy share of posts; leaving per year;
    hiring in GBP to fill a post; saving share of cost.
    Shape: (n,) pairs of lot and bidder.
    Evidence: E105 (cost of a leaver), E118 (part of cost that is pay), E97, E98 (saving).

    >>> one = np.array([1.0])
    >>> cost = expected_direct_cost(27e3 * one, 0.1 * one, 0.2 * one, 4e3 * one, 9e3 * one, 0 * one)
    >>> cost.round().tolist()
    [36720.0]
    """
    cost: Floats = (pay_cost + (1 - vacancy) * leaving * hiring + non_pay) * (1 - saving)
    return cost
