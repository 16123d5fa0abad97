"""The command that opens the browser application: `dashboard`."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.failing import told
from sim.cli.options import count


@told
def dashboard(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where results lie.")] = Path(
        "results"
    ),
    port: Annotated[
        int | None,
        typer.Option(
            parser=count("port", 1, 65_535),
            metavar="N",
            help="Port; 8765 or a free one unless said.",
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say the address, open no browser.")
    ] = False,
) -> None:
    """Watch it happen in the browser: a server on this machine, for whoever has its address."""
    from sim.dashboard.server.app import serve

    serve(folder, port, open_browser=not no_browser)
