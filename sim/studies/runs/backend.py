"""What the runner knows of those who make the runs, whoever they are."""

from concurrent.futures import CancelledError, Executor
from typing import Any, Protocol

QUEUED_PER_WORKER = 2
LOST: tuple[type[BaseException], ...] = (CancelledError,)
"""What a future raises when it was called off because nobody is left to do it."""


class Backend(Protocol):
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
