"""Which bodies are asked about by name: who holds most votes in them, how large, in which services.

The population that Andrew Webb's concern is about is *small staff-led mutuals*: staff hold most
votes, up to so many GBP a year at founding, in services where the sources know of any. What a
body is was settled at its founding, so that nothing that happens to it later moves it from one
population to another.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.arrays import Bools, Floats

COUNTS_AS = STAFF_LED, CUSTOMERS, COMMISSIONING, OTHER = (
    "staff_led",
    "customers",
    "commissioning",
    "other",
)
"""What a mutual counts as."""
MOST_VOTES = 0.5
"""Share of votes above which somebody holds most."""
SMALL_UP_TO = 10e6
"""GBP a year at founding up to which a body is small; fixed with the second hypotheses."""
SERVICES_ASKED = ("youth", "school_support", "social_work")
"""Services in which the sources know of staff-led mutuals."""
SMALL_STAFF_LED = "small_staff_led"


def counted_as(staff: Floats, customers: Floats, passes_on: Floats) -> NDArray[np.object_]:
    """What each mutual counts as, by who holds most votes in it at its founding.

    A body that passes work on to others is a commissioning one, whoever owns it; else
    it is led by its staff or owned by its customers, if either hold more than half of the votes;
    else it is another.

    Units: staff and customers shares of votes; passes_on a share of price; the result one of
    COUNTS_AS.
    Shape: (P,) mutuals.
    Evidence: the list of known children's mutuals counts them so (E160).

    >>> counted_as(np.array([1.0, 0.0, 0.5]), np.array([0.0, 0.8, 0.3]), np.zeros(3)).tolist()
    ['staff_led', 'customers', 'other']
    >>> counted_as(np.array([1.0]), np.array([0.0]), np.array([0.6])).tolist()
    ['commissioning']
    """
    told = np.where(staff > MOST_VOTES, STAFF_LED, OTHER).astype(object)
    told[customers > MOST_VOTES] = CUSTOMERS
    told[passes_on > 0] = COMMISSIONING
    return told


def small_staff_led(
    counts_as: NDArray[np.object_], value: Floats, service: NDArray[np.object_], cohort: Bools
) -> Bools:
    """Whether each body is a small staff-led mutual of the cohort. (P,).

    Its staff hold most votes, it was paid at most ten million pounds a year when it was
    founded, it works in one of three services, and it was founded by April 2018.

    >>> body = np.array(["staff_led"], dtype=object), np.array([1e7]), np.array(["youth"])
    >>> small_staff_led(*body, np.array([True])).tolist()
    [True]
    """
    is_asked = np.isin(service, SERVICES_ASKED)
    found: Bools = cohort & (counts_as == STAFF_LED) & (value <= SMALL_UP_TO) & is_asked
    return found


def small_firms_like(firms: pd.DataFrame) -> pd.DataFrame:
    """Firms of the same services and size band as small staff-led mutuals."""
    return firms[firms["service"].isin(SERVICES_ASKED) & (firms["turnover_start"] <= SMALL_UP_TO)]


def weighted_by_mix(of_firms: dict[str, float], mutuals: pd.DataFrame) -> float:
    """A number of firms by service as it would be if firms were spread as mutuals are.

    Each service counts as often as there are mutuals in it; services without a firm are
    left out. NaN where nothing is left.

    >>> mutuals = pd.DataFrame({"service": ["youth", "youth", "youth", "social_work"]})
    >>> weighted_by_mix({"youth": 0.1, "social_work": 0.5}, mutuals)
    0.2
    """
    mix = mutuals["service"].value_counts()
    known = {name: value for name, value in of_firms.items() if np.isfinite(value)}
    weights = np.array([float(mix.get(name, 0)) for name in known])
    if not weights.sum():
        return float("nan")
    return float(np.average(list(known.values()), weights=weights))
