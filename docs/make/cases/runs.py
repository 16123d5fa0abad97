"""Runs of the cases: each gives a few numbers, kept in docs/cases/runs.csv."""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from docs.make.cases.case import Arm, Case
from docs.make.cases.watching import FIVE_YEARS, TEN_YEARS, Watched, watch
from sim.model.mesa import MutualsModel
from sim.model.one_run import forget, results_of
from sim.model.opening.known_lots import KNOWN_LOTS
from sim.model.opening.plans import named_spin_out, vote_on
from sim.model.state.codes import Account
from sim.model.state.state import State
from sim.registry.reading.load import load
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

AFTER_FAILURE = 4
"""Months after a scripted failure in which its people are still looked for."""


class Row(NamedTuple):
    """One number of one run."""

    case: str
    arm: str
    seed: int
    measure: str
    value: float


@dataclass(slots=True)
class Failing:
    """The work of a body that a scenario lets fail, and the people in it."""

    lot: int
    month: int
    before: set[int]
    """People in it just before."""
    there: list[int] = field(default_factory=list)
    """People in it after each month since, whoever they are."""
    kept: float = math.nan
    step_in: float = 0.0


@dataclass(slots=True)
class Story:
    """What is noted while a run goes on."""

    mutuals: dict[str, Watched]
    customers: list[tuple[int, int]] = field(default_factory=list)
    """Customers and members, month by month."""
    bodies: list[int] = field(default_factory=list)
    """Bodies to whom work is passed on, month by month."""
    mentored: list[int] = field(default_factory=list)
    failing: Failing | None = None


def world_of(case: Case, arm: Arm) -> World:
    """The world of an arm."""
    overrides = dict(arm.settings)
    if arm.changes:
        mutuals = [mutual.model_dump() for mutual in load(case.name).mutuals]
        overrides["mutuals"] = [
            {**mutual, **arm.changes.get(mutual["name"], {})} for mutual in mutuals
        ]
    return load(case.name, overrides or None, set_by=f"case {case.name}, arm {arm.name}")


def play(case: Case, arm: Arm, seed: int) -> list[Row]:
    """One run of an arm, as the numbers that the case's page shows."""
    model = MutualsModel(world_of(case, arm), seed=seed, years=case.years, detail="study")
    story = Story({name: Watched() for name in case.mutuals})
    opening = {**_votes(model.state), "holders 0": _holders(model.state)}
    _note(model.state, story)
    while model.running:
        _await_failure(model.state, story)
        model.step()
        _note(model.state, story)
    found = {
        **opening,
        **_of_mutuals(model.state, story),
        **_of_customers(model.state, story),
        **_of_failure(story),
        **_of_market(model, case),
        "holders 10": _holders(model.state),
        "bodies": float(np.mean(story.bodies)) if story.bodies else math.nan,
        "mentored most": float(max(story.mentored)),
        "grants paid": -model.state.payments.outside.get("support programme", 0.0),
    }
    forget(model)
    wanted = [measure.name for measure in case.measures]
    wanted += [f"{name}: ending" for name in case.mutuals]
    known = [name for name in wanted if not math.isnan(found.get(name, math.nan))]
    return [Row(case.name, arm.name, seed, name, found[name]) for name in known]


def _note(state: State, story: Story) -> None:
    """Note the month just played."""
    for name, seen in story.mutuals.items():
        watch(state, name, seen)
    known = [work for work in state.customer_work if state.lots.number[work.lot] >= KNOWN_LOTS]
    customers = sum(len(work.accounts) - work.count(Account.GONE) for work in known)
    members = sum(work.count(Account.MEMBER) for work in known)
    story.customers.append((customers, members))
    if state.funded:
        story.bodies.append(sum(len(chosen) for chosen in state.funded.values()))
    providers = state.providers
    mentored = providers.is_active & (providers.mentored_until > state.month)
    story.mentored.append(int(mentored.sum()))
    if story.failing:
        _look_after(state, story.failing)


def _await_failure(state: State, story: Story) -> None:
    """Remember who is in the work of a body that is about to fail."""
    due = [e for e in state.world.events if e.kind == "fail" and e.month == state.month]
    for event in due:
        row = state.providers.names.index(event.organisation)
        (lot,) = np.flatnonzero(state.lots.is_open & (state.lots.holder == row))
        story.failing = Failing(int(lot), state.month, _people_in(state, int(lot)))


def _look_after(state: State, failing: Failing) -> None:
    """Note who is left in work whose body has failed."""
    people = _people_in(state, failing.lot)
    failing.there.append(len(people))
    if len(failing.there) == 1:
        counts = state.flows.counts.get("step_in_cost", np.zeros(1))
        failing.step_in = float(counts.sum())
    if len(failing.there) == AFTER_FAILURE:
        failing.kept = len(people & failing.before) / len(failing.before)


def _people_in(state: State, lot: int) -> set[int]:
    here = state.posts.is_filled & (state.posts.lot == lot)
    return set(state.posts.person[here].tolist())


def _votes(state: State) -> dict[str, float]:
    """How staff would vote on each named mutual, as log-odds."""
    here = [m for m in state.world.mutuals if m.council in state.councils.codes]
    return {f"{m.name}: vote": vote_on(state, named_spin_out(state, m)) for m in here}


def _holders(state: State) -> float:
    """Suppliers in the external market."""
    return float(len(np.unique(state.lots.holder[state.is_external()])))


def _of_mutuals(state: State, story: Story) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, seen in story.mutuals.items():
        found |= {f"{name}: {key}": value for key, value in seen.summary().items()}
        if name in state.providers.names:
            row = state.providers.names.index(name)
            found[f"{name}: ending"] = float(state.providers.ending[row])
    return found


def _of_customers(state: State, story: Story) -> dict[str, float]:
    first = story.customers[0][0]
    if not first:
        return {}
    return {
        "customers kept 5": story.customers[FIVE_YEARS][0] / first,
        "customers kept 10": story.customers[TEN_YEARS][0] / first,
        "members 10": float(story.customers[TEN_YEARS][1])
        if state.world.mechanisms.customer_membership
        else math.nan,
    }


def _of_failure(story: Story) -> dict[str, float]:
    """How many were kept, and how many lost their jobs because nobody took the work on in time."""
    if story.failing is None:
        return {}
    months = [len(story.failing.before), *story.failing.there[:AFTER_FAILURE]]
    emptied = [was for was, now in zip(months, months[1:], strict=False) if was and not now]
    return {
        "kept 4 months": story.failing.kept,
        "let go": float(sum(emptied)),
        "step-in cost": story.failing.step_in,
    }


def _of_market(model: MutualsModel, case: Case) -> dict[str, float]:
    """Leaving in council teams, mutuals alive, local share, concentration beside chance."""
    state, record = model.state, model.recorder
    alive = record.series("mutuals_alive")[:, -1]
    found = {
        f"mutuals {months // MONTHS_PER_YEAR}": float(alive[months])
        for months in (FIVE_YEARS, TEN_YEARS)
        if months < len(alive)
    }
    if case.mutuals:
        (named, *_) = state.world.mutuals
        code = SERVICES.index(named.service)
        leaving = record.series("leaving_in_house")[1 : FIVE_YEARS + 1, code]
        found["council leaving"] = float(np.nanmean(leaving))
        found["local 10"] = _local_share(state, named.council, code)
    if any(measure.name == "top4 10" for measure in case.measures):
        found |= _concentration(model)
    return found


def _local_share(state: State, council: str, service: int) -> float:
    """Posts of a council's service, own work included, that a body at home holds."""
    lots, home = state.lots, state.councils.codes.index(council)
    here = lots.is_open & (lots.council == home) & (lots.service == service)
    at_home = here & (state.providers.home[lots.holder] == home)
    return float(lots.required[at_home].sum() / max(lots.required[here].sum(), 1))


def _concentration(model: MutualsModel) -> dict[str, float]:
    """Of the one service there is."""
    monthly = results_of(model).monthly
    service = SERVICES[int(model.state.lots.service[0])]
    rows = monthly[monthly["service"] == service].set_index("month")
    end = model.months
    return {
        "top4 0": float(rows.loc[0, "top4_share"]),
        "top4 10": float(rows.loc[end, "top4_share_pool"]),
        "frozen 10": float(rows.loc[end, "top4_share_frozen"]),
        "drift 10": float(rows.loc[end, "top4_share_drift"]),
        "effective 10": float(rows.loc[end, "effective_suppliers"]),
    }


def read_rows(path: Path) -> list[Row]:
    """Stored runs."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["case"], row["arm"], int(row["seed"]), row["measure"], float(row["value"]))
            for row in csv.DictReader(file)
        ]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Store runs, six digits a number."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows([*row[:-1], f"{row.value:.6g}"] for row in rows)
