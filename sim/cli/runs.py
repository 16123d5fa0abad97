"""Commands that make runs without a study: `run` and `solve`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.failing import told
from sim.cli.options import AsJson, Out, Overwrite, number


def _seed(asked: Any) -> int:
    from sim.asked import seed_of

    return seed_of(asked)


def _years(asked: Any) -> int:
    from sim.asked import years_of

    return years_of(asked, 1)


@told
def run_command(  # noqa: PLR0913
    scenario: Annotated[str, typer.Argument(help="Scenario: name or file.")],
    seed: Annotated[int, typer.Option(parser=number(_seed), metavar="N", help="Which luck.")] = 1,
    years: Annotated[
        int | None,
        typer.Option(
            parser=number(_years), metavar="N", help="Length; the scenario's own unless said."
        ),
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set a parameter.")
    ] = None,
    out: Out = None,
    overwrite: Overwrite = False,
    every: Annotated[bool, typer.Option("--all", help="Print every outcome.")] = False,
    json: AsJson = False,
) -> None:
    """Make one run: a summary on screen, everything it did in a folder."""
    from sim.console import print_json, say
    from sim.registry.reading.load import COMMAND_LINE, load, parse_settings

    world = load(scenario, parse_settings(set_ or []), set_by=COMMAND_LINE)
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
    from sim.units import MONTHS_PER_YEAR, month_name

    began, months = world.time, length * MONTHS_PER_YEAR
    first, last = (month_name(at, began.start_year, began.start_month) for at in (0, months - 1))
    title = f"{world.title}, seed {seed}, {first} to {last}"
    _print_outcomes(made.outcomes.to_dict(), title, every=every)
    say(f"Everything it did is in {folder}")


def _print_outcomes(outcomes: dict[str, float], title: str, *, every: bool) -> None:
    """Print those that tell what became of mutuals, their staff and the market, or all of them."""
    from sim.console import print_rows, say
    from sim.model.record.summary import SUMMARY, rows_of

    rows, unknown = rows_of(outcomes, outcomes if every else SUMMARY)
    print_rows(rows, ["outcome", "value", "unit", "meaning"], title)
    if unknown:
        say(f"Not known, for want of years or of cases: {', '.join(unknown)}.")
    if not every:
        say(f"All {len(outcomes)} outcomes: the same command with --all, or --json.")


@told
def solve(scenario: Annotated[str, typer.Argument(help="Scenario: name or file.")]) -> None:
    """Solve a world's constants in pilot runs, and print its [solved] table for its file."""
    from sim.console import say
    from sim.model.constants import solve as solved
    from sim.registry.reading.load import load

    found = solved(load(scenario)).model_dump()
    say("\n".join(["[solved]", *(f"{name} = {list(by)}" for name, by in found.items())]))
