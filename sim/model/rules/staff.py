"""Why people stay or leave, and how posts are filled: commitment, two-tier terms, pay, workload."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def pull(log_reward: Floats, log_going: Floats) -> Floats:
    """Pull of a person's terms: log of the own reward over the going one. Shape (N,)."""
    gap: Floats = log_reward - log_going
    return gap


def voice(
    form_strength: Floats, members: Floats, gain: float, full_members: float, dilution: float
) -> Floats:
    """Commitment gained from a say in the organisation, by provider.

    Shape (P,).

    In words: up to ten partners have a full voice; it thins as the membership grows, and some legal
    forms give less of it than others. Staff who are not members have none (strength 0).
    """
    crowd = np.maximum(members, full_members) / full_members
    gained: Floats = gain * form_strength * crowd**-dilution
    return gained


def unfairness(share_other_side: Floats, gap: Floats, sensitivity: float) -> Floats:
    """Commitment lost where two tiers of terms work side by side.

    Shape: that of the arguments.

    In words: the more colleagues are on the other terms, and the wider the gap, the more both sides
    resent it. share_other_side: share of colleagues in the same lot and employer. gap: in reward
    ratio.
    """
    lost: Floats = sensitivity * share_other_side * np.abs(gap)
    return lost


def insecurity(months_left: Ints, loss: float, felt_months: float) -> Floats:
    """Commitment lost as the end of a contract nears, by lot.

    Nothing until a year before, then rising. Shape (L,).
    """
    nearness = 1 - within(months_left, 0, felt_months) / felt_months
    lost: Floats = loss * nearness
    return lost


def commitment_after(commitment: Floats, heading: Floats, half_life: float) -> Floats:
    """Commitment a month later: a step toward where it is heading. Shape (N,)."""
    step = 1 - 0.5 ** (1 / half_life)
    after: Floats = commitment + step * (heading - commitment)
    return after


def log_leaving_rate(
    log_base: Floats,
    pull_gap: Floats,
    commitment: Floats,
    pull_elasticity: float,
    slope: float,
    reference: float,
) -> Floats:
    """Logarithm of the yearly leaving rate of people past their first year.

    Shape (N,).

    In words: start from the base rate of the service; lower it when the reward is above the going
    one; lower it for people who are more committed than the reference.
    """
    log_rate: Floats = log_base - pull_elasticity * pull_gap - slope * (commitment - reference)
    return log_rate


def commitment_slope(fall_per_sd: float, personal_spread: float) -> float:
    """Slope b such that one standard deviation of commitment lowers leaving by the given share."""
    return float(-np.log1p(-fall_per_sd) / personal_spread)


def who_leaves(draws: Floats, rate_per_year: Floats, months_per_year: int) -> Bools:
    """Mark each person who leaves this month.

    Shape (N,).

    In words: leave if the draw is below the chance 1 - exp(-rate / 12). That chance is never above
    rate / 12, so it is worked out only for the few draws below that.
    """
    hazard = rate_per_year / months_per_year
    leaves: Bools = draws < hazard
    near = np.flatnonzero(leaves)
    leaves[near] = draws[near] < -np.expm1(-hazard[near])
    return leaves


def fill_chance(base: Floats, log_offer_over_going: Floats, elasticity: float) -> Floats:
    """Chance that a vacant post is filled this month, by lot. Shape (L,).

    In words: rises with the offer over the going reward.
    """
    chance: Floats = within(base * np.exp(elasticity * log_offer_over_going), 0.0, 1.0)
    return chance


def going_reward(
    market_mean: Floats, vacancy: Floats, opening_vacancy: Floats, response: float
) -> Floats:
    """Going reward by service under the rival rule.

    The market mean, raised where vacancies have risen. Shape (S,).
    """
    raised: Floats = market_mean * (1 + response * np.maximum(vacancy - opening_vacancy, 0.0))
    return raised


def quality_heading(
    start: float,
    commitment_above: Floats,
    uncovered: Floats,
    first_year: Floats,
    shortfall: Floats,
    effect: Floats,
    weights: tuple[float, float, float, float],
) -> Floats:
    """Quality a lot is heading for.

    Shape (L,), 0 to 1.

    In words: better with committed staff; worse with uncovered vacancies, many newcomers and a
    price that does not cover cost; and every provider has something lasting of its own. weights:
    effects of commitment, uncovered vacancy, first-year share, shortfall.
    """
    for_commitment, for_vacancy, for_first_year, for_shortfall = weights
    raw = (
        start
        + for_commitment * commitment_above
        - for_vacancy * uncovered
        - for_first_year * first_year
        - for_shortfall * np.maximum(shortfall, 0.0)
        + effect
    )
    heading: Floats = within(raw, 0.0, 1.0)
    return heading
