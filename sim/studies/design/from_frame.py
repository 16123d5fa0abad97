"""Points from a DataFrame: its columns name parameters, each row is a point.

It is read as the CSV it would be, so that a table means the same in memory and in a file.
"""

import math
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.errors import ExperimentError, MutualsError, Problem

GIVEN = "design="
"""What problems name where they would name a file."""


@contextmanager
def as_file(design: pd.DataFrame | None) -> Iterator[str]:
    """The path of a CSV of the points for as long as they are read; no path without a design.

    What is wrong in it is told by the rows of the frame. Raises MutualsError for anything else
    than a frame.
    """
    if design is None:
        yield ""
        return
    if not isinstance(design, pd.DataFrame):
        message = f"design is a DataFrame, one row a point, not {type(design).__name__}"
        raise MutualsError(message)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.csv"
        # A row of blanks in a file is no row; of a frame every row counts.
        design.replace("", math.nan).to_csv(path, index=False, na_rep="nan")
        try:
            yield str(path)
        except ExperimentError as error:
            told = [
                _by_rows(one, design) if one.file == str(path) else one for one in error.problems
            ]
            raise ExperimentError(told) from None


def _by_rows(problem: Problem, design: pd.DataFrame) -> Problem:
    """A problem of the file as one of the frame: line 2 is the row with the first label."""
    labels = dict(enumerate(design.index, start=2))

    def row(found: re.Match[str]) -> str:
        return f"row {labels.get(int(found[1]), found[1])}"

    def said(text: str) -> str:
        return re.sub(r"\bline (\d+)", row, text.replace("line 1, ", "").replace("line 1", ""))

    return replace(
        problem, file=GIVEN, address=said(problem.address), message=said(problem.message)
    )
