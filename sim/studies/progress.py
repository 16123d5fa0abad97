"""How far a long job has come: a bar on a terminal, now and then a plain line elsewhere."""

import sys
import time
from typing import Any, Protocol

SECONDS_BETWEEN_LINES = 15.0
SECONDS_PER_MINUTE = 60


class Progress(Protocol):
    """Told of each run as it ends."""

    def start(self, done: int, total: int) -> None:
        """Work begins, with some runs already stored."""

    def advance(self, *, failed: bool) -> None:
        """One more run has ended."""

    def say(self, text: str) -> None:
        """Something the person waiting should know."""

    def stop(self) -> None:
        """Work has ended, well or not."""


class Silence:
    """Says nothing: for notebooks and tests."""

    def start(self, done: int, total: int) -> None:
        """Say nothing."""

    def advance(self, *, failed: bool) -> None:
        """Say nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Say nothing."""


class Lines:
    """A line every quarter of a minute: for logs and pipes."""

    def __init__(self) -> None:
        self.done = self.total = self.made = self.failed = 0
        self.began = self.spoke = time.monotonic()

    def start(self, done: int, total: int) -> None:
        """Say how much there is to do."""
        self.done, self.total = done, total
        self.began = self.spoke = time.monotonic()
        kept = f", {done} of them stored already" if done else ""
        self.say(f"{total} runs{kept}")

    def advance(self, *, failed: bool) -> None:
        """Count a run, and say so if it is time."""
        self.done += 1
        self.made += 1
        self.failed += failed
        now = time.monotonic()
        if now - self.spoke >= SECONDS_BETWEEN_LINES or self.done == self.total:
            self.spoke = now
            self.say(self._line(now - self.began))

    def say(self, text: str) -> None:
        """Write a line."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def stop(self) -> None:
        """Nothing is left open."""

    def _line(self, seconds: float) -> str:
        rate = self.made / max(seconds, 1e-9)
        left = (self.total - self.done) / rate
        failed = f", {self.failed} failed" if self.failed else ""
        speed = f"{rate * SECONDS_PER_MINUTE:.0f} a minute"
        return f"{self.done} of {self.total} runs{failed}, {speed}, {duration(left)} left"


class Bar:
    """A bar with rate and time left: for people."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self.bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failed]}"),
            console=Console(stderr=True),
        )
        self.task: Any = None
        self.made = self.failed = 0
        self.began = time.monotonic()

    def start(self, done: int, total: int) -> None:
        """Draw the bar."""
        self.began = time.monotonic()
        self.bar.start()
        self.task = self.bar.add_task("runs", total=total, completed=done, rate="", failed="")

    def advance(self, *, failed: bool) -> None:
        """Move the bar on."""
        self.made += 1
        self.failed += failed
        minutes = (time.monotonic() - self.began) / SECONDS_PER_MINUTE
        rate = f"{self.made / max(minutes, 1e-9):.0f} a minute"
        told = f"{self.failed} failed" if self.failed else ""
        self.bar.update(self.task, advance=1, rate=rate, failed=told)

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        self.bar.console.print(text, markup=False)

    def stop(self) -> None:
        """Leave the bar as it is."""
        self.bar.stop()


def fitting_progress() -> Progress:
    """A bar if a person is watching, else lines."""
    return Bar() if sys.stderr.isatty() else Lines()


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(42), duration(330), duration(7300)
    ('42 s', '6 min', '2 h 2 min')
    """
    if seconds < SECONDS_PER_MINUTE:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / SECONDS_PER_MINUTE), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
