"""An experiment before its first run: all that is wrong with its plan, or the plan in words."""

from collections.abc import Iterable, Iterator, Sequence

from sim.errors import Problem, ProblemsError
from sim.registry.councils import load_councils
from sim.studies.design.expansion import Points
from sim.studies.design.plan import Cell, World, cells_of
from sim.studies.question.experiment import Arm, Experiment
from sim.studies.question.naming import Said

NOT_READ = ("name", "title", "description", "time.years")
"""What no run of a study reads of its world: words, and the length, which the study gives."""

SECONDS_A_YEAR, SECONDS_A_COUNCIL = 0.05, 0.001
"""Processor seconds of a year of a run, and more for each council; measured on 29 November 2026."""

BYTES_A_RUN = {"none": 22_000, "year": 29_000, "month": 79_000}
"""What a run takes of the disk, by how its series are kept; measured on runs of four years."""

OPENING_YEARS = 0.5
"""What the opening of a world takes, in years of its run."""

ARMS_SHOWN = 12
RANGES_SHOWN = 8
LONG_MINUTES = 90
SECONDS_PER_MINUTE, SECONDS_PER_HOUR = 60, 3600
BYTES_PER_MEGABYTE = 1e6


def plan_problems(experiment: Experiment, file: str, *, is_whole: bool = True) -> list[Problem]:
    """Everything wrong with the worlds and the design of an experiment, and of its quick form.

    is_whole: whether the file's own values were all sound; else the design is not looked at.
    """
    problems: list[Problem] = []
    forms = (experiment, experiment.in_quick_form())
    for form in forms if is_whole else ():
        try:
            written, cells = cells_of(form, file)
            if form is experiment:
                problems += [
                    Problem(file, *said) for said in _alike_by_mistake(written.experiment, cells)
                ]
        except ProblemsError as error:
            problems += error.problems
    return problems + (_odd_worlds(experiment, file) if problems or not is_whole else [])


def _odd_worlds(experiment: Experiment, file: str) -> list[Problem]:
    """What is wrong with each arm and setting apart from any design."""
    plain = experiment.model_copy(
        update={"design": None, "levers": {}, "uncertainties": {}, "constants": {}}
    )
    try:
        cells_of(plain.model_copy(update={"stopping": None}), file)
    except ProblemsError as error:
        return list(error.problems)
    return []


def _alike(experiment: Experiment, cells: Sequence[Cell]) -> Iterator[tuple[Arm, Arm]]:
    """Arms whose runs would be one and the same at every setting, each with the first such."""
    arms = {arm.name: arm for arm in experiment.arms}
    worlds: dict[str, list[object]] = {}
    for cell in cells:
        worlds.setdefault(cell.arm, []).append((cell.setting, cell.years, _as_read(cell)))
    first: dict[tuple[object, ...], str] = {}
    for name, own in worlds.items():
        other = first.setdefault(tuple(own), name)
        if other != name:
            yield arms[name], arms[other]


def _alike_by_mistake(experiment: Experiment, cells: Sequence[Cell]) -> Iterator[Said]:
    """Arms that set the same as another, or only what no run reads."""
    for arm, other in _alike(experiment, cells):
        address = f"arms[{experiment.arms.index(arm) + 1}]"
        if arm.set == other.set:
            message = f"{arm.name} has the same settings as {other.name}"
            yield address, message, "remove one of the two"
        elif {*arm.set, *other.set} <= {*NOT_READ}:
            message = f"{arm.name} differs from {other.name} in nothing that a run reads"
            yield address, message, "change what it sets, or remove it"


def _as_read(cell: Cell) -> str:
    """All that a run reads of its world."""
    values = cell.world.model_dump(mode="json")
    for path in NOT_READ:
        *sections, last = path.split(".")
        table = values
        for section in sections:
            table = table.get(section, {})
        table.pop(last, None)
    return repr(values)


def outlook_of(experiment: Experiment, file: str) -> list[str]:
    """The plan of a sound experiment, line by line: arms, points, runs, time and disk."""
    written, cells = cells_of(experiment, file)
    arms = [arm.name for arm in written.experiment.arms]
    more = f" and {len(arms) - ARMS_SHOWN} more" if len(arms) > ARMS_SHOWN else ""
    runs = sum(cell.replications for cell in cells)
    seconds = rough_seconds(cells)
    size = runs * BYTES_A_RUN[experiment.study.series] / BYTES_PER_MEGABYTE
    counts = sorted({cell.replications for cell in cells})
    times = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
    return [
        f"arms: {len(arms)} ({', '.join(arms[:ARMS_SHOWN])}{more})",
        f"settings: {len(written.experiment.settings):,}{_points_in_words(written.points)}",
        *_ranges_in_words(written.points, experiment),
        f"replications: {times} of each; runs: {runs:,}{_until(experiment, len(cells))}",
        f"about {hours(seconds)} on one processor and {max(size, 1):,.0f} MB "
        "(a rough guess; `mutuals study FILE --forecast` measures)",
        *(
            f"note: {arm.name} is the world of {other.name}, with other words for the same settings"
            for arm, other in _alike(written.experiment, cells)
        ),
    ]


def _points_in_words(points: Points | None) -> str:
    return "" if points is None else f"; points: {len(points.points):,} ({points.design.kind})"


def _ranges_in_words(points: Points | None, experiment: Experiment) -> Iterator[str]:
    """Each range as it was read, so that [0,5] is seen to be 0 to 5; first what is written out."""
    if points is None or not points.ranges:
        return
    order = sorted(points.ranges, key=lambda one: one.path not in experiment.uncertainties)
    more = len(order) - RANGES_SHOWN
    told = [f"{one.path} {one.in_words()}" for one in order[:RANGES_SHOWN]]
    yield "ranges: " + "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])


def _until(experiment: Experiment, cells: int) -> str:
    stopping = experiment.stopping
    return "" if stopping is None else f", at most {stopping.cap * cells:,}"


def rough_seconds(cells: Iterable[Cell]) -> float:
    """What all runs take of one processor, guessed from how large their worlds are."""
    return sum(cell.replications * run_seconds(cell.world, cell.years) for cell in cells)


def run_seconds(world: World, years: int) -> float:
    """What a run takes of one processor, roughly."""
    place = world.place
    councils = len(place.keep) or len(load_councils(place.table))
    return (years + OPENING_YEARS) * (SECONDS_A_YEAR + SECONDS_A_COUNCIL * councils)


def hours(seconds: float) -> str:
    """A length of time, roughly.

    >>> hours(30), hours(400), hours(9000)
    ('1 minute', '7 minutes', '2.5 hours')
    """
    minutes = max(round(seconds / SECONDS_PER_MINUTE), 1)
    if minutes < LONG_MINUTES:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{seconds / SECONDS_PER_HOUR:,.1f} hours"
