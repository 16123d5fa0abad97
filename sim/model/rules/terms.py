"""Terms of work: what new staff are offered, and what a change of employer costs."""

import numpy as np

from sim.arrays import Bools, Floats


def offer_to_new_staff(
    offer: Floats, with_pension: Floats, pension_guaranteed: bool, two_tier_code: bool
) -> Floats:
    """Reward that an employer offers to new staff, after codes and guarantees.

    In words: what the employer chooses, raised to council terms where a two-tier code asks for
    terms no less favourable, and to a council pension where that is guaranteed.

    Units: offer (what it chooses), with_pension (the same pay with a council pension) and the
    result as ratios to council reward; pension_guaranteed and two_tier_code true or false.
    Shape: (P,) providers, the policies one each.
    Evidence: E101 (pensions), E102 (the code), E103 (pay of new staff).

    >>> chosen, with_pension = np.array([0.82, 1.0]), np.array([0.97, 1.0])
    >>> offer_to_new_staff(chosen, with_pension, False, False).tolist()
    [0.82, 1.0]
    >>> offer_to_new_staff(chosen, with_pension, True, False).tolist()
    [0.97, 1.0]
    >>> offer_to_new_staff(chosen, with_pension, True, True).tolist()
    [1.0, 1.0]
    """
    guaranteed = np.maximum(offer, with_pension) if pension_guaranteed else offer
    raised: Floats = np.maximum(guaranteed, 1.0) if two_tier_code else guaranteed
    return raised


def offer_with_council_pension(offer: Floats, pension: Floats, council_pension: float) -> Floats:
    """An employer's offer, were its pension the council's.

    In words: its pay is its offer with its own pension taken out. With a council pension on top, it
    is to council reward as its pay is to council pay, at most the same.

    Units: offer and the result as ratios to council reward; pension and council_pension as shares
    of pay.
    Shape: (P,) providers, council_pension one number.
    Evidence: E101 (what employers pay into pensions).

    >>> offer_with_council_pension(np.array([0.82]), np.array([0.03]), 0.22).round(2).tolist()
    [0.97]
    """
    pay: Floats = np.minimum(offer * (1 + council_pension) / (1 + pension), 1.0)
    return pay


def shock_of_transfer(to_group: Bools, to_own_mutual: Bools, shock: float) -> Floats:
    """Commitment that staff lose at once when their lot changes hands.

    In words: moving to a private group costs commitment; moving to another outside body or the
    council half as much; moving to the staff's own mutual nothing.

    Units: to_group and to_own_mutual true or false; shock, of a move to a group, and the result in
    commitment.
    Shape: (n,) lots that change hands, shock one number.
    Evidence: *assumed*.

    >>> to_group, to_own_mutual = np.array([True, False, False]), np.array([False, True, False])
    >>> shock_of_transfer(to_group, to_own_mutual, 0.05).tolist()
    [0.05, 0.0, 0.025]
    """
    lost: Floats = np.where(to_group, shock, np.where(to_own_mutual, 0.0, shock / 2))
    return lost
