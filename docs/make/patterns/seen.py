"""What runs show of the patterns: paths by year, and numbers of a whole run, seed by seed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.console import warn
from sim.model.one_result import Run
from sim.model.one_run import run
from sim.registry.reading.load import vary
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

Values = NDArray[np.float64]

BASE, SURETY, RESERVED = "base", "surety", "reserved"
ARMS: dict[str, dict[str, Any]] = {
    BASE: {},
    SURETY: {"bidding.surety": 0.1},
    RESERVED: {"policy.reserved": 1.0},
}
"""Worlds that patterns 10 and 17 are asked of, beside the base."""
SERIES = {
    "council_homes": ("homes", "share_in_house"),
    "council_people_homes": ("homes", "people_in_house"),
    "private_homes": ("homes", "share_private"),
    "top10_homes": ("homes", "top10_share"),
    "number_homes": ("homes", "open_lots"),
    "posts_homes": ("homes", "posts_required"),
    "cost_youth": ("youth", "public_cost"),
    "cost_school_support": ("school_support", "public_cost"),
    "cost_homes": ("homes", "public_cost"),
    "mutuals": ("all", "mutuals_alive"),
    "mutuals_youth": ("youth", "mutuals_alive"),
    "margin_group": ("all", "margin_group_placements"),
    "margin_small": ("all", "margin_small_placements"),
    "margin_mutual": ("all", "margin_mutual"),
    "surplus": ("all", "mutuals_in_surplus_share"),
}
"""Paths: the service and the series of each, as it stands every April."""
LARGE = 1e6
"""GBP a year from which a lot counts as large (pattern 10); assumed."""
FIVE, TEN = 60, 120
"""Months since founding by which a mutual that lasts may have stood a competition (pattern 17)."""
FIRST_YEAR = 12
NORTH_WEST = "North West"


class Measured(NamedTuple):
    """What the runs of an arm show, a row a seed."""

    paths: dict[str, Values]
    """By name: value by seed and year (N, Y + 1)."""
    numbers: dict[str, Values]
    """By name: value by seed (N,)."""

    def path(self, name: str) -> Values:
        """The mean path over seeds. (Y + 1,)."""
        return np.asarray(np.nanmean(self.paths[name], axis=0), dtype=np.float64)

    def at(self, name: str, year: int) -> float:
        """The mean over seeds in a year; NaN if the runs are not that long."""
        path = self.path(name)
        return float(path[year]) if year < len(path) else float("nan")

    def reaches(self, year: int) -> bool:
        """Whether the runs are that long."""
        return year < len(next(iter(self.paths.values()))[0])

    def number(self, name: str) -> float:
        """The mean over seeds of a number that is known in some."""
        known = self.numbers[name][~np.isnan(self.numbers[name])]
        return float(known.mean()) if len(known) else float("nan")


def measure(world: World, years: int, seeds: Sequence[int]) -> dict[str, Measured]:
    """Play every arm with every seed."""
    found = {}
    for arm, levers in ARMS.items():
        varied = vary(world, levers, set_by="docs.make.patterns") if levers else world
        seen = []
        for seed in seeds:
            one = run(varied, seed=seed, years=years, detail="full")
            seen.append((paths_of(one.monthly), numbers_of(one)))
            warn(f"{arm}: seed {seed}, {len(seen)} of {len(seeds)}")
        found[arm] = Measured(
            {name: np.array([paths[name] for paths, _ in seen]) for name in seen[0][0]},
            {name: np.array([numbers[name] for _, numbers in seen]) for name in seen[0][1]},
        )
    shares = north_west(world)
    for name, value in zip(("north_west_homes", "north_west_children"), shares, strict=True):
        found[BASE].numbers[name] = np.array([value])
    return found


def paths_of(monthly: pd.DataFrame) -> dict[str, Values]:
    """Every path of a run: its value each April, the opening first."""
    april = monthly[monthly["month"] % MONTHS_PER_YEAR == 0]
    by_service = dict(iter(april.groupby("service")))
    found: dict[str, Values] = {
        name: by_service[service][series].to_numpy(np.float64)
        for name, (service, series) in SERIES.items()
    }
    homes = by_service["homes"]
    # Private are groups and small firms; small are firms and charities: the rest is voluntary.
    voluntary = homes["share_small"] + homes["share_group"] - homes["share_private"]
    found["voluntary_homes"] = voluntary.to_numpy(np.float64)
    return found


def numbers_of(one: Run) -> dict[str, float]:
    """Numbers of a whole run: its outcomes, and what its log tells of mutuals' contracts."""
    found = {str(name): float(value) for name, value in one.outcomes.items()}
    for service in SERVICES:
        leaving = [found[f"mean_leaving_{kind}.{service}"] for kind in ("mutual", "in_house")]
        found[f"leaving_ratio.{service}"] = leaving[0] / leaving[1] if leaving[1] else np.nan
    mutuals = one.organisations[one.organisations["is_spun_out"]].set_index("organisation")
    ended = mutuals["ending"] != ""
    insolvent = (mutuals["ending"] == "insolvent").sum()
    found["insolvent_of_endings"] = float(insolvent / ended.sum()) if ended.any() else np.nan
    return found | _won_elsewhere(one.events, mutuals) | _competition(one.events, mutuals)


def _won_elsewhere(events: pd.DataFrame, mutuals: pd.DataFrame) -> dict[str, float]:
    """Large lots held by others for which mutuals bid, and those of them that they won."""
    theirs = events["organisation"].isin(mutuals.index)
    new = events["other"] != events["organisation"]
    large = theirs & new & (events["price"] >= LARGE)
    age = events["month"] - events["organisation"].map(mutuals["founded_month"])
    large &= age >= FIRST_YEAR  # its own spin-out is no lot won elsewhere
    bids, awards = (float((large & (events["kind"] == kind)).sum()) for kind in ("bid", "award"))
    return {
        "large_bids": bids,
        "large_awards": awards,
        "large_won": awards / bids if bids else np.nan,
    }


def _competition(events: pd.DataFrame, mutuals: pd.DataFrame) -> dict[str, float]:
    """When mutuals' contracts first come up, and how many that last meet open competition."""
    awards = events[(events["kind"] == "award") & events["other"].isin(mutuals.index)]
    extended = events[events["kind"] == "extension"]
    extended = extended[extended["organisation"].isin(mutuals.index)]
    back = events[(events["kind"] == "insourced") & events["organisation"].isin(mutuals.index)]
    whose = pd.concat([awards["other"], extended["organisation"], back["organisation"]])
    month = pd.concat([awards["month"], extended["month"], back["month"]])
    age = month - whose.map(mutuals["founded_month"])
    first = age[age >= FIRST_YEAR].groupby(whose).min()
    is_open = ~awards["because"].str.startswith("reserved")
    asked = awards["month"] - awards["other"].map(mutuals["founded_month"])
    stood = asked[is_open & (asked >= FIRST_YEAR)].groupby(awards["other"]).min()
    near = first.between(*WAVE)
    cohort = mutuals[mutuals["cohort"]]
    life = cohort["last_month"] - cohort["founded_month"]
    return {
        "first_renewal": float(first.median()) if len(first) else np.nan,
        "renewed_in_wave": float(near.mean()) if len(first) else np.nan,
        "open_by_5": float((stood.reindex(cohort.index[life >= FIVE]) <= FIVE).mean()),
        "open_by_10": float((stood.reindex(cohort.index[life >= TEN]) <= TEN).mean()),
    }


WAVE = (36, 66)
"""Months after founding between which first renewals should cluster (pattern 14)."""


def north_west(world: World) -> tuple[float, float]:
    """The North West's share of posts in homes at the opening, and of people under 18."""
    from sim.model.opening.opening import opening_state

    state = opening_state(world, 1)
    lots, councils = state.lots, state.councils
    if NORTH_WEST not in councils.regions:
        return float("nan"), float("nan")
    homes = lots.is_open & (lots.service == SERVICES.index("homes"))
    mine = councils.region == councils.regions.index(NORTH_WEST)
    posts = np.where(homes, lots.required, 0)
    share = float(posts[mine[lots.council]].sum() / posts.sum())
    children = councils.children
    return share, float(children[mine].sum() / children.sum())
