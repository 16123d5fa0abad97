"""How a command ends that fails: a user's mistake with words and an exit code."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import typer

from sim.errors import EXIT_INTERRUPTED, MutualsError

Given = ParamSpec("Given")
Back = TypeVar("Back")


def told(command: Callable[Given, Back]) -> Callable[Given, Back]:
    """Turn a user's mistake into words and an exit code; a fault of ours keeps its traceback."""

    @functools.wraps(command)
    def wrapped(*given: Given.args, **says: Given.kwargs) -> Back:
        from sim.console import warn

        try:
            return command(*given, **says)
        except MutualsError as error:
            warn(str(error))
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt as error:
            warn(str(error) or "Stopped.")
            raise typer.Exit(EXIT_INTERRUPTED) from None

    return wrapped
