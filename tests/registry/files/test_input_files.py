"""Text, TOML and values as people and their programs write them: read, or refused with what to write."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import CouncilTableError, MutualsError, ScenarioError
from sim.registry.councils import load_councils
from sim.registry.files.names import name_fits, name_from
from sim.registry.files.toml import toml_of
from sim.registry.reading.load import load, parse_setting
from tests.registry.test_councils import GOOD, table

MARK = "\ufeff"


def problem(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize("mark", [MARK, MARK + MARK])
def test_a_byte_order_mark_is_read_past_in_files_parents_and_tables(
    tmp_path: Path, mark: str
) -> None:
    councils = table(tmp_path, GOOD)
    councils.write_text(mark + councils.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_councils(councils).codes == ("A", "B", "C")
    (tmp_path / "parent.toml").write_text(mark + 'extends = "tiny"\ntime.years = 7\n', "utf-8")
    (tmp_path / "child.toml").write_text(mark + 'extends = "parent"\n', "utf-8")
    assert load(tmp_path / "child.toml").time.years == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title = 'x'".encode("utf-16"), "UTF-16"),
        ("title = 'x'".encode("utf-32"), "UTF-32"),
        ("a = 1\ntitle = 'é'".encode("cp1252"), "line 2, byte 10: is not UTF-8 text"),
        (b"a = 1\n\x00", "line 2: holds a zero byte"),
        (b"PK\x03\x04 and so on", "is a workbook"),
    ],
)
def test_what_is_no_text_in_utf_8_says_what_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "w.toml"
    path.write_bytes(content)
    assert words in problem(path)
    councils = tmp_path / "c.csv"
    councils.write_bytes(content)
    with pytest.raises(CouncilTableError, match=words):
        load_councils(councils)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("policy.reserved = 0,5", "write 0.5"),
        ("policy.reserved = -0,25", "write -0.25"),
        ("set = { 'policy.reserved' = 0,5 }", "write 0.5"),
        ("policy.reserved = [0.1, 5%]", "write 0.05"),
        ("policy.reserved = 12,5 %", "write 0.125"),
        ("finance.x = 1.000,5", "write 1000.5"),
        ("finance.x = 1,000", "write 1000, or 1.000 if it is decimals"),
        ("finance.x = 1,000,000", "write 1000000"),
        ("finance.x = .5", "write 0.5"),
        ("finance.x = 036", "write 36"),
        ("finance.x = £500", "write the number alone: 500"),
        ("time.years = 15 years", "write the number alone: 15"),
        ("time.years = ٣٦", "write 36"),
        ("mechanisms.takeovers = yes", "write true"),
        ("mechanisms.takeovers = No # not now", "write false"),
        ("mechanisms.takeovers = True", "write true"),
        ("extends = tiny", 'write "tiny"'),
        ("extends = “tiny”", 'write "straight" marks'),
        ("time.years: 15", "write NAME = VALUE"),
        ('place.table = "C:\\data\\x.csv"', r"write it in single quotes: 'C:\data\x.csv'"),
    ],
)
def test_a_usual_slip_in_toml_says_what_to_write(line: str, remedy: str) -> None:
    tables, (found,) = toml_of(f"title = 'x'\n{line}\n", "w.toml")
    assert tables == {}
    assert found.remedy == remedy
    assert found.address.startswith("line 2")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ('policy.reserved = "0,5"', "write 0.5;"),
        ('policy.reserved = "5%"', "write 0.05;"),
        ('policy.reserved = "0.5"', "write 0.5 without quotation marks;"),
        ('mechanisms.takeovers = "yes"', "write true;"),
        ('mechanisms.takeovers = "Off"', "write false;"),
        (
            'place.table = "C:\\new\\table.csv"',
            r"write the path in single quotes: 'C:\new\table.csv'",
        ),
        ('extends = "C:\\new\\world.toml"', "single quotes"),
    ],
)
def test_a_slip_that_is_sound_toml_says_what_to_write(
    tmp_path: Path, text: str, remedy: str
) -> None:
    path = tmp_path / "w.toml"
    path.write_text(text.replace("world", "x") if "world" in text else text, encoding="utf-8")
    assert remedy in problem(path)


@pytest.mark.parametrize("text", ["0,5", "5%", "yes", "036", "0.5 GBP"])
def test_a_setting_on_the_command_line_has_the_same_hints(text: str) -> None:
    if text == "yes":
        with pytest.raises(ScenarioError, match="write true"):
            load("tiny", dict([parse_setting("mechanisms.takeovers=yes")]))
        return
    with pytest.raises(ScenarioError, match="write"):
        parse_setting(f"policy.reserved={text}")


@pytest.mark.parametrize(
    "value",
    [
        36,
        36.0,
        np.int64(36),
        np.float32(36),
        np.longdouble(36),
        np.array(36),
        np.uint8(36),
        np.linspace(24, 48, 3)[1],
        pd.Series([36.0, 1.0])[0],
        pd.array([36], dtype="Int64")[0],
    ],
)
def test_a_whole_number_is_one_however_it_arrives(value: Any) -> None:
    months = load("tiny", {"market.contract_months": value}).market.contract_months
    assert (months, type(months)) == (36, int)


def test_a_row_of_a_frame_sets_a_world_and_lists_hold_whole_numbers_too(tmp_path: Path) -> None:
    points = pd.DataFrame({"market.contract_months": [24, 36], "policy.reserved": [0.0, 0.1]})
    row: Any = points.iloc[1]
    assert sim.load("tiny", row).market.contract_months == 36
    events = [{"month": 3.0, "kind": "budget_shock", "size": 0.1}]
    assert load("tiny", {"events": events}).events[0].month == 3
    (tmp_path / "w.toml").write_text("market.contract_months = 36.0\n")
    assert load(tmp_path / "w.toml").market.contract_months == 36
    assert (
        load("tiny", dict([parse_setting("market.contract_months=36.0")])).market.contract_months
        == 36
    )


@pytest.mark.parametrize("value", [36.5, 1e300, float(2**60), "36", True, None, [36], np.nan])
def test_what_is_not_whole_is_refused(value: Any) -> None:
    with pytest.raises(ScenarioError, match=r"market\.contract_months"):
        load("tiny", {"market.contract_months": value})


@pytest.mark.parametrize(
    "overrides", [3, "text", ["a"], {"a": [[[[]]]] * 2}, {"market": {"a": {}}}]
)
def test_odd_overrides_are_refused_in_words(overrides: Any) -> None:
    deep: Any = 1
    for _ in range(3000):
        deep = [deep]
    for given in (overrides, {"market.contract_months": deep}):
        with pytest.raises(ScenarioError):
            load("tiny", given)


def test_odd_seeds_and_lengths_are_told_in_few_words() -> None:
    odd: list[dict[str, Any]] = [{"seed": 10**5000}, {"years": 10**5000}, {"seed": 2**63}]
    for says in (*odd, {"years": 201}):
        with pytest.raises(MutualsError) as caught:
            sim.run("tiny", **says)
        assert len(str(caught.value)) < 150


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/tmp/x",
        "a/b",
        "a\\b",
        "",
        ".",
        "..",
        ".x",
        "con",
        "nul.txt",
        "a\nb",
        "x" * 101,
        "a:b",
        "a*",
        " a",
        "a ",
        "-rf",
        "a;b",
    ],
)
def test_a_scenarios_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text(f"name = {name!r}" if "\n" not in name else 'name = "a\\nb"', encoding="utf-8")
    if "\\" in name:
        path.write_text(f"name = '{name}'")
    assert "  name: is" in problem(path)
    assert not name_fits(name)
    assert name_fits(name_from(name))


def test_a_file_of_any_name_may_hold_a_scenario_that_gives_none(tmp_path: Path) -> None:
    for stem, name in (("a;b", "a_b"), ("Wörld 2 (new)", "Wörld 2 (new)"), ("x" * 150, "x" * 100)):
        path = tmp_path / f"{stem}.toml"
        path.write_text("")
        assert load(path).name == name


def test_endings_in_capitals_are_read_and_others_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("W.TOML").write_text('extends = "PARENT"\n')
    Path("PARENT.Toml").write_text("time.years = 3\n")
    assert load("W.TOML").time.years == 3
    table(tmp_path, GOOD).rename(tmp_path / "C.CSV")
    assert len(load_councils("C.CSV")) == 3
    Path("other.txt").write_text("")
    with pytest.raises(ScenarioError, match=r"does not end in \.toml; name the file other\.toml"):
        load("other.txt")
    with pytest.raises(ScenarioError, match=r"did you mean W\.TOML"):
        load("w.toml")
