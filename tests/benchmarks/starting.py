"""(f) and (g): what a cold start costs, and what storing runs costs in bytes and seconds."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import sim
from sim.studies.design.plan import Job
from sim.studies.store.parts import write_part
from sim.studies.store.tables import Kept, tables_of, typed
from tests.benchmarks.timing import Bar, Part, Size, median

QUARTER = 3
OUTCOMES_A_ROW = 20
RUNS_A_PART = 50

STARTS = {
    "mutuals --help": (["-m", "sim.cli", "--help"], 0.4),
    "import sim": (["-c", "import sim"], 0.5),
    "import numpy (for comparison)": (["-c", "import numpy"], 0),
    "import mesa (for comparison)": (["-c", "import mesa"], 0),
    "a worker, ready for its first run": (
        ["-c", "import sim.studies.runs.work, sim.model.one_run"],
        0,
    ),
    "sim.load('tiny')": (["-c", "import sim; sim.load('tiny')"], 0),
    "sim.load('england')": (["-c", "import sim; sim.load('england')"], 0),
}
"""What is started, and the most processor seconds it may take (0: no bar)."""


def starts(size: Size) -> Part:
    """Processor seconds of a new process."""
    part = Part("starts", "Cold starts")
    for name, (words, most) in STARTS.items():
        seconds = median([_cpu_of([sys.executable, *words]) for _ in range(size.repeats + 2)])
        part.rows.append({"what": name, "CPU s": seconds})
        if most:
            part.bars.append(Bar(name, seconds, most, "CPU s"))
    return part


def _cpu_of(command: list[str]) -> float:
    """Processor seconds of a command."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def storing(size: Size) -> Part:
    """Bytes and seconds of what a study keeps."""
    part = Part("storage", "What storing costs")
    scenario, runs, years = size("england", "tiny"), size(6, 2), size(15, 1)
    world = sim.load(scenario)
    began = time.process_time()
    made = [sim.run(world, seed=seed, years=years, detail="study") for seed in range(1, runs + 1)]
    running = time.process_time() - began
    _as_stored(part, scenario, made, years, running)
    _quarterly(part, made)
    return part


def _as_stored(part: Part, scenario: str, made: list[Any], years: int, running: float) -> None:
    """Everything a study stores of these runs, a part as full as a study's."""
    repeats = -(-RUNS_A_PART // len(made))
    flows = frozenset(sim.outcomes().query("kind == 'flow'")["name"])
    jobs = [_job(nth, years) for nth in range(repeats * len(made))]
    began = time.process_time()
    tables = {
        job: tables_of(made[nth % len(made)], job.place, Kept(flows=flows))
        for nth, job in enumerate(jobs)
    }
    converting = time.process_time() - began
    with tempfile.TemporaryDirectory() as place:
        began = time.process_time()
        write_part(Path(place), jobs, tables)
        writing = time.process_time() - began
        stored = {kind.name: _bytes_in(kind) for kind in sorted(Path(place).iterdir())}
    thousand = 1000 / len(jobs)
    for kind, found in stored.items():
        part.rows.append(
            {
                "what": f"1,000 runs of `{scenario}`, {years} years: {kind}",
                "MB": found * thousand / 1e6,
                "CPU s": "",
            }
        )
    for what, seconds in (("runs made into tables", converting), ("tables written", writing)):
        part.rows.append({"what": f"1,000 runs: {what}", "MB": "", "CPU s": seconds * thousand})
    share = 100 * (converting + writing) / (running * repeats)
    part.bars.append(Bar("making tables and writing, of study time", share, 2, "%"))


def _quarterly(part: Part, made: list[Any]) -> None:
    """The bar's own form: a row a run and quarter, twenty outcomes as float32."""
    tables, rows = {}, 0
    names: list[str] = []
    for nth in range(RUNS_A_PART):
        monthly = made[nth % len(made)].monthly
        chosen = monthly[(monthly["service"] == "all") & (monthly["month"] % QUARTER == 0)]
        names = names or _liveliest(chosen)
        lead = chosen[["month"]].assign(**{**_job(nth, 1).place, "service": "all"})
        # Luck in the last digits, so that repeated runs do not pack better than true ones would.
        noise = 1 + 1e-4 * _luck(nth, chosen[names].shape)
        job = _job(nth, 1)
        tables[job] = {"series": typed(lead.join(chosen[names] * noise), short=True)}
        rows += len(chosen)
    with tempfile.TemporaryDirectory() as place:
        for job in tables:
            tables[job]["runs"] = pa.table({"run_id": [job.run_id]})
        began = time.process_time()
        write_part(Path(place), list(tables), tables)
        seconds = time.process_time() - began
        found = _bytes_in(Path(place) / "series")
    part.rows.append(
        {
            "what": f"{rows:,} rows of a run, a quarter and {OUTCOMES_A_ROW} outcomes",
            "MB": found / 1e6,
            "CPU s": seconds,
        }
    )
    part.bars.append(Bar(f"a row of {OUTCOMES_A_ROW} float32 outcomes", found / rows, 60, "bytes"))


def _liveliest(table: Any) -> list[str]:
    """The outcomes with most different values: the hardest to store."""
    rest = table.drop(columns=["month", "service"]).select_dtypes("number")
    names = rest.nunique().sort_values(ascending=False, kind="stable").index
    return [str(name) for name in names[:OUTCOMES_A_ROW]]


def _luck(nth: int, shape: tuple[int, ...]) -> Any:
    from sim.chance import Purpose, uniform

    places = np.arange(int(np.prod(shape)), dtype=np.uint64)
    return uniform(nth, Purpose.DESIGN, 0, places).reshape(shape)


def _job(nth: int, years: int) -> Job:
    return Job(f"{nth:020d}", "base", "base", nth + 1, nth + 1, years)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))
