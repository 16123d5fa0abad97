"""End outcomes that compare kinds of employer, routes and origins: totals over a whole run."""

import numpy as np
import pandas as pd

from sim.model.record.catalogue import END_RATIOS
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.units import MONTHS_PER_YEAR

TEN_YEARS = 120
"""Months after founding by which a mutual's work elsewhere is asked after."""


def totals_over_totals(monthly: pd.DataFrame) -> dict[str, float]:
    """Ratios of totals over the run, the opening left out; NaN where there was nothing."""
    asked = {name for pair in END_RATIOS.values() for name in pair}
    asked |= {"company_failures", "companies"}
    asked |= {f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS}
    months = monthly.loc[monthly["month"] > 0, ["service", *sorted(asked)]]
    every = months[months["service"] == "all"]
    found = {name: of_totals(every, *pair) for name, pair in END_RATIOS.items()}
    wanted = [f"{name}_{kind}" for name in ("people", "redundancies") for kind in KINDS]
    for service in SERVICES:
        total = months.loc[months["service"] == service, wanted].sum()
        for kind in KINDS:
            people = total[f"people_{kind}"] / MONTHS_PER_YEAR
            redundant = total[f"redundancies_{kind}"]
            found[f"redundancy_rate_{kind}.{service}"] = ratio(redundant, people)
    failures_a_month = of_totals(every, "company_failures", "companies")
    found["company_failure_rate"] = failures_a_month * MONTHS_PER_YEAR
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


def of_totals(months: pd.DataFrame, over: str, under: str) -> float:
    """A ratio of two flows over a run: of their totals, not the mean of the months' ratios."""
    return ratio(months[over].sum(), months[under].sum())


def ratio(over: float, under: float) -> float:
    """One total over another; NaN where there was nothing."""
    return float(over / under) if under else float(np.nan)
