"""Commands that read stored results: `report`, `compare`, `explain`, `verify` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.failing import told
from sim.cli.options import AsJson, Folder, Overwrite, count
from sim.errors import EXIT_DRIFT, DamageError


@told
def report(
    folder: Folder,
    page: Annotated[
        Path | None,
        typer.Option(metavar="FILE.md", help="Of a batch of claims: write its verdicts here too."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Build report.html and figures/ again from stored results; no run is needed.

    Of a folder of studies: the report of each, and the page of claims and verdicts.
    """
    from sim.console import say
    from sim.report import build
    from sim.studies.batch import batch_results

    studies = batch_results(folder)
    built = [build(one) for one in studies or [folder]]
    for path in built:
        say(f"Report: {path}")
    if studies:
        write_claims_page(folder, page, quiet=False, overwrite=overwrite)


@told
def compare(
    first: Folder,
    second: Folder,
    setting: Annotated[str, typer.Option(help="Setting to compare.")] = "base",
    arm: Annotated[str, typer.Option(help="Arm to compare.")] = "base",
    json: AsJson = False,
) -> None:
    """Show two results side by side, paired where they share seeds."""
    from sim.console import print_json, print_rows, records
    from sim.studies.comparing import compare_results

    rows = records(compare_results(first, second, setting, arm))
    _warn_unfinished(first, second)
    if json:
        print_json(rows)
        return
    columns = ["outcome", "first", "second", "difference", "low", "high", "runs", "paired"]
    print_rows(rows, columns, f"{second} less {first}; 95% intervals over luck")


@told
def explain(
    folder: Folder,
    organisation: Annotated[str, typer.Argument(help="Its id, as in the table of organisations.")],
    run: Annotated[str | None, typer.Option(help="Which run, by id.")] = None,
) -> None:
    """Tell the life of one organisation: every decision with its numbers and its because."""
    from sim.console import say
    from sim.telling.explain import explain as biography

    say(biography(folder, organisation, run))


@told
def verify(
    folder: Folder,
    runs: Annotated[
        int,
        typer.Option(
            parser=count("runs", 0), metavar="N", help="How many stored runs to make again."
        ),
    ] = 5,
) -> None:
    """Make some stored runs and every quoted number again; ends with 1 if anything moved."""
    from sim.console import say, warn
    from sim.report.verify import verify as check_again
    from sim.studies.batch import batch_results

    studies = batch_results(folder)
    try:
        found = {one: check_again(one, runs) for one in studies or [folder]}
    except DamageError as error:
        warn(str(error))
        raise typer.Exit(EXIT_DRIFT) from None
    for place, one in found.items():
        (warn if one.drift else say)(f"{place}: {one}" if studies else str(one))
    if any(one.drift for one in found.values()):
        raise typer.Exit(EXIT_DRIFT)


@told
def export(  # noqa: PLR0913
    folder: Folder,
    csv: Annotated[bool, typer.Option("--csv", help="CSV files; so unless --xlsx.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="One Excel workbook.")] = False,
    outcomes: Annotated[
        str, typer.Option(metavar="NAME,NAME", help="Keep only these outcomes.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Folder; DIR/export unless said.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """Write tidy tables with a codebook, for Excel, R or Stata."""
    from sim.console import say
    from sim.studies.store.export import export_results

    names = [name.strip() for name in outcomes.split(",") if name.strip()]
    place = out or folder / "export"
    kinds = [*(["csv"] if csv or not xlsx else []), *(["xlsx"] if xlsx else [])]
    written = [
        path
        for kind in kinds
        for path in export_results(folder, place, kind, names, overwrite=overwrite)
    ]
    _warn_unfinished(folder)
    for path in written:
        say(str(path))


def write_claims_page(
    folder: Path, page: Path | None, *, quiet: bool, overwrite: bool = False
) -> None:
    """Write who said what and what the model says, if the studies of a batch test claims."""
    from sim.console import say
    from sim.report.claims_page.page import write_claims

    for path in write_claims(folder, page, overwrite=overwrite):
        if not quiet:
            say(f"Claims and verdicts: {path}")


def _warn_unfinished(*folders: Path) -> None:
    """Say of results whose runs are not all made that their numbers are not the last."""
    from sim.console import warn
    from sim.studies.store.result import open_result

    for folder in folders:
        if unfinished := open_result(folder).unfinished:
            warn(f"{folder}: {unfinished}")
