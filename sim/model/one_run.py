"""One run: a world and a seed in, everything that happened out. Nothing else starts a model."""

import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from sim.model.course import Course
from sim.model.mesa import MutualsModel
from sim.model.one_result import EndOutcomes, Run
from sim.model.record.catalogue import SERIES
from sim.model.record.columns import opening, told, units_of
from sim.model.record.nulls import null_top_shares
from sim.model.record.outcomes import COHORT_UNTIL, end_outcomes
from sim.model.record.populations import counted_as, small_staff_led
from sim.model.state.codes import ENDINGS, ORIGINS, Kind
from sim.model.state.events import NUMBERS
from sim.model.state.log import LoggedEvent
from sim.model.state.state import State
from sim.model.state.tables import NEVER, NOBODY
from sim.registry.provenance import overridden, world_hash
from sim.registry.sections.forms import FORMS
from sim.registry.sections.kinds import KINDS
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

ROWS = (*SERVICES, "all")
EVENT_COLUMNS = (
    *("month", "kind", "organisation", "other", "council", "service", "lot", "because"),
    *NUMBERS,
)
"""The decision log as a table; a number that a kind of event does not give is NaN."""


def run(
    world: World | str | Path, seed: int | None = 1, years: int | None = None, detail: str = "full"
) -> Run:
    """Run a world once.

    world: a `World`, or the name or path of a scenario. seed: names the luck, a whole number, 0 to
    2**63 - 1; with None the system names one, and the manifest says which. years: by default the
    world's. detail: "full" or "study". Raises MutualsError for what cannot be.
    """
    model = MutualsModel(world, seed=seed, years=years, detail=detail)
    found, time_of = _to_its_end(model), model.world.time
    opened = opening(time_of.start_year, time_of.start_month)
    found.outcomes.attrs["units"] = units_of(found.outcomes.index, "runs")
    return replace(
        found,
        monthly=told(found.monthly, "series", opened),
        organisations=told(found.organisations, "organisations", opened),
        events=told(found.events, "events", opened),
        holders=told(found.holders, "holders", opened),
    )


def played(world: World, seed: int, years: int, detail: str) -> Run:
    """Run a world once for a study, which stores no dates and units."""
    return _to_its_end(MutualsModel(world, seed=seed, years=years, detail=detail))


def _to_its_end(model: MutualsModel) -> Run:
    began = time.perf_counter()
    while model.running:
        model.step()
    found = results_of(model)
    forget(model)
    found.manifest["seconds"] = round(time.perf_counter() - began, 2)
    return found


def results_of(model: Course | MutualsModel) -> Run:
    """The results of a run so far."""
    state = model.state
    monthly = _monthly(model)
    organisations = organisations_of(state)
    return Run(
        monthly=monthly,
        organisations=organisations,
        events=events_of(state),
        holders=_holders(model),
        outcomes=EndOutcomes(
            end_outcomes(
                monthly, organisations, model.recorder.regions, model.recorder.ratios_over_run()
            )
        ),
        manifest={
            "scenario": model.world.name,
            "seed": model.seed,
            "years": model.years,
            "detail": "full" if state.log.keeps_all else "study",
            "overrides": overridden(model.world),
            "world_hash": world_hash(model.world),
            "version": version("mutuals"),
        },
    )


def forget(model: MutualsModel) -> None:
    """Let go of a finished model: Mesa 3.3 keeps every one alive in a registry of agent numbers."""
    import mesa

    registry = getattr(mesa.Agent, "_ids", None)
    if registry is not None:
        registry.pop(model, None)
    model.remove_all_agents()
    model.providers.clear()
    model.councils.clear()


def _monthly(model: Course | MutualsModel) -> pd.DataFrame:
    months = model.recorder.months
    n = len(ROWS)
    table = pd.DataFrame(
        {
            "month": np.repeat(np.arange(len(months)), n),
            "service": np.tile(np.array(ROWS, dtype=object), len(months)),
        }
    )
    nulls = null_top_shares(model.state, model.recorder.history)
    columns = {}
    for outcome in SERIES:
        name = outcome.name
        null = name.removeprefix("top4_share_")
        if null in nulls:
            columns[name] = _yearly(nulls[null], len(months))
            continue
        columns[name] = model.recorder.series(name).reshape(-1)
    return pd.concat([table, pd.DataFrame(columns)], axis=1)


def _yearly(values: np.ndarray, n_months: int) -> np.ndarray:
    """Yearly values by service as a monthly column, each year's value held until the next.

    The place of all services, "all", has none.
    """
    wide = np.full((n_months, len(ROWS)), np.nan)
    year = np.minimum(np.arange(n_months) // MONTHS_PER_YEAR, len(values) - 1)
    wide[:, : len(SERVICES)] = values[year]
    return wide.reshape(-1)


def organisations_of(state: State) -> pd.DataFrame:
    """Table of all providers that ever were, one row each."""
    columns = {**_who_they_are(state), **_when_and_how_they_end(state), **_what_they_did(state)}
    columns |= _population(state, columns["service"], columns["cohort"])
    return pd.DataFrame({name: columns[name] for name in ORGANISATION_COLUMNS})


ORGANISATION_COLUMNS = (
    *("organisation", "name", "kind", "kind_at_start", "form", "council", "service", "origin"),
    *("founded_month", "entered_month", "left_month", "last_month", "months_at_risk"),
    *("ending", "ended_by", "ended_by_organisation", "lettings", "cohort", "is_spun_out"),
    *("is_charity", "has_traded", "is_partial", "turnover_start", "turnover_end"),
    *("second_letting_survived", "looks", "is_group", "abroad_month"),
    *("counts_as", "value_at_founding", "small_staff_led", "is_named"),
)


def _who_they_are(state: State) -> dict[str, np.ndarray]:
    providers = state.providers
    codes = np.array([*state.councils.codes, ""], dtype=object)
    return {
        "organisation": np.array(providers.labels, dtype=object),
        "name": np.array(providers.names, dtype=object),
        "kind": np.array(KINDS, dtype=object)[providers.kind],
        "kind_at_start": np.array(KINDS, dtype=object)[providers.kind_at_start],
        "form": np.array([*FORMS, ""], dtype=object)[providers.form],
        "council": codes[providers.home],
        "service": np.array(SERVICES, dtype=object)[_service_of(state)],
        "origin": np.array(ORIGINS, dtype=object)[providers.origin],
        "is_charity": providers.is_charity.copy(),
        "is_group": providers.kind == Kind.GROUP,
    }


def _service_of(state: State) -> np.ndarray:
    """The service of each body: of a mutual that in which it began, else the first it works in."""
    first = np.argmax(state.providers.works_in, axis=1)
    return np.where(state.providers.is_spun_out, state.providers.founded_in, first)


def _population(state: State, service: np.ndarray, cohort: np.ndarray) -> dict[str, np.ndarray]:
    """Which population each body belongs to, by what it was at its founding."""
    providers = state.providers
    told = counted_as(providers.staff_votes, providers.customer_votes, providers.passes_on)
    value = np.where(providers.is_spun_out, providers.value_at_founding, providers.turnover_start)
    return {
        "counts_as": np.where(providers.is_spun_out, told, ""),
        "value_at_founding": value,
        "small_staff_led": small_staff_led(told, value, service, cohort),
        "is_named": providers.is_named.copy(),
    }


def _when_and_how_they_end(state: State) -> dict[str, np.ndarray]:
    providers, end = state.providers, state.month
    ended, taker = providers.ending > 0, providers.ended_by
    known = taker != NOBODY
    by = np.array(["none"] * providers.n, dtype=object)
    kinds = np.array(["council", "nonprofit", "nonprofit", "group"], dtype=object)
    by[known] = kinds[providers.kind[taker[known]]]
    still = np.where(providers.is_active, end, np.maximum(providers.entered, 0))
    last = np.where(ended, providers.ended, still)
    seen = np.where(ended | ~providers.is_active, last, end - 1)  # the last month that was played
    at_risk = np.maximum(last - providers.entered, 0).astype(np.float64)
    labels = np.array(providers.labels, dtype=object)
    return {
        "founded_month": providers.founded.astype(np.float64),
        "entered_month": providers.entered.astype(np.float64),
        "left_month": np.where(ended, providers.ended, np.nan),
        "last_month": np.maximum(seen, providers.entered).astype(np.float64),
        "months_at_risk": at_risk * providers.has_traded,
        "ending": np.array(ENDINGS, dtype=object)[providers.ending],
        "ended_by": by,
        "ended_by_organisation": np.where(known, labels[taker], ""),
    }


def _what_they_did(state: State) -> dict[str, np.ndarray]:
    providers, traded = state.providers, state.providers.has_traded

    def if_known(column: np.ndarray, empty: int) -> np.ndarray:
        return np.where(column == empty, np.nan, column.astype(np.float64))

    return {
        "lettings": providers.lettings.astype(np.float64),
        "cohort": providers.is_spun_out & traded & (providers.founded <= COHORT_UNTIL),
        "is_spun_out": providers.is_spun_out & traded,
        "has_traded": traded.copy(),
        "is_partial": providers.is_partial.copy(),
        "turnover_start": providers.turnover_start.copy(),
        "turnover_end": state.contracts_a_year(),
        "second_letting_survived": if_known(providers.kept_second, NOBODY),
        "looks": providers.looks.astype(np.float64),
        "abroad_month": if_known(providers.abroad_from, NEVER),
    }


def events_of(state: State) -> pd.DataFrame:
    """The decision log as a table, in the order in which things happened."""
    labels = np.array([*state.providers.labels, ""], dtype=object)
    codes = np.array([*state.councils.codes, ""], dtype=object)
    services = np.array([*SERVICES, ""], dtype=object)
    entries = state.log.entries
    if not entries:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in EVENT_COLUMNS})
    columns = dict(zip(entries[0]._fields, zip(*entries, strict=True), strict=True))
    lots = np.array(columns["lot"])
    return pd.DataFrame(
        {
            "month": np.array(columns["month"]),
            "kind": np.array(columns["kind"], dtype=object),
            "organisation": labels[np.array(columns["organisation"])],
            "other": labels[np.array(columns["other"])],
            "council": codes[np.array(columns["council"])],
            "service": services[np.array(columns["service"])],
            "lot": lots.astype(np.float64),
            "because": np.array(columns["because"], dtype=object),
            **_numbers_of(entries),
        }
    )


def _numbers_of(entries: list[LoggedEvent]) -> dict[str, np.ndarray]:
    """A column for each number that events can give, by name."""
    columns = {name: np.full(len(entries), np.nan) for name in NUMBERS}
    for row, entry in enumerate(entries):
        for name, value in entry.numbers.items():
            columns[name][row] = value
    return columns


def _holders(model: Course | MutualsModel) -> pd.DataFrame:
    state = model.state
    labels, names = (
        np.array(state.providers.labels, dtype=object),
        np.array(state.providers.names, dtype=object),
    )
    kinds = np.array(KINDS, dtype=object)[state.providers.kind]
    years = model.recorder.holders
    cells = [np.nonzero(holder >= 0) for _, holder, _ in years]
    council, service = (np.concatenate([cell[part] for cell in cells]) for part in (0, 1))
    pairs = list(zip(years, cells, strict=True))
    row = np.concatenate([holder[cell] for (_, holder, _), cell in pairs]).astype(np.int64)
    return pd.DataFrame(
        {
            "month": np.repeat([month for month, _, _ in years], [len(cell[0]) for cell in cells]),
            "council": np.array(state.councils.codes, dtype=object)[council],
            "service": np.array(SERVICES, dtype=object)[service],
            "organisation": labels[row],
            "name": names[row],
            "kind": kinds[row],
            "share": np.concatenate([share[cell] for (_, _, share), cell in pairs]),
        }
    )
