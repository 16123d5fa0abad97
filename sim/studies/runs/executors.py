"""Who makes the runs: this process, processes of this machine, or a Dask cluster.

All three are a `concurrent.futures.Executor` that can be opened, kept fed and stopped; the runner
knows no more of them than `Hands`.
"""

import contextlib
import multiprocessing.resource_tracker
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any, Protocol

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.design.version import model_version
from sim.studies.runs.work import place_of_work

QUEUED_PER_WORKER = 2
LARGEST_CHUNK = 8
"""Runs sent together to a cluster: enough to make a message cheap, few enough to lose."""

CHUNKS_PER_WORKER = 4
"""Chunks shrink towards the end to a fraction of each worker's share, so that none waits long."""

SECONDS_TO_CONNECT = 20
SECONDS_BETWEEN_COUNTS = 5.0
SECONDS_IDLE = 20
"""After which a process of a pool ends."""

POOL_THREAD = "_ExecutorManagerThread"
"""loky's name for the kind of thread that minds its processes."""

ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://.+:\d+(/.*)?")
SINGLE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class Hands(Protocol):
    """Who makes the runs."""

    deaths: tuple[type[BaseException], ...]
    """What a future raises when the process that worked on it died."""
    die_together: bool
    """Whether the death of one process ends the whole executor."""

    def open(self, *, anew: bool = False) -> Executor:
        """An executor, ready for work; anew: in place of one that broke."""

    def chunk_size(self, waiting: int) -> int:
        """How many of the waiting runs to send at once."""

    def queue_length(self) -> int:
        """How many chunks to have under way or in line."""

    def check(self) -> None:
        """Raise StoppedEarlyError if the workers can no longer be reached."""

    def stop(self, *, now: bool) -> None:
        """Let go of the executor; now: without waiting for what is under way."""

    def described(self) -> dict[str, Any]:
        """Who they were, for the manifest."""


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

    pool: Executor = Pool(max_workers=workers, timeout=SECONDS_IDLE, env=SINGLE_THREAD)
    pool.submit(abs, 0)
    return pool


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


class Cluster:
    """The workers of a Dask scheduler, wherever they are.

    Dask sends a chunk again when its worker dies; one that keeps killing its workers comes back as
    a death, and its runs are then tried one by one.
    """

    die_together = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.client, self.is_open = _connected(address), True
        from distributed.scheduler import KilledWorker

        self.deaths: tuple[type[BaseException], ...] = (KilledWorker,)
        self.workers, self.ask_again = 1, 0.0
        self._threads()
        self.places = self._places()
        """The machines of the workers at the start, each once, with what numbers may depend on."""
        self._refuse_other_versions()

    def open(self, *, anew: bool = False) -> Executor:
        """The cluster as an executor; joined again if it was let go of after an earlier look."""
        if not self.is_open:
            self._rejoin()
        executor: Executor = self.client.get_executor(pure=False)
        return executor

    def chunk_size(self, waiting: int) -> int:
        """Several runs to a message, fewer when few are left."""
        share = waiting // (self._threads() * CHUNKS_PER_WORKER)
        return min(waiting, max(1, min(share, LARGEST_CHUNK)))

    def queue_length(self) -> int:
        """Chunks in line for the workers there are now: more may have come, or some gone."""
        return self._threads() * QUEUED_PER_WORKER

    def check(self) -> None:
        """Raise StoppedEarlyError if the scheduler is gone."""
        if self.client.status not in ("running", "connecting"):
            raise StoppedEarlyError(self._lost())

    def stop(self, *, now: bool) -> None:
        """Leave the cluster as it was; what is under way is called off."""
        self.is_open = False
        with contextlib.suppress(Exception):
            self.client.close(timeout=SECONDS_TO_CONNECT)

    def described(self) -> dict[str, Any]:
        """The scheduler, and the machines its workers ran on when the work began."""
        return {"workers": self.workers, "scheduler": self.address, "machines": self.places}

    def _rejoin(self) -> None:
        try:
            self.client, self.is_open = _connected(self.address), True
        except MutualsError:
            raise StoppedEarlyError(self._lost()) from None

    def _places(self) -> list[dict[str, Any]]:
        found = self.client.run(place_of_work).values()
        once = {(place["machine"], str(place)): place for place in found}
        return [once[key] for key in sorted(once)]

    def _threads(self) -> int:
        """Threads of all workers now, asked for anew every few seconds; at least one."""
        if time.monotonic() >= self.ask_again:
            with contextlib.suppress(OSError):
                self.workers = max(1, sum(self.client.nthreads().values()))
            self.ask_again = time.monotonic() + SECONDS_BETWEEN_COUNTS
        return self.workers

    def _lost(self) -> str:
        return (
            f"The scheduler at {self.address} no longer answers. What was stored is safe; start it "
            "again and give the same command to go on from there."
        )

    def _refuse_other_versions(self) -> None:
        wanted = model_version()
        for place in self.places:
            if place["model_version"] != wanted:
                self.stop(now=True)
                message = (
                    f"{place['machine']} has version {place['model_version']} of the model, and "
                    f"this machine {wanted}; install the same one on every machine"
                )
                raise MutualsError(message)


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        message = "A scheduler needs Dask; install it with `pip install 'mutuals[cluster]'`"
        raise MutualsError(message) from None
    if not ADDRESS.fullmatch(address):
        message = f"{address} is no address of a scheduler; write it as tcp://HOST:PORT"
        raise MutualsError(message)
    try:
        # As Any: the library has no types.
        client: Any = distributed.Client
        return client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        message = (
            f"No Dask scheduler answers at {address} ({type(error).__name__}); start one with "
            "`dask scheduler` and name its address, such as tcp://host:8786"
        )
        raise MutualsError(message) from None


LOST: tuple[type[BaseException], ...] = (CancelledError,)
"""What a future raises when it was called off because nobody is left to do it."""


def hands_for(workers: int | None, scheduler: str | None = None) -> Hands:
    """Who is to make the runs: a cluster if one is named, else so many processes.

    Raises MutualsError, before anything is written, if they cannot be had.
    """
    if scheduler is not None:
        return Cluster(scheduler)
    number = check_workers(workers)
    return InThisProcess() if number == 1 else Processes(number)


def check_workers(workers: int | None) -> int:
    """The number of workers asked for, or all processors."""
    if workers is None:
        return available_workers()
    if workers < 1:
        message = f"{workers} workers cannot do anything; ask for 1 or more"
        raise MutualsError(message)
    return workers


def available_workers() -> int:
    """Processors this process may use."""
    from joblib.externals.loky import cpu_count

    return int(cpu_count())
