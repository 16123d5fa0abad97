"""Studies made by scripts and commands of Python: unguarded, killed, out of room."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.studies.store import parts as store
from sim.studies.store.result import read_table
from tests.places import ROOT
from tests.studies import fakes
from tests.studies.made import make, stored_bytes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


SCRIPT = """
from pathlib import Path
from sim.studies.single import write_run
from sim.studies.study import Parts, study
from tests.studies import fakes
from tests.studies.same import contents
parts = Parts(fakes.{run}, fakes.load, fakes.CATALOGUE)
done = study(Path(r"{file}"), r"{out}", workers=2, parts=parts)
print(len(done.runs), len(done.verdicts))
"""


@pytest.mark.long
def test_it_leaves_joblib_alone(file: Path, tmp_path: Path) -> None:
    text = SCRIPT.format(run="one_run", file=file, out=tmp_path / "out")
    after = (
        "from joblib import Parallel, delayed\nprint(sum(Parallel(2)(map(delayed(abs), (1, 2)))))"
    )
    assert _python("-c", text + after) == "10 1\n3"


@pytest.mark.long
def test_it_works_from_a_script_without_a_guard(file: Path, tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT.format(run="one_run", file=file, out=tmp_path / "out"))
    assert _python(str(script)) == "10 1"


@pytest.mark.long
def test_it_works_from_the_command_line_of_python(file: Path, tmp_path: Path) -> None:
    text = SCRIPT.format(run="one_run", file=file, out=tmp_path / "out")
    assert _python("-c", text) == "10 1"


def _python(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout.strip()


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_study_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 60")
    file = fakes.write_experiment(tmp_path, text)
    out = tmp_path / "out"
    script = SCRIPT.format(run="slow_run", file=file, out=out)
    command = [sys.executable, "-c", script]
    work = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True
    )
    deadline = time.monotonic() + 60
    # The ledger notes a part just after it stands: with the second, the first is noted.
    while len(store.part_files(out, "runs")) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(work.pid, signal.SIGKILL)
    work.wait()
    stored = len(read_table(out, "runs"))
    assert 0 < stored < 122

    make(file, out)
    make(file, tmp_path / "whole")
    assert stored_bytes(out) == stored_bytes(tmp_path / "whole")


LIMITED = """
import resource, sys
from sim.errors import StoppedEarlyError
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    exec(open(sys.argv[1]).read())
except StoppedEarlyError as error:
    sys.exit(str(error))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file size")
def test_a_disk_that_fills_up_stops_the_study_and_room_lets_it_go_on(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 400")
    file = fakes.write_experiment(
        tmp_path, text.replace("runs_per_part = 3", "runs_per_part = 100")
    )
    script = tmp_path / "plain.py"
    script.write_text(SCRIPT.format(run="one_run", file=file, out=tmp_path / "out"))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "make room and give the same command again" in done.stderr
    make(file, tmp_path / "out")
    make(file, tmp_path / "whole")
    assert stored_bytes(tmp_path / "out") == stored_bytes(tmp_path / "whole")
