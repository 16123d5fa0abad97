"""Times side by side: processor seconds, contestants in turn, ratios within a turn, medians."""

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = str | float | int


@dataclass(frozen=True, slots=True)
class Size:
    """How large a measurement is: the whole one, or a small form that only shows that it works."""

    is_small: bool
    repeats: int = 5

    def __call__(self, whole: Any, small: Any) -> Any:
        """The one or the other."""
        return small if self.is_small else whole


WHOLE, SMALL = Size(is_small=False), Size(is_small=True, repeats=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that is to be reached."""

    what: str
    figure: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def verdict(self) -> str:
        """Holds, or by what factor not."""
        if self.holds:
            return "holds"
        off = self.limit / self.figure if self.at_least else self.figure / self.limit
        return f"missed by a factor of {off:.2f}"

    def target(self) -> str:
        """The bar in words."""
        return (
            f"{'at least' if self.at_least else 'at most'} {told(self.limit)} {self.unit}".strip()
        )


@dataclass(slots=True)
class Part:
    """One part of the suite: what it found."""

    name: str
    title: str
    rows: list[dict[str, Cell]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Job = Callable[[], object]


def cpu(job: Job) -> float:
    """Processor seconds of this process for a job."""
    gc.collect()
    began = time.process_time()
    job()
    return time.process_time() - began


def wall(job: Job) -> float:
    """Seconds by the clock."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def in_turn(jobs: Mapping[str, Job], repeats: int) -> dict[str, list[float]]:
    """Processor seconds of every job, all of them once in each turn."""
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, job in jobs.items():
            found[name].append(cpu(job))
    return found


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Median of the ratios within each turn."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Power of size that cost grows with: the slope of a straight line through the logarithms."""
    import numpy as np

    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def in_new_process(code: str) -> str:
    """What a new Python prints, given some code."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def told(value: Cell) -> str:
    """A number short enough to read."""
    if isinstance(value, str):
        return value
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    if float(value).is_integer() and abs(value) >= 1:
        return f"{value:.0f}"
    return f"{value:.3g}"


def as_table(rows: Sequence[Mapping[str, Cell]]) -> str:
    """Rows as a Markdown table."""
    if not rows:
        return ""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(told(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(lines)


median = statistics.median
