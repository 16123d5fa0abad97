"""Commands that read stored results: `report`, `compare`, `survival`, `explain` and the rest."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.failing import told
from sim.cli.options import AsCsv, AsJson, Folder, Overwrite, count
from sim.errors import EXIT_DRIFT, DamageError

if TYPE_CHECKING:
    import pandas as pd


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
def compare(  # noqa: PLR0913
    first: Folder,
    second: Folder,
    setting: Annotated[str, typer.Option(help="Setting to compare.")] = "base",
    arm: Annotated[str, typer.Option(help="Arm to compare.")] = "base",
    every: Annotated[bool, typer.Option("--all", help="Print every outcome.")] = False,
    json: AsJson = False,
) -> None:
    """Show two results side by side, paired where they share seeds.

    Where no seed is in both it says so and why; the difference is then of luck as well.
    """
    from sim.console import print_json, print_rows, records, say, warn
    from sim.model.record.summary import SUMMARY
    from sim.studies.comparing import compare_results, in_words

    found = compare_results(first, second, setting, arm)
    for caution in found.cautions:
        warn(caution)
    _warn_unfinished(first, second)
    if json:
        print_json(records(found.table))
        return
    known = found.table.dropna(subset=["first", "second"], how="all")
    told = (
        known
        if every or not known["outcome"].isin(SUMMARY).any()
        else known[known["outcome"].isin(SUMMARY)]
    )
    bounds = [name for name in ("low", "high") if told[name].notna().any()]
    columns = ["outcome", "first", "second", "difference", *bounds]
    print_rows(records(told), columns, f"{second} less {first}, {in_words(found)}")
    others = len(found.table) - len(told)
    if others:
        say(f"{others} other outcomes, where known: the same command with --all, or --json.")


@told
def survival(  # noqa: PLR0913
    folder: Folder,
    by: Annotated[str, typer.Option(help="kind, form, service or starter.")] = "kind",
    setting: Annotated[str, typer.Option(help="Setting to look at.")] = "base",
    arm: Annotated[str, typer.Option(help="Arm to look at.")] = "base",
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say how long organisations stay independent, year by year, and what takes the others.

    As CSV or JSON month by month, with the share ended by each ending.
    """
    from sim.console import print_csv, print_json, records
    from sim.studies.study import load_study

    table = load_study(folder).survival(by, setting=setting, arm=arm)
    _warn_unfinished(folder)
    if json:
        print_json(records(table))
    elif csv:
        print_csv(records(table), list(table.columns))
    else:
        _print_survival(table, by)


def _print_survival(table: "pd.DataFrame", by: str) -> None:
    """One table a group, a row for each whole year."""
    from sim.console import print_rows, records, say
    from sim.registry.words import GROUP_TITLES
    from sim.units import MONTHS_PER_YEAR

    yearly = table[table["months"] % MONTHS_PER_YEAR == 0]
    if yearly.empty:
        say(f"Nobody in these runs can be told apart by {by}.")
        return
    for group, own in yearly.groupby(by, sort=False):
        title = GROUP_TITLES[str(group)]
        if own["at_risk"].iloc[0]:
            rows = [_year_of_lives(row) for row in records(own)]
            print_rows(rows, list(rows[0]), title)
        else:
            say(f"{title}: none was seen from its first month on, so there is no curve.\n")
    say("years: traded; of small firms and charities, since first seen. at risk: seen")
    say("then. remain: share still independent, with its 95% interval. groups, council,")
    say("other: shares ended with a private group, with the council, otherwise.")


def _year_of_lives(row: Mapping[str, Any]) -> dict[str, str | int]:
    """One row of the table of survival as it is printed."""
    from sim.model.record.outcomes import COUNCIL_ENDINGS, GROUP_ENDINGS
    from sim.telling.words import is_known, span
    from sim.units import MONTHS_PER_YEAR

    independent = row["independent"]
    groups, council = (
        sum(row[code] for code in codes) for codes in (GROUP_ENDINGS, COUNCIL_ENDINGS)
    )
    other = abs(1 - independent - groups - council)
    return {
        "years": row["months"] // MONTHS_PER_YEAR,
        "at risk": row["at_risk"],
        "ended": row["ended"],
        "remain": f"{independent:.0%}",
        "interval": span(row["low"], row["high"], "share") if is_known(row["low"]) else "-",
        "groups": f"{groups:.0%}",
        "council": f"{council:.0%}",
        "other": f"{other:.0%}",
    }


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
