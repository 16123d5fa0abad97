"""End outcomes that compare kinds of employer, routes and origins: totals over a whole run."""

import numpy as np
import pandas as pd

from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR

TEN_YEARS = 120
"""Months after founding by which a mutual's work elsewhere is asked after."""
RATIOS_OF_TOTALS = {
    "votes_won_share": ("spin_out_votes_won", "spin_out_votes"),
    "challenged_share": ("challenges", "shortlists"),
    "laid_off_after_failure_share": ("laid_off_unlet", "staff_returned"),
    "step_in_cost_per_person": ("step_in_cost", "staff_returned"),
}
"""End outcomes that are the total of one series over the total of another."""


def totals_over_totals(monthly: pd.DataFrame) -> dict[str, float]:
    """Ratios of totals over the run, the opening left out; NaN where there was nothing."""
    asked = {name for pair in RATIOS_OF_TOTALS.values() for name in pair}
    asked |= {f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS}
    months = monthly.loc[monthly["month"] > 0, ["service", *sorted(asked)]]
    every = months[months["service"] == "all"]
    found = {
        name: ratio(every[over].sum(), every[under].sum())
        for name, (over, under) in RATIOS_OF_TOTALS.items()
    }
    wanted = [f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS]
    for service in SERVICES:
        total = months.loc[months["service"] == service, wanted].sum()
        for kind in KINDS:
            people = total[f"people_{kind}"] / MONTHS_PER_YEAR
            redundant = total[f"redundancies_{kind}"]
            found[f"redundancy_rate_{kind}.{service}"] = ratio(redundant, people)
    found["redundancies_mutual_as_council"] = _as_council(months, found)
    return found


def _as_council(months: pd.DataFrame, rates: dict[str, float]) -> float:
    """Redundancies a month in mutuals at the rates of council teams, service by service."""
    expected = [
        months.loc[months["service"] == service, "people_mutual"].mean()
        * rates[f"redundancy_rate_in_house.{service}"]
        for service in SERVICES
    ]
    return float(np.nansum(expected) / MONTHS_PER_YEAR)


def origins_and_growth(organisations: pd.DataFrame) -> dict[str, float]:
    """Who began the mutuals of the cohort, and how many worked elsewhere within ten years."""
    mutuals = organisations[organisations["cohort"]]
    began = mutuals["origin"].isin(("top", "staff"))
    until = mutuals["founded_month"] + TEN_YEARS
    went = mutuals["abroad_month"] <= until
    lasted = (mutuals["ending"] == "") | (mutuals["last_month"] >= until)
    return {
        "top_started_share": ratio((mutuals["origin"] == "top").sum(), began.sum()),
        "ever_abroad_share": ratio(went.sum(), len(mutuals)),
        "grew_abroad_share": ratio((went & lasted).sum(), lasted.sum()),
    }


def ratio(over: float, under: float) -> float:
    """One total over another; NaN where there was nothing."""
    return float(over / under) if under else float(np.nan)
