"""What a study that was started from the browser tells of itself, in a file of its folder.

The study is a process of its own and outlives page and server; this file is all they share. Another
file, whose presence is the message, asks it to stop.
"""

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from sim.dashboard.frame.folders import UNDER_WAY
from sim.studies.runs.pace import duration
from sim.studies.store.files import write_json

State = Literal["starting", "forecasting", "running", "forecast", "done", "stopped", "failed"]
AT_WORK: tuple[State, ...] = ("starting", "forecasting", "running")
STOP = "stop"
"""Name of the file that asks a study to stop."""
LOG = "under_way.log"
LOG_READ = 4000
"""Bytes of the log that are looked at."""
SECONDS_OF_SILENCE = 60.0
"""A study at work writes every few seconds; after so long without a word it is taken for dead."""
MOST_SAID = 12


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One stretch of work on a study."""

    experiment: str
    """Name of the experiment, shipped or one's own."""
    quick: bool
    workers: int
    state: State = "starting"
    done: int = 0
    total: int = 0
    failed: int = 0
    per_minute: float | None = None
    seconds_left: float | None = None
    so_far: str = ""
    """How the verdicts stand."""
    said: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_at_work(self) -> bool:
        """Whether it goes on, as far as it tells."""
        return self.state in AT_WORK

    def words(self) -> str:
        """How it stands, in a few words."""
        if self.state == "starting":
            return "starting"
        if self.state == "failed":
            return "broken off"
        if self.state == "stopped":
            return f"stopped at {self.done:,} of {self.total:,} runs"
        if self.state in ("done", "forecast"):
            return "done" if self.state == "done" else "forecast made"
        left = "" if self.seconds_left is None else f", about {duration(self.seconds_left)} left"
        verb = "forecasting" if self.state == "forecasting" else "running"
        return f"{verb}, {self.done:,} of {self.total:,} runs{left}"


def under_way_in(folder: Path) -> UnderWay | None:
    """What the file of a folder tells; None if there is none that can be read.

    Work that has been silent for too long is taken to be broken off.
    """
    path = folder / UNDER_WAY
    try:
        if path.is_symlink():
            return None
        values = json.loads(path.read_text(encoding="utf-8"))
        under_way = _checked(values)
        silent = time.time() - path.stat().st_mtime
    except (OSError, ValueError, TypeError):
        return None
    if under_way.is_at_work and silent > SECONDS_OF_SILENCE:
        return replace(under_way, state="failed", error=under_way.error or last_words(folder))
    return under_way


def last_words(folder: Path) -> str:
    """The last line of the log of a under_way: as a rule, why it broke off."""
    try:
        with (folder / LOG).open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(file.tell() - LOG_READ, 0))
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else "It ended without a word."


def note(folder: Path, under_way: UnderWay) -> None:
    """Write how a under_way stands, whole or not at all."""
    write_json(folder / UNDER_WAY, asdict(under_way))


def _checked(values: Any) -> UnderWay:
    """A under_way from what a file says; raises TypeError or ValueError if it is none."""
    if not isinstance(values, dict):
        raise TypeError
    found = UnderWay(**{**values, "said": tuple(str(one) for one in values.get("said", ()))})
    words = (found.experiment, found.state, found.so_far, found.error)
    whole = (found.done, found.total, found.failed, found.workers)
    paces = (found.per_minute, found.seconds_left)
    sound = (
        all(isinstance(one, str) for one in words)
        and all(isinstance(one, int) for one in whole)
        and found.state in get_args(State)
        and all(one is None or isinstance(one, int | float) for one in paces)
    )
    if not sound:
        raise ValueError
    return found
