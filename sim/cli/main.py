"""All commands. What is heavy is imported inside them, so that `mutuals --help` answers at once."""

import sys
from typing import Annotated

import typer

from sim.cli.browser import dashboard
from sim.cli.reference import check, list_command, outcomes, parameters
from sim.cli.results import compare, explain, export, report, survival, verify
from sim.cli.runs import run_command, solve
from sim.cli.studies import study_command, webb
from sim.cli.sweeps import sweep_command

app = typer.Typer(
    help="What becomes of public service mutuals: a simulation of England's market in "
    "children's services.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Rich help costs 0.2 s, more than all else that `--help` loads.
    rich_markup_mode=None,
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 (as typer calls it)
    if asked:
        import sim
        from sim.console import say

        say(f"mutuals {sim.__version__}")
        raise typer.Exit


@app.callback()
def what_every_command_takes(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """What becomes of public service mutuals: a simulation of England's children's services."""


# In the order of `mutuals --help`.
app.command()(webb)
app.command("study")(study_command)
app.command("sweep")(sweep_command)
app.command("run")(run_command)
app.command()(report)
app.command()(compare)
app.command()(survival)
app.command()(explain)
app.command()(solve)
app.command()(verify)
app.command()(export)
app.command("list")(list_command)
app.command()(outcomes)
app.command()(parameters)
app.command()(check)
app.command()(dashboard)


def main() -> None:
    """Start here: the command `mutuals`."""
    from sim.streams import let_streams_break, open_closed_streams, tell_what_is_lost

    open_closed_streams()
    from sim.plain_text import let_streams_say_all

    streams = let_streams_break()
    let_streams_say_all()
    try:
        app()
    except SystemExit as end:
        lost = tell_what_is_lost(streams)
        sys.exit(end.code or lost)
