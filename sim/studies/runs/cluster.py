"""The workers of a Dask cluster, on this machine and others."""

import contextlib
import re
import time
from concurrent.futures import Executor
from typing import Any

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.design.version import model_version
from sim.studies.runs.backend import QUEUED_PER_WORKER
from sim.studies.runs.work import place_of_work

LARGEST_CHUNK = 8
"""Runs sent together to a cluster: enough to make a message cheap, few enough to lose."""
CHUNKS_PER_WORKER = 4
"""Chunks shrink towards the end to a fraction of each worker's share, so that none waits long."""
SECONDS_TO_CONNECT = 20
SECONDS_BETWEEN_COUNTS = 5.0
ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://.+:\d+(/.*)?")


class Cluster:
    """The workers of a Dask scheduler, wherever they are.

    Dask sends a chunk again when its worker dies; one that keeps killing its workers comes back as
    a death, and its runs are then tried one by one.
    """

    die_together = False

    def __init__(self, address: str, patience: float = SECONDS_TO_CONNECT) -> None:
        self.address = address
        self.client, self.is_open = _connected(address, patience), True
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


def _connected(address: str, patience: float = SECONDS_TO_CONNECT) -> Any:
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
        return client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        message = (
            f"No Dask scheduler answers at {address} ({type(error).__name__}); start one with "
            "`dask scheduler` and name its address, such as tcp://host:8786"
        )
        raise MutualsError(message) from None
