"""The biography of one organisation, from a stored run or from a run of a study made again."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.errors import MutualsError, ResultError
from sim.model.state.events import EVENTS, NUMBERS
from sim.registry.sections.services import SERVICES
from sim.registry.words import ENDING_WORDS, NAMES_SAID, SERVICE_WORDS
from sim.registry.world import World
from sim.studies.again import world_from, world_of_cell
from sim.studies.design.version import model_version
from sim.studies.question.experiment import BASE
from sim.studies.store.manifest import Manifest
from sim.studies.store.result import Result, open_result
from sim.telling.biography import story
from sim.telling.life import Life
from sim.telling.why_ended import why_it_ended
from sim.telling.words import count

NEAR = 0.5
"""How alike a name must be to be offered instead."""
NAMES_OFFERED = 3


@dataclass(frozen=True, slots=True)
class _Told:
    """A whole run to look people up in."""

    title: str
    organisations: pd.DataFrame
    events: pd.DataFrame
    world: World


def explain(folder: Path, organisation: str, run_id: str | None = None) -> str:
    """Tell the life of one organisation, by name or label, and why it ended.

    In a run's folder everything is stored; of a study, that run is made again with the same inputs
    and seed. Without `run_id` it is the first run of the base arm that knows the organisation.
    Raises MutualsError if nobody does.
    """
    result = open_result(folder)
    if result.manifest["kind"] == "run":
        told = _stored_run(result)
        _refuse_other_run(result.manifest, run_id)
    else:
        told = _run_again(result, organisation, run_id)
    life = life_of(_label_of(told, organisation), told.organisations, told.events, told.world)
    return "\n".join(
        [f"{life.name}: {told.title}", "", *story(life), "", why_it_ended(life), NAMES_SAID]
    )


def life_of(label: str, organisations: pd.DataFrame, events: pd.DataFrame, world: World) -> Life:
    """One organisation, by its label, in the run that these tables tell of."""
    return Life(
        label,
        organisations.set_index("organisation"),
        events,
        _council_names(world),
        _pressures(world),
        (world.time.start_year, world.time.start_month),
    )


def _stored_run(result: Result) -> _Told:
    tables = {kind: result.table(kind) for kind in ("organisations", "events")}
    world = world_from(result.manifest["world"])
    seed = next(iter(result.manifest["seeds"]), "")
    filled = {kind: table.fillna(dict.fromkeys(_TEXT, "")) for kind, table in tables.items()}
    filled["events"] = with_named_numbers(filled["events"])
    return _Told(f"{world.title}, seed {seed}", filled["organisations"], filled["events"], world)


def with_named_numbers(events: pd.DataFrame) -> pd.DataFrame:
    """Events whose numbers are stored by place, as they were before they had names, by name."""
    unnamed = [name for name in ("value", "number2", "number3") if name in events]
    if not unnamed:
        return events
    named = events.reindex(columns=[*events.columns, *NUMBERS])
    for kind, rows in events.groupby("kind"):
        for old, name in zip(unnamed, EVENTS[str(kind)].numbers, strict=False):
            named.loc[rows.index, name] = rows[old]
    return named


_TEXT = ("ending", "council", "form", "origin", "other", "organisation", "service", "because")
"""Columns of text, empty rather than missing."""


def _refuse_other_run(manifest: Manifest, run_id: str | None) -> None:
    own = manifest.get("run_id", "")
    if run_id and not own.startswith(run_id):
        message = f"this folder holds one run, {own}, and not {run_id}; leave out --run"
        raise MutualsError(message)


def _run_again(result: Result, organisation: str, run_id: str | None) -> _Told:
    from sim.model.one_run import run

    manifest = result.manifest
    chosen = _chosen_run(result, organisation, run_id)
    world = world_of_cell(manifest, str(chosen["setting"]), str(chosen["arm"]))
    seed, years = int(chosen["seed"]), int(chosen["years"])
    made = run(world, seed=seed, years=years, detail="full")
    title = f"{world.title}, arm {chosen['arm']} at setting {chosen['setting']}, seed {seed}"
    title += f", run {chosen['run_id']}"
    if manifest["model_version"] != model_version():
        title += (
            " (the model has changed since the study was made, so this life may differ from it)"
        )
    return _Told(title, made.organisations, made.events, world)


def _chosen_run(result: Result, organisation: str, run_id: str | None) -> pd.Series:
    """The run asked for, by its id or the beginning of it; else the first that knows the name."""
    folder, runs = result.folder, result.table("runs")
    if run_id:
        asked = runs[runs["run_id"].str.startswith(run_id)]
        if not len(asked):
            near = _offered(run_id, runs["run_id"].tolist())
            message = (
                f"{folder} holds no run {run_id}{near}; its ids are in the column run_id of runs/"
            )
            raise MutualsError(message)
        return asked.iloc[0]
    base = runs[(runs["arm"] == BASE) & (runs["setting"] == BASE)]
    base = base if len(base) else runs
    if not len(base):
        message = f"{folder} holds no run yet; make the study first"
        raise ResultError(message)
    known = result.table("organisations")
    asked_for = organisation.casefold()
    matches = known[["name", "organisation"]].apply(lambda column: column.str.casefold())
    holds = set(known.loc[(matches == asked_for).any(axis=1), "run_id"])
    first = base[base["run_id"].isin(holds)]
    return first.iloc[0] if len(first) else base.iloc[0]


def _council_names(world: World) -> dict[str, str]:
    from sim.registry.councils import load_councils

    councils = load_councils(world.place.table, world.place.keep or None)
    return dict(zip(councils.codes, councils.names, strict=True))


def _pressures(world: World) -> dict[str, str]:
    """By service: falling budgets, and whether contracts pass them on."""
    if not world.mechanisms.budgets:
        return {}
    said = {}
    for service in SERVICES:
        opening = getattr(world.services, service)
        if opening.budget_growth >= 0:
            continue
        work = SERVICE_WORDS[service].lot
        text = f"Budgets for {work} were falling by {-opening.budget_growth:.0%} a year"
        passed = opening.cut_passed_on * world.mechanisms.cuts_passed_on
        how = "all" if passed == 1 else f"{passed:.0%}"
        text += f", and contracts passed {how} of a cut on." if passed else "."
        said[service] = text
    return said


def _label_of(told: _Told, asked: str) -> str:
    """Label of the organisation meant; raises MutualsError with near names and all mutuals."""
    table, wanted = told.organisations, asked.strip().casefold()
    for column in ("organisation", "name"):
        found = table.loc[table[column].str.casefold() == wanted, "organisation"]
        if len(found):
            return str(found.iloc[0])
    events = told.events
    never = events[events["kind"].isin(("not_founded", "vote_lost"))]["because"]
    because = [why for why in never if wanted and why.casefold().startswith(wanted)]
    if because:
        raise MutualsError(f"{because[0]} ({told.title})")
    near = _offered(asked, [*table["name"], *table["organisation"]])
    message = f'nobody is called "{asked}" in this run ({told.title}){near}\n{mutuals_of(table)}'
    raise MutualsError(message)


def _offered(asked: str, known: list[str]) -> str:
    """The nearest names as a remedy."""
    by_folded = {name.casefold(): name for name in known}
    wanted = asked.casefold()
    inside = [name for folded, name in by_folded.items() if wanted and wanted in folded]
    near = difflib.get_close_matches(wanted, list(by_folded), NAMES_OFFERED, NEAR)
    offers = list(dict.fromkeys([*inside, *(by_folded[name] for name in near)]))[:NAMES_OFFERED]
    return f"; did you mean {' or '.join(offers)}?" if offers else ""


def mutuals_of(organisations: pd.DataFrame) -> str:
    """Every mutual of a run with its ending, one line each."""
    spun_out = organisations[organisations["is_spun_out"]].sort_values("name")
    clauses = {code: words.clause for code, words in ENDING_WORDS.items()}
    lines = [
        f"  {row['name']}: {clauses.get(str(row['ending']), 'still independent')}"
        for _, row in spun_out.iterrows()
    ]
    return "\n".join([f"The run has {count(len(lines), 'mutual')}:", *lines])
