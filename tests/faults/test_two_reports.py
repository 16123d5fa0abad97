"""Two reports of one folder at once: one whole page, listed as it stands, and no draft left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import MutualsError
from sim.studies.store.files import REPORT
from sim.studies.store.ownership import put_files
from sim.studies.store.result import open_result
from tests.dashboard.desks import experiment
from tests.faults.trial import experiment_of, finish
from tests.places import ROOT

REPORTING = """
import sys
import sim.report.page
from sim.cli.main import main
print("ready", flush=True)
sys.stdin.readline()
sys.argv = ["mutuals", "report", sys.argv[1]]
main()
"""
WRITING = """
import sys
from pathlib import Path
from sim.errors import MutualsError
from sim.studies.store.ownership import put_files
folder, letter = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
done = 0
while done < 5:
    page = (letter * 200_000 + str(done)).encode()
    contents = {"report.html": page, f"figures/{letter}.svg": page}
    try:
        put_files(folder, contents, lambda path: path == "report.html" or "figures/" in path)
        done += 1
    except MutualsError as error:
        assert "Another command is at work" in str(error), error
print(done)
"""


def both(script: str, folder: Path, *more: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of two processes that begin at one sign."""
    drafts = folder.parent / "drafts"
    drafts.mkdir()
    works = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder), *words],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(drafts)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for words in (more or ((), ()))
    ]
    for work in works:
        assert work.stdout is not None
        assert work.stdout.readline().strip() == "ready"
    ended = []
    for work in works:
        assert work.stdin is not None
        work.stdin.write("go\n")
        work.stdin.flush()
    for work in works:
        out, errors = work.communicate(timeout=300)
        ended.append((work.returncode, out, errors))
    assert list(drafts.iterdir()) == []
    return ended


def check_whole(folder: Path) -> None:
    """Every listed file is as it was written, and nothing lies there that is not listed."""
    result = open_result(folder)
    assert result.book.is_sealed
    listed = {path for path, digest in (result.book.files or {}).items() if digest}
    for path in listed:
        result.content(path)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - listed <= {"ledger.sqlite", "manifest.json"}
    assert {REPORT, *(path for path in found if path.startswith("figures/"))} <= listed


@pytest.mark.slow
def test_two_reports_at_once_leave_one_that_is_whole(tmp_path: Path) -> None:
    from sim.studies.study import study

    file = tmp_path / "q.toml"
    file.write_text(experiment(1), encoding="utf-8")
    folder = study(file, tmp_path / "out", workers=1).folder
    ended = both(REPORTING, folder)
    assert 0 in [code for code, _, _ in ended], ended
    for code, _, errors in ended:
        assert code == 0 or (code == 3 and "Another command is at work" in errors), errors
    check_whole(folder)
    assert (folder / REPORT).read_text(encoding="utf-8").rstrip().endswith("</html>")


@pytest.mark.slow
def test_pages_written_at_once_are_never_mixed(tmp_path: Path) -> None:
    folder = finish(experiment_of(tmp_path, replications=2), tmp_path / "out").folder
    ended = both(WRITING, folder, ("a",), ("b",))
    assert [code for code, _, _ in ended] == [0, 0], ended
    assert [out.strip() for _, out, _ in ended] == ["5", "5"]
    check_whole(folder)
    page = (folder / REPORT).read_text(encoding="utf-8")
    figures = [path.stem for path in (folder / "figures").iterdir()]
    assert figures == [page[0]]
    assert set(page.rstrip("0123456789")) == {page[0]}


def test_a_page_is_not_put_where_a_command_is_at_work(tmp_path: Path) -> None:
    from sim.studies.store.files import LEDGER
    from sim.studies.store.ledger import Ledger

    folder = finish(experiment_of(tmp_path, replications=2), tmp_path / "out").folder
    with (
        Ledger.open(folder / LEDGER),
        pytest.raises(MutualsError, match="Another command is at work"),
    ):
        put_files(folder, {REPORT: b"x"}, lambda path: path == REPORT)
    assert not (folder / REPORT).exists()
