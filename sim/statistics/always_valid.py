"""Intervals that stay true however often one looks, and whenever one stops.

A *confidence sequence* covers the true mean at all numbers of runs at once with the stated
confidence. One may look after every few runs and stop when the answer is clear; an ordinary
interval, looked at like that, misses far more often than it says.

The sequence here is the mixture t-test: at each supposed mean, the likelihood ratio of all effects
weighed by a normal curve against none, with the spread unknown. For normal values it is a
martingale whatever the spread, so the chance that it ever exceeds 1/a is at most a (Ville). See
Lai (1976), Annals of Statistics 4:265; Wang and Ramdas (2023), "Anytime-valid t-tests and
confidence sequences for Gaussian means with unknown variance", arXiv 2310.03722, whose Gaussian
mixture this is; for the right to stop at will, Hendriksen, de Heide and Gruenwald (2021), Bayesian
Analysis 16:961.

Conditions: runs are independent and their values roughly normal. A run's value is a mean or a
share over many organisations, so this is nearly so; tests measure the error for lopsided values.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

TUNED_FOR = 0.95
"""Confidence for which the sequence is tuned. One tuning for all, so that intervals nest."""

_WIDEST_SEARCH = 1e6


@dataclass(frozen=True, slots=True)
class AlwaysValid:
    """The rule of a study that stops when it knows enough.

    narrowest_at: runs at which intervals are narrowest for what is told; valid at any number.
    """

    narrowest_at: int
    allows_for_lean = False

    def reach(self, confidence: float, runs: int) -> float:
        """Standard errors that an interval reaches to either side; infinite with too few runs."""
        return _reach(_pull(self.narrowest_at), 1 - confidence, runs)

    def chance(self, distance: float, runs: int) -> float:
        """The p-value at this look, true at every look: 1 over the likelihood ratio, at most 1."""
        return math.exp(min(0.0, -_log_ratio(_pull(self.narrowest_at), distance, runs)))


def _log_ratio(pull: float, distance: float, runs: int) -> float:
    """Logarithm of the mixture's likelihood ratio against no effect.

    pull: runs that the normal curve of effects is worth; distance: standard errors from no effect.
    """
    kept = pull / (runs + pull)
    square = distance**2 / (runs - 1)
    if math.isinf(square):
        return math.inf
    gain = math.log1p(square) - math.log1p(kept * square)
    return 0.5 * math.log(kept) + 0.5 * runs * gain


def _reach(pull: float, error: float, runs: int) -> float:
    """The distance at which the likelihood ratio is 1 / error: the interval holds all nearer."""
    if runs <= 1:
        return math.inf
    kept = pull / (runs + pull)
    needed = math.exp(2 / runs * (-math.log(error) - 0.5 * math.log(kept)))
    if kept * needed >= 1:
        return math.inf
    return math.sqrt((runs - 1) * (needed - 1) / (1 - kept * needed))


@lru_cache(maxsize=64)
def _pull(narrowest_at: int) -> float:
    """The pull with which the interval is narrowest at this number of runs, by golden section."""
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log_pull: min(
            _reach(math.exp(log_pull), 1 - TUNED_FOR, narrowest_at), _WIDEST_SEARCH
        ),
        bounds=(math.log(1e-4), math.log(float(max(narrowest_at, 2)))),
        method="bounded",
    )
    return math.exp(float(found.x))
