"""What is printed can be said in every encoding, and is told after it is stored."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim import console
from sim.cli.studies import study_command
from sim.cli.verdicts import print_verdicts
from sim.plain_text import plain_text, sayable
from sim.studies.runs.progress import Bar, Lines
from tests.nasty import CODES, ENCODINGS, LONG, MARKED, NASTY, squeezed, study_text
from tests.verdicts import told

VERDICT = told(
    id="Q1", statement=NASTY, setting=NASTY, verdict="refuted", estimate=0.5,
    low=0.4, high=0.6, direction="at most", threshold=0.0, runs=2, reason=NASTY,
    text_changed=True, pairing_gain=2.0,
)  # fmt: skip
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


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_verdicts_are_words_in_every_encoding(encoding: str, streams: Opening) -> None:
    stream = streams(encoding)
    print_verdicts([VERDICT], quick=True)
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
    print_verdicts([VERDICT], quick=False)
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
        return SimpleNamespace(
            folder=tmp_path, verdicts=[{}], runs=None, manifest={"runs_failed": 0}
        )

    def to_nobody(*_: Any, **__: Any) -> None:
        raise OSError("told to nobody")

    monkeypatch.setattr("sim.studies.study.study", study)
    monkeypatch.setattr("sim.report.build", lambda folder: folder / "report.html")
    monkeypatch.setattr("sim.studies.store.result.open_result", to_nobody)
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(study_text(), encoding="utf-8")
    with pytest.raises(OSError, match="told to nobody"):
        study_command(str(tmp_path), None)
    assert made == ["one", "two"]
