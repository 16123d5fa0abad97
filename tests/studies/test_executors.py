"""Processes of a pool, whenever they are started, leave Ctrl-C to the process that made them."""

import signal
import sys
import time

import pytest

from sim.studies import executors


def held_back(_nth: int) -> list[int]:
    """Signals that the process which calls this does not hear."""
    return sorted(int(one) for one in signal.pthread_sigmask(signal.SIG_BLOCK, []))


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_the_processes_of_a_pool_hear_no_interrupt_the_late_ones_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(executors, "SECONDS_IDLE", 0.2)
    hands = executors.Processes(2)
    pool = hands.open()
    try:
        assert signal.SIGINT in pool.submit(held_back, 0).result(timeout=120)
        processes = list(pool._processes.values())  # type: ignore[attr-defined]
        assert processes
        while any(one.is_alive() for one in processes):
            time.sleep(0.02)
        assert signal.SIGINT in pool.submit(held_back, 1).result(timeout=120)
        assert signal.SIGINT not in held_back(0)
    finally:
        hands.stop(now=True)
