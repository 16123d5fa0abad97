"""(b): the same runs by our study and by `mesa.batch_run`; and whether a worker's memory is flat."""

import json
import math
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from sim.model.mesa import MutualsModel
from sim.model.one_run import results_of
from sim.units import MONTHS_PER_YEAR
from tests.benchmarks.timing import Bar, Part, Size, in_new_process, median, told, wall

SCENARIO = "tiny"
WORKERS = 2
EXPERIMENT = """
[study]
name = "bench"
title = "Bench"
scenario = "{scenario}"
years = {years}
replications = {runs}

[[arms]]
name = "base"
title = "As it is"
"""
LONG_ENOUGH = 76
"""Seconds of a study whose overhead is judged: a minute, and some more in case it goes quicker."""


def timed_run(world: Any, seed: int, years: int, detail: str) -> Any:
    """A run that keeps its own time, by the clock, among its outcomes."""
    from sim.model.one_run import run

    began = time.perf_counter()
    made = run(world, seed=seed, years=years, detail=detail)
    made.outcomes["seconds"] = time.perf_counter() - began
    return made


def our_study(
    place: Path, runs: int, workers: int, *, years: int, scenario: str = SCENARIO
) -> float:
    """A study of so many runs, all stored; returns the seconds that the runs themselves took."""
    from sim.studies.study import Parts, study

    file = place / "bench.toml"
    file.write_text(EXPERIMENT.format(scenario=scenario, years=years, runs=runs))
    made = study(file, place / f"out-{workers}", workers, parts=Parts(one_run=timed_run))
    return float(made.runs["seconds"].sum())


class TimedModel(MutualsModel):
    """The model, keeping its own time by the clock for Mesa's data collector."""

    def __init__(self, **given: Any) -> None:
        self.began = time.perf_counter()
        super().__init__(**given)
        self.datacollector.model_reporters["seconds"] = lambda model: (
            time.perf_counter() - model.began
        )
        self.datacollector.model_vars["seconds"] = [0.0] * len(
            self.datacollector.model_vars["month"]
        )


class CollectedModel(MutualsModel):
    """The model with what a study stores of every series and outcome in Mesa's data collector.

    Mesa's collector calls every reporter every month; here the columns are put in at the end, all
    at once, which is kinder to Mesa. Flows are left as they are in the month, not added up over the
    year, and the tables of events and organisations are left out: `batch_run` has no place for them.
    """

    def __init__(self, **given: Any) -> None:
        self.began = time.perf_counter()
        super().__init__(**given)

    def step(self) -> None:
        """A month; after the last one, everything is handed to the collector."""
        super().step()
        if not self.running:
            self._hand_over()

    def _hand_over(self) -> None:
        found = results_of(self)
        held: dict[str, list[Any]] = {}
        collected = len(self.datacollector.model_vars["month"])
        wide = found.monthly.set_index(["month", "service"]).unstack().tail(collected)
        for (series, service), values in zip(wide.columns, wide.to_numpy().T, strict=True):
            held[f"{series}.{service}"] = values.tolist()
        length = len(wide)
        for name, value in found.outcomes.items():
            held[f"end.{name}"] = [value] * length
        held["seconds"] = [time.perf_counter() - self.began] * length
        self.datacollector.model_vars = held


def with_mesa(runs: int, *, years: int) -> float:
    """Mesa's batch_run with 2 processes; returns the seconds that the runs themselves took."""
    rows = _batch(TimedModel, runs, years)
    return float(sum(row["seconds"] for row in rows))


def stored_with_mesa(place: Path, runs: int, *, years: int) -> float:
    """Mesa's batch_run asked for what our study stores, and its rows written to a Parquet file."""
    import pandas as pd

    rows = _batch(CollectedModel, runs, years, data_collection_period=MONTHS_PER_YEAR)
    table = pd.DataFrame(rows)
    table.to_parquet(place / "runs.parquet")
    return float(table.groupby("RunId")["seconds"].last().sum())


def _batch(model: type[MutualsModel], runs: int, years: int, **given: Any) -> Any:
    from mesa.batchrunner import batch_run

    return batch_run(
        model,
        {"world": SCENARIO, "years": years, "detail": "study", "seed": range(1, runs + 1)},
        number_processes=WORKERS,
        max_steps=years * MONTHS_PER_YEAR,
        display_progress=False,
        **given,
    )


def measure(size: Size) -> Part:
    """Wall time beyond the runs themselves, for both; and memory over many runs."""
    part = Part("studies", "A study, beside mesa.batch_run")
    runs, years = size((40, 3), (2, 1))
    seconds_a_year = _short_studies(part, size, runs, years)
    years = size(YEARS_OF_LONG, 1)
    runs = size(math.ceil(WORKERS * LONG_ENOUGH / (seconds_a_year * years)), 2)
    _long_study(part, runs, years)
    _memory(part, size)
    return part


def _short_studies(part: Part, size: Size, runs: int, years: int) -> float:
    """All of them, several times, at a length where the start weighs; returns seconds a run and year."""
    walls: dict[str, list[float]] = {}
    beyond: dict[str, list[float]] = {}
    seconds = []
    for _ in range(size.repeats):
        for name, (took, busy) in _each(runs, years).items():
            walls.setdefault(name, []).append(took)
            beyond.setdefault(name, []).append(took - busy / WORKERS)
            seconds.append(busy / runs / years)
    for name in walls:
        _row(part, name, runs, years, median(walls[name]), median(beyond[name]))
    return median(seconds)


def _long_study(part: Part, runs: int, years: int) -> None:
    """All of them at the length at which overhead is judged, a minute and more."""
    over: dict[str, float] = {}
    beyond: dict[str, float] = {}
    for name, (took, busy) in _each(runs, years).items():
        beyond[name] = took - busy / WORKERS
        over[name] = took / (busy / WORKERS)
        _row(part, name, runs, years, took, beyond[name])
    what = f"wall over run times, a study of {runs} runs on {WORKERS} processes"
    part.bars.append(Bar(what, over[OURS], 1.10, "times"))
    what = f"beyond the run times, mesa.batch_run with the same results stored over ours, {WORKERS} processes"
    times = beyond[STORED] / beyond[OURS]
    part.bars.append(Bar(what, times, 5, "times", at_least=True))
    start = _ready()
    part.notes.append(
        f"mesa.batch_run takes {over[MESA]:.2f} times the run times of its {runs} runs if it keeps six "
        f"numbers of a run and stores nothing, {over[STORED]:.2f} times if it gives what our study "
        "stores (every series of every service once a year, and the end outcomes; our study also "
        "stores events and organisations, checks what is on disk and can go on after a kill). Of "
        f"what our study takes beyond its runs, {told(start)} s is the start of its processes, which "
        "import Mesa as those of mesa.batch_run do; the rest is making each run's tables, a few "
        "thousandths of a second, and writing them. Beside a study that did nothing but start its "
        f"processes, mesa.batch_run would take {beyond[STORED] / start:.1f} times as long beyond the runs."
    )


def _each(runs: int, years: int) -> dict[str, tuple[float, float]]:
    """Wall seconds, and the seconds of the runs themselves: ours and then Mesa's two."""
    with tempfile.TemporaryDirectory() as place:
        ours = _timed(partial(our_study, Path(place), runs, WORKERS, years=years))
        stored = _timed(partial(stored_with_mesa, Path(place), runs, years=years))
    return {OURS: ours, MESA: _timed(partial(with_mesa, runs, years=years)), STORED: stored}


def _ready() -> float:
    """Seconds by the clock until two new processes have both made ready for a run."""
    from sim.studies.runs.executors import Processes

    def begin() -> None:
        backend = Processes(WORKERS)
        pool = backend.open()
        for done in [pool.submit(_warm) for _ in range(2 * WORKERS)]:
            done.result()
        backend.stop(now=True)

    return wall(begin)


def _warm() -> None:
    """What a worker imports before its first run."""
    import sim.model.one_run  # noqa: F401

    time.sleep(0.05)


def _row(part: Part, name: str, runs: int, years: int, took: float, beyond: float) -> None:
    part.rows.append(
        {
            "what": f"{name}, {runs} runs of {years} years on {WORKERS} processes",
            "wall, s": took,
            "beyond the runs, s": beyond,
            "a run, ms": 1e3 * beyond / runs,
        }
    )


OURS, MESA = "our study", "mesa.batch_run, six numbers a run, nothing stored"
STORED = "mesa.batch_run, the same results, stored"
YEARS_OF_LONG = 10


def _timed(job: Any) -> tuple[float, float]:
    busy: list[float] = []
    took = wall(lambda: busy.append(job()))
    return took, busy[0]


def _memory(part: Part, size: Size) -> None:
    """Memory of one process after 50 runs and after 500."""
    first, last = size((50, 500), (2, 6))
    made = json.loads(in_new_process(MANY_RUNS.format(first=first, last=last, scenario=SCENARIO)))
    growth = 100 * (made["last"] / made["first"] - 1)
    part.bars.append(Bar(f"growth of a worker's memory from run {first} to {last}", growth, 5, "%"))
    part.notes.append(
        f"Memory of a process after {first} runs: {made['first'] / 2**20:.0f} MB; after {last}: "
        f"{made['last'] / 2**20:.0f} MB."
    )


MANY_RUNS = """
import json, os
from pathlib import Path
import sim

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

world, found = sim.load("{scenario}"), {{}}
for seed in range(1, {last} + 1):
    sim.run(world, seed=seed, years=1, detail="study")
    if seed == {first}:
        found["first"] = resident()
found["last"] = resident()
print(json.dumps(found))
"""
