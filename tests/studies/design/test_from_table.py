"""Tables of points as spreadsheets and pandas write them: the same points, or named for what they are."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import ExperimentError
from tests.studies.design.test_designs import plan_of, values_of

TEXT = '[design]\nkind = "csv"\nfile = "p.csv"'
PLAIN = "market.months,market.level,market.kills\n36,0.1,true\n48,0.2,false\n"
POINTS = [
    {"market.months": 36, "market.level": 0.1, "market.kills": True},
    {"market.months": 48, "market.level": 0.2, "market.kills": False},
]


def points(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    (tmp_path / "p.csv").write_bytes(text.encode())
    return values_of(plan_of(TEXT, str(tmp_path / "trial.toml")))


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ExperimentError) as caught:
        points(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN + "\n\n",
        PLAIN + ",,\n , ,\n",
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace(",", ", "),
        PLAIN.replace("36", '"36"')
        .replace(",0", ', "0')
        .replace("1,t", '1",t')
        .replace("2,f", '2",f'),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("36", "36.0").replace("true", "TRUE").replace("false", "FALSE"),
        PLAIN.replace("\n", "\n\n", 1),
    ],
)
def test_what_leaves_no_doubt_is_read(tmp_path: Path, text: str) -> None:
    assert points(tmp_path, text) == POINTS


def test_what_pandas_writes_without_an_index_is_read(tmp_path: Path) -> None:
    assert points(tmp_path, pd.DataFrame(POINTS).to_csv(index=False)) == POINTS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (pd.DataFrame(POINTS).to_csv(), "line 1, column 1: is an index that counts the rows"),
        (pd.DataFrame(POINTS).to_csv(index_label="n"), "line 1, column n: is an index"),
        (PLAIN.replace("0.", "0,").replace(",m", ";m"), "has semicolons"),
        (
            PLAIN.replace(",", ";").replace("0.", "0,"),
            "has semicolons between its cells and commas",
        ),
        (PLAIN.replace(",", "\t"), "has tabs between its cells"),
        (
            PLAIN.replace("0.1", '"0,1"'),
            'line 2, column market.level: holds "0,1", which is no number; write 0.1',
        ),
        (PLAIN.replace("0.1", "0,1"), "line 2: has 4 cells under 3 headings"),
        (PLAIN.replace("0.1", "10%"), "write 0.1"),
        (PLAIN.replace("36", "3_6"), 'line 2, column market.months: holds "3_6"'),
        (PLAIN.replace("36", "٣٦"), "write 36"),
        (PLAIN.replace("36", ""), "line 2, column market.months: is empty"),
        (PLAIN.replace("true", "yes"), "write true"),
        (PLAIN.replace("market.months", ""), "line 1, column 1: has values but no heading"),
        (PLAIN.replace("market.level", "market.months"), "stands twice"),
        (PLAIN.replace("36", '"36'), "has a quotation mark that is open"),
        (PLAIN + "36,0.1,true\n", "line 4: is the same point as line 2"),
        ("", "has 0 points"),
        ("a,b\n1,2\n", "line 1: names no parameter"),
    ],
)
def test_what_may_mean_something_else_is_refused_by_name(
    tmp_path: Path, text: str, words: str
) -> None:
    said = problems(tmp_path, text)
    assert any(words in one for one in said), said
    assert all(one.startswith(str(tmp_path / "p.csv")) for one in said)
