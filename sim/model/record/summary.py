"""The outcomes of a run that tell what became of mutuals, their staff and the market."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from sim.model.record.catalogue import outcome_of

SUMMARY = (
    *("cohort", "independence_10y", "restricted_mean_years_14", "taken_over_10y"),
    *("lost_to_group_10y", "lost_to_council_10y", "insolvent_10y", "second_letting_survival"),
    *("mean_external_share", "mean_share_mutual", "mean_share_group"),
    *("top4_end.youth", "top4_end.homes", "mean_bidders"),
    *("leaving_first_holders", "leaving_new_staff", "mean_vacancy_share", "mean_quality"),
    *("mean_public_cost", "mean_front_line_share"),
)
"""What is shown of a run unless all is asked for."""
MEAN = "mean_"


def rows_of(
    outcomes: Mapping[str, float], names: Iterable[str] = SUMMARY
) -> tuple[list[dict[str, Any]], list[str]]:
    """Outcome, value, unit and meaning of each that has a value, and the names of the others."""
    rows: list[dict[str, Any]] = []
    unknown = []
    for name in names:
        value = float(outcomes.get(name, math.nan))
        if math.isnan(value):
            unknown.append(name)
            continue
        about = outcome_of(name)
        unit, meaning = (about.unit, about.meaning) if about else ("", "")
        if name.startswith(MEAN):
            meaning = f"{meaning.rstrip('.')}, mean over the run."
        rows.append({"outcome": name, "value": value, "unit": unit, "meaning": meaning})
    return rows, unknown
