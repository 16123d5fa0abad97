"""The command `sweep`: a question of one line, its plan, its effects."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.failing import told
from sim.cli.options import AsJson, Out, Workers

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.sweeping.swept import Sweep


Varied = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH=V1,V2|LOW..HIGH...",
        help="Values are crossed with those of other parameters; ranges are drawn from.",
    ),
]
Seeds = Annotated[int, typer.Option(help="Runs of each, on the same luck everywhere.")]
Points = Annotated[int, typer.Option(help="Points drawn from the ranges together.")]
Outcomes = Annotated[
    str, typer.Option(metavar="NAME,NAME", help="Of a whole run; its summary's unless said.")
]
Years = Annotated[int | None, typer.Option(help="Length; the scenario's own unless said.")]


@told
def sweep_command(  # noqa: PLR0913
    scenario: Annotated[str, typer.Argument(help="Scenario: name or file.")],
    values: Varied,
    seeds: Seeds = 8,
    points: Points = 64,
    outcomes: Outcomes = "",
    years: Years = None,
    out: Out = None,
    workers: Workers = None,
    json: AsJson = False,
) -> None:
    """Run a world at many values of its parameters: plan, table, paired effects, a picture.

    0,0.5 is two values and 36..120 a range. The same command goes on where it stopped.
    """
    from sim.console import say, warn
    from sim.registry.reading.load import COMMAND_LINE
    from sim.studies.planning import Parts
    from sim.studies.runs.executors import available_workers
    from sim.studies.runs.progress import fitting_progress
    from sim.studies.sweeping.asked import from_words
    from sim.studies.sweeping.make import make
    from sim.studies.sweeping.plan import Request, refuse_unsound, sweeping_of

    pairs, unread = from_words(values)
    names = [name.strip() for name in outcomes.split(",")] if outcomes else None
    request = Request(scenario, pairs, seeds, names, points, years, COMMAND_LINE)
    sweeping = sweeping_of(request, Parts(), unread)
    if out is None and not sweeping.problems:
        out = Path("results") / sweeping.name.replace("_", "-")
    for line in sweeping.told(workers or available_workers(), out):
        (warn if json else say)(line)
    refuse_unsound(sweeping)
    _tell(make(sweeping, Parts(), out, workers, fitting_progress()), as_json=json)


def _tell(found: "Sweep", *, as_json: bool) -> None:
    """Print what the parameters do, and where the table is."""
    from sim.console import print_json, records, say, warn
    from sim.studies.store.files import SWEEP_EFFECTS, SWEEP_PICTURE, SWEEP_TABLE
    from sim.studies.sweeping.swept import said_shortly

    if found.failed:
        warn(f"Failed and left out: {found.failed}; {found.folder}/ledger.sqlite says why.")
    effects = said_shortly(found.effects())
    if as_json:
        print_json(records(effects.astype(object).where(effects.notna(), None)))
        return
    print_effects(effects[effects["outcome"].isin(found.known_outcomes)])
    unknown = [name for name in found.outcomes if name not in found.known_outcomes]
    if unknown:
        say(f"Not known, for want of years or of cases: {', '.join(unknown)}.")
    say(
        f"Table: {found.folder / SWEEP_TABLE} ({len(found.table):,} rows); effects: {SWEEP_EFFECTS}"
    )
    if found.known_outcomes:
        say(f"Picture: {found.folder / SWEEP_PICTURE}")


def print_effects(effects: "pd.DataFrame") -> None:
    """Print effects that are said shortly, one row each; nothing where there is none."""
    from sim.console import print_rows, records, shown

    rows = [
        {
            **row,
            "interval": f"{shown(row['low'])} to {shown(row['high'])}",
            "note": row["note"] or "",
        }
        for row in records(effects)
    ]
    noted = ["note"] if any(row["note"] for row in rows) else []
    columns = ["outcome", "effect", "estimate", "interval", "unit", *noted]
    if rows:
        title = "Effects, paired by seed; 95% intervals over luck, each by itself"
        print_rows(rows, columns, title)
