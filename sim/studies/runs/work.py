"""What a worker does: some runs, each with its outcome, whatever went wrong in any of them."""

import platform
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow as pa

from sim.errors import StoppedEarlyError
from sim.studies.design.plan import Job
from sim.studies.design.version import model_version
from sim.studies.store.tables import Kept, tables_of

OneRun = Callable[..., Any]
"""one_run(world, seed=, years=, detail="study") -> Run."""

Tables = dict[str, pa.Table]
ERROR_LINES = 12


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a job: its tables, or an error; and how often it was tried."""

    tables: Tables = field(default_factory=dict)
    error: str = ""
    attempts: int = 1
    seconds: float = 0.0
    """What the run took of its worker, once the model was loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as Arrow streams: pickle, which goes column by column, takes ten times as long."""
        streams = {kind: as_stream(table) for kind, table in self.tables.items()}
        return arrived, (streams, self.error, self.attempts, self.seconds)


def as_stream(table: pa.Table) -> bytes:
    """A table as the bytes of an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def arrived(
    streams: dict[str, bytes], error: str, attempts: int, seconds: float = 0.0
) -> RunResult:
    """An outcome out of what travelled."""
    tables = {kind: pa.ipc.open_stream(stream).read_all() for kind, stream in streams.items()}
    return RunResult(tables, error, attempts, seconds)


@dataclass(frozen=True, slots=True)
class Task:
    """All that a worker needs for one run."""

    job: Job
    world: Any
    kept: Kept
    one_run: OneRun | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Runs that travel together, so that a message is worth its price."""

    tasks: tuple[Task, ...]
    attempts: int
    """How often a run that fails is tried in all."""
    version: str
    """The model these runs are of."""


def work(chunk: Chunk) -> list[RunResult]:
    """Make the runs of a chunk, in order, each on one thread.

    Raises StoppedEarlyError where another version of the model is installed: its runs would carry
    names that are not theirs.
    """
    here = model_version()
    if here != chunk.version:
        message = (
            f"{platform.node()} has another version of the model ({here}, not {chunk.version}); "
            "install the same one on every machine and give the same command again"
        )
        raise StoppedEarlyError(message)
    with _thread_pools().limit(limits=1):
        return [tried(task, chunk.attempts) for task in chunk.tasks]


def tried(task: Task, attempts: int) -> RunResult:
    """Make one run, trying again after a failure; a fault in it is an outcome like any other."""
    job, error = task.job, ""
    for attempt in range(1, attempts + 1):
        try:
            one_run = task.one_run or _model_run()
            began = time.perf_counter()
            run = one_run(task.world, seed=job.seed, years=job.years, detail="study")
            tables = tables_of(run, job.place, task.kept)
            seconds = time.perf_counter() - began
            return RunResult(tables, attempts=attempt, seconds=seconds)
        except Exception:  # noqa: BLE001
            error = "\n".join(traceback.format_exc().splitlines()[-ERROR_LINES:])
    return RunResult(error=error, attempts=attempts)


def place_of_work() -> dict[str, Any]:
    """Where this process runs: what its numbers may depend on."""
    from sim.studies.store.provenance import cpu_features, package_versions

    return {
        "machine": platform.node(),
        "python": platform.python_version(),
        "model_version": model_version(),
        "versions": package_versions(),
        "cpu_features": cpu_features(),
    }


@cache
def _thread_pools() -> Any:
    """The thread pools of the numerical libraries; finding them takes longer than a small run."""
    from threadpoolctl import ThreadpoolController

    _model_run()
    return ThreadpoolController()


def _model_run() -> OneRun:
    from sim.model.one_run import played

    return played
