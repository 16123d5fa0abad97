"""(d) and (e): where a month goes, and how cost grows with staff, councils, years and workers."""

import json
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

import sim
from sim.model.mesa import MutualsModel
from sim.model.month.phases import PHASES, close_month
from sim.model.one_run import forget, results_of
from sim.model.record.nulls import null_top_shares
from sim.registry.councils import load_councils
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from tests.benchmarks.timing import (
    Bar,
    Part,
    Size,
    cpu,
    exponent,
    in_new_process,
    in_turn,
    median,
    wall,
)

MOST_BYTES = 1.5 * 2**30
KILOBYTE = 1024
STEEPEST = 1.05


def by_phase(size: Size) -> Part:
    """Processor time of each phase of the month, and of what surrounds the months."""
    part = Part("phases", "Where a run goes, phase by phase")
    years = size(15, 1)
    found = {
        name: _phases(sim.load(name), years, size.repeats)
        for name in size(("england", "tiny"), ("tiny",))
    }
    for phase in next(iter(found.values())):
        row: dict[str, str | float] = {"phase": phase}
        for name, times in found.items():
            total = sum(median(seen) for seen in times.values())
            row[f"{name}, ms a run"] = 1e3 * median(times[phase])
            row[f"{name}, share"] = f"{median(times[phase]) / total:.0%}"
        part.rows.append(row)
    totals: dict[str, str | float] = {"phase": "all"}
    for name, times in found.items():
        totals[f"{name}, ms a run"] = 1e3 * sum(median(seen) for seen in times.values())
        totals[f"{name}, share"] = "100%"
    part.rows.append(totals)
    part.notes.append(
        f"Processor time of a run of {years} years with all mechanisms, median of {size.repeats}."
    )
    return part


def _phases(world: World, years: int, repeats: int) -> dict[str, list[float]]:
    seen: dict[str, list[float]] = {}
    for _ in range(repeats):
        for name, seconds in _one_run_timed(world, years).items():
            seen.setdefault(name, []).append(seconds)
    return seen


def _one_run_timed(world: World, years: int) -> dict[str, float]:
    spent: dict[str, float] = defaultdict(float)
    clock = time.process_time
    began = clock()
    model = MutualsModel(world, seed=1, years=years, detail="study")
    course = model.course
    spent["the world opens"] = clock() - began
    while not course.is_over:
        for name, phase in PHASES:
            began = clock()
            phase(course.state)
            spent[name] += clock() - began
        close_month(course.state)
        began = clock()
        course.write_down()
        spent["the record"] += clock() - began
        began = clock()
        model.show_to_mesa()
        spent["Mesa's handles and collector"] += clock() - began
    began = clock()
    null_top_shares(course.state, course.recorder.history)
    nulls = clock() - began
    began = clock()
    results_of(course)
    spent["null markets"] = nulls
    spent["end outcomes and tables"] = max(clock() - began - nulls, 0.0)
    forget(model)
    return spent


def scaling(size: Size) -> Part:
    """Cost against staff, councils, years and workers."""
    part = Part("scaling", "How cost grows")
    _by_staff(part, size)
    _by_councils(part, size)
    _by_years(part, size)
    _by_workers(part, size)
    return part


def _row(part: Part, what: str, amount: float, seconds: float, note: str = "") -> None:
    part.rows.append({"against": what, "size": amount, "CPU s": seconds, "note": note})


def _by_staff(part: Part, size: Size) -> None:
    """Posts grow and lots with them, so that only the number of people changes."""
    factors = size((0.12, 0.5, 1, 3, 12), (0.12, 0.5))
    sizes, costs = [], []
    for factor in factors:
        made = json.loads(in_new_process(STAFF_RUN.format(factor=factor, repeats=size.repeats)))
        sizes.append(made["posts"])
        costs.append(made["seconds"])
        _row(
            part,
            "posts",
            made["posts"],
            made["seconds"],
            f"{made['memory'] / 2**20:,.0f} MB at most",
        )
    part.bars.append(
        Bar("cost against posts, fitted exponent", exponent(sizes, costs), STEEPEST, "")
    )
    part.bars.append(
        Bar(
            f"memory of a run with {sizes[-1]:,} posts",
            made["memory"] / 2**30,
            MOST_BYTES / 2**30,
            "GiB",
        )
    )


STAFF_RUN = """
import json
from tests.benchmarks.phases import more_staff, most_memory, year_of
from tests.benchmarks.timing import cpu, median
world = more_staff({factor})
models = [year_of(world) for _ in range({repeats})]
print(json.dumps({{
    "posts": models[0][0],
    "seconds": median([seconds for _, seconds in models]),
    "memory": most_memory(),
}}))
"""


def most_memory() -> int:
    """Most bytes this process has held; unlike getrusage's figure, not those of whoever began it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * KILOBYTE


def more_staff(factor: float) -> World:
    """England with so many times the posts in as many lots."""
    plain = sim.load("england")
    settings: dict[str, object] = {"mutuals": ()}  # their size is known and would not follow
    for name in SERVICES:
        service = getattr(plain.services, name)
        settings[f"services.{name}.posts_per_1000"] = service.posts_per_1000 * factor
        settings[f"services.{name}.lot_posts"] = service.lot_posts * factor
    return sim.load("england", settings)


def year_of(world: World) -> tuple[int, float]:
    """Posts needed at the start, and processor seconds of the opening and a year."""
    made: list[MutualsModel] = []

    def play() -> None:
        made.append(MutualsModel(world, seed=1, years=1, detail="study"))
        while made[0].running:
            made[0].step()

    seconds = cpu(play)
    posts = int(made[0].state.lots.required[made[0].state.lots.is_open].sum())
    forget(made[0])
    return posts, seconds


def _by_councils(part: Part, size: Size) -> None:
    codes = load_councils("england_councils.csv").codes
    numbers = size((10, 19, 38, 76, 151), (4, 8))
    costs = []
    for number in numbers:
        step = len(codes) / number
        keep = sorted({codes[int(step * place)] for place in range(number)})
        world = sim.load("england", {"place.keep": keep, "mutuals": ()})
        costs.append(median([year_of(world)[1] for _ in range(size.repeats)]))
        _row(part, "councils", number, costs[-1])
    part.bars.append(
        Bar("cost against councils, fitted exponent", exponent(numbers, costs), STEEPEST, "")
    )


def _by_years(part: Part, size: Size) -> None:
    world, lengths = sim.load(size("england", "tiny")), size((4, 8, 16, 32), (1, 2))
    costs = []
    for years in lengths:
        costs.append(
            median(in_turn({"run": partial(sim.run, world, 1, years, "study")}, size(3, 1))["run"])
        )
        _row(part, "years", years, costs[-1])
    part.bars.append(
        Bar("cost against years, fitted exponent", exponent(lengths, costs), STEEPEST, "")
    )


def _by_workers(part: Part, size: Size) -> None:
    """Runs an hour with one worker and with two, start-up included."""
    from tests.benchmarks.studying import our_study

    runs = size(48, 2)
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as place:
            seconds = wall(partial(our_study, Path(place), runs, workers, years=size(5, 1)))
        part.rows.append(
            {
                "against": "workers", "size": workers, "CPU s": seconds,
                "note": f"by the clock, {runs} short runs of `tiny`: {3600 * runs / seconds:,.0f} an hour",
            }
        )  # fmt: skip
