"""Commands that make studies: `webb` and `study`."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.failing import told
from sim.cli.options import AsJson, AtMost, Fresh, Out, Retries, Scheduler, Workers
from sim.cli.results import write_claims_page

if TYPE_CHECKING:
    from sim.studies.study import Study


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
        write_claims_page(out, None, quiet=json)
    if troubles:
        raise troubles[0]


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


def _tell_of_study(done: "Study", path: Path, *, quick: bool, as_json: bool) -> None:
    """Print a study's verdicts, what failed, and where its report is."""
    from sim.cli.sweeps import print_effects
    from sim.cli.verdicts import print_by_arm, print_verdicts
    from sim.console import print_json, records, say, warn
    from sim.studies.judging.by_arm import shown_by_arm
    from sim.studies.store.result import open_result
    from sim.studies.sweeping.of_levers import lever_effects
    from sim.studies.sweeping.swept import said_shortly

    table = shown_by_arm(done.manifest, done.runs)
    if as_json:
        print_json(done.verdicts or records(table))
    elif done.verdicts:
        print_verdicts(open_result(done.folder).verdicts(), quick=quick)
    if len(table) and not as_json:
        print_by_arm(table, quick=quick)
        names = list(dict.fromkeys(table["outcome"]))
        print_effects(said_shortly(lever_effects(done.folder, done.manifest, done.runs, names)))
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
    from sim.cli.foretold import print_forecast
    from sim.console import print_json
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
    )
    if as_json:
        print_json(told.as_json())
    else:
        print_forecast(told, Path(experiment).stem)
