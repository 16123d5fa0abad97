"""The commands. What is heavy is imported inside them, so that `mutuals --help` answers at once."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from sim.errors import EXIT_DRIFT, EXIT_INTERRUPTED, DamageError, MutualsError

app = typer.Typer(
    help="What becomes of public service mutuals: a simulation of England's market in "
    "children's services.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Rich help costs 0.2 s, more than all else that `--help` loads.
    rich_markup_mode=None,
)

Command = TypeVar("Command", bound=Callable[..., Any])

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


def told(command: Command) -> Command:
    """Turn a user's mistake into words and an exit code; a fault of ours keeps its traceback."""

    @functools.wraps(command)
    def wrapped(*given: Any, **says: Any) -> Any:
        from sim.console import warn

        try:
            return command(*given, **says)
        except MutualsError as error:
            warn(str(error))
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt as error:
            warn(str(error) or "Stopped.")
            raise typer.Exit(EXIT_INTERRUPTED) from None

    return wrapped  # type: ignore[return-value]


@app.command()
@told
def webb(
    quick: Annotated[
        bool, typer.Option("--quick", help="The small world; under a minute.")
    ] = False,
    workers: Workers = None,
    out: Out = None,
    fresh: Fresh = False,
    json: AsJson = False,
) -> None:
    """Ask whether what Andrew Webb was concerned about follows: all runs, verdicts, the report."""
    _study("webb", out, workers=workers, quick=quick, fresh=fresh, as_json=json)()


@app.command(name="study")
@told
def study_command(  # noqa: PLR0913
    experiment: Annotated[str, typer.Argument(help="Experiment: name, file or folder of files.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    retries: Retries = 1,
    runs_at_most: AtMost = None,
    out: Out = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few runs on the small world.")] = False,
    fresh: Fresh = False,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="Minutes, disk and intervals to come, from a pilot.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Make all runs of an experiment, going on where it stopped, and judge its hypotheses."""
    make = functools.partial(
        _study, workers=workers, scheduler=scheduler, retries=retries, runs_at_most=runs_at_most
    )
    tell = functools.partial(_forecast, workers=workers, scheduler=scheduler, retries=retries)
    from sim.studies.batch import batch_files, batch_folder, is_shipped_batch

    folder = batch_folder(experiment)
    files: list[str | Path] = [experiment] if folder is None else [*batch_files(folder)]
    if folder is not None and out is None and is_shipped_batch(folder):
        out = Path("results") / f"{folder.name}{'-quick' if quick else ''}"
    troubles: list[Exception] = []
    for file in files:
        own = out / Path(file).stem if out and folder is not None else out
        if forecast:
            tell(file, own, quick=quick, as_json=json)
            continue
        tell_of_it = make(file, own, quick=quick, fresh=fresh, as_json=json)
        try:
            tell_of_it()
        except Exception as error:  # Whatever goes wrong in telling, the other studies are made.
            troubles.append(error)
    if folder is not None and out is not None and not forecast:
        _claims_page(out, None, quiet=json)
    if troubles:
        raise troubles[0]


@app.command(name="run")
@told
def run_command(  # noqa: PLR0913
    scenario: Annotated[str, typer.Argument(help="Scenario: name or file.")],
    seed: Annotated[int, typer.Option(min=0, help="Which luck.")] = 1,
    years: Annotated[
        int | None, typer.Option(min=1, help="Length; the scenario's own unless said.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set a parameter.")
    ] = None,
    out: Out = None,
    overwrite: Overwrite = False,
    json: AsJson = False,
) -> None:
    """Make one run: a summary on screen, everything it did in a folder."""
    from sim.console import print_json, print_rows, say
    from sim.registry.reading.load import load, parse_settings

    world = load(scenario, parse_settings(set_ or []))
    folder = out or Path("results") / f"{world.name}-seed-{seed}"

    from sim.model.one_run import run
    from sim.studies.single import job_of, refuse_to_replace, write_run

    length = years or world.time.years
    refuse_to_replace(folder, job_of(world, seed, length).run_id, overwrite=overwrite)
    made = run(world, seed=seed, years=length)
    write_run(made, folder, world, seed, length, overwrite=overwrite)
    if json:
        print_json(made.outcomes.to_dict())
        return
    rows = [{"outcome": name, "value": value} for name, value in made.outcomes.items()]
    print_rows(rows, ["outcome", "value"], f"{world.title}, seed {seed}, {length} years")
    say(f"Everything it did is in {folder}")


@app.command()
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
        _claims_page(folder, page, quiet=False, overwrite=overwrite)


def _claims_page(folder: Path, page: Path | None, *, quiet: bool, overwrite: bool = False) -> None:
    """Write who said what and what the model says, if the studies of a batch test claims."""
    from sim.console import say
    from sim.report.claims_page.page import write_claims

    for path in write_claims(folder, page, overwrite=overwrite):
        if not quiet:
            say(f"Claims and verdicts: {path}")


@app.command()
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


def _warn_unfinished(*folders: Path) -> None:
    """Say of results whose runs are not all made that their numbers are not the last."""
    from sim.console import warn
    from sim.studies.store.result import open_result

    for folder in folders:
        if unfinished := open_result(folder).unfinished:
            warn(f"{folder}: {unfinished}")


@app.command()
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


@app.command()
@told
def solve(scenario: Annotated[str, typer.Argument(help="Scenario: name or file.")]) -> None:
    """Solve a world's constants in pilot runs, and print its [solved] table for its file."""
    from sim.console import say
    from sim.model.constants import solve as solved
    from sim.registry.reading.load import load

    found = solved(load(scenario)).model_dump()
    say("\n".join(["[solved]", *(f"{name} = {list(by)}" for name, by in found.items())]))


@app.command()
@told
def verify(
    folder: Folder,
    runs: Annotated[int, typer.Option(min=0, help="How many stored runs to make again.")] = 5,
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


@app.command()
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


@app.command(name="list")
@told
def list_command(json: AsJson = False) -> None:
    """List the shipped worlds and experiments."""
    from sim.console import print_json, print_rows
    from sim.studies.catalogue import shipped

    rows = shipped()
    if json:
        print_json(rows)
        return
    print_rows(rows, ["kind", "name", "title"])


@app.command()
@told
def outcomes(csv: AsCsv = False, json: AsJson = False) -> None:
    """List every outcome: unit, formula and meaning, one line each."""
    from sim.studies.catalogue import outcome_rows

    _print_table(outcome_rows(), ["name", "unit", "kind", "formula", "meaning"], csv=csv, json=json)


@app.command()
@told
def parameters(csv: AsCsv = False, json: AsJson = False) -> None:
    """List every parameter: path, unit, default, plausible range, basis, source, meaning."""
    from sim.console import records
    from sim.registry.table import parameters as table

    columns = ["path", "unit", "default", "low", "high", "basis", "source", "meaning"]
    _print_table(records(table()[columns]), columns, csv=csv, json=json)


@app.command()
@told
def check(files: Annotated[list[str], typer.Argument(help="Scenarios and experiments.")]) -> None:
    """Check scenarios and experiments: every problem with its place and its remedy."""
    from sim.console import say, warn
    from sim.studies.catalogue import check_file, files_meant

    said = [(file, check_file(file)) for name in files for file in files_meant(name)]
    for file, problems in said:
        if not problems:
            say(f"{file}: no problem found")
        for problem in problems:
            warn(str(problem))
    if any(problems for _, problems in said):
        raise typer.Exit(MutualsError.exit_code)


@app.command()
@told
def dashboard(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where results lie.")] = Path(
        "results"
    ),
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; 8765 or a free one unless said.")
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say the address, open no browser.")
    ] = False,
) -> None:
    """Watch it happen in the browser: a server on this machine alone, at 127.0.0.1."""
    from sim.dashboard.server.app import serve

    serve(folder, port, open_browser=not no_browser)


def _print_table(rows: list[dict[str, Any]], columns: list[str], *, csv: bool, json: bool) -> None:
    from sim.console import print_csv, print_json, print_rows

    if csv:
        print_csv(rows, columns)
    elif json:
        print_json(rows)
    else:
        print_rows(rows, columns)


def _study(  # noqa: PLR0913
    experiment: str | Path,
    out: Path | None,
    *,
    workers: int | None,
    scheduler: str | None = None,
    retries: int = 1,
    runs_at_most: int | None = None,
    quick: bool,
    fresh: bool,
    as_json: bool,
) -> Callable[[], None]:
    """Make a study and its report; returns what tells of them, once all is stored."""
    from sim.report import build
    from sim.studies.runs.progress import fitting_progress
    from sim.studies.study import study

    done = study(
        experiment,
        out,
        workers,
        scheduler=scheduler,
        retries=retries,
        runs_at_most=runs_at_most,
        quick=quick,
        fresh=fresh,
        progress=fitting_progress(),
    )
    path = build(done.folder)
    return functools.partial(_tell_of_study, done, path, quick=quick, as_json=as_json)


def _tell_of_study(done: Any, path: Path, *, quick: bool, as_json: bool) -> None:
    """Print a study's verdicts, what failed, and where its report is."""
    from sim.console import print_json, print_verdicts, say, warn

    if as_json:
        print_json(done.verdicts)
    else:
        print_verdicts(done.verdicts, quick=quick)
    failed = done.manifest["runs_failed"]
    if failed:
        warn(f"Failed and left out: {failed}; {done.folder}/ledger.sqlite says why.")
    if not as_json:
        say(f"Report: {path}")


def _forecast(  # noqa: PLR0913
    experiment: str | Path,
    out: Path | None,
    *,
    workers: int | None,
    scheduler: str | None,
    retries: int,
    quick: bool,
    as_json: bool,
) -> None:
    from sim.console import print_forecast, print_json
    from sim.studies.runs.progress import fitting_progress
    from sim.studies.study import forecast

    told = forecast(
        experiment,
        out,
        workers,
        scheduler=scheduler,
        retries=retries,
        quick=quick,
        progress=fitting_progress(),
    ).as_json()
    if as_json:
        print_json(told)
    else:
        print_forecast(told)


def main() -> None:
    """Start here: the command `mutuals`."""
    from sim.plain_text import let_streams_say_all

    let_streams_say_all()
    app()
