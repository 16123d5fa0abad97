"""What a study costs beside its runs, here and with other tools on the same model.

`python -m docs.make.overhead [--runs 40] [--repeats 3]` prints a table: for each tool the wall
time over the ideal, which is the wall time of the bare runs over the number of workers. Every
repeat measures all tools and the bare runs in turn, so that a machine busy with other work weighs
on all alike; the ratio is taken within a repeat, and the median over repeats is shown.
"""

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

YEARS = 3
WORKERS = 2
SCENARIO = "tiny"
OUTCOME = "top4_end.homes"
EXPERIMENT = """
[study]
name = "overhead"
title = "Overhead"
scenario = "{scenario}"
years = {years}
replications = {runs}

[[arms]]
name = "base"
title = "As it is"
"""

Tool = Callable[[int], object]
"""Makes so many runs."""


def one(seed: int) -> float:
    """One run, as bare as it can be; at the top of a module so that any tool can send it."""
    from sim.model.one_run import run

    made = run(SCENARIO, seed=seed, years=YEARS, detail="study")
    return float(made.outcomes.get(OUTCOME, float("nan")))


def bare(runs: int) -> None:
    """Runs in a loop, nothing kept: the ideal of one worker."""
    for seed in range(1, runs + 1):
        one(seed)


def our_study(runs: int, workers: int, scheduler: str | None = None) -> None:
    """A study that stores all five tables of every run, with its ledger and manifest."""
    from sim.studies.study import study

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "overhead.toml"
        file.write_text(EXPERIMENT.format(scenario=SCENARIO, years=YEARS, runs=runs))
        study(file, Path(place) / "out", workers, scheduler=scheduler)


def with_joblib(runs: int) -> None:
    """joblib, which keeps one number of each run."""
    from joblib import Parallel, delayed

    Parallel(n_jobs=WORKERS)(delayed(one)(seed) for seed in range(1, runs + 1))


def with_mesa(runs: int, processes: int) -> None:
    """Mesa's batch_run, which keeps its data collector's last row of each run."""
    from mesa.batchrunner import batch_run

    from sim.model.mesa import MutualsModel

    batch_run(
        MutualsModel,
        {"world": SCENARIO, "years": YEARS, "detail": "study", "seed": range(1, runs + 1)},
        number_processes=processes,
        max_steps=YEARS * 12,
        display_progress=False,
    )


def with_ema(runs: int, *, in_parallel: bool) -> None:
    """The EMA Workbench, which keeps one number of each run; a point stands for a run."""
    from ema_workbench import (
        Constant,
        IntegerParameter,
        Model,
        MultiprocessingEvaluator,
        ScalarOutcome,
        SequentialEvaluator,
        perform_experiments,
    )

    model = Model("overhead", function=_for_ema)
    model.uncertainties = [IntegerParameter("seed", 1, 10 * runs)]
    model.constants = [Constant("years", YEARS)]
    model.outcomes = [ScalarOutcome("outcome")]
    kind: Any = (
        partial(MultiprocessingEvaluator, n_processes=WORKERS)
        if in_parallel
        else SequentialEvaluator
    )
    with kind(model) as evaluator:
        perform_experiments(model, scenarios=runs, evaluator=evaluator, log_progress=True)


def _for_ema(seed: int, years: int) -> dict[str, float]:
    return {"outcome": one(int(seed))}


def tools(scheduler: str | None) -> dict[str, tuple[int, Tool]]:
    """Each tool with its number of workers."""
    found: dict[str, tuple[int, Tool]] = {
        "mutuals study, 1 worker": (1, partial(our_study, workers=1)),
        f"mutuals study, {WORKERS} workers (loky)": (WORKERS, partial(our_study, workers=WORKERS)),
        "mesa.batch_run, 1 process": (1, partial(with_mesa, processes=1)),
        f"mesa.batch_run, {WORKERS} processes": (WORKERS, partial(with_mesa, processes=WORKERS)),
        f"joblib, {WORKERS} workers": (WORKERS, with_joblib),
        "EMA Workbench, SequentialEvaluator": (1, partial(with_ema, in_parallel=False)),
        f"EMA Workbench, MultiprocessingEvaluator, {WORKERS}": (
            WORKERS,
            partial(with_ema, in_parallel=True),
        ),
    }
    if scheduler is not None:
        ours = partial(our_study, workers=WORKERS, scheduler=scheduler)
        found[f"mutuals study, Dask, {WORKERS} workers"] = (WORKERS, ours)
    return found


def measure(runs: int, repeats: int) -> list[tuple[str, int, float, float, float]]:
    """For each tool: workers, median wall seconds, median and largest wall over ideal."""
    with _cluster() as scheduler:
        asked = tools(scheduler)
        seconds: dict[str, list[float]] = {name: [] for name in asked}
        ratios: dict[str, list[float]] = {name: [] for name in asked}
        bare(2)
        for _ in range(repeats):
            ideal = _timed(bare, runs)
            for name, (workers, tool) in asked.items():
                took = _timed(tool, runs)
                seconds[name].append(took)
                ratios[name].append(took / (ideal / workers))
    return [
        (
            name,
            workers,
            statistics.median(seconds[name]),
            statistics.median(ratios[name]),
            max(ratios[name]),
        )
        for name, (workers, _) in asked.items()
    ]


def _timed(tool: Tool, runs: int) -> float:
    began = time.perf_counter()
    tool(runs)
    return time.perf_counter() - began


@contextmanager
def _cluster() -> Iterator[str | None]:
    """A Dask cluster of this machine, if Dask is installed."""
    try:
        import distributed
    except ImportError:
        yield None
        return
    cluster: Any = distributed.LocalCluster
    with cluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as made:
        yield made.scheduler_address


def main(
    runs: Annotated[int, typer.Option(min=2, help="Runs to a measurement.")] = 40,
    repeats: Annotated[int, typer.Option(min=1, help="Measurements of each tool.")] = 3,
) -> None:
    """Measure every tool in turn, several times, and print a table."""
    warnings.simplefilter("ignore")
    rows: Sequence[tuple[str, int, float, float, float]] = measure(runs, repeats)
    typer.echo("| tool | workers | wall, s | wall over ideal | worst |\n|---|---|---|---|---|")
    for name, workers, seconds, ratio, worst in rows:
        typer.echo(f"| {name} | {workers} | {seconds:.1f} | {ratio:.2f} | {worst:.2f} |")


if __name__ == "__main__":
    typer.run(main)
