"""Council tables as spreadsheets write them: the same table, or refused with line and column."""

from pathlib import Path
from typing import Any

import pytest

from sim.errors import CouncilTableError
from sim.registry.councils import load_councils
from sim.registry.files.hints import number_of
from tests.registry.test_councils import GOOD, table


@pytest.mark.parametrize(
    "text", ["1_000", "٣٦", "３６", "0x10", "1e", "", "--1", "1 000", "inf", "nan", "1,5"]
)
def test_only_plain_digits_are_a_number_in_a_table(tmp_path: Path, text: str) -> None:
    assert number_of(text) is None
    cell = f'"{text}"'
    with pytest.raises(CouncilTableError, match="line 2, column population"):
        load_councils(table(tmp_path, GOOD.replace("1000", cell, 1)))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n\n",
        lambda text: text + ",,,,,,,,,,\n",
        lambda text: text.replace("\n", ",,\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace(",", ", "),
        lambda text: text.replace("A,Alpha", "A ,\u00a0Alpha "),
        lambda text: text.replace("1000", "1000.0"),
        lambda text: text.replace("1000", '"1000"'),
        lambda text: "\n" + text,
        lambda text: "sep=,\n" + text,
    ],
)
def test_a_council_table_as_spreadsheets_write_it_is_the_same_table(
    tmp_path: Path, change: Any
) -> None:
    plain = load_councils(table(tmp_path, GOOD))
    path = table(tmp_path, GOOD)
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode())
    read = load_councils(path)
    assert (read.codes, read.names, read.neighbours) == (plain.codes, plain.names, plain.neighbours)
    assert read.population.tolist() == plain.population.tolist()


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\n", "\r\n"])
def test_no_sign_inside_a_name_cuts_its_row_in_two(tmp_path: Path, sign: str) -> None:
    path = table(tmp_path, "")
    text = path.read_text(encoding="utf-8") + GOOD.replace("Beta", f'"Be{sign}ta"')
    path.write_bytes(text.encode())
    assert load_councils(path).names == ("Alpha", f"Be{sign}ta", "Gamma")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace(",", ";"), "line 1: has semicolons between its cells"),
        (lambda text: text.replace(",", "\t"), "line 1: has tabs between its cells"),
        (lambda text: text.replace(",", "|"), "line 1: has upright bars"),
        (lambda text: "sep=;\n" + text, "says that semicolons stand between"),
        (lambda text: text.replace("Beta", '"Beta'), "line 3: has a quotation mark that is open"),
        (
            lambda text: text.replace("54,-1", "54,5,-1", 1),
            "line 2: has 12 cells under 11 headings",
        ),
        (lambda text: text.replace("name,region", "name,name"), "has the column name twice"),
        (lambda text: text.replace("1000", "9" * 30, 1), "column population"),
    ],
)
def test_a_council_table_that_may_mean_something_else_is_refused(
    tmp_path: Path, change: Any, words: str
) -> None:
    path = table(tmp_path, GOOD)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CouncilTableError, match=words):
        load_councils(path)
