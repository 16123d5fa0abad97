"""Options that several commands share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

_WHOLE = re.compile(r"[-+]?[0-9]{1,30}")
"""Read as they stand: beyond 2**53 a float would be another number."""


def number(check: Callable[[Any], int]) -> Callable[[str | int], int]:
    """How an option reads a whole number; what is none is told in the words of `check`.

    check: gives the number back, or raises MutualsError.
    """

    def read(text: str | int) -> int:
        from sim.errors import MutualsError
        from sim.registry.files.hints import number_of

        found: str | int | float | None = text
        if isinstance(text, str):  # a default comes as it is
            is_whole = _WHOLE.fullmatch(text) is not None
            found = int(text) if is_whole else number_of(text)
        try:
            return check(text if found is None else found)
        except MutualsError as error:
            raise typer.BadParameter(str(error)) from None

    return read


def count(what: str, least: int, most: int | None = None) -> Callable[[str | int], int]:
    """How an option reads a number of so many things."""

    def check(asked: Any) -> int:
        from sim.asked import count_of

        return count_of(asked, what, least, most)

    return number(check)


Workers = Annotated[
    int | None,
    typer.Option(
        parser=count("workers", 1),
        metavar="N",
        help="Processes to run on; all processors unless said.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler; its workers make the runs."),
]
Retries = Annotated[
    int,
    typer.Option(
        parser=count("retries", 0),
        metavar="N",
        help="Times a run that fails is tried again before it is left out.",
    ),
]
AtMost = Annotated[
    int | None,
    typer.Option(
        parser=count("runs at most", 1),
        metavar="N",
        help="Runs to make this time; the same command then goes on from there.",
    ),
]
Out = Annotated[Path | None, typer.Option(help="Folder for the results.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Forget stored runs and start again.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace an earlier result of ours; nothing else ever.")
]
Folder = Annotated[Path, typer.Argument(help="Folder of a run or a study.")]
