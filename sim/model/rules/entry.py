"""Whether new providers enter a service."""

import numpy as np

from sim.arrays import Floats


def entry_rate(base: float, ease: Floats, margin: Floats, margin_from: float) -> Floats:
    """How many new providers enter a service in a year.

    In words: nobody enters while those already there earn little; above that, entry rises with the
    margin, the more the easier the service is to enter.

    Units: base and the result in entrants a year in England; ease a factor; margin (realised in the
    last 12 months by all outside holders) and margin_from in shares of turnover.
    Shape: (S,) services, base and margin_from one number each.
    Evidence: E17 (homes enter at about 15% a year); that margins draw them in is *assumed*.

    >>> entry_rate(8.0, np.array([1.0, 0.3]), np.array([0.10, 0.04]), 0.05).tolist()
    [8.0, 0.0]
    """
    rate: Floats = base * ease * np.maximum(0.0, margin - margin_from) / margin_from
    return rate
