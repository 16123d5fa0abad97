"""How a command ends that fails: a user's mistake with words and an exit code."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import typer

from sim.errors import EXIT_INTERRUPTED, MutualsError

Command = TypeVar("Command", bound=Callable[..., Any])


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
