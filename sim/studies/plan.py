"""From an experiment to its list of runs: every arm at every setting, each seed in turn."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError, Problem, ProblemsError
from sim.studies.experiment import Arm, Experiment, Setting

World = Any
Loader = Callable[[str, Mapping[str, Any], str], World]
"""Scenario, values set by dotted path, and the label of who set them."""

ID_LENGTH = 20
NOT_THE_MODEL = frozenset(
    ("studies", "analysis", "report", "dashboard", "bridges", "shipped")
    + ("cli.py", "console.py", "catalogue.py", "explain.py", "__init__.py")
)
"""What reads or arranges runs and cannot change their numbers; all other source can."""


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

    def world_of(self, job: Job) -> World:
        """The world a job runs in."""
        return next(
            cell.world for cell in self.cells if (cell.setting, cell.arm) == (job.setting, job.arm)
        )


def make_plan(
    experiment: Experiment,
    file: str,
    load: Loader | None = None,
    flows: frozenset[str] = frozenset(),
) -> Plan:
    """Load every world needed and list the runs; raises ExperimentError if a world fails."""
    load = load or _load_world
    problems: dict[Problem, None] = {}
    cells = []
    for setting in experiment.settings:
        for arm in experiment.arms:
            if arm.name not in experiment.arms_of(setting):
                continue
            try:
                cells.append(_cell(experiment, setting, arm, load))
            except ProblemsError as error:
                problems |= dict.fromkeys(_placed(problem, file) for problem in error.problems)
    if problems:
        raise ExperimentError(list(problems))
    version = model_version()
    jobs = tuple(job for cell in cells for job in _jobs(experiment, cell, version))
    return Plan(experiment, tuple(cells), jobs, version, flows)


def _cell(experiment: Experiment, setting: Setting, arm: Arm, load: Loader) -> Cell:
    values = {**setting.set, **arm.set}
    world = load(experiment.study.scenario, values, f"experiment {experiment.study.name}")
    return Cell(
        setting.name,
        arm.name,
        arm.years or experiment.study.years,
        experiment.replications_of(setting, arm),
        values,
        world,
        hash_of(world),
    )


def _jobs(experiment: Experiment, cell: Cell, version: str) -> list[Job]:
    seeds = [experiment.study.first_seed + index for index in range(cell.replications)]
    return [
        Job(
            run_id(cell.world_hash, seed, cell.years, version),
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


@cache
def model_version() -> str:
    """The release and a hash of the model's own source, so that stale runs are never reused."""
    from importlib.metadata import PackageNotFoundError, version

    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if place.parts[0] not in NOT_THE_MODEL:
            digest.update(place.as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    try:
        released = version("mutuals")
    except PackageNotFoundError:
        released = "0"
    return f"{released}+{digest.hexdigest()[:12]}"


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
    from sim.registry.load import load

    return load(scenario, values, set_by=set_by)
