"""Who lasts: the lives of a run, or of many runs, group by group.

Followed are the mutuals founded by April 2018, by age, and the firms and charities that were small
when first seen, by the months since then, for their age is not known. A firm that has since grown
into a group is still one of those who began. In a world of twins the firms that stand in for
mutuals count where these would.
"""

import difflib

import numpy as np
import pandas as pd

from sim.errors import UnknownNameError
from sim.model.state.codes import ENDINGS, ORIGINS
from sim.registry.sections.forms import FORMS
from sim.registry.sections.services import SERVICES
from sim.statistics.survival import CENSORED, Lives, cumulative_incidence, survival_interval

CONFIDENCE = 0.95
MUTUAL, SMALL_FIRM, CHARITY = KINDS_FOLLOWED = ("mutual", "small_firm", "charity")
GROUPINGS = {
    "kind": ("kind_followed", KINDS_FOLLOWED),
    "form": ("form", FORMS),
    "service": ("service", SERVICES),
    "starter": ("origin", ORIGINS[1:]),
}
"""By what lives are told apart: the column, and its groups; all but kind are of mutuals alone."""


def lives_of(organisations: pd.DataFrame, *, from_entry: bool = False) -> Lives:
    """The lives of some organisations, by age or, where that is not known, from entry."""
    origin = organisations["entered_month" if from_entry else "founded_month"]
    entry = (organisations["entered_month"] - origin).to_numpy()
    last = np.maximum((organisations["last_month"] - origin).to_numpy(), entry)
    return Lives(entry, last, organisations["ending"].map(ENDINGS.index).to_numpy(dtype=np.int64))


def kinds_followed(organisations: pd.DataFrame) -> pd.Series:
    """What each organisation is followed as, one of KINDS_FOLLOWED; empty if it is not followed."""
    is_small = organisations["has_traded"] & (organisations["kind_at_start"] == "small")
    is_small &= ~organisations["is_spun_out"]
    small = np.where(organisations["is_charity"], CHARITY, SMALL_FIRM)
    found = np.where(organisations["cohort"], MUTUAL, np.where(is_small, small, ""))
    return pd.Series(found, index=organisations.index, dtype=object)


def survival_by(organisations: pd.DataFrame, by: str = "kind") -> pd.DataFrame:
    """Share still independent and shares ended by each cause, one row a group and month.

    organisations: as a run has them, or those of many runs with their `run_id`. by: one of
    GROUPINGS. Columns: the group, under the name of the grouping; months, whole ones lived;
    at_risk, organisations seen in the month that then begins; ended, endings seen so far;
    independent, low, high; and the share ended by each ending. Over several runs the interval is
    over their luck; in one run it takes its organisations to be independent of one another. A group
    ends where nobody was left to be seen. Method: `sim.statistics.survival`.
    """
    if by not in GROUPINGS:
        near = difflib.get_close_matches(by, GROUPINGS, 1)
        remedy = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(GROUPINGS)}"
        message = f"{by!r} is nothing to group lives by; {remedy}"
        raise UnknownNameError(message)
    is_one_run = "run_id" not in organisations or organisations["run_id"].nunique() == 1
    luck = organisations["organisation" if is_one_run else "run_id"]
    people = organisations.assign(kind_followed=kinds_followed(organisations), luck=luck)
    people = people[people["kind_followed"] != ""]
    if by != "kind":
        people = people[people["kind_followed"] == MUTUAL]
    column, groups = GROUPINGS[by]
    tables = [
        _life_table(own, from_entry=name in (SMALL_FIRM, CHARITY)).assign(**{by: name})
        for name in groups
        if len(own := people[people[column] == name])
    ]
    columns = [by, "months", "at_risk", "ended", "independent", "low", "high", *ENDINGS[1:]]
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True)[columns]


def _life_table(people: pd.DataFrame, *, from_entry: bool) -> pd.DataFrame:
    lives = lives_of(people, from_entry=from_entry)
    months = int(lives.last.max()) + 1
    curves = cumulative_incidence(*lives, months)
    is_end = lives.cause != CENSORED
    low, high = survival_interval(lives, people["luck"], months, CONFIDENCE)
    ended = np.bincount(lives.last[is_end].astype(np.int64), minlength=months)
    table = pd.DataFrame(
        {
            "months": np.arange(months + 1),
            "at_risk": np.append(curves.at_risk, 0),
            "ended": np.append(0, np.cumsum(ended)),
            "independent": curves.survival,
            "low": low,
            "high": high,
            **{name: curves.ended_by([code]) for code, name in enumerate(ENDINGS) if code},
        }
    )
    return table[table["independent"].notna()]
