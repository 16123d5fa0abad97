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
    opposed union against it; staff who began it themselves are keener.

    Units: voice, strength of the legal form, a factor, 1 for full; offer, reward of new staff, as a
    ratio to council reward; union 0 for none, 1 for usual, 2 for most; staff_started true or false;
    weights of voice, fear, union and staff origin in log-odds per unit; the result in log-odds.
    Shape: one number each, for one plan.
    Evidence: *assumed*; what new staff are offered rests on E101, E103.

    >>> weights = (2.0, 4.0, 0.6, 0.5)
    >>> round(vote_log_odds(0.7, 0.85, 1.0, False, weights), 2)
    0.2
    >>> round(vote_log_odds(0.7, 0.85, 2.0, False, weights), 2)
    -0.4
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

    Units: worth_to_rivals and legal_cost in GBP; consultation_draw, luck, and consultation, the
    chance that prior talks settle it, 0 to 1; the result true or false.
    Shape: (n,) rivals that could bid, none included; the others one number each, for one shortlist.
    Evidence: E85 (notices that name one supplier); who challenges is *assumed*.

    >>> challenges(np.array([15e3, 60e3]), 20e3, 0.7, 0.5)
    True
    >>> challenges(np.array([15e3, 60e3]), 20e3, 0.3, 0.5)  # prior talks have settled it
    False
    """
    best = float(np.max(worth_to_rivals, initial=0.0))
    return best > legal_cost and consultation_draw >= consultation
