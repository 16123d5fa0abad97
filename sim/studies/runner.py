"""Make all runs of a plan, on as many processors as there are, and store them in parts.

The coordinator alone writes; a worker makes one run at a time and sends back its tables. Parts are
cut from the list of runs before anything starts, so the stored bytes do not depend on the number
of workers or on who finishes first.
"""

import contextlib
import traceback
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.errors import MutualsError
from sim.studies.experiment import BASE
from sim.studies.ledger import Ledger
from sim.studies.plan import Job, Plan
from sim.studies.progress import Progress
from sim.studies.store import LEDGER, no_room_told, take_stock, write_part
from sim.studies.tables import Kept, tables_of

OneRun = Callable[..., Any]
"""one_run(world, seed=, years=, detail="study") -> Run."""

Tables = dict[str, pa.Table]
QUEUED_PER_WORKER = 2
ATTEMPTS_AFTER_DEATH = 2
ERROR_LINES = 12
SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; says what is safe and how to go on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: its tables, or an error."""

    tables: Tables = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a session of work did."""

    stored: int
    made: int
    failed: int


def carry_out(
    plan: Plan, folder: Path, workers: int, one_run: OneRun | None, progress: Progress
) -> Tally:
    """Make and store every run of the plan that the folder does not hold yet."""
    with no_room_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with Ledger.open(folder / LEDGER) as ledger:
        stored = take_stock(folder, (job.key for job in plan.jobs))
        ledger.write_hypotheses(claims_of(plan))
        ledger.expect(plan.jobs, stored.done)
        missing = [job for job in plan.jobs if job.key not in stored.done]
        progress.start(len(stored.done), len(plan.jobs))
        for told in stored.set_aside:
            progress.say(told)
        session = _Session(plan, folder, ledger, progress)
        try:
            session.make(missing, workers, one_run)
        except KeyboardInterrupt:
            raise Interrupted(_how_to_go_on(session, len(stored.done), folder)) from None
        finally:
            progress.stop()
    return Tally(len(stored.done), session.safe, session.failed)


def claims_of(plan: Plan) -> list[dict[str, Any]]:
    """The hypotheses as plain values, as they are noted before the first run."""
    return [claim.model_dump(mode="json") for claim in plan.experiment.hypotheses]


class _Session:
    """One sitting: takes results as they come and writes each part when its last run is in."""

    def __init__(self, plan: Plan, folder: Path, ledger: Ledger, progress: Progress) -> None:
        self.plan, self.folder, self.ledger, self.progress = plan, folder, ledger, progress
        self.safe = self.failed = 0

    def make(self, missing: Sequence[Job], workers: int, one_run: OneRun | None) -> None:
        """Make the missing runs, part by part."""
        size = self.plan.experiment.study.runs_per_part
        parts = [tuple(missing[start : start + size]) for start in range(0, len(missing), size)]
        part_of = {job: part for part in parts for job in part}
        came: dict[Job, Outcome] = {}
        tasks = [
            _Task(job, self.plan.world_of(job), _kept(self.plan, job), one_run) for job in missing
        ]
        with contextlib.closing(outcomes(tasks, workers)) as results:
            for job, outcome in results:
                came[job] = outcome
                self.progress.advance(failed=bool(outcome.error))
                part = part_of[job]
                if all(other in came for other in part):
                    self._store(part, {other: came.pop(other) for other in part})

    def _store(self, part: Sequence[Job], came: dict[Job, Outcome]) -> None:
        errors = {job: outcome.error for job, outcome in came.items() if outcome.error}
        tables = {job: outcome.tables for job, outcome in came.items() if not outcome.error}
        if tables:
            write_part(self.folder, part, tables)
        self.ledger.note(part, errors)
        self.safe += len(tables)
        self.failed += len(errors)
        for job, error in errors.items():
            last = error.strip().splitlines()[-1]
            self.progress.say(f"{job.arm} at {job.setting}, seed {job.seed} failed: {last}")


@dataclass(frozen=True, slots=True)
class _Task:
    """All that a worker needs for one run."""

    job: Job
    world: Any
    kept: Kept
    one_run: OneRun | None


def outcomes(tasks: Sequence[_Task], workers: int) -> Generator[tuple[Job, Outcome], None, None]:
    """Every task's outcome as it comes, in any order."""
    if workers == 1:
        yield from _in_this_process(tasks)
        return
    suspects = yield from _in_processes(tasks, workers, _loky)
    for task in suspects:
        yield task.job, _alone(task)


def _in_this_process(
    tasks: Sequence[_Task],
) -> Generator[tuple[Job, Outcome], None, None]:
    from threadpoolctl import threadpool_limits

    for task in tasks:
        with threadpool_limits(limits=1):
            outcome = _work(task)
        yield task.job, outcome


def _in_processes(
    tasks: Sequence[_Task], workers: int, executor: Callable[[int], Executor]
) -> Generator[tuple[Job, Outcome], None, list[_Task]]:
    """Outcomes from a pool of processes; returns the tasks under way whenever a process died.

    Any of those may be to blame, so each is tried again alone afterwards.
    """
    waiting = deque(tasks)
    suspects: list[_Task] = []
    pool = executor(workers)
    under_way: dict[Future[Outcome], _Task] = {}
    try:
        while waiting or under_way:
            try:
                while waiting and len(under_way) < workers * QUEUED_PER_WORKER:
                    under_way[pool.submit(_work, waiting[0])] = waiting[0]
                    waiting.popleft()
                for ended in wait(under_way, return_when=FIRST_COMPLETED).done:
                    yield under_way[ended].job, ended.result()
                    del under_way[ended]
            except BrokenExecutor:
                suspects += under_way.values()
                under_way.clear()
                pool = executor(workers)
    except BaseException:
        _kill(pool)
        raise
    return suspects


def _alone(task: _Task) -> Outcome:
    for _ in range(ATTEMPTS_AFTER_DEATH):
        pool = _loky(1)
        try:
            return pool.submit(_work, task).result()
        except BrokenExecutor as error:
            died = f"The process that made this run died: {type(error).__name__}"
        except BaseException:
            _kill(pool)
            raise
    return Outcome(error=died)


def _work(task: _Task) -> Outcome:
    """Make one run; a fault in it is an outcome like any other."""
    job = task.job
    try:
        one_run = task.one_run or _model_run()
        run = one_run(task.world, seed=job.seed, years=job.years, detail="study")
        return Outcome(tables_of(run, job.place, task.kept))
    except Exception:  # noqa: BLE001
        return Outcome(error="\n".join(traceback.format_exc().splitlines()[-ERROR_LINES:]))


def _model_run() -> OneRun:
    from sim.one_run import run

    return run


def _kept(plan: Plan, job: Job) -> Kept:
    return Kept(
        series=plan.experiment.study.series,
        flows=plan.flows,
        holders=job.setting == BASE and job.replication == 1,
    )


def _loky(workers: int) -> Executor:
    """Processes that work from unguarded scripts and notebooks, where the standard pool breaks."""
    from joblib.externals.loky import get_reusable_executor

    pool: Executor = get_reusable_executor(max_workers=workers, env=SINGLE_THREAD)
    return pool


def _kill(pool: Executor) -> None:
    pool.shutdown(wait=False, kill_workers=True)  # type: ignore[call-arg]


def available_workers() -> int:
    """Processors this process may use."""
    from joblib.externals.loky import cpu_count

    return int(cpu_count())


def check_workers(workers: int | None) -> int:
    """The number of workers asked for, or all processors."""
    if workers is None:
        return available_workers()
    if workers < 1:
        message = f"{workers} workers cannot do anything; ask for 1 or more"
        raise MutualsError(message)
    return workers


def _how_to_go_on(session: _Session, before: int, folder: Path) -> str:
    safe = before + session.safe
    return (
        f"Stopped. {safe} of {len(session.plan.jobs)} runs are safe in {folder}; "
        "give the same command again to go on from there."
    )
