"""How far a long job has come: a bar on a terminal, now and then a plain line elsewhere."""

import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

from sim.plain_text import encoding_of, plain_text, sayable, write_line
from sim.studies.runs.pace import Pace

SECONDS_BETWEEN_LINES = 15.0


class Progress(Protocol):
    """Told of each run as it ends."""

    def start(self, done: int, total: int) -> None:
        """Work begins, with some runs already stored."""

    def advance(self, *, failed: bool) -> None:
        """One more run has ended."""

    def say(self, text: str) -> None:
        """Something the person waiting should know."""

    def tell(self, text: str) -> None:
        """How the verdicts stand so far."""

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

    def tell(self, text: str) -> None:
        """Say nothing."""

    def stop(self) -> None:
        """Say nothing."""


class Lines:
    """A line every quarter of a minute: for logs and pipes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.pace = Pace(clock)
        self.done = self.total = 0
        self.spoke = clock()

    def start(self, done: int, total: int) -> None:
        """Say how much there is to do."""
        self.done, self.total = done, total
        self.pace.begin()
        self.spoke = self.clock()
        kept = f", {done} of them stored already" if done else ""
        self.say(f"{total} runs{kept}")

    def advance(self, *, failed: bool) -> None:
        """Count a run, and say so if it is time."""
        self.done += 1
        self.pace.count(failed=failed)
        now = self.clock()
        if now - self.spoke < SECONDS_BETWEEN_LINES and self.done < self.total:
            return
        self.spoke = now
        self.say(self._line())

    def say(self, text: str) -> None:
        """Write a line on the error stream."""
        write_line(text, sys.stderr)
        sys.stderr.flush()

    def tell(self, text: str) -> None:
        """Write how the verdicts stand."""
        self.say(f"so far: {text}")

    def stop(self) -> None:
        """Nothing is left open."""

    def _line(self) -> str:
        failed = f", {self.pace.failed} failed" if self.pace.failed else ""
        still = self.pace.told(self.total - self.done)
        return f"{self.done} of {self.total} runs{failed}{f', {still}' if still else ''}"


class Bar:
    """A bar with rate, time left, failures and the verdicts so far: for people."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self.bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TextColumn("[red]{task.fields[failed]}"),
            TextColumn("{task.fields[verdicts]}", markup=False),
            console=Console(stderr=True),
        )
        self.task: Any = None
        self.pace = Pace()
        self.left = 0

    def start(self, done: int, total: int) -> None:
        """Draw the bar."""
        self.pace.begin()
        self.left = total - done
        if self.task is not None:
            # Another look of the same study: one bar, begun anew.
            self.bar.remove_task(self.task)
        self.bar.start()
        self.task = self.bar.add_task(
            "runs", total=total, completed=done, pace="", failed="", verdicts=""
        )

    def advance(self, *, failed: bool) -> None:
        """Move the bar on."""
        self.pace.count(failed=failed)
        self.left -= 1
        told = f"{self.pace.failed} failed" if self.pace.failed else ""
        self.bar.update(
            self.task,
            advance=1,
            pace=self.pace.told(self.left),
            failed=told,
        )

    def say(self, text: str) -> None:
        """Write a line above the bar."""
        from rich.text import Text

        self.bar.console.print(Text(_said(text, lines=True)))

    def tell(self, text: str) -> None:
        """Show how the verdicts stand beside the bar."""
        self.bar.update(self.task, verdicts=_said(text))

    def stop(self) -> None:
        """Leave the bar as it is."""
        self.bar.stop()


def _said(text: str, *, lines: bool = False) -> str:
    """A text as the error stream can say it."""
    return sayable(plain_text(text, lines=lines), encoding_of(sys.stderr))


def fitting_progress() -> Progress:
    """A bar if a person is watching, else lines."""
    return Bar() if sys.stderr.isatty() else Lines()
