"""Who makes the runs: this process, processes of this machine, or a Dask cluster.

All three are a `concurrent.futures.Executor` that can be opened, kept fed and stopped; the runner
knows no more of them than `sim.studies.runs.backend.Backend`.
"""

import contextlib
import multiprocessing.resource_tracker
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from sim.asked import count_of
from sim.studies.runs.backend import QUEUED_PER_WORKER, Backend
from sim.studies.runs.cluster import Cluster

SECONDS_IDLE = 20
"""After which a process of a pool ends."""

SECONDS_BETWEEN_LOOKS = 1.0
"""Between two looks of a process of a pool for the one that started it."""

POOL_THREAD = "_ExecutorManagerThread"
"""loky's name for the kind of thread that minds its processes."""

SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class InThisProcess:
    """Makes each run at once, where it is asked for."""

    deaths: tuple[type[BaseException], ...] = ()
    die_together = False

    def open(self, *, anew: bool = False) -> Executor:
        """An executor that never has anything under way."""
        return _AtOnce()

    def chunk_size(self, waiting: int) -> int:
        """One run at a time."""
        return min(waiting, 1)

    def queue_length(self) -> int:
        """No run in line: each is over when it is handed in."""
        return 1

    def check(self) -> None:
        """This process is always here."""

    def stop(self, *, now: bool) -> None:
        """Nothing is open."""

    def described(self) -> dict[str, Any]:
        """One worker."""
        return {"workers": 1}


class _AtOnce(Executor):
    """Calls what it is given at once; the future it returns is over."""

    def submit(self, fn: Callable[..., Any], /, *given: Any, **says: Any) -> Future[Any]:
        """Call and keep the result, or the exception unless it is to end the process."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*given, **says))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future


class Processes:
    """Processes of this machine, by joblib's loky.

    It works from unguarded scripts and notebooks, where the standard pool breaks.
    """

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    die_together = True

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool: Executor | None = None

    def open(self, *, anew: bool = False) -> Executor:
        """The pool of an earlier look, whose processes may still be warm, or a new one.

        Not loky's reusable one: that is joblib's too, which trips over a pool it did not make.
        """
        if self.pool is None or anew:
            self.pool = _pool(self.workers)
        return self.pool

    def chunk_size(self, waiting: int) -> int:
        """One run at a time: a message within the machine costs next to nothing."""
        return min(waiting, 1)

    def queue_length(self) -> int:
        """A run in line behind each under way, so that no process waits."""
        return self.workers * QUEUED_PER_WORKER

    def check(self) -> None:
        """A pool that breaks says so by its futures."""

    def stop(self, *, now: bool) -> None:
        """Kill the processes, or let each end when it has been idle for a while."""
        if now and self.pool is not None:
            _let_the_pool_die_in_silence()
            self.pool.shutdown(wait=False, kill_workers=True)  # type: ignore[call-arg]
            self.pool = None

    def described(self) -> dict[str, Any]:
        """So many workers."""
        return {"workers": self.workers}


def _pool(workers: int) -> Executor:
    """A pool with all its processes started; whatever is handed in later may start some anew."""
    from joblib.externals.loky import ProcessPoolExecutor

    class Pool(ProcessPoolExecutor):  # type: ignore[misc]
        def submit(self, fn: Callable[..., Any], *given: Any, **says: Any) -> Future[Any]:
            with _interrupts_held_back():
                future: Future[Any] = super().submit(fn, *given, **says)
            return future

    pool: Executor = Pool(
        max_workers=workers,
        timeout=SECONDS_IDLE,
        env=SINGLE_THREAD,
        initializer=end_with,
        initargs=(os.getpid(),),
    )
    pool.submit(abs, 0)
    return pool


def end_with(parent: int) -> None:
    """In a process of a pool: end when the process that started it is gone, however it went.

    Killed alone, or hung up on, it can tell nobody; its processes would wait for work for ever.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start processes that leave Ctrl-C to this one: what is held back here they hold back too."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python starts this one with its first process, and then lets interrupts through again.
    multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_the_pool_die_in_silence() -> None:
    """Drop the last words of a pool that is being killed: its own thread may trip over the dead."""
    before = threading.excepthook

    def hook(said: threading.ExceptHookArgs) -> None:
        if type(said.thread).__name__ != POOL_THREAD:
            before(said)

    threading.excepthook = hook


def backend_for(workers: int | None, scheduler: str | None = None) -> Backend:
    """Who is to make the runs: a cluster if one is named, else so many processes.

    Raises MutualsError, before anything is written, if they cannot be had.
    """
    if scheduler is not None:
        return Cluster(scheduler)
    number = check_workers(workers)
    return InThisProcess() if number == 1 else Processes(number)


def check_workers(workers: int | None) -> int:
    """The number of workers asked for, or all processors."""
    return available_workers() if workers is None else count_of(workers, "workers", 1)


def available_workers() -> int:
    """Processors this process may use."""
    from joblib.externals.loky import cpu_count

    return int(cpu_count())
