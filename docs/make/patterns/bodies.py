"""Tests of the patterns of bodies and their staff: 5, 6, 14, 15 and 18 of the shared list."""

import numpy as np

from docs.make.patterns.published import GROUP_MARGIN, SMALL_MARGIN
from docs.make.patterns.seen import BASE
from docs.make.patterns.told import YEARS, Check, Runs, along, holds, share, within
from sim.units import MONTHS_PER_YEAR

WITH_MUTUALS = ("youth", "school_support", "social_work")
"""Services in which mutuals are known (pattern 15)."""


def margins(runs: Runs) -> list[Check]:
    """A gradient of margins by size, and the published levels."""
    base = runs[BASE]
    kinds = ("group", "small", "mutual")
    group, small, mutual = ([base.at(f"margin_{kind}", year) for year in YEARS] for kind in kinds)
    apart = all(g > max(s, m) for g, s, m in zip(group, small, mutual, strict=True))
    paths = "; ".join(f"{kind} {along(base, f'margin_{kind}', YEARS)}" for kind in kinds)
    means = [float(np.mean(kind)) for kind in (group, small, mutual)]
    levels = (GROUP_MARGIN, SMALL_MARGIN, SMALL_MARGIN)
    return [
        holds(paths, *group, *small, *mutual, so=apart),
        *(within(share(mean), mean, *level) for mean, level in zip(means, levels, strict=True)),
    ]


def stock(runs: Runs) -> list[Check]:
    """Fast entry, then near-zero net growth."""
    base = runs[BASE]
    alive = [base.at("mutuals", year) for year in range(8)]
    early, late = alive[1] / alive[0] - 1, alive[5] / alive[1] - 1
    two, five = base.at("mutuals_youth", 1), base.at("mutuals_youth", 3)
    said = ", ".join(f"{value:.1f}" for value in alive)
    return [
        within(f"{early:+.0%}; alive each April 2013 to 2020: {said}", early, low=0.25),
        within(f"{late:+.0%}", late, -0.05, 0.2),
        within(f"{two:.1f}", two, 1.0, 3.0),
        within(f"{five:.1f}", five, 3.0, 7.0),
    ]


def terms(runs: Runs) -> list[Check]:
    """Renewals cluster about four to five years after founding."""
    base = runs[BASE]
    first, near = base.number("first_renewal"), base.number("renewed_in_wave")
    said = f"{share(near)}; the median is at {first / MONTHS_PER_YEAR:.1f} years"
    return [within(said, near, low=0.5)]


def turnover(runs: Runs) -> list[Check]:
    """High turnover, and at most a fifth lower in mutuals."""
    base = runs[BASE]
    work, homes = (base.number(f"mean_leaving_rate.{name}") for name in ("social_work", "homes"))
    ratios = [base.number(f"leaving_ratio.{name}") for name in WITH_MUTUALS]
    return [
        within(f"{work:.1%}", work, 0.135, 0.17),
        within(f"{homes:.1%}", homes, 0.29, 0.35),
        *(within(f"{ratio - 1:+.0%}", ratio, 0.8, 1.0) for ratio in ratios),
    ]


def health(runs: Runs) -> list[Check]:
    """Margins of those left are positive but small; few end insolvent."""
    base = runs[BASE]
    margin, insolvent = base.number("mean_margin_mutual"), base.number("insolvent_of_endings")
    rate = base.number("company_failure_rate")
    said = f"{margin:.1%}; in surplus {along(base, 'surplus', YEARS)}"
    return [
        within(said, margin, *SMALL_MARGIN),
        within(share(insolvent), insolvent, high=0.5),
        within(f"{rate:.2%}", rate, 0.0025, 0.01),
    ]
