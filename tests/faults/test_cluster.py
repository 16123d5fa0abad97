"""A Dask cluster gives the same bytes as one process, and survives the death of its workers."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.errors import MutualsError, StoppedEarlyError
from sim.studies.runs.cluster import Cluster
from sim.studies.store.book import read_ledger
from sim.studies.study import Parts
from tests.faults.trial import experiment_of, finish, moment
from tests.places import ROOT
from tests.studies import fakes
from tests.studies.same import contents

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

SLOW = Parts(one_run=fakes.slow_run, load=fakes.load, catalogue=fakes.CATALOGUE)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process."""
    # Spawned workers find the tests' own modules by this path.
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def test_a_cluster_gives_the_same_bytes_as_one_process(cluster: Any, tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=20)
    done = finish(file, tmp_path / "cluster", scheduler=cluster.scheduler_address)
    finish(file, tmp_path / "one")
    assert contents(tmp_path / "cluster") == contents(tmp_path / "one")
    session = done.manifest["sessions"][0]
    assert session["scheduler"] == cluster.scheduler_address
    assert session["workers"] == 2
    assert session["machines"][0]["versions"]["numpy"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_workers_killed_in_mid_study_lose_nothing(cluster: Any, tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=60)
    over = threading.Event()

    def kill_now_and_then() -> None:
        for number in range(3):
            time.sleep(0.4 + 0.6 * moment("a worker of the cluster", number))
            if over.is_set():
                return
            worker = list(cluster.workers.values())[number % 2]
            os.kill(worker.process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    done = finish(file, tmp_path / "out", scheduler=cluster.scheduler_address, parts=SLOW)
    over.set()
    killer.join()
    assert len(done.runs) == 122
    finish(file, tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_run_that_fails_on_a_cluster_is_a_row_and_loses_no_other(
    cluster: Any, tmp_path: Path
) -> None:
    text = fakes.EXPERIMENT.replace('"market.months" = 120', '"market.fails" = 2')
    file = fakes.write_experiment(tmp_path, text)
    done = finish(file, tmp_path / "out", scheduler=cluster.scheduler_address, retries=2)
    assert len(done.runs) == 9
    (failed,) = (
        row for row in read_ledger(tmp_path / "out/ledger.sqlite") if row["state"] == "failed"
    )
    assert (failed["seed"], failed["attempts"]) == (2, 3)
    assert "the ledger does not balance" in failed["error"]


def test_workers_with_another_version_of_the_model_are_refused(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.runs.cluster.model_version", lambda: "another")
    file = experiment_of(tmp_path, replications=2)
    with pytest.raises(MutualsError, match="install the same one on every machine"):
        finish(file, tmp_path / "out", scheduler=cluster.scheduler_address)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://127.0.0.1:1", "No Dask scheduler answers at"),
        ("nonsense://", "write it as tcp://HOST:PORT"),
        ("127.0.0.1:x", "write it as tcp://HOST:PORT"),
    ],
)
def test_a_scheduler_that_is_not_there_is_told(address: str, told: str) -> None:
    with pytest.raises(MutualsError, match=told):
        Cluster(address, patience=1)


def test_nothing_is_written_before_there_is_a_scheduler(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=2)
    with pytest.raises(MutualsError, match="write it as tcp://HOST:PORT"):
        finish(file, tmp_path / "out", scheduler="127.0.0.1:x")
    assert not (tmp_path / "out").exists()


def test_a_scheduler_that_goes_away_stops_the_study_which_can_go_on(tmp_path: Path) -> None:
    file = experiment_of(tmp_path, replications=200)
    program = (
        "import asyncio, sys\n"
        "from distributed import Scheduler, Worker\n"
        "async def main():\n"
        "    async with Scheduler(host='127.0.0.1', port=0, dashboard=False) as head:\n"
        "        async with Worker(head.address, nthreads=1):\n"
        "            print(head.address, flush=True)\n"
        "            await head.finished()\n"
        "asyncio.run(main())\n"
    )
    work = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert work.stdout is not None
    address = work.stdout.readline().strip()

    def kill_when_a_part_is_stored() -> None:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("out/runs/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.02)
        work.kill()

    killer = threading.Thread(target=kill_when_a_part_is_stored)
    killer.start()
    with pytest.raises(StoppedEarlyError, match="give the same command"):
        finish(file, tmp_path / "out", scheduler=address, parts=SLOW)
    killer.join()
    work.communicate()
    finish(file, tmp_path / "out")
    finish(file, tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
