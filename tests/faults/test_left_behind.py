"""A command that is killed alone, or hung up on, leaves no process behind."""

import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.trial import experiment_of, gate_of, start

psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGHUP")
PATIENCE = 120
"""Seconds a busy machine may take over what takes a second."""


def at_work(pid: int) -> list[Any]:
    """The processes of a pool, as soon as there are two, and whatever else the command started."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = psutil.Process(pid).children(recursive=True)
        if sum("popen_loky" in " ".join(one.cmdline()) for one in found) >= 2:
            return found
        time.sleep(0.1)
    pytest.fail("the pool did not start")


@pytest.mark.long
@pytest.mark.parametrize("sign", ["SIGKILL", "SIGHUP"])
def test_its_workers_end_with_it(sign: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = start(experiment_of(tmp_path, replications=4), out, run="held_run", workers=2)
    workers = at_work(command.pid)
    command.send_signal(getattr(signal, sign))
    command.communicate(timeout=PATIENCE)  # until nobody holds its streams
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    gate_of(out).touch()
    assert alive == []
