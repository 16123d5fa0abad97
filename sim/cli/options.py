"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Workers = Annotated[
    int | None, typer.Option(help="Processes to run on; all processors unless said.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler; its workers make the runs."),
]
Retries = Annotated[
    int, typer.Option(min=0, help="Times a run that fails is tried again before it is left out.")
]
AtMost = Annotated[
    int | None,
    typer.Option(min=1, help="Runs to make this time; the same command then goes on from there."),
]
Out = Annotated[Path | None, typer.Option(help="Folder for the results.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Forget stored runs and start again.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace an earlier result of ours; nothing else ever.")
]
Folder = Annotated[Path, typer.Argument(help="Folder of a run or a study.")]
