"""Whether new providers enter a service."""

import numpy as np

from sim.arrays import Floats


def entry_rate(base: float, ease: Floats, margin: Floats, margin_from: float) -> Floats:
    """Entrants a year by service.

    (S,).

    In words: nobody enters while those already there earn little; above that, entry rises with the
    margin, the more the easier the service is to enter. margin: realised 12-month margin of all
    outside holders, share of turnover.
    """
    rate: Floats = base * ease * np.maximum(0.0, margin - margin_from) / margin_from
    return rate
