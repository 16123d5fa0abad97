"""How customers and funders decide whether to stay with a body, and how mixed members vote."""

import numpy as np

from sim.arrays import Bools, Floats, Identities, Ints


def customer_loss(
    loyalty: float, is_member: Bools, gap: float, record: float, usual_record: float
) -> Floats:
    """Chance that a customer does not renew this year.

    In words: one less the loyalty of members, more by the gap for those who only buy; the whole
    falls in proportion as the body's record rises above the usual one, and the other way round.

    Units: loyalty (members who renew) and gap (how many more of the others leave) as shares a year;
    is_member true or false; record and usual_record quality 0 to 1; the result a share a year.
    Shape: (A,) customers of one body, the others one number each.
    Evidence: *assumed*.

    >>> customer_loss(0.9, np.array([True, False]), 0.08, 0.6, 0.6).round(2).tolist()
    [0.1, 0.18]
    """
    plain = 1 - loyalty + np.where(is_member, 0.0, gap)
    chance: Floats = np.clip(plain * usual_record / max(record, np.finfo(float).tiny), 0.0, 1.0)
    return chance


def customer_return(loyalty: float, gap: float, record: float, usual_record: float) -> float:
    """Chance that a customer who has gone comes back this year.

    In words: as likely as one who only buys would leave at the usual record, and the likelier the
    better the body's own.

    Units: loyalty and gap as shares a year; record and usual_record quality 0 to 1; the result a
    share a year.
    Shape: one number each, for one body.
    Evidence: *assumed*.

    >>> round(customer_return(0.9, 0.08, 0.7, 0.6), 2)
    0.21
    """
    return float(np.clip((1 - loyalty + gap) * record / usual_record, 0.0, 1.0))


def grant_rate(rate: float, record: float, usual_record: float) -> float:
    """Rate at which a body wins its next grant while it looks for one.

    In words: funders grant in proportion to its record.

    Units: rate (at the usual record) and the result per year; record and usual_record quality 0 to
    1.
    Shape: one number each, for one body.
    Evidence: *assumed*.

    >>> round(grant_rate(1.0, 0.75, 0.6), 2)
    1.25
    """
    return rate * record / usual_record


def sale_is_carried(
    yes: tuple[float, float, float], weights: tuple[float, float, float], majority: float
) -> bool:
    """Whether a sale finds its majority where not only staff have votes.

    In words: the shares of staff, other members and council that agree are weighted by their votes.
    More than the majority must agree.

    Units: yes, the share of each that agrees, and weights, the share of the votes that each has, 0
    to 1; majority a share of the votes; the result true or false.
    Shape: one body: three numbers (staff, other members, council) twice, and one.
    Evidence: *assumed*.

    >>> sale_is_carried((0.9, 0.1, 0.0), (0.6, 0.3, 0.1), 0.5)
    True
    >>> sale_is_carried((0.9, 0.1, 0.0), (0.6, 0.3, 0.1), 0.75)
    False
    """
    agreed = sum(share * weight for share, weight in zip(yes, weights, strict=True))
    return bool(agreed > majority)


def other_members_agree(against: float, in_distress: bool, distress_pull: float) -> float:
    """Share of members who are not staff that would vote for a sale.

    In words: they gain nothing from the price and lose their say, so they are against by some
    log-odds; a body in distress changes their minds as it does those of staff.

    Units: against and distress_pull in log-odds; in_distress true or false; the result a share 0 to
    1.
    Shape: one number each, for one body.
    Evidence: *assumed*.

    >>> round(other_members_agree(2.0, False, 2.0), 2), other_members_agree(2.0, True, 2.0)
    (0.12, 0.5)
    """
    log_odds = distress_pull * in_distress - against
    return float(1 / (1 + np.exp(-log_odds)))


def passed_on(
    part: float, price: float, direct: float, overhead: float, chooses: bool
) -> tuple[float, float]:
    """What a commissioning mutual passes on to small providers near by, in money and in cost.

    In words: a part of price and cost. Whom it chooses take their part of all its cost; where it
    takes all near by alike, it keeps the overhead.

    Units: part a share, 0 to 1; price, direct, overhead and both results in GBP a month; chooses
    true or false.
    Shape: one number each, for one body; two results: price, cost.
    Evidence: *assumed*; the part is a fact of the scenario.

    >>> passed_on(0.5, 100e3, 80e3, 10e3, True), passed_on(0.5, 100e3, 80e3, 10e3, False)
    ((50000.0, 45000.0), (50000.0, 40000.0))
    """
    cost = direct + (overhead if chooses else 0.0)
    return part * price, part * cost


def best_records(away: Bools, record: Floats, identity: Identities, number: int) -> Ints:
    """To which small providers near by a commissioning mutual passes work on.

    In words: those at home before those next door, and of each the best records first. Where
    records are equal, as at the start, identity decides.

    Units: away true for next door; record quality 0 to 1; identity a number; number how many are
    chosen; the result places in the columns.
    Shape: (n,) small providers near by, number one; the result (number,) or fewer.
    Evidence: *assumed*.

    >>> away, record = np.array([True, False, False]), np.array([0.9, 0.5, 0.7])
    >>> best_records(away, record, np.array([7, 8, 9], dtype=np.uint64), 2).tolist()
    [2, 1]
    """
    order: Ints = np.lexsort((identity, -record, away))
    return order[:number]
