"""The process in which a study from the browser is made: `python -m sim.dashboard.studies.work`.

It writes how it stands into its folder every few seconds, ends when the file that asks it to is
there, and needs neither page nor server once it has begun.
"""

import json
import math
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.dashboard.studies.under_way import MOST_SAID, STOP, State, UnderWay, note
from sim.errors import MutualsError
from sim.studies.runs.pace import Pace
from sim.studies.store.files import FORECAST

SECONDS_BETWEEN_WORDS = 1.0
SECONDS_BETWEEN_BEATS = 5.0


class ProgressFile:
    """The progress of a study, told in a file; ends the study when it is asked to."""

    def __init__(self, folder: Path, under_way: UnderWay) -> None:
        self.folder, self.under_way = folder, under_way
        self.pace = Pace()
        self.spoke = 0.0
        self.writing = threading.Lock()
        self.ended = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def start(self, done: int, total: int) -> None:
        """Work begins, with some runs already stored."""
        self.pace.begin()
        self.change(done=done, total=total, failed=0)

    def advance(self, *, failed: bool) -> None:
        """One more run has ended. Raises KeyboardInterrupt, as Ctrl-C does, if asked to stop."""
        self.pace.count(failed=failed)
        left = self.pace.seconds_for(self.under_way.total - self.under_way.done - 1)
        self.under_way = replace(
            self.under_way,
            done=self.under_way.done + 1,
            failed=self.pace.failed,
            per_minute=None if math.isnan(left) else round(self.pace.per_minute, 1),
            seconds_left=None if math.isnan(left) else round(left, 1),
        )
        if time.monotonic() - self.spoke > SECONDS_BETWEEN_WORDS:
            self.write()
        if (self.folder / STOP).exists():
            raise KeyboardInterrupt

    def say(self, text: str) -> None:
        """Something the person waiting should know."""
        self.change(said=(*self.under_way.said, text)[-MOST_SAID:])

    def tell(self, text: str) -> None:
        """How the verdicts stand so far."""
        self.change(so_far=text)

    def stop(self) -> None:
        """A stretch of work has ended, well or not."""
        self.write()

    def end(self, state: State, error: str = "") -> None:
        """All work has ended."""
        self.ended.set()
        self.change(state=state, error=error, seconds_left=None)

    def change(self, **values: Any) -> None:
        """Note something, and write it."""
        self.under_way = replace(self.under_way, **values)
        self.write()

    def write(self) -> None:
        """Write how it stands."""
        with self.writing:
            self.spoke = time.monotonic()
            note(self.folder, self.under_way)

    def _beat(self) -> None:
        while not self.ended.wait(SECONDS_BETWEEN_BEATS):
            self.write()


def work(source: str, folder: Path, under_way: UnderWay, *, forecast_only: bool) -> None:
    """Make a study, or its forecast, and tell how it goes."""
    teller = ProgressFile(
        folder, replace(under_way, state="forecasting" if forecast_only else "running")
    )
    teller.write()
    try:
        if forecast_only:
            _foretell(source, folder, teller)
            teller.end("forecast")
            return
        _make(source, folder, teller)
        teller.end("done")
    except MutualsError as error:
        teller.end("failed", str(error))
    except KeyboardInterrupt as error:
        teller.end("stopped", str(error))
    except BaseException as error:
        teller.end("failed", f"{type(error).__name__}: {error}")
        raise
    finally:
        (folder / STOP).unlink(missing_ok=True)


def _make(source: str, folder: Path, teller: ProgressFile) -> None:
    from sim.report import build
    from sim.studies.study import study

    under_way = teller.under_way
    study(source, folder, under_way.workers, quick=under_way.quick, progress=teller)
    teller.change(seconds_left=None, so_far="")
    build(folder)


def _foretell(source: str, folder: Path, teller: ProgressFile) -> None:
    from sim.studies.store.ownership import put_files
    from sim.studies.study import forecast

    under_way = teller.under_way
    told = forecast(source, folder, under_way.workers, quick=under_way.quick, progress=teller)
    content = json.dumps(told.as_json(), indent=1).encode()
    put_files(folder, {FORECAST: content}, lambda path: path == FORECAST)


def main(words: list[str]) -> None:
    """Start here: source, folder, name, workers, "quick" or "full", "study" or "forecast"."""
    source, folder, name, workers, size, what = words
    under_way = UnderWay(name, size == "quick", int(workers))
    work(source, Path(folder), under_way, forecast_only=what == "forecast")


if __name__ == "__main__":
    main(sys.argv[1:])
