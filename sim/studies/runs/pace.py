"""How fast work comes in, and how long the rest will take.

The clock is one that no change of date or time zone moves. A gap far longer than the others is a
machine that slept, and counts as an ordinary one.
"""

import time
from collections.abc import Callable

ASLEEP_SECONDS = 60.0
ASLEEP_TIMES = 10.0
"""A gap is sleep if it is longer than this many mean gaps, and than ASLEEP_SECONDS."""

SECONDS_PER_MINUTE = 60


class Pace:
    """Counts runs and the time they took, leaving out sleep, and all until the first has come.

    Until then processes start and import, which no later run waits for.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.made = self.failed = 0
        self.seconds = 0.0
        self.last = clock()

    def begin(self) -> None:
        """Start counting from now."""
        self.made = self.failed = 0
        self.seconds = 0.0
        self.last = self.clock()

    def count(self, *, failed: bool = False) -> None:
        """One more run has come."""
        now = self.clock()
        gap = max(0.0, now - self.last)
        usual = self.seconds / (self.made - 1) if self.made > 1 else gap
        asleep = gap > max(ASLEEP_SECONDS, ASLEEP_TIMES * usual)
        if self.made:
            self.seconds += usual if asleep else gap
        self.last = now
        self.made += 1
        self.failed += failed

    @property
    def per_minute(self) -> float:
        """Runs a minute since the first; NaN before the second."""
        if self.made <= 1:
            return float("nan")
        return (self.made - 1) * SECONDS_PER_MINUTE / max(self.seconds, 1e-9)

    def seconds_for(self, runs: int) -> float:
        """How long so many more will take at this pace; NaN before the second."""
        return runs * SECONDS_PER_MINUTE / self.per_minute

    def told(self, left: int) -> str:
        """The pace and what it makes of the runs left; nothing before the second run has come."""
        if self.made <= 1:
            return ""
        return f"{self.per_minute:.0f} a minute, {duration(self.seconds_for(left))} left"


def duration(seconds: float) -> str:
    """A time as people say it.

    >>> duration(42), duration(330), duration(7300)
    ('42 s', '6 min', '2 h 2 min')
    """
    if seconds < SECONDS_PER_MINUTE:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / SECONDS_PER_MINUTE), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
