"""The real commands where next to nothing can be said: they end well, and text stays text."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest

from sim.dashboard.studies.found import entry_of
from sim.dashboard.studies.read import Opened
from sim.plain_text import plain_text
from sim.report.claims_page.page import PAGE
from sim.studies.store.export import export_results
from sim.studies.store.files import read_json
from tests.nasty import MARKED, NARROW, NASTY, squeezed, study_text
from tests.places import ROOT
from tests.sealed import rewrite


def mutuals(encoding: str, *words: str, where: Path) -> "subprocess.CompletedProcess[bytes]":
    """The real command, with streams of an encoding."""
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", *words],
        capture_output=True,
        timeout=600,
        check=False,
        cwd=where,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of nasty text, made where next to nothing can be said."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "batch").mkdir()
    (folder / "batch" / "[draft] é≤.toml").write_text(study_text(), encoding="utf-8")
    done = mutuals("ascii", "study", "batch", "--workers", "1", "--out", "out", where=folder)
    assert done.returncode == 0, done.stderr
    (folder / "out.txt").write_bytes(done.stdout)
    (folder / "errors.txt").write_bytes(done.stderr)
    return folder


@pytest.fixture(scope="module")
def result(made: Path) -> Path:
    """Where the study's results lie."""
    (place,) = (path.parent for path in (made / "out").rglob("manifest.json"))
    return place


@pytest.mark.long
def test_a_study_in_ascii_says_its_verdict_and_builds_its_report(made: Path, result: Path) -> None:
    said = (made / "out.txt").read_text(encoding="ascii")
    (made / "errors.txt").read_text(encoding="ascii")
    assert "<= 0.000" in said
    for word in MARKED.split():
        assert word in said
    assert "^[[31mred" in said
    assert "\x1b" not in said
    assert "Report: " in said
    assert (result / "report.html").is_file()
    assert read_json(result / "verdict.json")[0]["statement"] == NASTY


@pytest.mark.long
def test_the_report_and_its_figures_show_the_text_as_text(result: Path) -> None:
    page = (result / "report.html").read_text(encoding="utf-8")
    assert plain_text(page, lines=True) == page
    assert "<b>big" not in page
    assert "␛[31mred" in page
    title = page.split("<h1>")[1].split("</h1>")[0]
    unescaped = ET.fromstring(f"<p>{title}</p>").text
    assert unescaped == plain_text(NASTY, lines=True)
    drawn = sorted((result / "figures").glob("*.svg"))
    assert drawn
    for path in drawn:
        ET.parse(path)
    words = "".join(ET.parse(result / "figures" / "verdicts.svg").getroot().itertext())
    assert squeezed(plain_text(NASTY)) in squeezed(words)


@pytest.mark.long
def test_the_page_of_claims_keeps_its_columns(made: Path) -> None:
    page = (made / "out" / PAGE).read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    bars = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    assert set(bars) == {8}
    assert plain_text(page, lines=True) == page
    assert r"\[/x\] \[draft\]" in page
    assert "<b>" not in page.replace(r"\<b>", "")


@pytest.mark.long
def test_a_workbook_holds_the_text_and_no_formula(result: Path, tmp_path: Path) -> None:
    manifest = read_json(result / "manifest.json")
    manifest["cells"][0]["arm"] = f"={NASTY}"
    copy = tmp_path / "copy"
    shutil.copytree(result, copy)
    rewrite(copy / "manifest.json", manifest)
    (path,) = export_results(copy, tmp_path / "out", "xlsx")
    cells = [cell for row in openpyxl.load_workbook(path)["inputs"].iter_rows() for cell in row]
    found = [cell for cell in cells if str(cell.value).startswith("=")]
    assert {cell.value for cell in found} <= {f"={plain_text(NASTY)}"}
    assert {cell.data_type for cell in found} <= {"s"}


@pytest.mark.long
def test_the_dashboard_has_the_text_as_text(result: Path) -> None:
    assert entry_of("results:x", result).title.startswith(MARKED)
    found = Opened(result)
    for name in ("answer", "verdicts", "manifest"):
        section = str(found.section(name))
        assert "<b>big" not in section
        assert plain_text(section, lines=True) == section
    assert "&lt;b&gt;big" in str(found.section("verdicts"))


DRIVER = """
import sys
from sim.cli import main as cli
for words in {commands!r}:
    sys.argv = ["mutuals", *words]
    ends = 0
    try:
        cli.main()
    except SystemExit as end:
        ends = end.code
    sys.stderr.flush()
    print("ENDS", ends, flush=True)
"""


@pytest.mark.long
@pytest.mark.parametrize("encoding", NARROW)
def test_every_command_ends_well_in_every_encoding(
    encoding: str, made: Path, result: Path, tmp_path: Path
) -> None:
    place, own = str(result), str(next((made / "batch").glob("*.toml")))
    (tmp_path / "wrong.toml").write_text(study_text().replace("at most", "≤"), encoding="utf-8")
    sets = ["--set", "market.contract_months=60"]
    commands = [
        (["--help"], 0), (["study", "--help"], 0), (["explain", "--help"], 0),
        (["list"], 0), (["list", "--json"], 0),
        (["outcomes"], 0), (["outcomes", "--csv"], 0), (["outcomes", "--json"], 0),
        (["parameters"], 0), (["parameters", "--csv"], 0), (["parameters", "--json"], 0),
        (["check", own], 0), (["check", str(tmp_path / "wrong.toml")], 2),
        (["check", "né≤\x1b[31m.toml"], 2), (["bé≤"], 2), (["run", "tiny", "--seed", "≤"], 2),
        (["run", "tiny", "--years", "1", "--out", str(tmp_path / "rün≤"), *sets], 0),
        (["run", "tiny", "--years", "1", "--out", str(tmp_path / "json"), "--json"], 0),
        (["explain", str(tmp_path / "rün≤"), "nobody ≤ \x1b[31m"], 2),
        (["compare", place, place], 0), (["compare", place, place, "--json"], 0),
        (["verify", place, "--runs", "1"], 0), (["report", place], 0),
        (["export", place, "--csv", "--xlsx", "--out", str(tmp_path / "é≤")], 0),
        (["study", own, "--workers", "1", "--forecast", "--out", str(tmp_path / "f≤")], 0),
        (["study", own, "--workers", "1", "--json", "--out", str(tmp_path / "j≤")], 0),
        (["webb", "--workers", "0", "--out", str(tmp_path / "w≤")], 2),
    ]  # fmt: skip
    script = tmp_path / "driver.py"
    script.write_text(DRIVER.format(commands=[words for words, _ in commands]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        timeout=900,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": f"{encoding}:strict"},
    )
    said, errors = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert done.returncode == 0, errors
    assert "Traceback" not in errors
    assert "\x1b" not in said + errors
    ends = [int(line.split()[1]) for line in said.splitlines() if line.startswith("ENDS")]
    assert ends == [code for _, code in commands], errors


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="locales differ")
def test_a_locale_without_signs_is_no_trouble(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    given = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    for words in (["outcomes"], ["--help"], ["no-such-é"]):
        done = subprocess.run(
            [sys.executable, "-m", "sim.cli", *words],
            capture_output=True,
            timeout=120,
            check=False,
            cwd=tmp_path,
            env={**given, **plain, "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout.isascii()
        assert done.stderr.isascii()
        assert b"Traceback" not in done.stderr
