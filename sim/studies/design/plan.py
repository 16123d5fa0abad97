"""From an experiment to its list of runs: every arm at every setting, each seed in turn."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sim.asked import LARGEST_SEED
from sim.errors import ExperimentError, Problem, ProblemsError
from sim.studies.design.expansion import Expanded, Points, expand, has_design
from sim.studies.design.follow import following
from sim.studies.design.version import model_version
from sim.studies.question.design_checks import odd_design
from sim.studies.question.experiment import Arm, Experiment, Setting
from sim.studies.question.naming import Said
from sim.studies.question.sections import MOST_RUNS

World = Any
Loader = Callable[[str, Mapping[str, Any], str], World]
"""Scenario, values set by dotted path, and the label of who set them."""

ID_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm at one setting: a world and how long and often to run it."""

    setting: str
    arm: str
    years: int
    replications: int
    values_set: Mapping[str, Any]
    world: World
    world_hash: str
    first_seed: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One run to make. Its id is a hash of all that decides its result."""

    run_id: str
    setting: str
    arm: str
    replication: int
    seed: int
    years: int

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells the job apart: two arms with equal inputs share an id but not a place."""
        return (self.run_id, self.setting, self.arm, self.replication)

    @property
    def place(self) -> dict[str, Any]:
        """The job as columns of a stored row."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """All runs of an experiment, in order, with the worlds they need."""

    experiment: Experiment
    cells: tuple[Cell, ...]
    jobs: tuple[Job, ...]
    model_version: str
    flows: frozenset[str] = frozenset()
    """Series that are amounts per month, to be added up over a year."""
    points: Points | None = None
    """Where the settings are points of a design: those points."""
    _worlds: dict[tuple[str, str], World] = field(default_factory=dict, repr=False)

    def world_of(self, job: Job) -> World:
        """The world a job runs in."""
        if not self._worlds:
            self._worlds.update({(cell.setting, cell.arm): cell.world for cell in self.cells})
        return self._worlds[job.setting, job.arm]

    def with_jobs(self, jobs: Iterable[Job]) -> "Plan":
        """The same plan with other runs to make."""
        return replace(self, jobs=tuple(jobs), _worlds={})

    def with_replications(self, wanted: Mapping[tuple[str, str], int]) -> "Plan":
        """The same plan with so many replications by setting and arm; where not said, as it is."""
        cells = tuple(
            replace(cell, replications=wanted.get((cell.setting, cell.arm), cell.replications))
            for cell in self.cells
        )
        series = self.experiment.study.series
        jobs = tuple(job for cell in cells for job in _jobs(cell, self.model_version, series))
        return replace(self, cells=cells, jobs=jobs, _worlds={})


def make_plan(
    experiment: Experiment,
    file: str,
    load: Loader | None = None,
    flows: frozenset[str] = frozenset(),
) -> Plan:
    """Load every world needed and list the runs; raises ExperimentError if a world fails."""
    written, cells = cells_of(experiment, file, load)
    version, series = model_version(), written.experiment.study.series
    jobs = tuple(job for cell in cells for job in _jobs(cell, version, series))
    return Plan(written.experiment, cells, jobs, version, flows, written.points)


def cells_of(
    experiment: Experiment, file: str, load: Loader | None = None
) -> tuple[Expanded, tuple[Cell, ...]]:
    """The experiment written out, and the world of every arm at every setting; no run is named.

    Raises ExperimentError with all that is wrong with the worlds, or if the runs are too many.
    """
    load = load or _load_world
    written = written_out(experiment, file, load)
    if too_many := [Problem(file, *said) for said in _too_many(written)]:
        raise ExperimentError(too_many)
    problems: dict[Problem, None] = {}
    cells = []
    for setting, arm in places_of(written.experiment):
        try:
            cells.append(_cell(written, setting, arm, load))
        except ProblemsError as error:
            problems |= dict.fromkeys(_placed(problem, file) for problem in error.problems)
    if problems:
        raise ExperimentError(list(problems))
    return written, tuple(cells)


def places_of(experiment: Experiment) -> Iterator[tuple[Setting, Arm]]:
    """Every arm at every setting at which it runs."""
    for setting in experiment.settings:
        runs_here = set(experiment.arms_of(setting))
        yield from ((setting, arm) for arm in experiment.arms if arm.name in runs_here)


def _too_many(written: Expanded) -> Iterator[Said]:
    """More runs than any machine makes, or seeds beyond the last there is."""
    experiment, stopping = written.experiment, written.experiment.stopping
    counts = [experiment.replications_of(*place) for place in places_of(experiment)]
    runs = sum(counts)
    if runs > MOST_RUNS:
        remedy = f"ask for fewer replications, arms or points; at most {MOST_RUNS:,} runs"
        yield "study.replications", f"makes {runs:,} runs in all", remedy
    if stopping is not None and stopping.cap * len(counts) > MOST_RUNS:
        message = f"allows {stopping.cap * len(counts):,} runs in all"
        yield "stopping.cap", message, f"lower it; at most {MOST_RUNS:,} runs"
    firsts = [point.first_seed for point in written.points.points] if written.points else []
    most = max([*counts, stopping.cap if stopping else 0])
    if max([experiment.study.first_seed, *firsts]) + most - 1 > LARGEST_SEED:
        message = "leads beyond the largest seed, 2**63 - 1"
        yield "study.first_seed", message, "begin with a smaller one"


def written_out(experiment: Experiment, file: str, load: Loader | None = None) -> Expanded:
    """The experiment with all its arms and settings; the world is needed only for a design."""
    if not has_design(experiment):
        if problems := list(odd_design(experiment)):
            raise ExperimentError([Problem(file, *said) for said in problems])
        return Expanded(experiment, {}, None)
    try:
        loaded = load or _load_world
        world = loaded(experiment.study.scenario, {}, f"experiment {experiment.study.name}")
    except ProblemsError as error:
        raise ExperimentError(error.problems) from None
    return expand(experiment, world, file)


def _cell(written: Expanded, setting: Setting, arm: Arm, load: Loader) -> Cell:
    experiment, label = written.experiment, f"experiment {written.experiment.study.name}"
    values = {**written.constants, **setting.set, **arm.set}
    if written.world is not None:
        values |= following(written.world, values)
    world = load(experiment.study.scenario, values, label)
    point = written.points.by_setting.get(setting.name) if written.points else None
    return Cell(
        setting.name,
        arm.name,
        arm.years or experiment.study.years,
        experiment.replications_of(setting, arm),
        values,
        world,
        hash_of(world),
        point.first_seed if point else experiment.study.first_seed,
    )


def _jobs(cell: Cell, version: str, series: str) -> list[Job]:
    seeds = [cell.first_seed + index for index in range(cell.replications)]
    return [
        Job(
            run_id(cell.world_hash, seed, cell.years, f"{version} {series}"),
            cell.setting,
            cell.arm,
            replication,
            seed,
            cell.years,
        )
        for replication, seed in enumerate(seeds, start=1)
    ]


def run_id(world_hash: str, seed: int, years: int, version: str) -> str:
    """Name a run by its inputs: equal inputs, equal name."""
    inputs = f"{world_hash} {seed} {years} {version}"
    return hashlib.sha256(inputs.encode()).hexdigest()[:ID_LENGTH]


def hash_of(world: World) -> str:
    """Hash of every value of a world."""
    from sim.registry.provenance import world_hash

    return world_hash(world)


def _placed(problem: Problem, file: str) -> Problem:
    """A problem of a world, placed in the experiment if it was the experiment that set it."""
    if not problem.file.startswith("experiment "):
        return problem
    return Problem(file, f'set "{problem.address}"', problem.message, problem.remedy)


def _load_world(scenario: str, values: Mapping[str, Any], set_by: str) -> World:
    from sim.registry.reading.load import load

    return load(scenario, values, set_by=set_by)
