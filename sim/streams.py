"""The streams of a command that are closed, broken or full: its work goes on, and none is silent.

Some schedulers and windowed launchers start programs without streams, and a reader such as `head`
goes when it has seen enough. What a command has to do does not depend on who listens.
"""

import errno
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

NOBODY_READS = frozenset({errno.EPIPE, errno.EIO})
"""The reader has gone, or the terminal has been hung up."""
FIRST, LAST = 0, 2
"""Numbers of the three streams every program is given."""


class _Forgiving(io.FileIO):
    """A stream that is written to as long as anybody reads it.

    From then on what is written goes nowhere. Where it cannot be written for another reason, such
    as a full disk, `lost` says why.
    """

    lost = ""

    def write(self, data: Any, /) -> int:
        """Write what the system takes; never fails."""
        try:
            return super().write(data) or 0
        except OSError as error:
            if error.errno not in NOBODY_READS:
                self.lost = str(error.strerror)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return len(bytes(data))


def open_closed_streams() -> None:
    """Give a program that was started without one or more of its three streams an empty one.

    Before it opens any file: it would get the number of the stream, and be written to.
    """
    for number in range(FIRST, LAST + 1):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def let_streams_break() -> Sequence[_Forgiving]:
    """Have the ordinary and the error stream survive whoever reads them; they are returned."""
    found = []
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and os.name == "posix":
            stream.flush()
            raw = _Forgiving(stream.fileno(), "w", closefd=False)
            forgiving = io.TextIOWrapper(
                io.BufferedWriter(raw), stream.encoding, stream.errors,
                line_buffering=stream.line_buffering or name == "stderr", write_through=False,
            )  # fmt: skip
            setattr(sys, name, forgiving)
            found.append(raw)
    return found


def tell_what_is_lost(streams: Sequence[_Forgiving]) -> int:
    """Write what still waits; where a stream could not be written say why: 1, else 0."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    lost = [stream.lost for stream in streams if stream.lost]
    if lost:
        sys.stderr.write(f"What was to be printed is lost: {lost[0]}.\n")
        sys.stderr.flush()
    return int(bool(lost))
