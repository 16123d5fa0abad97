"""Tables of councils: the shipped one is sound, an unsound one is refused for all it has wrong."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import CouncilTableError
from sim.registry.councils import COLUMNS, load_councils

GOOD = (
    "A,Alpha,North,54,-1,1000,200,150,0,0,B\n"
    "B,Beta,North,54,-1,1000,200,150,1,0,A C\n"
    "C,Gamma,South,53,-1,1000,200,150,2,0,B\n"
)


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "councils.csv"
    path.write_text(",".join(COLUMNS) + "\n" + text, encoding="utf-8")
    return path


def test_the_shipped_table_is_england_in_2019() -> None:
    councils = load_councils("england_councils.csv")
    assert len(councils) == 151
    assert len(set(councils.regions)) == 9
    assert councils.children.sum() == pytest.approx(12.0e6, rel=0.01)
    places = set(zip(councils.hex_col.tolist(), councils.hex_row.tolist(), strict=True))
    assert len(places) == len(councils)
    for row, touched in enumerate(councils.neighbours):
        assert all(row in councils.neighbours[other] for other in touched)


def test_columns_cannot_be_written_to() -> None:
    councils = load_councils("england_councils.csv")
    with pytest.raises(ValueError, match="read-only"):
        councils.children[0] = 1


def test_only_the_councils_kept_remain_and_the_rest_are_forgotten(tmp_path: Path) -> None:
    councils = load_councils(table(tmp_path, GOOD), keep=["C", "B"])
    assert councils.codes == ("B", "C")
    assert councils.neighbours == ((1,), (0,))
    assert np.array_equal(councils.hex_col, [1, 2])
    assert councils.row_of("C") == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",0,0,B\n", ",0,0,Z\n", "neighbour Z is not in the table"),
        (",0,0,B\n", ",0,0,A\n", "A is its own neighbour"),
        (",0,0,B\n", ",0,0,\n", "A does not name B as its neighbour in turn"),
        ("B,Beta", "A,Beta", "A stands twice"),
        ("Alpha", "", "name is empty"),
        ("1000,200", "many,200", 'population is "many"'),
        ("1000,200", "1000,-2", "aged_0_17 is -2"),
        ("1000,200", "1000,2.5", 'aged_0_17 is "2.5"'),
        ("54,-1", "nan,-1", 'lat is "nan"'),
        ("54,-1", "54", "is"),
    ],
)
def test_an_unsound_table_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CouncilTableError, match=message):
        load_councils(table(tmp_path, GOOD.replace(old, new, 1)))


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("Alpha", "").replace("54", "540").replace("B\n", "Z\n")
    with pytest.raises(CouncilTableError) as caught:
        load_councils(table(tmp_path, bad))
    assert len(caught.value.problems) >= 5


def test_a_table_that_is_missing_empty_or_lacks_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CouncilTableError, match="there is no such file"):
        load_councils(tmp_path / "gone.csv")
    with pytest.raises(CouncilTableError, match="holds no council"):
        load_councils(table(tmp_path, ""))
    path = tmp_path / "short.csv"
    path.write_text("code,name\nA,Alpha\n", encoding="utf-8")
    with pytest.raises(CouncilTableError, match="lacks the column region"):
        load_councils(path)


def test_an_unknown_council_cannot_be_kept(tmp_path: Path) -> None:
    with pytest.raises(CouncilTableError, match="no council Z to keep"):
        load_councils(table(tmp_path, GOOD), keep=["A", "Z"])
    with pytest.raises(CouncilTableError, match="no council would be kept"):
        load_councils(table(tmp_path, GOOD), keep=[])
