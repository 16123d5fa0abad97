"""Whether staff vote to leave the council as a mutual, and whether a rival challenges the award."""

import numpy as np

from sim.arrays import Floats


def vote_log_odds(
    voice: float,
    offer: float,
    union: float,
    staff_started: bool,
    weights: tuple[float, float, float, float],
) -> float:
    """Log-odds that staff vote to spin out; above 0 the vote is won.

    In words: a voice of their own speaks for it, fear for the terms of those who come later and an
    opposed union against it; staff who began it themselves are keener. voice: strength of the legal
    form. offer: reward of new staff over council reward. union: 0 none, 1 usual. weights: of voice,
    fear, union and staff origin (log-odds).
    """
    for_voice, for_fear, for_union, for_staff = weights
    return float(
        for_voice * voice
        - for_fear * max(1 - offer, 0.0)
        - for_union * union
        + for_staff * staff_started
    )


def challenges(
    worth_to_rivals: Floats, legal_cost: float, consultation_draw: float, consultation: float
) -> bool:
    """Whether a rival challenges a shortlist of one, which then becomes an open race.

    In words: it does if the open race would be worth more to it than the lawyers cost, unless
    talking to rivals beforehand has settled the matter.
    """
    best = float(np.max(worth_to_rivals, initial=0.0))
    return best > legal_cost and consultation_draw >= consultation
