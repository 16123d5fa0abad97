"""What is wrong with a design, as far as the file alone can tell."""

from collections.abc import Iterator

from sim.studies.question.experiment import BASE, Experiment
from sim.studies.question.naming import Said, nearest
from sim.studies.question.sections import Design


def without_worlds(experiment: Experiment) -> Iterator[Said]:
    """Nothing to run at all."""
    if not (experiment.arms or experiment.levers or experiment.design or experiment.uncertainties):
        yield "arms", "is missing", "write [[arms]], [levers] or a [design]"


def odd_design(experiment: Experiment) -> Iterator[Said]:
    """Tables that do not go together, and designs without points."""
    yield from _worlds(experiment)
    yield from _points(experiment)
    yield from _stopping(experiment)


def _worlds(experiment: Experiment) -> Iterator[Said]:
    if experiment.arms and experiment.levers:
        yield (
            "levers",
            "stand beside [[arms]]",
            "give the worlds to compare in one way or the other",
        )
    if experiment.design is None and experiment.uncertainties:
        yield "design", "is missing", "say which points: kind and points"
    if experiment.design is not None and not _is_plain(experiment):
        remedy = "give the points as settings or as a design, not both"
        yield "settings", "stand beside a [design]", remedy


def _is_plain(experiment: Experiment) -> bool:
    """Whether the settings are the one that stands in every file."""
    return [(setting.name, dict(setting.set)) for setting in experiment.settings] == [(BASE, {})]


def _points(experiment: Experiment) -> Iterator[Said]:
    design = experiment.design
    if design is None:
        return
    if design.kind == "csv":
        if not design.file:
            yield "design.file", "is missing", "name the table of points"
        if experiment.uncertainties:
            remedy = "the columns of the table name them; remove one of the two"
            yield "uncertainties", "stand beside a table of points", remedy
        return
    if design.file:
        yield "design.file", "goes with kind csv alone", 'write kind = "csv", or remove it'
    if not experiment.uncertainties:
        yield "uncertainties", "is missing", 'name some, such as "bidding.*" = "plausible"'
    yield from _counts(design)


def _counts(design: Design) -> Iterator[Said]:
    if design.kind != "factorial" and design.points < 1:
        remedy = "ask for 1 or more"
        yield "design.points", f"asks for {design.points} points", remedy
    if design.levels < 0 or design.levels == 1:
        yield "design.levels", f"asks for {design.levels} levels", "ask for 2 or more"
    if design.kind == "morris" and design.levels % 2:
        yield "design.levels", "is odd", "morris needs an even number of levels"
    if design.kind == "sobol" and design.points > 0 and design.points & (design.points - 1):
        near = 1 << design.points.bit_length()
        remedy = f"ask for a power of two: {near // 2} or {near}"
        yield "design.points", f"is {design.points}, which would be lopsided", remedy


def _stopping(experiment: Experiment) -> Iterator[Said]:
    stopping = experiment.stopping
    if stopping is None:
        return
    if experiment.design is not None:
        yield "stopping", "stands beside a [design]", "set its replications instead"
    least = experiment.study.replications
    if stopping.cap < least:
        message = f"is {stopping.cap}, below the study's {least} replications"
        yield "stopping.cap", message, "raise it"
    ids = [hypothesis.id for hypothesis in experiment.hypotheses]
    if not ids:
        yield "stopping", "has no hypothesis to decide", "write one, or give replications alone"
    asked = stopping.interval_at_most
    for name in asked if isinstance(asked, dict) else ():
        if name not in ids:
            yield "stopping.interval_at_most", f"{name} is not a hypothesis", nearest(name, ids)
