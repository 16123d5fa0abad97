"""Why people stay or leave, and how posts are filled: commitment, two-tier terms, pay, workload."""

import numpy as np

from sim.arrays import Bools, Floats, Ints, within


def pull(log_reward: Floats, log_going: Floats) -> Floats:
    """Pull of a person's terms.

    In words: who is paid above the going reward is held, who is paid below it is drawn away.

    Units: log_reward and log_going logs of a ratio to council reward; the result a log ratio, 0 for
    the going reward.
    Shape: (N,) people.
    Evidence: E99 (labour supply to one employer).

    >>> pull(np.log(np.array([0.8, 1.0])), np.log(np.array([1.0, 1.0]))).round(2).tolist()
    [-0.22, 0.0]
    """
    gap: Floats = log_reward - log_going
    return gap


def voice(
    form_strength: Floats, members: Floats, gain: float, full_members: float, dilution: float
) -> Floats:
    """Commitment gained from a say in the organisation.

    In words: up to ten partners have a full voice; it thins as the membership grows, and some legal
    forms give less of it than others. Staff who are not members have none (strength 0).

    Units: form_strength a factor, 1 for full; members and full_members in people; gain and the
    result in commitment, 0 to 1; dilution an elasticity.
    Shape: (P,) providers, gain, full_members and dilution one number each.
    Evidence: E53, E96, E97 (the gain); how it thins is *assumed*.

    >>> voice(np.array([0.7, 0.7, 0.0]), np.array([6, 40, 40]), 0.12, 10, 0.3).round(3).tolist()
    [0.084, 0.055, 0.0]
    """
    crowd = np.maximum(members, full_members) / full_members
    gained: Floats = gain * form_strength * crowd**-dilution
    return gained


def unfairness(share_other_side: Floats, gap: Floats, sensitivity: float) -> Floats:
    """Commitment lost where two tiers of terms work side by side.

    In words: the more colleagues are on the other terms, and the wider the gap, the more both sides
    resent it.

    Units: share_other_side of colleagues in the lot, 0 to 1; gap in reward ratio; sensitivity in
    commitment per reward ratio; the result in commitment.
    Shape: (L,) lots, sensitivity one number.
    Evidence: *assumed*.

    >>> unfairness(np.array([0.4]), np.array([0.2]), 0.8).round(3).tolist()
    [0.064]
    """
    lost: Floats = sensitivity * share_other_side * np.abs(gap)
    return lost


def insecurity(months_left: Ints, loss: float, felt_months: float) -> Floats:
    """Commitment lost as the end of a contract nears.

    In words: nothing until a year or so before the end, then ever more in a straight line.

    Units: months_left and felt_months in months; loss (at the very end) and the result in
    commitment.
    Shape: (L,) lots, loss and felt_months one number each.
    Evidence: E104 (losing work drives staff away); when it is felt is *assumed*.

    >>> insecurity(np.array([24, 6, 0]), 0.1, 12.0).round(3).tolist()
    [0.0, 0.05, 0.1]
    """
    nearness = 1 - within(months_left, 0, felt_months) / felt_months
    lost: Floats = loss * nearness
    return lost


def commitment_after(commitment: Floats, heading: Floats, half_life: float) -> Floats:
    """Commitment a month later, and quality too.

    In words: a step toward where it is heading, so that half of the way is gone in a half-life.

    Units: commitment, heading and the result 0 to 1; half_life in months.
    Shape: (N,) people or, for quality, (L,) lots; half_life one number.
    Evidence: *assumed*.

    >>> commitment_after(np.array([0.5]), np.array([0.62]), 6.0).round(3).tolist()
    [0.513]
    """
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

    In words: start from the base rate of the service; lower it when the reward is above the going
    one; lower it for people who are more committed than the reference.

    Units: log_base and the result logs of a rate per year; pull_gap a log ratio; commitment and
    reference 0 to 1; pull_elasticity a number; slope in log rate per commitment.
    Shape: (N,) people, pull_elasticity, slope and reference one number each.
    Evidence: E92, E94 (base rates), E99 (reward), E53, E97 (commitment).

    >>> base, commitment = np.log(np.array([0.2, 0.2])), np.array([0.5, 0.65])
    >>> np.exp(log_leaving_rate(base, np.zeros(2), commitment, 1.5, 0.7, 0.5)).round(3).tolist()
    [0.2, 0.18]
    """
    log_rate: Floats = log_base - pull_elasticity * pull_gap - slope * (commitment - reference)
    return log_rate


def commitment_slope(fall_per_sd: float, personal_spread: float) -> float:
    """How steeply leaving falls with commitment.

    In words: so that one standard deviation more commitment lowers leaving by the given share.

    Units: fall_per_sd a share, 0 to 1; personal_spread in commitment; the result in log rate per
    commitment.
    Shape: one number each.
    Evidence: E53, E97 (staff turnover and effects of ownership).

    >>> round(commitment_slope(0.10, 0.15), 3)
    0.702
    """
    return float(-np.log1p(-fall_per_sd) / personal_spread)


def who_leaves(draws: Floats, rate_per_year: Floats, months_per_year: int) -> Bools:
    """Mark each person who leaves this month.

    In words: leave if the draw is below the chance 1 - exp(-rate / 12). That chance is never above
    rate / 12, so it is worked out only for the few draws below that.

    Units: draws 0 to 1, one a person; rate_per_year per year; months_per_year 12; the result true
    or false.
    Shape: (N,) people whose draw comes near, months_per_year one number.
    Evidence: *assumed* that a rate is constant within a month.

    >>> who_leaves(np.array([0.010, 0.015, 0.020]), np.full(3, 0.2), 12).tolist()
    [True, True, False]
    """
    hazard = rate_per_year / months_per_year
    leaves: Bools = draws < hazard
    near = np.flatnonzero(leaves)
    leaves[near] = draws[near] < -np.expm1(-hazard[near])
    return leaves


def fill_chance(base: Floats, log_offer_over_going: Floats, elasticity: float) -> Floats:
    """Chance that a vacant post is filled this month.

    In words: it rises with the offer over the going reward.

    Units: base, the solved chance at the going reward, and the result as shares 0 to 1 a month;
    log_offer_over_going a log ratio; elasticity a number.
    Shape: (L,) lots, elasticity one number.
    Evidence: E93 (vacancies, from which the base is solved), E99 (labour supply).

    >>> fill_chance(np.array([0.15, 0.15]), np.log(np.array([1.0, 0.88])), 1.5).round(3).tolist()
    [0.15, 0.124]
    """
    chance: Floats = within(base * np.exp(elasticity * log_offer_over_going), 0.0, 1.0)
    return chance


def going_reward(
    market_mean: Floats, vacancy: Floats, opening_vacancy: Floats, response: float
) -> Floats:
    """Going reward by service under the rival rule, by which the market sets it.

    In words: the market's mean, raised where vacancies have risen since the start.

    Units: market_mean and the result as ratios to council reward; vacancy and opening_vacancy as
    shares of posts; response in shares of reward per share of posts.
    Shape: (S,) services, response one number.
    Evidence: *assumed*.

    >>> going_reward(np.array([0.95]), np.array([0.20]), np.array([0.10]), 0.3).round(4).tolist()
    [0.9785]
    """
    raised: Floats = market_mean * (1 + response * np.maximum(vacancy - opening_vacancy, 0.0))
    return raised


def work_left_over(uncovered: Floats, people: Floats, freed: Floats) -> Floats:
    """Share of a lot's work that is left once time freed from paperwork has gone into it.

    In words: time that staff no longer spend on paperwork goes first into posts that nobody covers;
    what is then left is time at the front line that nobody else has, and counts below nought.

    Units: uncovered share of posts that neither staff nor agency cover; people in post over posts
    needed; freed share of working time; the result a share of posts.
    Shape: (L,) lots.
    Evidence: *assumed*.

    >>> uncovered, people = np.array([0.06, 0.06, 0.15]), np.array([0.8, 0.8, 0.5])
    >>> work_left_over(uncovered, people, np.array([0.0, 0.1, 0.1])).round(3).tolist()
    [0.06, -0.02, 0.1]
    """
    left: Floats = uncovered - freed * people
    return left


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

    In words: better with committed staff; worse with uncovered vacancies, many newcomers and a
    price that does not cover cost; and every provider has something lasting of its own.

    Units: start, effect and the result quality 0 to 1; commitment_above the average in commitment;
    uncovered share of posts; first_year share of staff; shortfall share of price; weights, effects
    of commitment, uncovered vacancy, first year and shortfall, in quality per unit of each.
    Shape: (L,) lots, start and weights one number each.
    Evidence: E97 (what ownership adds); the weights are *assumed*.

    >>> none, newcomers, weights = np.zeros(2), np.array([0.0, 0.3]), (0.5, 1.0, 0.5, 0.2)
    >>> heading = quality_heading(0.6, none + 0.1, none + 0.03, newcomers, none, none, weights)
    >>> heading.round(2).tolist()
    [0.62, 0.47]
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
