"""Hand out runs and take back what came of them, whoever makes them and whoever dies over it."""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from sim.errors import StoppedEarlyError
from sim.studies.design.plan import Job
from sim.studies.design.version import model_version
from sim.studies.runs.backend import LOST, Backend
from sim.studies.runs.executors import Processes
from sim.studies.runs.work import Chunk, RunResult, Task, work

DEATHS_IN_COMPANY = 2
"""Deaths over a run, any of several suspects, before it is tried with nothing beside it."""

TRIED_ALONE = 2
SECONDS_BETWEEN_CHECKS = 5.0
SECONDS_TO_SETTLE = 10.0

Came = Generator[tuple[Job, RunResult], None, None]


def run_results(
    jobs: Iterable[Job], task_of: Callable[[Job], Task], backend: Backend, attempts: int
) -> Came:
    """Every job's outcome as it comes, in any order.

    attempts: how often a run that fails is tried. A process that dies takes the blame off nobody:
    each run it may have died over is tried again, at last alone.
    """
    dispatch = _Dispatch(task_of, backend, attempts)
    finished = False
    try:
        yield from dispatch.all_of(deque(jobs))
        finished = True
    finally:
        backend.stop(now=not finished)


class _Dispatch:
    """The runs that wait, those under way, and the deaths so far."""

    def __init__(self, task_of: Callable[[Job], Task], backend: Backend, attempts: int) -> None:
        self.task_of, self.backend, self.attempts = task_of, backend, attempts
        self.deaths: Counter[Job] = Counter()
        self.under_way: dict[Future[list[RunResult]], tuple[Job, ...]] = {}
        self.suspects: list[Job] = []

    def all_of(self, waiting: deque[Job]) -> Came:
        """Keep everyone busy until nothing is left, then try the suspects one by one."""
        pool = self.backend.open()
        while waiting or self.under_way:
            is_sound = self._fill(pool, waiting)
            came, fallen = self._collect()
            yield from came
            if is_sound and not fallen:
                continue
            more, left = self._bury() if self.backend.die_together else ([], [])
            yield from more
            self._take_back(fallen + left, waiting)
            pool = self.backend.open(anew=True)
        for job in self.suspects:
            yield job, self._alone(job)

    def _fill(self, pool: Executor, waiting: deque[Job]) -> bool:
        """Hand out runs until the queue is long enough; false if the executor takes none."""
        while waiting and len(self.under_way) < self.backend.queue_length():
            size = 1 if self.deaths[waiting[0]] else self.backend.chunk_size(len(waiting))
            jobs = tuple(waiting.popleft() for _ in range(size))
            try:
                self.under_way[pool.submit(work, self._chunk(jobs))] = jobs
            except self.backend.deaths:
                waiting.extendleft(reversed(jobs))
                return False
        return True

    def _collect(self) -> tuple[list[tuple[Job, RunResult]], list[Job]]:
        """What has come, waiting for something to come; and the runs over which a process died."""
        if not self.under_way:
            return [], []
        self.backend.check()
        ended = wait(
            self.under_way, timeout=SECONDS_BETWEEN_CHECKS, return_when=FIRST_COMPLETED
        ).done
        return self._results(ended)

    def _results(
        self, ended: Iterable[Future[list[RunResult]]]
    ) -> tuple[list[tuple[Job, RunResult]], list[Job]]:
        came: list[tuple[Job, RunResult]] = []
        fallen: list[Job] = []
        for future in list(ended):
            jobs = self.under_way.pop(future)
            try:
                came += zip(jobs, future.result(), strict=True)
            except self.backend.deaths:
                fallen += jobs
            except LOST:
                self.backend.check()
                message = "The workers called off a run; give the same command again to go on."
                raise StoppedEarlyError(message) from None
        return came, fallen

    def _bury(self) -> tuple[list[tuple[Job, RunResult]], list[Job]]:
        """The rest of an executor that broke: what was finished in time, and what was not."""
        ended, unsettled = wait(self.under_way, timeout=SECONDS_TO_SETTLE)
        came, fallen = self._results(ended)
        for future in unsettled:
            fallen += self.under_way.pop(future)
        return came, fallen

    def _take_back(self, jobs: Sequence[Job], waiting: deque[Job]) -> None:
        for job in reversed(jobs):
            self.deaths[job] += 1
            if self.deaths[job] < DEATHS_IN_COMPANY:
                waiting.appendleft(job)
            else:
                self.suspects.append(job)

    def _alone(self, job: Job) -> RunResult:
        """One run with nothing beside it: if a process dies now, it is this run that kills it."""
        if not self.backend.die_together:
            return self._tried_with(self.backend, job)
        backend = Processes(1)
        try:
            return self._tried_with(backend, job)
        finally:
            backend.stop(now=True)

    def _tried_with(self, backend: Backend, job: Job) -> RunResult:
        died = ""
        for _ in range(TRIED_ALONE):
            try:
                future = backend.open(anew=bool(died)).submit(work, self._chunk((job,)))
                while not wait([future], timeout=SECONDS_BETWEEN_CHECKS).done:
                    backend.check()
                return future.result()[0]
            except backend.deaths as error:
                died = f"The process that made this run died: {type(error).__name__}"
        return RunResult(error=died, attempts=self.deaths[job] + TRIED_ALONE)

    def _chunk(self, jobs: Sequence[Job]) -> Chunk:
        return Chunk(tuple(map(self.task_of, jobs)), self.attempts, model_version())
