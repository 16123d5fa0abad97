"""Processes of a pool, whenever they are started, leave Ctrl-C to the process that made them."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from sim.studies.runs import executors

PATIENCE = 300
"""Seconds, far more than is ever needed: a machine may be busy."""


def held_back(sign: Path | None = None) -> tuple[int, bool]:
    """The process this runs in, once the sign is there, and whether it hears no interrupts."""
    while sign is not None and not sign.exists():
        time.sleep(0.02)
    return os.getpid(), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_the_processes_of_a_pool_hear_no_interrupt_the_late_ones_neither(tmp_path: Path) -> None:
    backend = executors.Processes(1)
    pool = backend.open()
    try:
        sign = tmp_path / "go on"
        busy = pool.submit(held_back, sign)
        # Room for another process, which is started with what is handed in next.
        pool._max_workers = 2  # type: ignore[attr-defined]
        late, hears_nothing = pool.submit(held_back).result(timeout=PATIENCE)
        assert hears_nothing
        sign.touch()
        early, hears_nothing = busy.result(timeout=PATIENCE)
        assert hears_nothing
        assert len({early, late, os.getpid()}) == 3
        assert held_back() == (os.getpid(), False)
    finally:
        backend.stop(now=True)
