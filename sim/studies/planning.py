"""A study before its first run: its plan, its folder, and what its manifest says first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.studies.design.from_frame import as_file
from sim.studies.design.plan import Loader, Plan, make_plan
from sim.studies.folder import refuse_other_results
from sim.studies.making import settings_told
from sim.studies.question.read import parse_experiment
from sim.studies.runs.runner import OneRun
from sim.studies.store.files import FORMAT
from sim.studies.store.manifest import RUNNING, Manifest, joined
from sim.studies.store.provenance import circumstances, inputs_of


@dataclass(frozen=True, slots=True)
class Parts:
    """What a study is made with beside its file; all but the design for tests and other models."""

    one_run: OneRun | None = None
    load: Loader | None = None
    catalogue: Sequence[Any] | None = None
    """Outcomes, each with a name and a kind: "stock", "flow" or "end"."""
    design: pd.DataFrame | None = None
    """The points of the study, where its file names none."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A study before its first run: its plan, its folder, what the manifest says first."""

    plan: Plan
    folder: Path
    manifest: Manifest


def plan_of(text: str, file: str, parts: Parts, *, quick: bool = False) -> Plan:
    """The plan of an experiment from its text; raises ExperimentError with every problem."""
    catalogue = _catalogue() if parts.catalogue is None else parts.catalogue
    flows = frozenset(outcome.name for outcome in catalogue if outcome.kind == "flow")
    with as_file(parts.design) as points:
        experiment = parse_experiment(text, file, known_outcomes(parts), points)
        if quick:
            experiment = experiment.in_quick_form()
        return make_plan(experiment, file, parts.load, flows)


def placed(
    plan: Plan, text: str, folder: Path, *, quick: bool = False, fresh: bool = False
) -> Planned:
    """A plan with its folder; raises MutualsError where something else lies there."""
    refuse_other_results(folder, plan.experiment.study.name, quick=quick, fresh=fresh)
    return Planned(plan, folder, _manifest(plan, text, quick=quick))


def _manifest(plan: Plan, text: str, *, quick: bool) -> Manifest:
    asked, head = plan.experiment, plan.experiment.study
    about = {
        "format": FORMAT,
        "kind": "study",
        "name": head.name,
        "title": head.title,
        "question": head.question,
        "person": plan.experiment.person,
        "turns": plan.experiment.whose.turns if plan.experiment.whose else "",
        "quick": quick,
        "series": head.series,
        "arms": {arm.name: arm.title for arm in plan.experiment.arms},
        "settings": settings_told(plan),
        "short": {
            kind: {one.name: one.short for one in listed if one.short}
            for kind, listed in (("arms", asked.arms), ("settings", asked.settings))
        },
        "side_by_side": [drawn.model_dump() for drawn in asked.side_by_side],
        "seeds": sorted({job.seed for job in plan.jobs}),
    }
    return joined(about, inputs_of(plan, text), circumstances(), {"state": RUNNING})


def known_outcomes(parts: Parts) -> set[str]:
    """Names that a claim may ask for: every end outcome of a run."""
    from sim.model.record.catalogue import end_names

    given = parts.catalogue
    return set(end_names()) if given is None else {outcome.name for outcome in given}


def _catalogue() -> Sequence[Any]:
    from sim.model.record.catalogue import CATALOGUE

    return CATALOGUE
