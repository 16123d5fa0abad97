"""Whatever the streams can say and whatever users write: every command prints it as text."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from sim import console
from sim.cli.studies import study_command
from sim.dashboard.studies.found import entry_of
from sim.dashboard.studies.read import Opened
from sim.plain_text import plain_text, sayable
from sim.report.claims_page.page import PAGE
from sim.studies.runs.progress import Bar, Lines
from sim.studies.store.export import export_results
from sim.studies.store.files import read_json
from tests.nasty import CODES, ENCODINGS, LONG, MARKED, NARROW, NASTY, study_text
from tests.sealed import rewrite

ROOT = Path(__file__).resolve().parents[2]
VERDICT = {
    "id": "Q1", "statement": NASTY, "setting": NASTY, "verdict": "refuted", "estimate": 0.5,
    "low": 0.4, "high": 0.6, "direction": "at most", "threshold": 0.0, "runs": 2, "reason": NASTY,
    "text_changed": True, "pairing_gain": 2.0,
}  # fmt: skip
OWN_CODES = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
"""What a bar itself sends to a terminal."""


class Stream(io.TextIOWrapper):
    """A stream of the process that has no signs but those of its encoding."""

    def __init__(self, encoding: str, *, is_terminal: bool = False) -> None:
        self.held = io.BytesIO()
        self.is_terminal = is_terminal
        super().__init__(self.held, encoding=encoding, errors="strict", newline="\n")

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self.is_terminal

    def said(self) -> str:
        """All that was written."""
        self.flush()
        return self.held.getvalue().decode(self.encoding)


Opening = Callable[..., Stream]


@pytest.fixture
def streams(monkeypatch: pytest.MonkeyPatch) -> Opening:
    """Put streams of an encoding in the place of the process's own."""

    def put(encoding: str, *, is_terminal: bool = False) -> Stream:
        stream = Stream(encoding, is_terminal=is_terminal)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        return stream

    return put


def squeezed(text: str) -> str:
    """The text without spaces, lines and the frames of tables: those may fall anywhere in it."""
    return re.sub(r"[\s|+-]", "", text)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_verdicts_are_words_in_every_encoding(encoding: str, streams: Opening) -> None:
    stream = streams(encoding)
    console.print_verdicts([VERDICT], quick=True)
    said = stream.said()
    assert "\x1b" not in said
    assert squeezed(sayable(plain_text(MARKED), encoding)) in squeezed(said)
    assert squeezed(sayable(plain_text(CODES), encoding)) in squeezed(said)
    assert squeezed(said).count(LONG) >= 1
    assert sayable("≤ 0.000", encoding) in said


def test_verdicts_have_our_colours_and_no_others(streams: Opening, monkeypatch: Any) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    stream = streams("utf-8", is_terminal=True)
    console.print_verdicts([VERDICT], quick=False)
    said = stream.said()
    assert "\x1b[31mrefuted\x1b[0m" in said
    assert "\x1b[31mred" not in said
    assert "␛[31mred" in squeezed(OWN_CODES.sub("", said))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_stay_in_line_whatever_is_substituted(encoding: str, streams: Opening) -> None:
    stream = streams(encoding)
    console.print_rows(
        [{"a≤b": "≤ … 日", "c": "x"}, {"a≤b": "[/x]", "c": "y"}], ["a≤b", "c"], "[/t]≥"
    )
    rows = [
        line.rstrip() for line in stream.said().splitlines() if line.rstrip(" |")[-1:] in ("x", "y")
    ]
    ends = {sum(2 if sign == "日" else 1 for sign in row.rstrip(" |")) for row in rows}
    assert len(rows) == 2
    assert len(ends) == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_the_same_json_everywhere(encoding: str, streams: Opening) -> None:
    stream = streams(encoding)
    console.print_json({NASTY: [NASTY, float("nan")]})
    assert json.loads(stream.said()) == {NASTY: [NASTY, None]}
    assert plain_text(stream.said(), lines=True) == stream.said()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_csv_keeps_numbers_and_columns_and_substitutes_signs(
    encoding: str, streams: Opening
) -> None:
    stream = streams(encoding)
    console.print_csv([{"name": "“a”, ≤", "value": 0.1}], ["name", "value"])
    (row,) = csv.DictReader(io.StringIO(stream.said()))
    assert row == {"name": sayable("“a”, ≤", encoding), "value": "0.1"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_told_in_every_encoding(
    encoding: str, is_terminal: bool, streams: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "4000")
    stream = streams(encoding, is_terminal=is_terminal)
    progress = Bar() if is_terminal else Lines()
    progress.start(0, 2)
    progress.say(NASTY)
    progress.tell(NASTY)
    progress.advance(failed=True)
    progress.advance(failed=False)
    progress.stop()
    said = stream.said()
    assert sayable(plain_text(MARKED), encoding) in said
    assert sayable(plain_text(CODES), encoding) in said
    assert "\x1b[31mred" not in said
    assert "\x07" not in said


def test_a_study_is_stored_before_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in telling, every report of a folder is there, and it is said."""
    made = []

    def study(file: Any, *_: Any, **__: Any) -> Any:
        made.append(Path(file).stem)
        return SimpleNamespace(folder=tmp_path, verdicts=[], manifest={"runs_failed": 0})

    def to_nobody(*_: Any, **__: Any) -> None:
        raise OSError("told to nobody")

    monkeypatch.setattr("sim.studies.study.study", study)
    monkeypatch.setattr("sim.report.build", lambda folder: folder / "report.html")
    monkeypatch.setattr("sim.console.print_verdicts", to_nobody)
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(study_text(), encoding="utf-8")
    with pytest.raises(OSError, match="told to nobody"):
        study_command(str(tmp_path), None)
    assert made == ["one", "two"]


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
