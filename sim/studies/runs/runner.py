"""Make all runs of a plan, whoever makes them, and store them in parts.

The coordinator alone writes; workers make runs and send back their tables. Parts are cut from the
list of runs before anything starts, so the stored bytes do not depend on the number of workers or
on who finishes first.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import StoppedEarlyError
from sim.studies.design.plan import Job, Plan
from sim.studies.question.experiment import BASE
from sim.studies.runs.backend import Backend
from sim.studies.runs.dispatch import run_results
from sim.studies.runs.executors import available_workers, backend_for, check_workers
from sim.studies.runs.progress import Progress
from sim.studies.runs.work import OneRun, RunResult, Task
from sim.studies.store.ledger import Ledger
from sim.studies.store.parts import Key, take_stock, write_part
from sim.studies.store.tables import Kept
from sim.studies.store.wording import as_asked

__all__ = ["OneRun", "available_workers", "carry_out", "check_workers"]

RETRIES = 1
"""Times a failed run is tried again, unless said."""

ROUNDS = 3
"""Times that runs whose files go while the study is made are made again."""

SoFar = Callable[[Sequence[Job]], str]
"""Says in a few words what the stored runs show so far; given the jobs that are stored."""

SECONDS_BETWEEN_VERDICTS = 30.0
SHARE_FOR_VERDICTS = 0.02
"""Most of the time that may go into saying how things stand."""


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; says what is safe and how to go on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a session of work did."""

    stored: int
    made: int
    failed: int
    seconds: float = 0.0
    """What the runs made took of their workers."""


def carry_out(  # noqa: PLR0913
    plan: Plan,
    folder: Path,
    ledger: Ledger,
    backend: Backend | int,
    one_run: OneRun | None,
    progress: Progress,
    *,
    retries: int = RETRIES,
    at_most: int | None = None,
    verdict_so_far: SoFar | None = None,
) -> Tally:
    """Make and store every run of the plan that the folder does not hold yet.

    ledger: that of the folder, open. backend: who makes them, or a number of processes. retries:
    how often a failed run is tried again. at_most: runs to make before stopping with
    StoppedEarlyError if more are missing. verdict_so_far: asked now and then how things stand.
    """
    if isinstance(backend, int):
        backend = backend_for(backend)
    ledger.write_hypotheses(claims_of(plan))
    speaker = _Speaker(progress, verdict_so_far)
    session = _Session(plan, folder, ledger, speaker)
    missing = session.take_stock()
    before = len(speaker.stored)
    progress.start(before, len(plan.jobs))
    for told in (*ledger.told, *session.set_aside):
        progress.say(told)
    try:
        with _interrupts_that_are_not_lost() as asked_to_end:
            session.asked_to_end = asked_to_end
            session.make_whole(missing[:at_most], backend, one_run, retries)
    except KeyboardInterrupt:
        raise Interrupted(_how_to_go_on(session, folder)) from None
    finally:
        progress.stop()
    if at_most is not None and len(missing) > at_most:
        raise StoppedEarlyError(_how_to_go_on(session, folder))
    return Tally(before, len(speaker.stored) - before, session.failed, session.seconds)


def claims_of(plan: Plan) -> list[dict[str, Any]]:
    """The hypotheses as plain values, as they are noted before the first run."""
    return [as_asked(plan.experiment, claim) for claim in plan.experiment.hypotheses]


class _Speaker:
    """Passes on how things stand, seldom enough not to slow the work."""

    def __init__(self, progress: Progress, verdict_so_far: SoFar | None) -> None:
        self.progress, self.verdict_so_far = progress, verdict_so_far
        self.stored: list[Job] = []
        self.due = time.monotonic() + SECONDS_BETWEEN_VERDICTS

    def kept(self, jobs: Sequence[Job]) -> None:
        """Some more runs are stored."""
        self.stored += jobs
        began = time.monotonic()
        if self.verdict_so_far is None or began < self.due:
            return
        if told := self.verdict_so_far(self.stored):
            self.progress.tell(told)
        ended = time.monotonic()
        self.due = ended + max(SECONDS_BETWEEN_VERDICTS, (ended - began) / SHARE_FOR_VERDICTS)


class _Session:
    """One sitting: takes results as they come and writes each part when its last run is in."""

    def __init__(self, plan: Plan, folder: Path, ledger: Ledger, speaker: _Speaker) -> None:
        self.plan, self.folder, self.ledger, self.speaker = plan, folder, ledger, speaker
        self.failed = 0
        self.seconds = 0.0
        self.set_aside: list[str] = []
        """Parts that were found damaged or of another version, in words."""
        self.asked_to_end: list[int] = []
        """Signals that asked for an end, as they came."""

    def take_stock(self) -> list[Job]:
        """Look through what is stored, list all runs anew, and return those that are missing."""
        jobs, done = self.plan.jobs, self._stock()
        self.ledger.expect(jobs, frozenset(done))
        self.speaker.stored = [job for job in jobs if job.key in done]
        return [job for job in jobs if job.key not in done]

    def _stock(self) -> set[Key]:
        """Keys of the runs whose files stand whole; their hashes are noted."""
        found = take_stock(self.folder, (job.key for job in self.plan.jobs), self.ledger.files)
        self.ledger.note_files(found.hashes, gone=found.gone)
        self.set_aside = found.set_aside
        return found.done

    def make_whole(
        self, missing: Sequence[Job], backend: Backend, one_run: OneRun | None, retries: int
    ) -> None:
        """Make the missing runs, and again those whose files have gone when all are made.

        Raises StoppedEarlyError if they go again and again.
        """
        for _ in range(ROUNDS):
            if not missing:
                return
            self.make(missing, backend, one_run, retries)
            missing = self._gone()
        if missing:
            message = (
                f"Runs stored in {self.folder} go while the study is made; see that nothing else "
                "writes there and give the same command again to go on from there."
            )
            raise StoppedEarlyError(message)

    def _gone(self) -> list[Job]:
        """The runs that were stored and are not there whole any more; noted and told."""
        done = self._stock()
        gone = [job for job in self.speaker.stored if job.key not in done]
        if gone:
            self.ledger.note_lost(gone)
            self.speaker.stored = [job for job in self.speaker.stored if job.key in done]
            for told in self.set_aside:
                self.speaker.progress.say(told)
        return gone

    def make(
        self, missing: Sequence[Job], backend: Backend, one_run: OneRun | None, retries: int
    ) -> None:
        """Make the missing runs, part by part; when interrupted, keep those of unfinished parts."""
        size = self.plan.experiment.study.runs_per_part
        parts = [tuple(missing[start : start + size]) for start in range(0, len(missing), size)]
        part_of = {job: part for part in parts for job in part}
        came: dict[Job, RunResult] = {}

        def task_of(job: Job) -> Task:
            return Task(job, self.plan.world_of(job), _kept(self.plan, job), one_run)

        results = run_results(missing, task_of, backend, 1 + retries)
        with contextlib.closing(results):
            try:
                for job, outcome in results:
                    came[job] = outcome
                    self.seconds += outcome.seconds
                    if self.asked_to_end:
                        raise KeyboardInterrupt
                    self.speaker.progress.advance(failed=bool(outcome.error))
                    part = part_of[job]
                    if all(other in came for other in part):
                        self._store(part, {other: came.pop(other) for other in part})
            except (KeyboardInterrupt, StoppedEarlyError):
                with contextlib.suppress(StoppedEarlyError):
                    self._store(tuple(came), came)
                raise

    def _store(self, part: Sequence[Job], came: dict[Job, RunResult]) -> None:
        errors = {job: outcome.error for job, outcome in came.items() if outcome.error}
        tables = {job: outcome.tables for job, outcome in came.items() if not outcome.error}
        if tables:
            self.ledger.note_files(write_part(self.folder, part, tables))
        self.ledger.note(part, errors, {job: came[job].attempts for job in part})
        self.failed += len(errors)
        for job, error in errors.items():
            last = error.strip().splitlines()[-1]
            self.speaker.progress.say(f"{job.arm} at {job.setting}, seed {job.seed} failed: {last}")
        self.speaker.kept(list(tables))


@contextlib.contextmanager
def _interrupts_that_are_not_lost() -> Iterator[list[int]]:
    """Take a polite request to end (a queue's time limit, an eviction) as the user's Ctrl-C.

    An interrupt is raised wherever the work happens to be, which may be in a library's own clearing
    up, where Python drops it with a message. So each is noted as well, for the next look.
    """
    asked: list[int] = []

    def interrupt(number: int, frame: Any) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    # One that whoever started this has it ignore stays ignored.
    before = {
        name: signal.signal(name, interrupt)
        for name in (signal.SIGTERM, signal.SIGINT)
        if signal.getsignal(name) not in (signal.SIG_IGN, None)
    }
    try:
        yield asked
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _kept(plan: Plan, job: Job) -> Kept:
    return Kept(
        series=plan.experiment.study.series,
        flows=plan.flows,
        holders=job.setting == BASE and job.replication == 1,
    )


def _how_to_go_on(session: _Session, folder: Path) -> str:
    safe = len(session.speaker.stored)
    return (
        f"Stopped. {safe} of {len(session.plan.jobs)} runs are safe in {folder}; "
        "give the same command again to go on from there."
    )
