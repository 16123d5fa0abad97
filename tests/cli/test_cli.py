"""The commands: what they print, where they write, how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sim.studies.study as studies
from sim.cli import main as cli
from sim.report.claims_page.page import PAGE
from sim.report.claims_page.rows import read_rows
from sim.studies.store.ownership import put_files
from sim.studies.study import Parts
from tests.places import ROOT
from tests.sealed import rewrite
from tests.studies import fakes

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


@pytest.fixture(autouse=True)
def a_fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Studies run on the fake model, reports are a word, and results land in a new folder."""
    real = studies.study
    monkeypatch.setattr(studies, "study", lambda *a, **k: real(*a, **{**k, "parts": PARTS}))
    ahead = studies.forecast
    monkeypatch.setattr(studies, "forecast", lambda *a, **k: ahead(*a, **{**k, "parts": PARTS}))
    monkeypatch.setattr("sim.report.build", _build)
    monkeypatch.chdir(tmp_path)


def _build(folder: Path) -> Path:
    put_files(folder, {"report.html": b"report"}, lambda path: path == "report.html")
    return folder / "report.html"


def call(*words: Any) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return fakes.write_experiment(tmp_path)


def test_a_study_prints_its_verdicts_and_names_its_report(tmp_path: Path) -> None:
    done = call("study", fakes.write_experiment(tmp_path, fakes.ENOUGH), "--workers", 1)
    assert done.exit_code == 0, done.output
    assert "supported" in done.stdout
    assert "Long terms help" in done.stdout
    assert "0.070" in done.stdout
    assert (tmp_path / "results/trial/report.html").exists()
    assert "26 runs" in done.stderr


def test_the_study_goes_where_it_is_told(file: Path, tmp_path: Path) -> None:
    assert call("study", file, "--workers", 1, "--out", "elsewhere").exit_code == 0
    assert (tmp_path / "elsewhere/verdict.json").exists()


def test_quick_says_that_its_verdicts_mean_nothing(file: Path, tmp_path: Path) -> None:
    done = call("study", file, "--workers", 1, "--quick")
    assert "these verdicts mean nothing" in " ".join(done.stdout.split())
    assert (tmp_path / "results/trial-quick/manifest.json").exists()


def test_verdicts_as_json_are_nothing_but_json(tmp_path: Path) -> None:
    done = call("study", fakes.write_experiment(tmp_path, fakes.ENOUGH), "--workers", 1, "--json")
    assert json.loads(done.stdout)[0]["verdict"] == "supported"


def test_a_folder_of_experiments_is_a_batch(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    fakes.write_experiment(folder)
    (folder / "other.toml").write_text(fakes.EXPERIMENT.replace('"trial"', '"other"'))
    assert call("study", folder, "--workers", 1).exit_code == 0
    assert (tmp_path / "results/other").exists()
    assert (tmp_path / "results/trial").exists()
    (tmp_path / "empty").mkdir()
    assert call("study", tmp_path / "empty").exit_code == 2


def test_a_batch_of_claims_has_a_page_that_reports_write_again(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    fakes.write_experiment(folder, fakes.ENOUGH + fakes.CLAIM)
    done = call("study", folder, "--workers", 1, "--out", "stored")
    assert done.exit_code == 0, done.output
    page = tmp_path / "stored" / PAGE
    assert "A trial: follows at the listed assumptions" in page.read_text(encoding="utf-8")
    assert "follows at the listed assumptions" in " ".join(done.stdout.split())
    assert "supported" not in done.stdout
    first = page.read_text(encoding="utf-8")
    page.unlink()
    again = call("report", "stored", "--page", "told.md")
    assert again.exit_code == 0, again.output
    assert again.stdout.count("Report:") == 1
    assert page.read_text(encoding="utf-8") == first
    assert (tmp_path / "told.md").read_text(encoding="utf-8") == first
    assert read_rows(tmp_path / "told.csv")[0].verdict == "supported"


def test_bad_input_ends_with_two_and_words(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("market.months", "market.monhts")
    done = call("study", fakes.write_experiment(tmp_path, text))
    assert done.exit_code == 2
    assert "did you mean months" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["study", "nothing-of-the-kind"], 2),
        (["run", "nothing-of-the-kind"], 2),
        (["run", "england", "--set", "nonsense"], 2),
        (["compare", "nowhere", "nowhere"], 2),
        (["study", "webb", "--workers", "many"], 2),
        (["no-such-command"], 2),
        (["check", "nowhere.toml"], 2),
    ],
)
def test_every_kind_of_mistake_ends_with_two_and_writes_nothing(
    words: list[str], code: int, tmp_path: Path
) -> None:
    done = call(*words)
    assert done.exit_code == code
    assert done.stderr
    assert not (tmp_path / "results").exists()


def test_failed_runs_are_told_but_end_with_nought(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace('"market.months" = 120', '"market.fails" = 2')
    done = call("study", fakes.write_experiment(tmp_path, text), "--workers", 1)
    assert done.exit_code == 0
    assert "Failed and left out: 1;" in done.stderr
    assert "seed 2 failed: RuntimeError: the ledger does not balance" in done.stderr


def test_comparing_a_result_with_itself_finds_nothing(file: Path) -> None:
    call("study", file, "--workers", 1)
    done = call("compare", "results/trial", "results/trial", "--json")
    stay, rise, _ = json.loads(done.stdout)
    assert (stay["outcome"], stay["difference"], stay["runs"]) == ("stay", 0, 4)
    assert stay["paired"] is True
    assert rise["difference"] is None
    assert "stay" in call("compare", "results/trial", "results/trial").stdout
    assert call("compare", "results/trial", "results/trial", "--arm", "x").exit_code == 2


def test_the_report_can_be_built_again(file: Path) -> None:
    call("study", file, "--workers", 1)
    assert "report.html" in call("report", "results/trial").stdout


def test_export_names_the_files_it_wrote(file: Path) -> None:
    call("study", file, "--workers", 1)
    done = call("export", "results/trial", "--outcomes", "stay,hhi")
    assert done.exit_code == 0, done.output
    assert str(Path("results/trial/export/codebook.csv")) in done.stdout.splitlines()
    assert "workbook" not in done.stdout
    assert call("export", "results/trial", "--outcomes", "stya").exit_code == 2
    assert call("export", "nowhere").exit_code == 2


def test_verify_ends_with_one_when_a_number_moved(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("study", file, "--workers", 1)
    monkeypatch.setattr("sim.report.page.page_text", lambda _: "report")
    done = call("verify", "results/trial", "--runs", 0)
    assert done.exit_code == 0, done.output
    assert "nothing moved" in done.stdout
    path = Path("results/trial/verdict.json")
    verdicts = json.loads(path.read_text())
    verdicts[0]["estimate"] = 0.5
    rewrite(path, verdicts)
    done = call("verify", "results/trial", "--runs", 0)
    assert done.exit_code == 1
    assert "verdict.json: [H1].estimate was 0.5" in done.stderr
    assert "1 moved" in done.stderr


def test_a_scheduler_that_is_none_ends_with_two(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    done = call("study", file, "--scheduler", "nonsense")
    assert done.exit_code == 2
    assert "write it as tcp://HOST:PORT" in done.stderr
    assert not (tmp_path / "results").exists()


def test_what_is_shipped_is_listed() -> None:
    rows = json.loads(call("list", "--json").stdout)
    assert {"kind": "experiment", "name": "webb", "title": "Webb's concern, limb by limb"} in rows
    assert "webb" in call("list").stdout


def test_parameters_are_listed_as_csv() -> None:
    lines = call("parameters", "--csv").stdout.splitlines()
    assert lines[0] == "path,unit,default,low,high,basis,source,meaning"
    assert any(line.startswith("market.contract_months,months,") for line in lines)


def python(*words: str, **says: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **says,
    )


def test_help_needs_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['mutuals', '--help']\n"
        "from sim.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'mesa', 'pyarrow', 'pydantic', 'altair', 'joblib'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = python("-c", script)
    assert done.returncode == 0, done.stderr
    for command in ("webb", "run", "study", "report", "compare", "explain", "list", "check"):
        assert command in done.stdout


INTERRUPTIBLE = """
import signal
# What starts the tests may have them ignore interrupts, as a shell does of work in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
import sys
from sim.cli import main as cli
from sim.studies import study as studies
from tests.studies import fakes
real = studies.study
parts = studies.Parts(fakes.slow_run, fakes.load, fakes.CATALOGUE)
studies.study = lambda *a, **k: real(*a, **{**k, "parts": parts})
sys.argv = ["mutuals", "study", "trial.toml", "--workers", "2"]
cli.main()
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_an_interrupt_ends_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT.replace("replications = 4", "replications = 2000")
    fakes.write_experiment(tmp_path, text)
    work = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE],
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    runs = tmp_path / "results/trial/runs"
    deadline = time.monotonic() + 60
    while not list(runs.glob("*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(work.pid, signal.SIGINT)
    _, errors = work.communicate(timeout=60)
    assert work.returncode == 130, errors
    assert "runs are safe in results/trial; give the same command again" in errors
    assert "Traceback" not in errors


def test_a_forecast_says_what_is_to_come_and_makes_no_report(file: Path, tmp_path: Path) -> None:
    small = call("study", file, "--workers", 1, "--forecast").stdout
    assert "So small a study may as well be run" in small
    assert not (tmp_path / "results/trial/report.html").exists()
    call("study", file, "--workers", 1)
    told_all = call("study", file, "--workers", 1, "--forecast").stdout
    assert [w for w in ("All of it is made", "MB", "unlucky", "H1") if w not in told_all] == []
    told = json.loads(call("study", file, "--workers", 1, "--forecast", "--json").stdout)
    assert told["runs"] == 10


def test_a_design_that_makes_no_sense_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    text = fakes.EXPERIMENT + (
        '[design]\npoints = 0\n[uncertainties]\n"market.mnths" = [3, 2]\n"market.level" = [nan, 1]\n'
    )
    text = text[: text.index("[[settings]]")] + text[text.index("[quick]") :]
    done = call("study", fakes.write_experiment(tmp_path, text), "--workers", 1)
    assert done.exit_code == 2
    for word in ("3 problems", "asks for 0 points", "did you mean market.months?", "no number"):
        assert word in done.stderr
    assert not (tmp_path / "results").exists()
